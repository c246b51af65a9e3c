//! A log whose events come bit by bit: what belongs to customers who are settled is drained, what may still go on is held.

mod byte_form;
mod names;
mod open;
mod spec;
mod state;

pub use spec::{EventStreamSpec, OutOfTime};
pub use state::EventStream;
