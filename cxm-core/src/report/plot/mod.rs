//! From results to charts: [`estimates`] and [`trend`] of a table of scores, [`funnel`] of that of a funnel, [`distribution`] of an estimate.

mod bands;
mod distribution;
mod estimates;
mod funnel;
mod options;
mod rows;
mod trend;

pub use bands::Bands;
pub use distribution::{distribution, distribution_of};
pub use estimates::estimates;
pub use funnel::funnel;
pub use options::PlotOptions;
pub use trend::trend;
