//! The KPIs of an experience program: who takes part, what they think of, what changes for the better, which goals are reached.

mod changes;
mod engagement;
mod goal;
mod improvement;
mod innovation;
mod measures;
mod options;
mod program_kpis;
mod put_back;
mod records;
mod roster;
mod window;

pub use engagement::employee_engagement;
pub use goal::goal_share;
pub use improvement::rate_of_improvement;
pub use innovation::rate_of_innovation;
pub use options::{Kpi, KpiOptions, KpiRows};
pub use program_kpis::{ProgramRecords, goal_performance, program_kpis};
pub(crate) use records::{each_day, keys, numbers, optional, words};
pub use window::{Period, Window, Workdays};
