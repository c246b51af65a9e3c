//! Floor 6: feedback that raises an alert and becomes a case, and how well cases are answered.

pub mod alerts;
pub mod case;
