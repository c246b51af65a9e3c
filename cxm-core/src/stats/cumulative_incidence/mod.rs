//! The share to whom something has happened by a time, where something else may happen first.

mod aalen_johansen;
mod gray;

pub use aalen_johansen::{CompetingDuration, CompetingEnd, CumulativeIncidence, IncidenceStep, aalen_johansen};
pub use gray::gray;
