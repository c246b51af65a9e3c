//! Rules that watch what comes in, and the alerts that they raise.

mod alert;
mod answer;
mod condition;
mod context;
mod index;
mod memory;
mod metric;
mod record;
mod rules;
mod shift;

pub use alert::{Alert, cloudevent};
pub use memory::AlertMemory;
pub use rules::AlertRules;
pub use shift::ShiftChart;
