//! Cox's proportional hazards model: what goes along with something happening sooner.

mod baseline;
mod concordance;
mod data;
mod exact;
mod fit;
mod likelihood;
mod proportional_hazards;
mod residuals;
mod sorted;
mod ties;

pub(crate) use baseline::baseline;
pub use baseline::baseline_hazard;
pub(crate) use concordance::of_fit as concordance_of_fit;
pub use concordance::{Concordance, concordance};
pub use data::CoxData;
pub(in crate::stats) use fit::coefficient_table;
pub(crate) use fit::fit;
pub use fit::{CoxFit, CoxOptions, CoxStatus, cox};
pub(crate) use proportional_hazards::test as test_proportional_hazards;
pub use proportional_hazards::{HazardClock, proportional_hazards};
pub(crate) use sorted::Sorted;
pub use ties::CoxTies;
