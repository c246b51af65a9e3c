//! Floor 1: numbers only. Exact sums, the random generator, and what is coded on top of them.

mod absorbing;
mod big;
mod binomial;
mod exact_parts;
mod exact_quotient;
mod exact_sum;
mod quadratic_form;
mod rng;

pub use absorbing::AbsorbingSystem;
pub use exact_parts::ExactParts;
pub use exact_quotient::{exact_mean, ratio, square_ratio, std_deviation, variance};
pub use exact_sum::ExactSum;
pub use quadratic_form::quadratic_form;
pub use rng::Rng;

pub mod dist;
pub mod root;
