//! Floor 6: who stays, and what goes along with leaving.
//!
//! What was watched is read from columns here; the estimators are those of [`crate::stats::survival`] and [`crate::stats::cox`]. Customers without a contract are active or not in a period
//! ([`retention_rate`], [`churn_rate`]); those with one are bound or not on a day ([`contract_retention_rate`], [`contract_churn_rate`]): two questions with two names.

mod activity;
mod contracts;
mod covariates;
mod gaps;
mod numbers;
mod purchases;
mod repeat;
mod revenue;
mod segments;
mod shares;
mod watched;
mod window;

pub use activity::{ActivityOptions, churn_rate, reactivation_rate, retention_rate, returning_customer_rate};
pub use contracts::{ContractColumns, ContractEnd, ContractOptions, contract_churn_rate, contract_retention_rate};
pub use covariates::CovariateColumns;
pub use gaps::inter_purchase_time;
pub(crate) use numbers::{numbers, truths};
pub use repeat::{RepeatOptions, repeat_purchase_rate};
pub use revenue::{RevenueKind, average_order_value, purchase_frequency, revenue_retention};
pub use segments::{Rate, SegmentOptions};
pub use shares::{compare_cohorts, hide_cohorts};
pub use watched::{Watched, WatchedColumns};
pub use window::Window;
