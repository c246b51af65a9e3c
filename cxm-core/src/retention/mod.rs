//! Floor 6: who stays, and what goes along with leaving.
//!
//! What was watched is read from columns here; the estimators are those of [`crate::stats::survival`] and [`crate::stats::cox`].

mod covariates;
mod numbers;
mod watched;

pub use covariates::CovariateColumns;
pub(crate) use numbers::{numbers, truths};
pub use watched::{Watched, WatchedColumns};
