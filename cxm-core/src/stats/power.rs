//! How many answers are needed, and what can be seen with those at hand.
//!
//! Variances are of one answer: at most 1 for a net score (in -1..1), `p (1 - p)` for a share, in squared units for a mean. `level` is
//! that of a two-sided test or interval; for a one-sided test at 95 % pass 0.90. Power counts findings in the right direction only, as
//! usual (R's `strict = FALSE`).

use crate::num::dist::{noncentral_t_sf, normal_cdf, normal_quantile};
use crate::num::root::bracketed;
use crate::stats::interval::{normal_critical, student_t_critical};

/// The answers, not rounded, that give an interval of ± `margin`; may be below 0 where `pseudo` answers do it alone.
///
/// # Formula
/// `z² variance / margin² - pseudo`; `pseudo` is 3 for adjusted Wald intervals, 0 for Wald's.
///
/// # Examples
/// ```
/// use cxm_core::stats::power::precision_n;
/// // z² = 3.8415 at the worst variance, ± 10 points: 384.15 - 3.
/// assert!((precision_n(0.1, 0.95, 1.0, 3.0) - 381.145_882).abs() < 1e-6);
/// ```
///
/// # References
/// J. Sauro and J. R. Lewis, sample sizes for Net Promoter Scores (<https://measuringu.com/nps-ci-sample-size>).
#[must_use]
pub fn precision_n(margin: f64, level: f64, variance: f64, pseudo: f64) -> f64 {
    let z = normal_critical(level);
    z * z * variance / (margin * margin) - pseudo
}

/// The answers needed from a population of `population` people where an endless one would need `n`, not rounded.
///
/// # Formula
/// `n / (1 + (n - 1) / population)`.
///
/// # Examples
/// ```
/// use cxm_core::stats::power::finite_n;
/// assert_eq!(finite_n(101.0, 100.0), 50.5);
/// ```
///
/// # References
/// W. G. Cochran (1977), Sampling Techniques, 4.3.
#[must_use]
pub fn finite_n(n: f64, population: f64) -> f64 {
    n / (1.0 + (n - 1.0) / population)
}

/// The whole number of answers that gives an interval of ± `margin`, at least 1, and at most the population.
///
/// `None` if `margin` is not more than 0 or the population is not at least 1.
///
/// # Formula
/// `precision_n`, then `finite_n` where a population is given, rounded up once at the end.
///
/// # Examples
/// ```
/// use cxm_core::stats::power::required_n;
/// // A net score to ± 10 points, worst case; then from 2,000 customers.
/// assert_eq!(required_n(0.1, 0.95, 1.0, 3.0, None), Some(382.0));
/// assert_eq!(required_n(0.1, 0.95, 1.0, 3.0, Some(2000.0)), Some(321.0));
/// ```
///
/// # References
/// J. Sauro and J. R. Lewis, <https://measuringu.com/nps-ci-sample-size>. W. G. Cochran (1977), Sampling Techniques, 4.3.
#[must_use]
pub fn required_n(margin: f64, level: f64, variance: f64, pseudo: f64, population: Option<f64>) -> Option<f64> {
    planned(precision_n(margin, level, variance, pseudo), margin, population)
}

/// The answers, not rounded, that give a Wilson interval of a share, the default, of ± `margin`; may be below 0 for a margin near 1/2.
///
/// Wald's `z² v / margin²` asks for a few more: 384.1 in place of 380.3 for ± 5 points at the worst.
///
/// # Formula
/// Half of Wilson's interval, `z √(v n + z²/4) / (n + z²)` with `v = p (1 - p)`, solved for `n`:
/// `z² (v + √(v² + margin² (1 - 4 v))) / (2 margin²) - z²`.
///
/// # Examples
/// ```
/// use cxm_core::stats::interval::{ProportionMethod, proportion_interval};
/// use cxm_core::stats::power::share_precision_n;
/// let n = share_precision_n(0.05, 0.95, 0.25); // z² (100 - 1) at the worst: 3.8415 x 99
/// assert!((n - 380.304_423).abs() < 1e-6);
/// let interval = proportion_interval(0.5 * n, n, 0.95, ProportionMethod::Wilson);
/// assert!((interval.high - 0.55).abs() < 1e-14);
/// ```
///
/// # References
/// E. B. Wilson (1927), JASA 22:209; R, `presize::prec_prop(method = "wilson")`, solves the same equation.
#[must_use]
pub fn share_precision_n(margin: f64, level: f64, variance: f64) -> f64 {
    let square = normal_critical(level).powi(2);
    let root = (variance * variance + margin * margin * (1.0 - 4.0 * variance)).max(0.0).sqrt();
    square * ((variance + root) / (2.0 * margin * margin) - 1.0)
}

/// The whole number of answers that gives a Wilson interval of ± `margin`, at least 1, and at most the population.
///
/// `None` as for [`required_n`].
///
/// # Formula
/// `share_precision_n`, then `finite_n` where a population is given, rounded up once at the end.
///
/// # Examples
/// ```
/// use cxm_core::stats::power::required_share_n;
/// assert_eq!(required_share_n(0.05, 0.95, 0.25, None), Some(381.0));
/// assert_eq!(required_share_n(0.05, 0.95, 0.25, Some(2000.0)), Some(320.0)); // 380.3 / (1 + 379.3 / 2,000)
/// ```
///
/// # References
/// As [`share_precision_n`]; W. G. Cochran (1977), Sampling Techniques, 4.3.
#[must_use]
pub fn required_share_n(margin: f64, level: f64, variance: f64, population: Option<f64>) -> Option<f64> {
    planned(share_precision_n(margin, level, variance), margin, population)
}

/// Whole answers, at least one and no more than there are people.
fn planned(n: f64, margin: f64, population: Option<f64>) -> Option<f64> {
    let n = n.max(1.0);
    if margin <= 0.0 || !n.is_finite() {
        return None;
    }
    match population {
        None => Some(n.ceil()),
        Some(people) if people >= 1.0 => Some(finite_n(n, people).ceil().min(people.ceil())),
        Some(_) => None,
    }
}

/// The answers in each of two groups, not rounded, with which a difference is found with the given power.
///
/// `None` for a difference of 0.
///
/// # Formula
/// `(z_level + z_power)² (variance_a + variance_b) / difference² - pseudo`.
///
/// # Examples
/// ```
/// use cxm_core::stats::power::comparison_n;
/// // With power 1/2 only z of the level counts: 3.8415 x 2 / 0.04.
/// assert!((comparison_n(0.2, 1.0, 1.0, 0.95, 0.5, 0.0).unwrap() - 192.072_941).abs() < 1e-6);
/// ```
///
/// # References
/// J. Sauro and J. R. Lewis, sample sizes to compare Net Promoter Scores (<https://measuringu.com/nps-sig-test-sample-size>).
#[must_use]
pub fn comparison_n(difference: f64, variance_a: f64, variance_b: f64, level: f64, power: f64, pseudo: f64) -> Option<f64> {
    let z = normal_critical(level) + normal_quantile(power);
    let n = z * z * ((variance_a + variance_b) / (difference * difference)) - pseudo;
    (n.is_finite() && z > 0.0).then_some(n.max(0.0))
}

/// The standard error of a difference that is planned with `n_a` and `n_b` answers; `None` if a group has none.
///
/// # Formula
/// `√(variance_a / (n_a + pseudo) + variance_b / (n_b + pseudo))`.
///
/// # Examples
/// ```
/// use cxm_core::stats::power::comparison_error;
/// assert!((comparison_error(1.0, 97.0, 1.0, 97.0, 3.0).unwrap() - 0.02_f64.sqrt()).abs() < 1e-16);
/// ```
#[must_use]
pub fn comparison_error(variance_a: f64, n_a: f64, variance_b: f64, n_b: f64, pseudo: f64) -> Option<f64> {
    (n_a > 0.0 && n_b > 0.0).then(|| (variance_a / (n_a + pseudo) + variance_b / (n_b + pseudo)).sqrt())
}

/// The probability that a true `difference` is found by a normal test with this standard error.
///
/// # Formula
/// `Φ(|difference| / std_error - z_level)`; with a standard error of 0 it is 1, or for no difference 0.
///
/// # Examples
/// ```
/// use cxm_core::stats::power::comparison_power;
/// assert!((comparison_power(1.959_963_984_540_054, 1.0, 0.95) - 0.5).abs() < 1e-15);
/// ```
#[must_use]
pub fn comparison_power(difference: f64, std_error: f64, level: f64) -> f64 {
    let z = normal_critical(level);
    if std_error <= 0.0 {
        return if difference.abs() > 0.0 { 1.0 } else { 0.0 };
    }
    normal_cdf(difference.abs() / std_error - z)
}

/// The smallest difference found with the given power: the inverse of [`comparison_power`]; 0 where chance alone reaches that power.
///
/// # Formula
/// `(z_level + z_power) std_error`.
///
/// # Examples
/// ```
/// use cxm_core::stats::power::detectable_difference;
/// // The familiar 2.8 standard errors at 95 % and power .80.
/// assert!((detectable_difference(1.0, 0.95, 0.80) - 2.801_585_218_112_968_5).abs() < 1e-14);
/// ```
#[must_use]
pub fn detectable_difference(std_error: f64, level: f64, power: f64) -> f64 {
    let z = normal_critical(level) + normal_quantile(power);
    z.max(0.0) * std_error
}

/// The power of the chi-square test of two shares with `n` answers in each group.
///
/// # Formula
/// `Φ((√n |p_a - p_b| - z_level √(2 p̄ (1 - p̄))) / √(p_a (1 - p_a) + p_b (1 - p_b)))`, `p̄` the mean of both.
///
/// # Examples
/// ```
/// use cxm_core::stats::power::share_power;
/// assert!((share_power(50.0, 0.50, 0.75, 0.95) - 0.740_166).abs() < 1e-6);
/// ```
///
/// # References
/// R, `stats::power.prop.test`. J. L. Fleiss (1981), Statistical Methods for Rates and Proportions, chapter 3.
#[must_use]
pub fn share_power(n: f64, p_a: f64, p_b: f64, level: f64) -> f64 {
    let (pooled, apart) = share_errors(p_a, p_b);
    let z = normal_critical(level);
    let distance = n.max(0.0).sqrt() * (p_a - p_b).abs() - z * pooled;
    // Shares of 0 and 1 have no variance: the finding is certain or impossible.
    if apart <= 0.0 {
        return if distance > 0.0 { 1.0 } else { 0.0 };
    }
    normal_cdf(distance / apart)
}

/// The answers in each group, not rounded, for the chi-square test of two shares; `None` for equal shares.
///
/// # Formula
/// [`share_power`] solved for `n`: `((z_level √(2 p̄ (1 - p̄)) + z_power √(p_a (1 - p_a) + p_b (1 - p_b))) / (p_a - p_b))²`.
///
/// # Examples
/// ```
/// use cxm_core::stats::power::{share_n, share_power};
/// let n = share_n(0.50, 0.75, 0.95, 0.90).unwrap();
/// assert!((share_power(n, 0.50, 0.75, 0.95) - 0.90).abs() < 1e-14);
/// ```
///
/// # References
/// J. L. Fleiss (1981), Statistical Methods for Rates and Proportions, chapter 3; R, `stats::power.prop.test`.
#[must_use]
pub fn share_n(p_a: f64, p_b: f64, level: f64, power: f64) -> Option<f64> {
    let (pooled, apart) = share_errors(p_a, p_b);
    let z = normal_critical(level);
    let root = (z * pooled + normal_quantile(power) * apart).max(0.0) / (p_a - p_b).abs();
    root.is_finite().then_some(root * root)
}

/// The standard deviations of a difference of two answers, under equal shares and under the given ones.
fn share_errors(p_a: f64, p_b: f64) -> (f64, f64) {
    let (sum, rest) = (p_a + p_b, (1.0 - p_a) + (1.0 - p_b));
    ((0.5 * sum * rest).sqrt(), (p_a * (1.0 - p_a) + p_b * (1.0 - p_b)).sqrt())
}

/// The power of the t test of two means with `n` > 1 answers in each group and common standard deviation.
///
/// # Formula
/// `P(T > t_level)` of the noncentral t distribution with `2 (n - 1)` degrees of freedom and noncentrality `√(n / 2) |difference| / deviation`;
/// exact, not the normal approximation.
///
/// # Examples
/// ```
/// use cxm_core::stats::power::mean_power;
/// assert!((mean_power(20.0, 1.0, 1.0, 0.95) - 0.868_953).abs() < 1e-6);
/// ```
///
/// # References
/// R, `stats::power.t.test`.
#[must_use]
pub fn mean_power(n: f64, difference: f64, deviation: f64, level: f64) -> f64 {
    if n <= 1.0 {
        return 0.0;
    }
    if deviation <= 0.0 {
        return if difference.abs() > 0.0 { 1.0 } else { 0.0 };
    }
    let df = 2.0 * (n - 1.0);
    noncentral_t_sf(student_t_critical(level, df), df, (0.5 * n).sqrt() * difference.abs() / deviation)
}

/// The answers in each group, not rounded and at least 2, for the t test of two means; `None` for no difference.
///
/// # Formula
/// [`mean_power`] solved for `n`.
///
/// # Examples
/// ```
/// use cxm_core::stats::power::mean_n;
/// assert!((mean_n(1.0, 1.0, 0.95, 0.90).unwrap() - 22.021_10).abs() < 1e-4);
/// ```
///
/// # References
/// R, `stats::power.t.test`.
#[must_use]
pub fn mean_n(difference: f64, deviation: f64, level: f64, power: f64) -> Option<f64> {
    let excess = |ln_n: f64| mean_power(ln_n.exp(), difference, deviation, level) - power;
    if excess(2.0_f64.ln()) >= 0.0 {
        return Some(2.0);
    }
    bracketed(excess, 2.0_f64.ln(), 1e15_f64.ln()).map(f64::exp)
}

/// The smallest difference of two means that the t test finds with the given power: the inverse of [`mean_power`] in `difference`.
///
/// `None` with `n` of at most 1, or where no difference is needed for that power.
///
/// # Formula
/// [`mean_power`] solved for `difference`.
///
/// # Examples
/// ```
/// use cxm_core::stats::power::{mean_detectable, mean_power};
/// let difference = mean_detectable(20.0, 1.0, 0.95, 0.80).unwrap();
/// assert!((mean_power(20.0, difference, 1.0, 0.95) - 0.80).abs() < 1e-12);
/// ```
///
/// # References
/// R, `stats::power.t.test`.
#[must_use]
pub fn mean_detectable(n: f64, deviation: f64, level: f64, power: f64) -> Option<f64> {
    if n <= 1.0 {
        return None;
    }
    let unit = deviation * (2.0 / n).sqrt();
    // In units of the noncentrality; with 2 df and level .9999 some 700 are needed.
    bracketed(|delta| mean_power(n, delta * unit, deviation, level) - power, 0.0, 1e6).map(|delta| delta * unit)
}
