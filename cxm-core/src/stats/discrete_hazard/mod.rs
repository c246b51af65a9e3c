//! Whether something happens in a period, of those to whom it has not happened yet: time that is counted in whole periods.

mod fit;
mod link;
mod sums;

pub use fit::{DiscreteHazardFit, HazardPeriod, discrete_hazard};
pub use link::HazardLink;
