//! Intervals for the mean of answers on a closed scale.

use super::Interval;
use super::critical::student_t_critical;

/// The adjusted Wald interval of a mean with plug-in `variance` (divided by n) on a scale from `min` to `max`.
///
/// `n` may be an effective number. With `n = 0` it rests on the pseudo-answers alone.
///
/// # Formula
/// Three pseudo-answers, 3/4 at `min`, 3/4 at `max`, 3/2 at the midpoint `c`, so with mean `m` and `N = n + 3`:
/// `m' = (n m + 3 c) / N`, `v' = [n v + 3 (max - min)²/8 + 3 n (m - c)²/N] / N`, interval `m' ± z √(v' / N)`.
/// For the scores -1, 0, 1 this is [`net::adjusted_wald`](super::net::adjusted_wald).
///
/// # Units
/// Those of the scale.
///
/// # Examples
/// ```
/// use cxm_core::stats::interval::mean::adjusted_wald;
/// // One answer of 1 on -1..1: the mean of four is 1/4, their variance 9/16.
/// let interval = adjusted_wald(1.0, 0.0, 1.0, -1.0, 1.0, 2.0);
/// assert_eq!((interval.low, interval.high), (-0.5, 1.0));
/// ```
#[must_use]
pub fn adjusted_wald(mean: f64, variance: f64, n: f64, min: f64, max: f64, z: f64) -> Interval {
    let (n, mean, variance) = if n > 0.0 { (n, mean, variance) } else { (0.0, 0.5 * (min + max), 0.0) };
    let total = n + 3.0;
    let middle = 0.5 * (min + max);
    let range = max - min;
    let center = middle + (n / total) * (mean - middle);
    // The ends lie range/2 off the middle and carry half of the pseudo-answers.
    let own = (n / total) * variance;
    let pseudo = 3.0 * 0.125 * range * range / total;
    let between = (n / total) * (3.0 / total) * (mean - middle) * (mean - middle);
    Interval::around(center, z * ((own + pseudo + between) / total).sqrt())
}

/// Student's t interval of a mean with plug-in `variance` (divided by n), or `None` with fewer than two answers.
///
/// # Formula
/// `mean ± t(n - 1) √(v / (n - 1))`: the sample variance is `v n / (n - 1)`.
///
/// # Units
/// Those of the scale.
///
/// # Examples
/// ```
/// use cxm_core::stats::interval::mean::t;
/// // 0 and 2: mean 1, plug-in variance 1, t with 1 df.
/// let interval = t(1.0, 1.0, 2.0, 0.95).unwrap();
/// assert!((interval.high - 13.706_204_736_174_7).abs() < 1e-12);
/// assert_eq!(t(1.0, 0.0, 1.0, 0.95), None);
/// ```
///
/// # References
/// Student (1908), Biometrika 6:1.
#[must_use]
pub fn t(mean: f64, variance: f64, n: f64, level: f64) -> Option<Interval> {
    if n <= 1.0 {
        return None;
    }
    t_from_error(mean, (variance / (n - 1.0)).sqrt(), n - 1.0, level)
}

/// Student's t interval of a mean with its standard error: for weighted answers, linearised, with one less than the answers of weight
/// above 0 as `df`.
///
/// `None` where `df` is not above 0.
///
/// # Formula
/// `mean ± t(df) std_error`.
///
/// # Units
/// Those of the scale.
///
/// # Examples
/// ```
/// use cxm_core::stats::interval::mean::t_from_error;
/// // Cauchy: t of 50 % with 1 df is 1.
/// let interval = t_from_error(3.0, 0.5, 1.0, 0.5).unwrap();
/// assert!((interval.high - 3.5).abs() < 1e-15);
/// ```
#[must_use]
pub fn t_from_error(mean: f64, std_error: f64, df: f64, level: f64) -> Option<Interval> {
    if df <= 0.0 {
        return None;
    }
    let margin = student_t_critical(level, df) * std_error;
    // With df far below 1 the critical value is infinite.
    margin.is_finite().then(|| Interval::around(mean, margin))
}
