//! Wald's test: a difference over its standard error. Known to err with few answers; for comparison with other tools.

use super::{Alternative, NetSample, Outcome};
use crate::stats::interval::normal_critical;

/// The normal test and interval of an estimate with its standard error.
///
/// A standard error of 0 allows no test: `statistic`, `p_value` and the interval are `None`.
///
/// # Formula
/// `z = estimate / std_error`, interval `estimate ± z(level) std_error`.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::{Alternative, wald};
/// let test = wald::from_estimate(3.0, 1.0, 0.95, Alternative::TwoSided);
/// assert_eq!(test.statistic, Some(3.0));
/// assert!((test.p_value.unwrap() - 0.002_699_796_063_260_2).abs() < 1e-15);
/// ```
///
/// # References
/// A. Wald (1943), Transactions of the American Mathematical Society 54:426.
#[must_use]
pub fn from_estimate(estimate: f64, std_error: f64, level: f64, alternative: Alternative) -> Outcome {
    let known = Outcome { estimate: Some(estimate), std_error: Some(std_error), ..Outcome::default() };
    let statistic = estimate / std_error;
    if std_error <= 0.0 || !statistic.is_finite() {
        return known;
    }
    let margin = normal_critical(level) * std_error;
    Outcome {
        statistic: Some(statistic),
        p_value: Some(alternative.normal_p(statistic)),
        low: Some(estimate - margin),
        high: Some(estimate + margin),
        ..known
    }
}

/// Wald's test of the difference of two nets.
///
/// # Formula
/// `std_error = √(v_a / n_a + v_b / n_b)` with plug-in variances, never pooled.
///
/// # Units
/// Nets in -1..1; not clipped.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::{Alternative, NetSample, wald};
/// let (a, b) = (NetSample::from_counts(10.0, 20.0, 70.0), NetSample::from_counts(15.0, 25.0, 60.0));
/// let test = wald::nets(&a, &b, 0.95, Alternative::TwoSided);
/// assert!((test.estimate.unwrap() - 0.15).abs() < 1e-15);
/// assert!((test.std_error.unwrap().powi(2) - (0.44 + 0.5475) / 100.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn nets(a: &NetSample, b: &NetSample, level: f64, alternative: Alternative) -> Outcome {
    let (Some(first), Some(second)) = (a.net(), b.net()) else {
        return Outcome::default();
    };
    from_estimate(first - second, (a.squared_error() + b.squared_error()).sqrt(), level, alternative)
}

/// Wald's test of the difference of two shares, `k_a` of `n_a` and `k_b` of `n_b`.
///
/// # Formula
/// `std_error = √(p_a (1 - p_a) / n_a + p_b (1 - p_b) / n_b)`, never pooled.
///
/// # Units
/// Shares; not clipped.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::{Alternative, wald};
/// let test = wald::shares(56.0, 70.0, 48.0, 80.0, 0.95, Alternative::TwoSided);
/// assert!((test.low.unwrap() - 0.057_504_899_149_037_2).abs() < 1e-14);
/// ```
#[must_use]
pub fn shares(k_a: f64, n_a: f64, k_b: f64, n_b: f64, level: f64, alternative: Alternative) -> Outcome {
    if n_a <= 0.0 || n_b <= 0.0 {
        return Outcome::default();
    }
    let std_error = share_difference_error(k_a, n_a, k_b, n_b);
    from_estimate(k_a / n_a - k_b / n_b, std_error, level, alternative)
}

/// The plug-in standard error of a difference of two shares.
pub(super) fn share_difference_error(k_a: f64, n_a: f64, k_b: f64, n_b: f64) -> f64 {
    let squared_error = |k: f64, n: f64| (k / n) * ((n - k) / n) / n;
    (squared_error(k_a, n_a) + squared_error(k_b, n_b)).sqrt()
}
