//! Tests of a difference, as pure functions: nets in -1..1, shares in 0..1, means in their own unit.
//!
//! Counts are `f64`, because a weighted survey passes effective numbers. An empty group gives `None`, never `NaN`. Every difference
//! is the first group minus the second; swapping the groups flips the sign of the estimate, of a signed statistic and of the interval
//! to the last bit. The interval is two-sided at `level`, whatever the alternative of the p-value is; [`compare`](super::compare) makes it one-sided.

pub mod adjusted_wald;
pub mod chi_square;
pub mod equivalence;
pub mod fisher;
pub mod kruskal_wallis;
pub mod mann_whitney;
pub mod mcnemar;
mod net_sample;
pub mod newcombe;
mod outcome;
pub mod paired_net;
pub mod score;
pub mod wald;
pub mod welch;

pub use net_sample::NetSample;
pub use outcome::{Alternative, Outcome};
