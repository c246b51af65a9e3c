//! Floor 6: the experience program. Versions of the model, what changed in them, and what the program does, measured.

mod alignment;
mod benchmark;
mod delivery_gap;
pub mod impact;
pub mod kpi;
pub mod versions;

pub use alignment::{AlignmentOptions, alignment};
pub use benchmark::{Benchmark, compare_to_benchmark};
pub use delivery_gap::delivery_gap;
