//! The default comparison of two shares: Newcombe's interval and the uncorrected chi-square test.

use super::wald::share_difference_error;
use super::{Alternative, Outcome};
use crate::stats::interval::proportion::wilson;
use crate::stats::interval::{Interval, normal_critical};

/// Compares two shares, `k_a` of `n_a` and `k_b` of `n_b`.
///
/// Interval and p-value come from two methods: near the border of significance the interval may hold 0 while `p < 1 - level`, or
/// the other way round. [`score::shares`](super::score::shares) has an interval that agrees with this p-value.
///
/// Where nobody or everybody succeeds in both groups there is no variance to test with: `statistic` and `p_value` are `None`.
///
/// # Formula
/// With Wilson's intervals `(l, u)` of the shares: `d - √((p_a - l_a)² + (u_b - p_b)²)`, `d + √((u_a - p_a)² + (p_b - l_b)²)`.
/// Statistic: Pearson's chi-square without correction, df 1; a one-sided p-value uses its signed root.
///
/// # Units
/// Shares; the interval is inside -1..1.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::{Alternative, newcombe};
/// let test = newcombe::test(56.0, 70.0, 48.0, 80.0, 0.95, Alternative::TwoSided);
/// assert!((test.low.unwrap() - 0.0524).abs() < 1e-4 && (test.high.unwrap() - 0.3339).abs() < 1e-4);
/// ```
///
/// # References
/// R. G. Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in Medicine 17:873,
/// method 10.
#[must_use]
pub fn test(k_a: f64, n_a: f64, k_b: f64, n_b: f64, level: f64, alternative: Alternative) -> Outcome {
    if n_a <= 0.0 || n_b <= 0.0 {
        return Outcome::default();
    }
    let z = normal_critical(level);
    let (p_a, p_b) = (k_a / n_a, k_b / n_b);
    let (a, b) = (wilson(k_a, n_a, z), wilson(k_b, n_b, z));
    let difference = p_a - p_b;
    let (low, high) = of_ends((p_a, a), (p_b, b));
    let statistic = pooled_z(k_a, n_a, k_b, n_b);
    Outcome {
        estimate: Some(difference),
        std_error: Some(share_difference_error(k_a, n_a, k_b, n_b)),
        statistic: statistic.map(|root| root * root),
        df: statistic.map(|_| 1.0),
        p_value: statistic.map(|root| alternative.normal_p(root)),
        low: Some(low),
        high: Some(high),
        ..Outcome::default()
    }
}

/// The interval of the difference of two shares, of an interval of each.
pub(in crate::stats) fn of_ends((p_a, a): (f64, Interval), (p_b, b): (f64, Interval)) -> (f64, f64) {
    let low = (p_a - p_b) - root_of_squares(p_a - a.low, b.high - p_b);
    let high = (p_a - p_b) + root_of_squares(a.high - p_a, p_b - b.low);
    (low.max(-1.0), high.min(1.0))
}

/// The signed root of Pearson's chi-square of two shares; `None` if all answers are alike.
pub(super) fn pooled_z(k_a: f64, n_a: f64, k_b: f64, n_b: f64) -> Option<f64> {
    let n = n_a + n_b;
    let pooled = (k_a + k_b) / n;
    let rest = ((n_a - k_a) + (n_b - k_b)) / n;
    let variance = pooled * rest * (n / (n_a * n_b));
    (variance > 0.0).then(|| (k_a / n_a - k_b / n_b) / variance.sqrt())
}

fn root_of_squares(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}
