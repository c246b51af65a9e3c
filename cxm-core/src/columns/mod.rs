//! Floor 1: columns in and out, and the calendar that groups them.

mod period;
pub mod time;

pub use period::Every;
