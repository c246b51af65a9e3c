use super::saddle_point::ln_poisson;
use crate::num::root::bracketed;

/// Probability that a chi-square variable with `df` > 0 degrees of freedom is at most `x`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::chi_square_cdf;
/// assert!((chi_square_cdf(2.0, 2.0) - (1.0 - (-1.0_f64).exp())).abs() < 1e-15);
/// ```
#[must_use]
pub fn chi_square_cdf(x: f64, df: f64) -> f64 {
    tails(0.5 * df, 0.5 * x).0
}

/// Probability that a chi-square variable with `df` > 0 degrees of freedom is more than `x`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::chi_square_sf;
/// assert!((chi_square_sf(200.0, 2.0) / (-100.0_f64).exp() - 1.0).abs() < 1e-13);
/// ```
#[must_use]
pub fn chi_square_sf(x: f64, df: f64) -> f64 {
    tails(0.5 * df, 0.5 * x).1
}

/// The point that a chi-square variable with `df` > 0 degrees of freedom stays below with probability `p`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::chi_square_quantile;
/// assert!((chi_square_quantile(0.5, 2.0) - 2.0 * 2.0_f64.ln()).abs() < 1e-15);
/// ```
#[must_use]
pub fn chi_square_quantile(p: f64, df: f64) -> f64 {
    quantile(p, 1.0 - p, 0.5 * df)
}

/// The point that a chi-square variable with `df` > 0 degrees of freedom exceeds with probability `q`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::chi_square_upper_quantile;
/// assert!((chi_square_upper_quantile(0.05, 1.0) - 3.841_458_820_694_124).abs() < 1e-14);
/// ```
#[must_use]
pub fn chi_square_upper_quantile(q: f64, df: f64) -> f64 {
    quantile(1.0 - q, q, 0.5 * df)
}

/// Lower and upper incomplete gamma ratios: the power series below the mean, Legendre's continued fraction above.
fn tails(a: f64, z: f64) -> (f64, f64) {
    if z <= 0.0 {
        return (0.0, 1.0);
    }
    if z.is_infinite() {
        return (1.0, 0.0);
    }
    let ln_power = ln_poisson(a, z);
    if z < a + 1.0 {
        let mut term = 1.0;
        let mut sum = 1.0;
        let mut n = a;
        for _ in 0..10_000_000_u32 {
            n += 1.0;
            term *= z / n;
            sum += term;
            if term <= f64::EPSILON * 0.25 * sum {
                break;
            }
        }
        let lower = (ln_power + sum.ln()).exp().min(1.0);
        return (lower, 1.0 - lower);
    }
    let mut b = z + 1.0 - a;
    let mut c = f64::INFINITY;
    let mut d = b.recip();
    let mut value = d;
    for step in 1..10_000_000_u32 {
        let m = f64::from(step);
        let numerator = -m * (m - a);
        b += 2.0;
        d = (b + numerator * d).recip();
        c = b + numerator / c;
        let ratio = c * d;
        value *= ratio;
        if (ratio - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    let upper = (ln_power + (a * value).ln()).exp().min(1.0);
    (1.0 - upper, upper)
}

fn quantile(p: f64, q: f64, a: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    if q <= 0.0 {
        return f64::INFINITY;
    }
    let by_lower = p <= q;
    let excess = |z: f64| {
        let (lower, upper) = tails(a, z);
        if by_lower { (lower / p).ln() } else { (q / upper).ln() }
    };
    if excess(f64::MIN_POSITIVE) >= 0.0 {
        return 0.0;
    }
    let highest = 2.0 * a + 1_600.0 + 80.0 * a.sqrt();
    let Some(ln_z) = bracketed(|u| excess(u.exp()).min(f64::MAX), f64::MIN_POSITIVE.ln(), highest.ln()) else {
        return f64::INFINITY;
    };
    let mut z = ln_z.exp();
    for _ in 0..2 {
        let (lower, upper) = tails(a, z);
        let density = ln_poisson(a, z).exp() * a / z;
        let step = if by_lower { lower - p } else { q - upper } / density;
        if step.is_finite() && step.abs() < 1e-6 * z {
            z -= step;
        }
    }
    2.0 * z
}
