//! How long until something happens, when for some it has not happened yet.

mod groups;
mod kaplan_meier;
mod log_rank;
mod restricted_mean;
mod transform;

pub(in crate::stats) use groups::in_groups;
pub(in crate::stats) use kaplan_meier::require_times;
pub use kaplan_meier::{Duration, End, Survival, SurvivalQuantile, SurvivalStep, kaplan_meier, kaplan_meier_with};
pub use log_rank::log_rank;
pub use restricted_mean::RestrictedMean;
pub use transform::Transform;
