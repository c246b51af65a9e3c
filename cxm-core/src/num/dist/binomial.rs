use super::beta::tails;
use super::saddle_point::ln_binomial;

/// Log probability of `k` successes in `n` trials with chance `p`; `k` and `n` may be fractional effective counts.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::binomial_ln_pmf;
/// assert!((binomial_ln_pmf(1.0, 2.0, 0.5).exp() - 0.5).abs() < 1e-15);
/// assert!((binomial_ln_pmf(3.0, 20.0, 0.5) - (1140.0_f64 / 1_048_576.0).ln()).abs() < 1e-13);
/// ```
#[must_use]
pub fn binomial_ln_pmf(k: f64, n: f64, p: f64) -> f64 {
    if k < 0.0 || k > n {
        return f64::NEG_INFINITY;
    }
    ln_binomial(k, n - k, p, 1.0 - p)
}

/// Probability of at most `k` successes in `n` trials with chance `p`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::binomial_cdf;
/// assert!((binomial_cdf(1.0, 2.0, 0.5) - 0.75).abs() < 1e-15);
/// ```
#[must_use]
pub fn binomial_cdf(k: f64, n: f64, p: f64) -> f64 {
    if k < 0.0 {
        0.0
    } else if k >= n {
        1.0
    } else {
        tails(n - k, k + 1.0, 1.0 - p, p).0
    }
}

/// Probability of more than `k` successes in `n` trials with chance `p`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::binomial_sf;
/// assert!((binomial_sf(1.0, 2.0, 0.5) - 0.25).abs() < 1e-15);
/// ```
#[must_use]
pub fn binomial_sf(k: f64, n: f64, p: f64) -> f64 {
    if k < 0.0 {
        1.0
    } else if k >= n {
        0.0
    } else {
        tails(k + 1.0, n - k, p, 1.0 - p).0
    }
}
