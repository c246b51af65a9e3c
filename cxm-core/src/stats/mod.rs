//! Floor 3: what a number is worth: intervals, tests, power, and the correction for many comparisons.

pub mod interval;
pub mod multiplicity;
pub mod power;
pub mod test;
