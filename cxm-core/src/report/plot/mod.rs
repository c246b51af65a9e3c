//! From results to charts: [`estimates`] and [`trend`] of a table of scores, [`distribution`] of an estimate; [`funnel`], [`sankey`], [`transitions`], [`step_matrix`],
//! [`cohorts`] and [`attribution`] of the tables of those names; [`survival`] of the curves of that name, [`forest`] of the terms of a fit.

mod attribution;
mod bands;
mod distribution;
mod estimates;
mod flow;
mod forest;
mod funnel;
mod matrix;
mod options;
mod rows;
mod survival;
mod trend;

pub use attribution::attribution;
pub use bands::Bands;
pub use distribution::{distribution, distribution_of};
pub use estimates::estimates;
pub use flow::sankey;
pub use forest::forest;
pub use funnel::funnel;
pub use matrix::{cohorts, step_matrix, transitions};
pub use options::PlotOptions;
pub use survival::survival;
pub use trend::trend;
