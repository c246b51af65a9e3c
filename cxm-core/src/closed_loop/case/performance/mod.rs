//! How well cases are answered and closed.

mod effect;
mod facts;
mod rates;
mod teams;
mod worklist;

pub use effect::ClosingEffect;
pub(crate) use facts::require_once;
pub use rates::{ClosedLoop, closed_loop};
pub use teams::{TeamRates, team_rates, team_table};
pub use worklist::worklist;
