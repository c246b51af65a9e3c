//! Floor 6: what customers will buy and are worth, by models that "buy till you die", with how sure that is.

mod any_fit;
mod bg_nbd;
mod byte_form;
mod columns;
mod counts;
mod fit_status;
mod fitted;
mod gamma_gamma;
mod geometric_dropout;
mod history;
mod lifetime_value;
mod mbg_nbd;
mod mean_purchases;
mod model;
mod rfm;
mod rows;
mod search;
mod transactions;
mod unit;

pub use any_fit::AnyFit;
pub use bg_nbd::BgNbd;
pub use columns::RfmColumns;
pub(crate) use columns::RfmRow;
pub use counts::{RfmCounts, RfmSpec};
pub use fit_status::FitStatus;
pub use fitted::{Evidence, Fitted};
pub use gamma_gamma::GammaGamma;
pub use history::History;
pub use lifetime_value::{BasisName, Horizon, ValueBasis};
pub use mbg_nbd::MbgNbd;
pub use model::{Model, PurchaseModel};
pub use rfm::{MergePurchases, RfmOptions, RfmTable, rfm};
pub use transactions::TransactionColumns;
pub use unit::RfmUnit;
