//! Adjusted Wald tests of the difference of two nets: Wald's test after pseudo-answers.

use super::{Alternative, NetSample, Outcome};
use crate::stats::interval::net::{adjusted, variance};
use crate::stats::interval::normal_critical;

/// The published adjusted Wald test: three pseudo-answers in each group.
///
/// With unequal groups the smaller one is drawn further to the middle, which biases the difference; [`balanced`] is free of this.
///
/// `estimate` is the raw difference and `std_error` its plug-in standard error; statistic, p-value and interval are those of the adjusted
/// difference, so that the statistic is not the ratio of the two.
///
/// # Formula
/// In each group `l' = (n l + 3/4) / (n + 3)`, `h' = (n h + 3/4) / (n + 3)`, `v' = l' + h' - (h' - l')²`;
/// `z = [(h'_a - l'_a) - (h'_b - l'_b)] / √(v'_a / (n_a + 3) + v'_b / (n_b + 3))`.
///
/// # Units
/// Nets in -1..1; the interval is not clipped.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::{Alternative, NetSample, adjusted_wald};
/// let (a, b) = (NetSample::from_counts(10.0, 20.0, 70.0), NetSample::from_counts(15.0, 25.0, 60.0));
/// let test = adjusted_wald::published(&a, &b, 0.95, Alternative::TwoSided);
/// assert!((0.5 * (test.low.unwrap() + test.high.unwrap()) - 15.0 / 103.0).abs() < 1e-15);
/// ```
///
/// # References
/// J. Sauro and J. R. Lewis, comparing two Net Promoter Scores (<https://measuringu.com/nps-sig-test-sample-size>).
#[must_use]
pub fn published(a: &NetSample, b: &NetSample, level: f64, alternative: Alternative) -> Outcome {
    test(a, b, 3.0, 3.0, level, alternative)
}

/// The adjusted Wald test with pseudo-answers in proportion to the groups: the default for nets.
///
/// The published test where the groups are equal, and unbiased where they are not: both differences shrink by the same factor. It may
/// be conservative. Fields as in [`published`].
///
/// # Formula
/// `3 n_i / min(n_a, n_b)` pseudo-answers in group `i`, a quarter low and a quarter high; variances `v'_i / (n_i + 3)`.
///
/// # Units
/// Nets in -1..1; the interval is not clipped.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::{Alternative, NetSample, adjusted_wald};
/// // 29 of 30 promoters against .75 net of 10,000: the difference shrinks by 30 / 33, and keeps its sign.
/// let (a, b) = (NetSample::from_counts(0.0, 1.0, 29.0), NetSample::from_counts(500.0, 1500.0, 8000.0));
/// let test = adjusted_wald::balanced(&a, &b, 0.95, Alternative::TwoSided);
/// let center = 0.5 * (test.low.unwrap() + test.high.unwrap());
/// assert!((center - test.estimate.unwrap() * 30.0 / 33.0).abs() < 1e-14);
/// assert!(test.p_value.unwrap() < 0.05);
/// ```
#[must_use]
pub fn balanced(a: &NetSample, b: &NetSample, level: f64, alternative: Alternative) -> Outcome {
    let smaller = a.n.min(b.n);
    if smaller <= 0.0 {
        return Outcome::default();
    }
    test(a, b, 3.0 * (a.n / smaller), 3.0 * (b.n / smaller), level, alternative)
}

fn test(a: &NetSample, b: &NetSample, pseudo_a: f64, pseudo_b: f64, level: f64, alternative: Alternative) -> Outcome {
    let (Some(first), Some(second)) = (a.net(), b.net()) else {
        return Outcome::default();
    };
    let moved = |group: &NetSample, pseudo: f64| {
        let (low, high, _) = adjusted(group.low_share, group.high_share, group.n, pseudo);
        (high - low, variance(low, high) / (group.n + 3.0))
    };
    let ((net_a, error_a), (net_b, error_b)) = (moved(a, pseudo_a), moved(b, pseudo_b));
    let difference = net_a - net_b;
    // More than 0: the pseudo-answers lie at both ends.
    let std_error = (error_a + error_b).sqrt();
    let statistic = difference / std_error;
    let margin = normal_critical(level) * std_error;
    Outcome {
        estimate: Some(first - second),
        std_error: Some((a.squared_error() + b.squared_error()).sqrt()),
        statistic: Some(statistic),
        p_value: Some(alternative.normal_p(statistic)),
        low: Some(difference - margin),
        high: Some(difference + margin),
        ..Outcome::default()
    }
}
