//! Score tests: the variance is that under the difference in question, so that test and interval always agree.

use super::newcombe::pooled_z;
use super::wald::share_difference_error;
use super::{Alternative, NetSample, Outcome};
use crate::num::root::{bracketed, sign_change};
use crate::stats::interval::net::{restricted_minority, restricted_variance};
use crate::stats::interval::normal_critical;

/// Score test and interval of the difference of two nets from two independent samples.
///
/// The interval holds 0 exactly when the two-sided p-value is at least `1 - level`. Where all answers of both groups are alike
/// `statistic` and `p_value` are `None`; the interval remains.
///
/// # Formula
/// `z(δ) = (a - b - δ) / √(v_a(d) / n_a + v_b(d - δ) / n_b)`, where `d` and `d - δ` are the nets that make both samples together most
/// likely, and `v` the variances at the most likely shares with those nets. The statistic is `z(0)`, the ends solve `|z(δ)| = z(level)`.
///
/// # Units
/// Nets in -1..1; the interval is inside -2..2.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::{Alternative, NetSample, score};
/// let (a, b) = (NetSample::from_counts(10.0, 20.0, 70.0), NetSample::from_counts(10.0, 20.0, 70.0));
/// let test = score::nets(&a, &b, 0.95, Alternative::TwoSided);
/// assert_eq!((test.statistic, test.p_value), (Some(0.0), Some(1.0)));
/// assert_eq!(test.low, test.high.map(|high| -high));
/// ```
///
/// # References
/// T. Tango (1998), Statistics in Medicine 17:891, for one sample; O. S. Miettinen and M. Nurminen (1985), Comparative analysis of
/// two rates, Statistics in Medicine 4:213, for the principle with two.
#[must_use]
pub fn nets(a: &NetSample, b: &NetSample, level: f64, alternative: Alternative) -> Outcome {
    let (Some(first), Some(second)) = (a.net(), b.net()) else {
        return Outcome::default();
    };
    let estimate = first - second;
    let restricted_error = restricted_net_error(a, b, 0.0);
    let statistic = (restricted_error > 0.0).then(|| estimate / restricted_error).filter(|z| z.is_finite());
    let z = normal_critical(level);
    Outcome {
        estimate: Some(estimate),
        std_error: Some((a.squared_error() + b.squared_error()).sqrt()),
        statistic,
        p_value: statistic.map(|z| alternative.normal_p(z)),
        low: Some(-upper_end(-estimate, 2.0, z, |delta| restricted_net_error(b, a, delta))),
        high: Some(upper_end(estimate, 2.0, z, |delta| restricted_net_error(a, b, delta))),
        ..Outcome::default()
    }
}

/// Score test and interval of the difference of two shares, `k_a` of `n_a` and `k_b` of `n_b`.
///
/// Miettinen and Nurminen's method without their factor `n / (n - 1)` on the variance (Mee's), so that the squared statistic is
/// Pearson's uncorrected chi-square. The interval holds 0 exactly when the two-sided p-value is at least `1 - level`.
///
/// # Formula
/// `z(δ) = (p_a - p_b - δ) / √(q_a (1 - q_a) / n_a + q_b (1 - q_b) / n_b)` with `q` the most likely shares with `q_a - q_b = δ`.
///
/// # Units
/// Shares; the interval is inside -1..1.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::{Alternative, score};
/// let test = score::shares(8.0, 10.0, 2.0, 10.0, 0.95, Alternative::TwoSided);
/// assert!((test.statistic.unwrap().powi(2) - 7.2).abs() < 1e-13);
/// ```
///
/// # References
/// O. S. Miettinen and M. Nurminen (1985), Statistics in Medicine 4:213. R. W. Mee (1984), Biometrics 40:1175.
#[must_use]
pub fn shares(k_a: f64, n_a: f64, k_b: f64, n_b: f64, level: f64, alternative: Alternative) -> Outcome {
    if n_a <= 0.0 || n_b <= 0.0 {
        return Outcome::default();
    }
    let estimate = k_a / n_a - k_b / n_b;
    let statistic = pooled_z(k_a, n_a, k_b, n_b);
    let z = normal_critical(level);
    Outcome {
        estimate: Some(estimate),
        std_error: Some(share_difference_error(k_a, n_a, k_b, n_b)),
        statistic,
        p_value: statistic.map(|z| alternative.normal_p(z)),
        low: Some(-upper_end(-estimate, 1.0, z, |delta| restricted_share_error((k_b, n_b), (k_a, n_a), delta))),
        high: Some(upper_end(estimate, 1.0, z, |delta| restricted_share_error((k_a, n_a), (k_b, n_b), delta))),
        ..Outcome::default()
    }
}

/// The largest difference up to `most` that the score test does not reject.
fn upper_end(estimate: f64, most: f64, z: f64, restricted_error: impl Fn(f64) -> f64) -> f64 {
    if estimate >= most {
        return most;
    }
    let excess = |delta: f64| {
        // At the estimate itself 0/0 may stand; the score is 0 there.
        if delta <= estimate { -1.0 } else { (delta - estimate) - z * restricted_error(delta) }
    };
    bracketed(excess, estimate, most).unwrap_or(most)
}

/// The standard error of the difference at the most likely nets `d` and `d - delta`.
fn restricted_net_error(a: &NetSample, b: &NetSample, delta: f64) -> f64 {
    let (lowest, highest) = (f64::max(-1.0, delta - 1.0), f64::min(1.0, delta + 1.0));
    // The likelihoods are concave in the net, so their slopes fall.
    let slope = |d: f64| a.n * likelihood_slope(a, d) + b.n * likelihood_slope(b, d - delta);
    let d = sign_change(slope, lowest, highest);
    let other = (d - delta).clamp(-1.0, 1.0);
    (restricted_variance(a.low_share, a.high_share, d) / a.n + restricted_variance(b.low_share, b.high_share, other) / b.n).sqrt()
}

/// The slope in `d` of the log likelihood per answer at the most likely shares with net `d`.
///
/// Lagrange's multiplier `λ`: the shares are `p = observed / (1 + λ (s - d))` for an answer worth `s`.
fn likelihood_slope(sample: &NetSample, d: f64) -> f64 {
    let (low, high) = (sample.low_share, sample.high_share);
    let minority = restricted_minority(low, high, d);
    let (p_low, p_high) = if d >= 0.0 { (minority, minority + d) } else { (minority - d, minority) };
    // From the larger outer class; without any, all answers lie between, and every step away from 0 costs.
    if high >= low && high > 0.0 {
        (high / p_high - 1.0) / (1.0 - d)
    } else if low > 0.0 {
        (1.0 - low / p_low) / (1.0 + d)
    } else if d > 0.0 {
        -1.0 / (1.0 - d)
    } else if d < 0.0 {
        1.0 / (1.0 + d)
    } else {
        0.0
    }
}

/// The standard error of the difference at the most likely shares `q + delta` and `q`.
fn restricted_share_error(a: (f64, f64), b: (f64, f64), delta: f64) -> f64 {
    let ((k_a, n_a), (k_b, n_b)) = (a, b);
    let (lowest, highest) = (f64::max(0.0, -delta), f64::min(1.0, 1.0 - delta));
    let slope = |q: f64| {
        let one = |k: f64, n: f64, p: f64| {
            let hits = if k > 0.0 { k / p } else { 0.0 };
            let misses = if n - k > 0.0 { (n - k) / (1.0 - p) } else { 0.0 };
            hits - misses
        };
        one(k_a, n_a, q + delta) + one(k_b, n_b, q)
    };
    let q = sign_change(slope, lowest, highest);
    let variance = |p: f64| (p * (1.0 - p)).max(0.0);
    (variance(q + delta) / n_a + variance(q) / n_b).sqrt()
}
