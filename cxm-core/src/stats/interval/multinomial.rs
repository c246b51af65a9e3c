//! Simultaneous intervals for all shares of one question.

use super::Interval;
use crate::num::dist::chi_square_upper_quantile;

/// Goodman's simultaneous intervals for the shares of a question with several answers; all hold together at the level.
///
/// Without answers every share lies in 0..1. A single class is 1 for certain, yet gets the interval of the formula.
///
/// # Formula
/// Wilson's interval with `z²` the chi-square quantile with one degree of freedom at `1 - (1 - level) / classes`.
///
/// # Units
/// Shares, 0..1.
///
/// # Examples
/// ```
/// use cxm_core::stats::interval::multinomial::goodman;
/// let shares = goodman(&[15.0, 25.0, 60.0], 0.95);
/// assert!((shares[2].low - 0.480_393).abs() < 1e-6 && (shares[2].high - 0.708_766).abs() < 1e-6);
/// ```
///
/// # References
/// L. A. Goodman (1965), On simultaneous confidence intervals for multinomial proportions, Technometrics 7:247.
#[must_use]
pub fn goodman(counts: &[f64], level: f64) -> Vec<Interval> {
    let n: f64 = counts.iter().sum();
    if n <= 0.0 {
        return vec![Interval { low: 0.0, high: 1.0 }; counts.len()];
    }
    let z = chi_square_upper_quantile((1.0 - level) / counts.len() as f64, 1.0).sqrt();
    counts.iter().map(|&k| super::proportion::wilson(k.min(n), n, z)).collect()
}
