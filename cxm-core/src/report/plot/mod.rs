//! From results to charts: [`estimates`] and [`trend`] of a table of scores, [`distribution`] of an estimate.

mod bands;
mod distribution;
mod estimates;
mod options;
mod rows;
mod trend;

pub use bands::Bands;
pub use distribution::{distribution, distribution_of};
pub use estimates::estimates;
pub use options::PlotOptions;
pub use trend::trend;
