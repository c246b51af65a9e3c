//! Confidence intervals from counts, as pure functions: shares in 0..1, nets in -1..1, not clipped to the scale.
//!
//! Counts are `f64`, because a weighted survey passes effective numbers. The callers clip to the scale and take the hull with the estimate.
//! Functions that take `z` work with any critical value: [`normal_critical`] of the level, or [`student_t_critical`] where answers are weighted.

mod anytime;
mod bounds;
mod confidence;
mod critical;
pub mod mean;
pub mod multinomial;
pub mod net;
pub mod poisson;
pub mod proportion;

pub use anytime::anytime;
pub use bounds::Interval;
pub use confidence::Confidence;
pub use critical::{normal_critical, student_t_critical};
pub use proportion::{ProportionMethod, proportion_interval};
