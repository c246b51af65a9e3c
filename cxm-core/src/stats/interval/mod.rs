//! Confidence intervals from counts, as pure functions: shares in 0..1, nets in -1..1, not clipped to the scale.
//!
//! Counts are `f64`, because a weighted survey passes effective numbers. The callers clip to the scale and take the hull with the estimate.

mod bounds;
mod confidence;
pub mod mean;
pub mod multinomial;
pub mod net;
pub mod proportion;

pub use bounds::Interval;
pub use confidence::Confidence;
pub use mean::MeanMethod;
pub use net::NetMethod;
pub use proportion::{ProportionMethod, proportion_interval};
