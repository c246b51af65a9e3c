//! The gamma function and its kin, for positive arguments.

use super::dist::stirling_error;

/// `ln(2π) / 2`.
const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_7;
const EULER: f64 = 0.577_215_664_901_532_9;
/// From here on the asymptotic series of [`digamma`] and [`trigamma`] are exact to the last digits.
const ASYMPTOTIC: f64 = 12.0;

/// `ln Γ(x)`, `x > 0`.
///
/// # Formula
/// Stirling's with its error: `(x - 1/2) ln x - x + ln(2π) / 2 + δ(x)`; absolute error a few units in the last place of the largest term.
///
/// # Examples
/// ```
/// use cxm_core::num::ln_gamma;
/// assert!((ln_gamma(5.0) - 24.0_f64.ln()).abs() < 1e-15);
/// assert!((ln_gamma(0.5) - 0.5 * std::f64::consts::PI.ln()).abs() < 1e-15);
/// ```
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    if x < 1e-8 {
        return -x.ln() - EULER * x; // 1/Γ(x) = x (1 + γ x + ...)
    }
    (x - 0.5) * x.ln() - x + HALF_LN_TWO_PI + stirling_error(x)
}

/// `ln Γ(a + n) - ln Γ(a)`, `a > 0`, `n >= 0`: large logarithms do not cancel.
///
/// # Examples
/// ```
/// use cxm_core::num::ln_rising;
/// assert!((ln_rising(0.5, 2.0) - 0.75_f64.ln()).abs() < 1e-15); // 0.5 · 1.5
/// assert!((ln_rising(1e12, 1.0) - 1e12_f64.ln()).abs() < 1e-14);
/// ```
#[must_use]
pub fn ln_rising(a: f64, n: f64) -> f64 {
    if n.fract() == 0.0 && n <= 16.0 {
        let (mut product, mut factor) = (1.0, a);
        // At most 16 factors; none above 1e19 can overflow, larger ones go the other way.
        if a < 1e18 {
            while factor < a + n - 0.5 {
                product *= factor;
                factor += 1.0;
            }
            return product.ln();
        }
    }
    if a < 1e-8 {
        return ln_gamma(a + n) - ln_gamma(a);
    }
    (a - 0.5) * (n / a).ln_1p() + n * ((a + n).ln() - 1.0) + stirling_error(a + n) - stirling_error(a)
}

/// `ln B(a, b)`, the logarithm of the beta function; `a`, `b` > 0.
///
/// # Examples
/// ```
/// use cxm_core::num::ln_beta;
/// assert!((ln_beta(2.0, 3.0) + 12.0_f64.ln()).abs() < 1e-15);
/// ```
#[must_use]
pub fn ln_beta(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    ln_gamma(small) - ln_rising(large, small)
}

/// `ψ(x)`, the derivative of `ln Γ`; `x > 0`.
///
/// # Formula
/// `ψ(x) = ψ(x + 1) - 1/x` up to 12, then the asymptotic series (Abramowitz and Stegun 6.3.5, 6.3.18).
///
/// # Examples
/// ```
/// use cxm_core::num::digamma;
/// assert!((digamma(1.0) + 0.577_215_664_901_532_9).abs() < 1e-15);
/// assert!((digamma(2.0) - digamma(1.0) - 1.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn digamma(x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < ASYMPTOTIC {
        sum -= x.recip();
        x += 1.0;
    }
    let s = (x * x).recip();
    let series = s
        * (1.0 / 12.0
            - s * (1.0 / 120.0 - s * (1.0 / 252.0 - s * (1.0 / 240.0 - s * (1.0 / 132.0 - s * (691.0 / 32_760.0 - s / 12.0))))));
    sum + x.ln() - 0.5 / x - series
}

/// `ψ'(x)`, the second derivative of `ln Γ`; `x > 0`.
///
/// # Formula
/// `ψ'(x) = ψ'(x + 1) + 1/x²` up to 12, then the asymptotic series (Abramowitz and Stegun 6.4.6, 6.4.12).
///
/// # Examples
/// ```
/// use cxm_core::num::trigamma;
/// let sixth = std::f64::consts::PI.powi(2) / 6.0;
/// assert!((trigamma(1.0) - sixth).abs() < 1e-15);
/// assert!((trigamma(2.0) - (sixth - 1.0)).abs() < 1e-15);
/// ```
#[must_use]
pub fn trigamma(x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < ASYMPTOTIC {
        sum += (x * x).recip();
        x += 1.0;
    }
    let (u, s) = (x.recip(), (x * x).recip());
    let series = s
        * (1.0 / 6.0
            - s * (1.0 / 30.0 - s * (1.0 / 42.0 - s * (1.0 / 30.0 - s * (5.0 / 66.0 - s * (691.0 / 2730.0 - s * (7.0 / 6.0)))))));
    sum + u + 0.5 * s + u * series
}
