//! Models of purchases whose parameters differ by what is known of customers.

mod fit;
mod json;
mod rows;
mod search;
mod tracking;
mod uncertainty;

pub use fit::CovariateFit;
pub(crate) use rows::CustomersKnown;
pub use rows::{Covariate, Process};
pub use tracking::tracking_with_covariates;
