//! Intervals for one share.

use std::fmt;
use std::str::FromStr;

use super::{Confidence, Interval};
use crate::error::Error;
use crate::num::dist::{beta_quantile, beta_upper_quantile};

/// How the interval of a share is made.
///
/// # Examples
/// ```
/// use cxm_core::stats::interval::ProportionMethod;
/// assert_eq!("jeffreys".parse::<ProportionMethod>()?, ProportionMethod::Jeffreys);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum ProportionMethod {
    /// Wilson's score interval: the shares that the score test does not reject. The default.
    #[default]
    Wilson,
    /// Wilson's interval with continuity correction.
    WilsonCc,
    /// The exact interval of Clopper and Pearson: covers at least the level, usually more.
    ClopperPearson,
    /// Agresti and Coull: Wald about Wilson's centre. Not inside 0..1 by itself.
    AgrestiCoull,
    /// Equal tails of the posterior under Jeffreys' prior Beta(1/2, 1/2).
    Jeffreys,
    /// Estimate ± z standard errors, known to cover too little; for comparison with other tools. Not inside 0..1 by itself.
    Wald,
}

impl ProportionMethod {
    /// Every method.
    pub const ALL: &'static [Self] =
        &[Self::Wilson, Self::WilsonCc, Self::ClopperPearson, Self::AgrestiCoull, Self::Jeffreys, Self::Wald];

    /// The name used in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wilson => "wilson",
            Self::WilsonCc => "wilson_cc",
            Self::ClopperPearson => "clopper_pearson",
            Self::AgrestiCoull => "agresti_coull",
            Self::Jeffreys => "jeffreys",
            Self::Wald => "wald",
        }
    }
}

impl fmt::Display for ProportionMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for ProportionMethod {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL.iter().copied().find(|method| method.name() == name).ok_or_else(|| {
            Error::option("interval", "one of wilson, wilson_cc, clopper_pearson, agresti_coull, jeffreys, wald", name)
        })
    }
}

/// The interval of a share with `k` successes among `n`.
///
/// `0 <= k <= n`, both may be fractional effective numbers; `level` lies between 0 and 1.
/// Without answers (`n = 0`) nothing is known: 0..1. `AgrestiCoull` and `Wald` may leave 0..1; all else is inside, with exactly 0 at `k = 0` and exactly 1 at `k = n`.
///
/// # Formula
/// With `p = k/n`, `z` the normal quantile of the level:
/// - Wilson: `(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)`;
/// - Wilson with correction: the same for `k ± 1/2` (Newcombe 1998, method 4);
/// - Clopper-Pearson: beta quantiles with shapes `(k, n-k+1)` and `(k+1, n-k)`;
/// - Jeffreys: beta quantiles with shapes `(k+1/2, n-k+1/2)`, but 0 at `k = 0` and 1 at `k = n` (Brown and others 2001);
/// - Agresti-Coull: Wald with `n + z²` and `k + z²/2`;
/// - Wald: `p ± z √(p(1-p)/n)`.
///
/// # Units
/// Shares, 0..1.
///
/// # Examples
/// ```
/// use cxm_core::stats::interval::{ProportionMethod, proportion_interval};
/// // 8 of 10, E. B. Wilson's interval.
/// let wilson = proportion_interval(8.0, 10.0, 0.95, ProportionMethod::Wilson);
/// assert!((wilson.low - 0.490_162).abs() < 1e-6 && (wilson.high - 0.943_318).abs() < 1e-6);
/// ```
///
/// # References
/// R. G. Newcombe (1998), Two-sided confidence intervals for the single proportion, Statistics in Medicine 17:857.
/// L. D. Brown and others (2001), Interval estimation for a binomial proportion, Statistical Science 16:101.
#[must_use]
pub fn proportion_interval(k: f64, n: f64, confidence: impl Into<Confidence>, method: ProportionMethod) -> Interval {
    if n <= 0.0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let Confidence { tail, quantile: z } = confidence.into();
    let misses = n - k;
    match method {
        ProportionMethod::Wilson => wilson(k, n, z),
        ProportionMethod::WilsonCc => {
            let low = if k <= 0.0 { 0.0 } else { wilson_low((k - 0.5).max(0.0), (misses + 0.5).min(n), z) };
            let high = if misses <= 0.0 { 1.0 } else { 1.0 - wilson_low((misses - 0.5).max(0.0), (k + 0.5).min(n), z) };
            Interval { low, high }
        }
        ProportionMethod::ClopperPearson => Interval {
            low: if k <= 0.0 { 0.0 } else { beta_quantile(tail, k, misses + 1.0) },
            high: if misses <= 0.0 { 1.0 } else { beta_upper_quantile(tail, k + 1.0, misses) },
        },
        ProportionMethod::Jeffreys => Interval {
            low: if k <= 0.0 { 0.0 } else { beta_quantile(tail, k + 0.5, misses + 0.5) },
            high: if misses <= 0.0 { 1.0 } else { beta_upper_quantile(tail, k + 0.5, misses + 0.5) },
        },
        ProportionMethod::AgrestiCoull => {
            let square = z * z;
            let (half, total) = (0.5 * square, n + square);
            let center = (k + half) / total;
            Interval::around(center, z * (center * ((misses + half) / total) / total).sqrt())
        }
        ProportionMethod::Wald => {
            let center = k / n;
            Interval::around(center, z * (center * (misses / n) / n).sqrt())
        }
    }
}

/// Wilson's score interval for `k` of `n > 0`, given the normal quantile `z`.
pub(crate) fn wilson(k: f64, n: f64, z: f64) -> Interval {
    let misses = n - k;
    Interval {
        low: if k <= 0.0 { 0.0 } else { wilson_low(k, misses, z) },
        high: if misses <= 0.0 { 1.0 } else { 1.0 - wilson_low(misses, k, z) },
    }
}

/// The lower end, as `2 k p / (2k + z² + z √(z² + 4 k (1 - p)))`: nothing cancels.
fn wilson_low(k: f64, misses: f64, z: f64) -> f64 {
    if k <= 0.0 {
        return 0.0;
    }
    let square = z * z;
    let n = k + misses;
    2.0 * k * (k / n) / (2.0 * k + square + z * (square + 4.0 * k * (misses / n)).sqrt())
}
