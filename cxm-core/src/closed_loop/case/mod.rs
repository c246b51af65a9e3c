//! The case: what a complaint or an alert becomes, from received to closed (ISO 10002).

#[expect(clippy::module_inception, reason = "the file is named for its one type")]
mod case;
mod clock;
mod follow_up;
mod notify;
mod opening;
mod performance;
mod record;
mod state;

pub use case::{Case, Step};
pub use clock::CaseClock;
use clock::closed_at;
pub use follow_up::FollowUp;
pub use notify::{Author, to_notify};
pub use opening::Opening;
pub(crate) use performance::require_once;
pub use performance::{ClosedLoop, ClosingEffect, TeamRates, closed_loop, team_rates, team_table, worklist};
pub use record::{CaseEvent, CaseRecord, Trigger};
pub use state::CaseState;
