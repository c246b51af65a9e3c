//! How long until something happens, when for some it has not happened yet.

mod clustered;
mod groups;
mod kaplan_meier;
mod life_table;
mod log_rank;
mod mean_difference;
mod nelson_aalen;
mod rank_sums;
mod restricted_mean;
mod share_by;
mod transform;

pub use clustered::kaplan_meier_clustered;
pub(in crate::stats) use groups::in_groups;
pub(in crate::stats) use kaplan_meier::require_times;
pub use kaplan_meier::{Duration, End, Survival, SurvivalQuantile, SurvivalStep, kaplan_meier, kaplan_meier_with};
pub use life_table::{LifeRow, LifeTable};
pub(crate) use life_table::{key, time_of};
pub use log_rank::{RankWeights, log_rank, log_rank_trend, stratified_log_rank};
pub use mean_difference::rmst_difference;
pub use nelson_aalen::{HazardStep, TiedHazard, nelson_aalen};
pub use restricted_mean::RestrictedMean;
pub use share_by::ShareBy;
pub use transform::Transform;
