//! Rules that watch what comes in, and the alerts that they raise.

mod alert;
mod condition;
mod memory;
mod rules;

pub use alert::Alert;
pub use memory::AlertMemory;
pub use rules::AlertRules;
