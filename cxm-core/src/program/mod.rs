//! Floor 6: the experience program, measured.

mod alignment;
mod benchmark;
mod delivery_gap;
pub mod kpi;

pub use alignment::{AlignmentOptions, alignment};
pub use benchmark::{Benchmark, compare_to_benchmark};
pub use delivery_gap::delivery_gap;
