use super::beta::tails;
use super::normal::{normal_sf, normal_upper_quantile};
use super::quadrature::whole_line;
use super::saddle_point::{ln_poisson, stirling_error};
use crate::num::root::bracketed;

/// Probability that a Student t variable with `df` > 0 degrees of freedom is at most `t`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::student_t_cdf;
/// assert!((student_t_cdf(1.0, 1.0) - 0.75).abs() < 1e-15); // Cauchy
/// ```
#[must_use]
pub fn student_t_cdf(t: f64, df: f64) -> f64 {
    student_t_sf(-t, df)
}

/// Probability that a Student t variable with `df` > 0 degrees of freedom (fractions allowed) is more than `t`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::student_t_sf;
/// assert!((student_t_sf(1.0, 1.0) - 0.25).abs() < 1e-15); // Cauchy
/// ```
#[must_use]
pub fn student_t_sf(t: f64, df: f64) -> f64 {
    if t.is_nan() || df.is_nan() {
        return f64::NAN;
    }
    let (outside, inside) = two_tails(t, df);
    if t > 0.0 {
        0.5 * outside
    } else if outside < 0.5 {
        1.0 - 0.5 * outside
    } else {
        0.5 + 0.5 * inside
    }
}

/// Probability that a Student t variable is at least as far from 0 as `t`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::student_t_two_sided_p;
/// assert!((student_t_two_sided_p(-1.0, 1.0) - 0.5).abs() < 1e-15);
/// ```
#[must_use]
pub fn student_t_two_sided_p(t: f64, df: f64) -> f64 {
    if t.is_nan() || df.is_nan() {
        return f64::NAN;
    }
    two_tails(t, df).0
}

/// The point that a Student t variable stays below with probability `p`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::student_t_quantile;
/// assert!((student_t_quantile(0.75, 1.0) - 1.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn student_t_quantile(p: f64, df: f64) -> f64 {
    -student_t_upper_quantile(p, df)
}

/// The point that a Student t variable exceeds with probability `q`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::student_t_upper_quantile;
/// assert!((student_t_upper_quantile(0.025, 10.0) - 2.228_138_851_986_274_4).abs() < 1e-14);
/// ```
#[must_use]
pub fn student_t_upper_quantile(q: f64, df: f64) -> f64 {
    if q > 0.5 {
        return -student_t_upper_quantile(1.0 - q, df);
    }
    if q >= 0.5 {
        return 0.0;
    }
    if q <= 0.0 {
        return f64::INFINITY;
    }
    if df > 1e17 {
        return normal_upper_quantile(q);
    }
    // By the tail where it is small, by the middle where that is.
    let by_tail = q < 0.25;
    let middle = 1.0 - 2.0 * q;
    let excess = |t: f64| {
        let (outside, inside) = two_tails(t, df);
        if by_tail { (2.0 * q / outside).ln().min(f64::MAX) } else { (inside / middle).ln() }
    };
    let (low, high) = if by_tail { (-2.0_f64, 700.0) } else { (-745.0, 2.0) };
    let Some(ln_t) = bracketed(|u| excess(u.exp()), low, high) else {
        return f64::INFINITY;
    };
    let mut t = ln_t.exp();
    for _ in 0..2 {
        let (outside, inside) = two_tails(t, df);
        let step = 0.5 * if by_tail { outside - 2.0 * q } else { middle - inside } / density(t, df);
        if step.is_finite() && step.abs() < 1e-6 * t {
            t += step;
        }
    }
    t
}

/// Probability that a noncentral t variable with `df` degrees of freedom and noncentrality `delta` is more than `t`.
///
/// # Formula
/// The normal tail `Φ(delta - t s)` averaged over `s`, the root of a chi-square variable over its degrees of freedom; every term is positive.
///
/// # Valid when
/// `df` >= 1.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::{noncentral_t_sf, student_t_sf};
/// assert!((noncentral_t_sf(1.0, 5.0, 0.0) - student_t_sf(1.0, 5.0)).abs() < 1e-13);
/// ```
#[must_use]
pub fn noncentral_t_sf(t: f64, df: f64, delta: f64) -> f64 {
    let half = 0.5 * df;
    // ln of the density of ln s at s = 1 is ln(2 half) + ln_poisson(half, half); it falls as -half (s^2 - 1 - 2 ln s).
    let peak = (df.ln() + ln_poisson(half, half)).exp();
    let width = (2.0 * df).sqrt().recip();
    let area = whole_line(|v| {
        let u = v * width;
        // s^2 - 1 - 2 ln s with ln s = u.
        let fall = (2.0 * u).exp_m1() - 2.0 * u;
        let weight = (-half * fall).exp();
        if weight == 0.0 { 0.0 } else { weight * normal_sf(t * u.exp() - delta) }
    });
    (area * width * peak).clamp(0.0, 1.0)
}

/// The probabilities outside and inside of ±t.
fn two_tails(t: f64, df: f64) -> (f64, f64) {
    let t = t.abs();
    if t == 0.0 {
        return (1.0, 0.0);
    }
    if df > 1e17 {
        let outside = (2.0 * normal_sf(t)).min(1.0);
        return (outside, 1.0 - outside);
    }
    let square = t * t;
    if square.is_infinite() {
        // x = df / (df + t^2) underflows: the leading term of the tail, t^-df.
        let ln = (0.5 * df - 1.0) * df.ln() - df * t.ln() + ln_density_constant(df) + 2.0_f64.ln();
        let outside = ln.exp().min(1.0);
        return (outside, 1.0 - outside);
    }
    let total = df + square;
    tails(0.5 * df, 0.5, df / total, square / total)
}

/// `ln [Γ((df+1)/2) / (√π Γ(df/2))]`, so that the density is `exp(this) / √df (1 + t²/df)^(-(df+1)/2)`.
fn ln_density_constant(df: f64) -> f64 {
    let (a, c) = (0.5 * df, 0.5 * (df + 1.0));
    // ln Γ(c) - ln Γ(a) by Stirling's form, with Γ(x) = Γ(x + 1) / x.
    stirling_error(c) - stirling_error(a) + (c - 0.5) * (0.5 / a).ln_1p() + 0.5 * a.ln() - 0.5 - 0.5 * std::f64::consts::PI.ln()
}

fn density(t: f64, df: f64) -> f64 {
    (ln_density_constant(df) - 0.5 * df.ln() - 0.5 * (df + 1.0) * (t * t / df).ln_1p()).exp()
}
