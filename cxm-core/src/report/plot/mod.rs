//! From results to charts: [`estimates`] and [`trend`] of a table of scores, [`distribution`] of an estimate; [`funnel`], [`sankey`], [`transitions`], [`step_matrix`],
//! [`cohorts`] and [`attribution`] of the tables of those names; [`survival`] of the curves of that name, [`forest`] of the terms of a fit, [`frequency_recency`] and
//! [`clv_distribution`] and [`calibration`] of what models of purchases say.

mod attribution;
mod bands;
mod calibration;
mod clv_distribution;
mod distribution;
mod estimates;
mod flow;
mod forest;
mod frequency_recency;
mod funnel;
mod matrix;
mod options;
mod rows;
mod survival;
mod tracking;
mod trend;

pub use attribution::attribution;
pub use bands::Bands;
pub use calibration::calibration;
pub use clv_distribution::clv_distribution;
pub use distribution::{distribution, distribution_of};
pub use estimates::estimates;
pub use flow::sankey;
pub use forest::forest;
pub use frequency_recency::{CustomerOutlook, frequency_recency};
pub use funnel::funnel;
pub use matrix::{cohorts, step_matrix, transitions};
pub use options::PlotOptions;
pub use survival::survival;
pub use tracking::{TrackingView, tracking};
pub use trend::trend;
