//! Roots of functions of one variable.

/// The root of a continuous `f` between `low` and `high`, to full precision, or `None` if the signs at the ends do not differ.
///
/// An end where `f` is 0 is the root. The steps depend on the arguments alone, so the same question gives the same bits.
///
/// # Formula
/// Brent's method: inverse quadratic or secant steps while they gain, bisection otherwise; at most 200 steps.
///
/// # Examples
/// ```
/// use cxm_core::num::root::bracketed;
/// let root = bracketed(|x| x * x - 2.0, 0.0, 2.0).unwrap();
/// assert!((root - 2.0_f64.sqrt()).abs() < 1e-15);
/// assert_eq!(bracketed(|x| x * x + 1.0, 0.0, 2.0), None);
/// ```
///
/// # References
/// R. P. Brent (1973), Algorithms for Minimization without Derivatives, chapter 4 (`zeroin`).
pub fn bracketed(mut f: impl FnMut(f64) -> f64, low: f64, high: f64) -> Option<f64> {
    let (mut a, mut b) = (low, high);
    let (mut fa, mut fb) = (f(a), f(b));
    if fa == 0.0 {
        return Some(a);
    }
    if fb == 0.0 {
        return Some(b);
    }
    if fa.is_nan() || fb.is_nan() || (fa > 0.0) == (fb > 0.0) {
        return None;
    }
    // The root lies between b, the best so far, and c; a is the best before.
    let (mut c, mut fc) = (a, fa);
    let mut step = b - a;
    let mut before = step;
    for _ in 0..200 {
        if fc.abs() < fb.abs() {
            (a, b, c) = (b, c, b);
            (fa, fb, fc) = (fb, fc, fb);
        }
        let tolerance = f64::EPSILON * b.abs() + f64::MIN_POSITIVE;
        let half = 0.5 * (c - b);
        if half.abs() <= tolerance || fb == 0.0 {
            return Some(b);
        }
        if before.abs() >= tolerance && fa.abs() > fb.abs() {
            let s = fb / fa;
            // Two points only: c is a copy of a.
            let (mut p, mut q) = if (a - c).abs() <= 0.0 {
                (2.0 * half * s, 1.0 - s)
            } else {
                let (r, t) = (fb / fc, fa / fc);
                (s * (2.0 * half * t * (t - r) - (b - a) * (r - 1.0)), (t - 1.0) * (r - 1.0) * (s - 1.0))
            };
            if p > 0.0 {
                q = -q;
            } else {
                p = -p;
            }
            if 2.0 * p < (3.0 * half * q - (tolerance * q).abs()).min((before * q).abs()) {
                before = step;
                step = p / q;
            } else {
                step = half;
                before = half;
            }
        } else {
            step = half;
            before = half;
        }
        (a, fa) = (b, fb);
        b += if step.abs() > tolerance { step } else { tolerance.copysign(half) };
        fb = f(b);
        if fb.is_nan() {
            return None;
        }
        if (fb > 0.0) == (fc > 0.0) {
            (c, fc) = (a, fa);
            step = b - a;
            before = step;
        }
    }
    Some(b)
}

/// The point where a function that is positive at `low` and negative at `high` changes its sign, by halving; `f` may jump.
///
/// The ends are not evaluated. At most 120 halvings: the answer is good to the last bit, or to `(high - low) / 2^120`.
///
/// # Examples
/// ```
/// use cxm_core::num::root::sign_change;
/// let point = sign_change(|x| if x < 0.25 { 1.0 } else { -1.0 }, 0.0, 1.0);
/// assert!((point - 0.25).abs() < 1e-15);
/// ```
pub fn sign_change(mut f: impl FnMut(f64) -> f64, low: f64, high: f64) -> f64 {
    let (mut low, mut high) = (low, high);
    for _ in 0..120 {
        let middle = low + 0.5 * (high - low);
        if middle <= low || middle >= high {
            break;
        }
        let value = f(middle);
        if value > 0.0 {
            low = middle;
        } else if value < 0.0 {
            high = middle;
        } else {
            return middle;
        }
    }
    low + 0.5 * (high - low)
}
