//! The case: what a complaint or an alert becomes, from received to closed (ISO 10002).

#[expect(clippy::module_inception, reason = "the file is named for its one type")]
mod case;
mod performance;
mod record;
mod state;

pub use case::{Case, Opening, Step};
pub use performance::{ClosedLoop, RateOfCases, closed_loop};
pub use record::{CaseEvent, CaseRecord, Trigger};
pub use state::CaseState;
