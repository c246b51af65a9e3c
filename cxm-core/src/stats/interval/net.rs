//! Intervals for a net score, the share of high answers minus the share of low ones, from one sample.
//!
//! One answer is low, between or high, so a net score is the paired difference of two shares (the setting of `McNemar`'s test), and the published methods for it apply.

use super::Interval;
use crate::num::root::bracketed;

/// The variance of one answer worth -1, 0 or 1: `low + high - (high - low)²`, written so that nothing cancels.
///
/// # Examples
/// ```
/// use cxm_core::stats::interval::net::variance;
/// assert!((variance(0.1, 0.7) - 0.44).abs() < 1e-15); // 0.8 - 0.6^2
/// assert_eq!(variance(0.0, 1.0), 0.0);
/// ```
#[must_use]
pub fn variance(low_share: f64, high_share: f64) -> f64 {
    let outer = low_share + high_share;
    outer * (1.0 - outer).max(0.0) + 4.0 * low_share * high_share
}

/// The adjusted Wald interval of a net score.
///
/// # Formula
/// `l' = (n l + 3/4) / (n + 3)`, `h' = (n h + 3/4) / (n + 3)`, then `h' - l' ± z √((l' + h' - (h' - l')²) / (n + 3))`.
/// `n` may be an effective number; with `n = 0` the shares are not read.
///
/// # Units
/// Shares and nets in -1..1; not clipped.
///
/// # Examples
/// ```
/// use cxm_core::stats::interval::{net::adjusted_wald, normal_critical};
/// // 10 detractors, 20 passives, 70 promoters: 60 / 103 is the centre.
/// let interval = adjusted_wald(0.1, 0.7, 100.0, normal_critical(0.95));
/// assert!((0.5 * (interval.low + interval.high) - 60.0 / 103.0).abs() < 1e-15);
/// ```
///
/// # References
/// J. Sauro and J. R. Lewis, confidence intervals for the Net Promoter Score (<https://measuringu.com/nps-confidence-intervals/>).
#[must_use]
pub fn adjusted_wald(low_share: f64, high_share: f64, n: f64, z: f64) -> Interval {
    let (low, high, total) = adjusted(low_share, high_share, n, 3.0);
    Interval::around(high - low, z * (variance(low, high) / total).sqrt())
}

/// The shares with `pseudo` pseudo-answers, a quarter low, a quarter high, and the new total.
pub(crate) fn adjusted(low_share: f64, high_share: f64, n: f64, pseudo: f64) -> (f64, f64, f64) {
    let total = n.max(0.0) + pseudo;
    let quarter = 0.25 * pseudo / total;
    if n <= 0.0 {
        return (quarter, quarter, total);
    }
    (low_share * (n / total) + quarter, high_share * (n / total) + quarter, total)
}

/// The Wald interval of a net score; with `n = 0` it is the whole scale.
///
/// # Formula
/// `h - l ± z √((l + h - (h - l)²) / n)`.
///
/// # Units
/// Shares and nets in -1..1; not clipped.
///
/// # Examples
/// ```
/// use cxm_core::stats::interval::net::wald;
/// let interval = wald(0.0, 0.5, 100.0, 2.0);
/// assert_eq!((interval.low, interval.high), (0.4, 0.6)); // v = 1/4
/// ```
#[must_use]
pub fn wald(low_share: f64, high_share: f64, n: f64, z: f64) -> Interval {
    if n <= 0.0 {
        return Interval { low: -1.0, high: 1.0 };
    }
    Interval::around(high_share - low_share, z * (variance(low_share, high_share) / n).sqrt())
}

/// Tango's score interval of a net score; always inside -1..1; with `n = 0` it is the whole scale.
///
/// # Formula
/// The nets `d` with `|h - l - d| <= z √(v(d) / n)`, where `v(d)` is the variance at the shares that are most likely among those
/// with net `d`. Its ends are solved to the last digits.
///
/// # Units
/// Shares and nets in -1..1.
///
/// # Examples
/// ```
/// use cxm_core::stats::interval::net::score;
/// // One promoter: (n - z²) / (n + z²) with n = 1, to 1.
/// let interval = score(0.0, 1.0, 1.0, 2.0);
/// assert!((interval.low - -0.6).abs() < 1e-15);
/// assert_eq!(interval.high, 1.0);
/// ```
///
/// # References
/// T. Tango (1998), Equivalence test and confidence interval for the difference in proportions for the paired-sample design,
/// Statistics in Medicine 17:891.
#[must_use]
pub fn score(low_share: f64, high_share: f64, n: f64, z: f64) -> Interval {
    if n <= 0.0 {
        return Interval { low: -1.0, high: 1.0 };
    }
    Interval { low: -score_high(high_share, low_share, n, z), high: score_high(low_share, high_share, n, z) }
}

/// The upper end of Tango's interval.
fn score_high(low: f64, high: f64, n: f64, z: f64) -> f64 {
    let estimate = high - low;
    if estimate >= 1.0 {
        return 1.0;
    }
    let scale = n.sqrt();
    let excess = |net: f64| {
        if net <= estimate {
            // At the estimate itself 0/0 may stand; the score is 0 there.
            return -1.0;
        }
        (net - estimate) * scale - z * restricted_variance(low, high, net).sqrt()
    };
    // At net = 1 the variance is 0, so the excess is positive.
    bracketed(excess, estimate, 1.0).unwrap_or(1.0)
}

/// `v(d)`: the variance of one answer at the most likely shares with net `d`, -1 <= d <= 1.
pub(crate) fn restricted_variance(low: f64, high: f64, net: f64) -> f64 {
    let d = net.abs();
    2.0 * restricted_minority(low, high, net) + d * (1.0 - d)
}

/// The share against the direction of `d`, the low one where `d >= 0`, at the most likely shares with net `d`.
///
/// The likelihood equation is `2q² - (l + h - d (2 + l - h)) q - l d (1 - d) = 0` for `d >= 0` (Tango 1998, equation 8); the case
/// `d < 0` is its mirror image. The share along the direction is `q + |d|`.
pub(crate) fn restricted_minority(low: f64, high: f64, net: f64) -> f64 {
    let (against, along, d) = if net >= 0.0 { (low, high, net) } else { (high, low, -net) };
    let b = against + along - d * (2.0 + against - along);
    let c = against * d * (1.0 - d);
    let root = (b * b + 8.0 * c).sqrt();
    // b + root cancels for b < 0; for b = 0 and c = 0 the share is 0.
    if b >= 0.0 { 0.25 * (b + root) } else { 2.0 * c / (root - b) }
}
