//! The sign test of `McNemar` for pairs: those who moved up against those who moved down.

use super::{Alternative, Outcome};
use crate::num::dist::{binomial_cdf, binomial_sf};
use crate::stats::interval::{net, normal_critical};

/// How the p-value is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PairedP {
    /// The chi-square test without correction; its decisions agree with Tango's interval.
    #[default]
    Asymptotic,
    /// The exact sign test on those who moved; near the border of significance it may differ from the interval.
    Exact,
}

/// Tests whether of `n` pairs as many moved up as down; also a one-sample test that a net score is 0 (down = low, up = high).
///
/// `estimate` is `(up - down) / n`, its interval Tango's score interval. Where nobody moved there is nothing to test: `statistic` and
/// an asymptotic p-value are `None`, the exact one is 1.
///
/// # Formula
/// `X² = (up - down)² / (up + down)`, df 1; exact: twice the smaller tail of a binomial with chance 1/2, at most 1.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::{Alternative, mcnemar, mcnemar::PairedP};
/// let test = mcnemar::test(10.0, 70.0, 100.0, 0.95, Alternative::TwoSided, PairedP::Asymptotic);
/// assert_eq!(test.statistic, Some(45.0)); // 60^2 / 80
/// assert!((test.estimate.unwrap() - 0.6).abs() < 1e-15);
/// ```
///
/// # References
/// Q. `McNemar` (1947), Psychometrika 12:153. T. Tango (1998), Statistics in Medicine 17:891.
#[must_use]
pub fn test(down: f64, up: f64, n: f64, level: f64, alternative: Alternative, p: PairedP) -> Outcome {
    if n <= 0.0 {
        return Outcome::default();
    }
    let moved = down + up;
    let root = (moved > 0.0).then(|| (up - down) / moved.sqrt());
    let p_value = match p {
        PairedP::Asymptotic => root.map(|z| alternative.normal_p(z)),
        PairedP::Exact => Some(sign_p(down, up, alternative)),
    };
    let (low_share, high_share) = (down / n, up / n);
    let interval = net::score(low_share, high_share, n, normal_critical(level));
    Outcome {
        estimate: Some((up - down) / n),
        std_error: Some((net::variance(low_share, high_share) / n).sqrt()),
        statistic: root.map(|_| (up - down) * (up - down) / moved),
        df: root.map(|_| 1.0),
        p_value,
        low: Some(interval.low),
        high: Some(interval.high),
        ..Outcome::default()
    }
}

/// The exact sign test: the p-value of `down` and `up` under equal chances.
///
/// # Formula
/// Of a binomial with `down + up` trials and chance 1/2: twice the smaller tail, at most 1; one-sided, the tail.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::{Alternative, mcnemar::sign_p};
/// assert!((sign_p(0.0, 3.0, Alternative::TwoSided) - 0.25).abs() < 1e-15); // 2 / 8
/// assert!((sign_p(0.0, 3.0, Alternative::Less) - 1.0).abs() < 1e-15);
/// ```
///
/// # References
/// W. J. Dixon and A. M. Mood (1946), JASA 41:557.
#[must_use]
pub fn sign_p(down: f64, up: f64, alternative: Alternative) -> f64 {
    let n = down + up;
    match alternative {
        Alternative::TwoSided => (2.0 * binomial_cdf(down.min(up), n, 0.5)).min(1.0),
        Alternative::Less => binomial_cdf(up, n, 0.5),
        Alternative::Greater => binomial_sf(up - 1.0, n, 0.5),
    }
}
