use super::quadrature::half_line;
use super::saddle_point::{cross, ln_1p_minus, ln_binomial};
use crate::num::root::bracketed;

/// Both shapes above this: the tail is integrated, as the continued fraction needs about the square root of them in steps.
const LARGE_SHAPES: f64 = 3_000.0;

/// Probability that a beta variable with shapes `a`, `b` > 0 is at most `x`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::beta_cdf;
/// assert!((beta_cdf(0.5, 3.0, 3.0) - 0.5).abs() < 1e-15);
/// assert!((beta_cdf(0.1, 1.0, 2.0) - 0.19).abs() < 1e-15); // 1 - 0.9^2
/// ```
#[must_use]
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    tails(a, b, x, 1.0 - x).0
}

/// Probability that a beta variable with shapes `a`, `b` > 0 is more than `x`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::beta_sf;
/// assert!((beta_sf(0.9, 1.0, 2.0) - 0.01).abs() < 1e-15);
/// ```
#[must_use]
pub fn beta_sf(x: f64, a: f64, b: f64) -> f64 {
    tails(a, b, x, 1.0 - x).1
}

/// Probability that an F variable with `df1`, `df2` degrees of freedom is more than `f`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::f_sf;
/// assert!((f_sf(3.0, 2.0, 2.0) - 0.25).abs() < 1e-15); // 1 / (1 + f) for two and two
/// ```
#[must_use]
pub fn f_sf(f: f64, df1: f64, df2: f64) -> f64 {
    if f <= 0.0 {
        return 1.0;
    }
    let total = df2 + df1 * f;
    if total.is_infinite() {
        return 0.0;
    }
    tails(0.5 * df2, 0.5 * df1, df2 / total, df1 * f / total).0
}

/// The point that a beta variable with shapes `a`, `b` > 0 stays below with probability `p`.
///
/// # Formula
/// Inverts the smaller tail on the log scale between brackets, then polishes by Newton steps.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::beta_quantile;
/// assert!((beta_quantile(0.19, 1.0, 2.0) - 0.1).abs() < 1e-15);
/// ```
#[must_use]
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    quantile(p, 1.0 - p, a, b).0
}

/// The point that a beta variable with shapes `a`, `b` > 0 exceeds with probability `q`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::beta_upper_quantile;
/// assert!((beta_upper_quantile(0.01, 1.0, 2.0) - 0.9).abs() < 1e-15);
/// ```
#[must_use]
pub fn beta_upper_quantile(q: f64, a: f64, b: f64) -> f64 {
    quantile(1.0 - q, q, a, b).0
}

/// Lower and upper tail at `x`, with `y = 1 - x` given so that neither loses digits; the tail beyond the mean is direct.
pub(super) fn tails(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if x <= 0.0 {
        (0.0, 1.0)
    } else if y <= 0.0 {
        (1.0, 0.0)
    } else if cross(a, b, x, y) >= 0.0 {
        let lower = lower_tail(a, b, x, y);
        (lower, 1.0 - lower)
    } else {
        let upper = lower_tail(b, a, y, x);
        (1.0 - upper, upper)
    }
}

/// `ln` of `x^a y^b / B(a, b)`.
fn ln_power_terms(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let size = a.max(b) / (a + b) * a.min(b);
    ln_binomial(a, b, x, y) + size.ln()
}

/// The lower tail for x at most the mean, x <= a / (a + b).
fn lower_tail(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let ln_power = ln_power_terms(a, b, x, y);
    if ln_power < -800.0 {
        // The tail is at most exp(ln_power) / y with y at least b / (a + b): below the smallest f64.
        return 0.0;
    }
    let value = if a.min(b) > LARGE_SHAPES {
        (ln_power + ln_integral(a, b, x, y)).exp()
    } else {
        (ln_power - fraction(a, b, x, y).ln()).exp()
    };
    value.min(1.0)
}

/// Didonato and Morris' continued fraction (ACM TOMS 18:360, 1992, algorithm 708, `BFRAC`), by modified Lentz steps.
fn fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let lambda = cross(a, b, x, y);
    let partial =
        |m: f64| m + m * (b - m) * x / (a + 2.0 * m - 1.0) + (a + m) * (lambda + 1.0 + m * (1.0 + y)) / (a + 2.0 * m + 1.0);
    let mut value = a * (lambda + 1.0) / (a + 1.0);
    let mut c = value;
    let mut d = 0.0;
    for step in 1..1_000_000_u32 {
        let m = f64::from(step);
        let low = a + 2.0 * m - 1.0;
        let numerator = ((a + m - 1.0) / low) * ((a + b + m - 1.0) / low) * m * (b - m) * x * x;
        let denominator = partial(m);
        d = denominator + numerator * d;
        if d.abs() < TINY {
            d = TINY;
        }
        c = denominator + numerator / c;
        if c.abs() < TINY {
            c = TINY;
        }
        d = d.recip();
        let ratio = c * d;
        value *= ratio;
        if (ratio - 1.0).abs() <= 2.0 * f64::EPSILON {
            break;
        }
    }
    value
}

/// `ln` of the lower tail over the power terms, for large shapes: the density's fall from `x` towards 0 is integrated.
fn ln_integral(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    // The slope of the log density at x, (a-1)/x - (b-1)/y, and its curvature at the mean.
    let slope = (cross(a, b, x, y) - y + x) / (x * y);
    let curvature = n / a * (n / b) * n;
    let width = (slope.abs() + curvature.sqrt()).recip();
    let area = half_line(|s| {
        let t = s * width;
        if t >= x {
            return 0.0;
        }
        ((a - 1.0) * ln_1p_minus(-t / x) + (b - 1.0) * ln_1p_minus(t / y) - slope * t).exp()
    });
    (area * width / (x * y)).ln()
}

/// The quantile and its distance from 1.
fn quantile(p: f64, q: f64, a: f64, b: f64) -> (f64, f64) {
    if p <= 0.0 {
        return (0.0, 1.0);
    }
    if q <= 0.0 {
        return (1.0, 0.0);
    }
    // Work with the end of the scale that the answer is nearer to.
    if tails(a, b, 0.5, 0.5).0 >= p {
        let x = small_quantile(p, q, a, b);
        (x, 1.0 - x)
    } else {
        let y = small_quantile(q, p, b, a);
        (1.0 - y, y)
    }
}

/// The quantile where it is at most 1/2.
fn small_quantile(p: f64, q: f64, a: f64, b: f64) -> f64 {
    let by_lower = p <= q;
    // Positive where x is too high.
    let excess = |x: f64| {
        let (lower, upper) = tails(a, b, x, 1.0 - x);
        if by_lower { (lower / p).ln() } else { (q / upper).ln() }
    };
    let lowest = f64::MIN_POSITIVE.ln();
    if excess(f64::MIN_POSITIVE) >= 0.0 {
        return 0.0;
    }
    let Some(ln_x) = bracketed(|u| excess(u.exp()), lowest, 0.5_f64.ln()) else {
        return 0.5;
    };
    let mut x = ln_x.exp().min(0.5);
    for _ in 0..2 {
        let (lower, upper) = tails(a, b, x, 1.0 - x);
        let density = (ln_power_terms(a, b, x, 1.0 - x)).exp() / (x * (1.0 - x));
        let step = if by_lower { lower - p } else { q - upper } / density;
        if step.is_finite() && step.abs() < 1e-6 * x {
            x -= step;
        }
    }
    x
}
