//! Floor 6: feedback that becomes a case, and how well cases are answered.

pub mod case;
