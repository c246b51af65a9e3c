//! What an initiative did, and whether it was worth its cost.

mod effect;
mod interrupted;
mod options;
mod roi;
mod units;

pub use effect::initiative_impact;
pub use interrupted::{InterruptedMethod, InterruptedOptions, interrupted_time_series};
pub use options::{Assignment, ImpactMethod, ImpactOptions};
pub use roi::{RoiOptions, return_on_investment};
pub use units::{ImpactSamples, Measured};
