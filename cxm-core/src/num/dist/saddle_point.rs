//! Loader's saddle-point form of binomial and Poisson probabilities, for real arguments: no large logarithms cancel.
//!
//! C. Loader (2000), Fast and accurate computation of binomial probabilities.

use std::f64::consts::PI;

/// `ln(1 + u) - u` without cancellation; `u > -1`.
pub(super) fn ln_1p_minus(u: f64) -> f64 {
    if u.abs() > 0.3 {
        return u.ln_1p() - u;
    }
    // ln(1 + u) = 2 artanh(v).
    let v = u / (2.0 + u);
    let square = v * v;
    let mut power = 2.0 * v;
    let mut sum = -u * v;
    for j in 1..40_u32 {
        power *= square;
        let next = sum + power / f64::from(2 * j + 1);
        if (next - sum).abs() <= 0.0 {
            break;
        }
        sum = next;
    }
    sum
}

/// `x ln(x / m) + m - x` with `d = x - m`: the deviance of an observation `x` about the mean `m`.
///
/// `d` decides where the two are close, `m` where they are not.
fn deviance(x: f64, m: f64, d: f64) -> f64 {
    if d.abs() < 0.3 * x {
        return -x * ln_1p_minus(-d / x);
    }
    let ratio = x / m;
    // The ratio to a subnormal mean may overflow, its logarithm does not.
    let ln_ratio = if ratio.is_finite() { ratio.ln() } else { x.ln() - m.ln() };
    x * ln_ratio - d
}

/// `a y - b x` with one rounding.
pub(super) fn cross(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let product = b * x;
    let error = (-b).mul_add(x, product);
    a.mul_add(y, -product) + error
}

/// Stirling's error: `ln Γ(x + 1) - ((x + 1/2) ln x - x + ln(2π) / 2)`, `x > 0`.
pub(crate) fn stirling_error(x: f64) -> f64 {
    let mut x = x;
    let mut sum = 0.0;
    while x < 16.0 {
        // From Γ(x + 2) = (x + 1) Γ(x + 1).
        let u = x.recip();
        sum += if u < 0.3 {
            // (x + 1/2) ln(1 + 1/x) - 1 = (x + 1/2) (ln(1 + u) - u) + u/2.
            (x + 0.5) * ln_1p_minus(u) + 0.5 * u
        } else {
            (x + 0.5) * u.ln_1p() - 1.0
        };
        x += 1.0;
    }
    let s = (x * x).recip();
    let series = 1.0 / 12.0
        - s * (1.0 / 360.0 - s * (1.0 / 1260.0 - s * (1.0 / 1680.0 - s * (1.0 / 1188.0 - s * (691.0 / 360_360.0 - s / 156.0)))));
    sum + series / x
}

/// `ln [Γ(a+b+1) / (Γ(a+1) Γ(b+1)) x^a y^b]` with `x + y = 1`.
pub(super) fn ln_binomial(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if a == 0.0 {
        return power_of(b, y, x);
    }
    if b == 0.0 {
        return power_of(a, x, y);
    }
    if x <= 0.0 || y <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let n = a + b;
    let d = cross(a, b, x, y);
    let size = a.max(b) / n * a.min(b);
    stirling_error(n)
        - stirling_error(a)
        - stirling_error(b)
        - deviance(a, n * x, d)
        - deviance(b, n * y, -d)
        - 0.5 * (2.0 * PI * size).ln()
}

/// `n ln(x)` where `y = 1 - x`; 0 for n = 0.
fn power_of(n: f64, x: f64, y: f64) -> f64 {
    if n == 0.0 {
        0.0
    } else if y < 0.5 {
        n * (-y).ln_1p()
    } else {
        n * x.ln()
    }
}

/// `ln [z^a e^-z / Γ(a+1)]`, `a > 0`, `z > 0`.
pub(super) fn ln_poisson(a: f64, z: f64) -> f64 {
    -stirling_error(a) - deviance(a, z, a - z) - 0.5 * (2.0 * PI * a).ln()
}
