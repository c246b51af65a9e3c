use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Density of the standard normal distribution.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::normal_density;
/// assert!((normal_density(0.0) - 0.398_942_280_401_432_7).abs() < 1e-15);
/// ```
#[must_use]
pub fn normal_density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * PI).sqrt()
}

/// Probability that a standard normal variable is at most `z`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::normal_cdf;
/// assert_eq!(normal_cdf(0.0), 0.5);
/// ```
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    normal_sf(-z)
}

/// Probability that a standard normal variable is more than `z`: the upper tail, with full relative accuracy.
///
/// # Formula
/// Cody's rational approximations up to 4√2; beyond, Laplace's continued fraction `φ(z) / (z + 1/(z + 2/(z + 3/(z + ...))))`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::normal_sf;
/// assert!(normal_sf(38.0) > 0.0); // 2.9e-316
/// ```
///
/// # References
/// W. J. Cody (1969), Rational Chebyshev approximations for the error function, Math. Comp. 23:631, as arranged for the normal
/// distribution in W. J. Cody (1993), ACM TOMS 19:22 (algorithm 715).
#[must_use]
pub fn normal_sf(z: f64) -> f64 {
    if z.is_nan() {
        return z;
    }
    if z.abs() <= 0.674_489_75 {
        return 0.5 - central(z);
    }
    let tail = tail(z.abs());
    if z > 0.0 { tail } else { 1.0 - tail }
}

/// Probability that a standard normal variable is at least as far from 0 as `z`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::normal_two_sided_p;
/// assert!((normal_two_sided_p(-1.959_963_984_540_054) - 0.05).abs() < 1e-15);
/// ```
#[must_use]
pub fn normal_two_sided_p(z: f64) -> f64 {
    (2.0 * normal_sf(z.abs())).min(1.0)
}

/// The point that a standard normal variable stays below with probability `p`.
///
/// `p` lies in 0..=1; 0 and 1 give the infinities.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::normal_quantile;
/// assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-15);
/// assert_eq!(normal_quantile(0.5), 0.0);
/// ```
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    -normal_upper_quantile(p)
}

/// The point that a standard normal variable exceeds with probability `q`; exact for the smallest `q` as well.
///
/// # Formula
/// A start of about four digits (Abramowitz and Stegun 26.2.23), then Halley steps on the upper tail itself.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::normal_upper_quantile;
/// assert!((normal_upper_quantile(0.025) - 1.959_963_984_540_054).abs() < 1e-15);
/// ```
#[must_use]
pub fn normal_upper_quantile(q: f64) -> f64 {
    upper_quantile(q, 8)
}

/// A standard normal number of one that is uniform: [`normal_quantile`] by two steps, after which at most the last digits are missing.
pub(crate) fn normal_draw(uniform: f64) -> f64 {
    -upper_quantile(uniform, 2)
}

fn upper_quantile(q: f64, most_steps: u32) -> f64 {
    if q > 0.5 {
        // Exact: 1 - q has no rounding for q in 0.5..=1.
        return -upper_quantile(1.0 - q, most_steps);
    }
    if q >= 0.5 {
        return 0.0;
    }
    if q <= 0.0 {
        return f64::INFINITY;
    }
    let t = (-2.0 * q.ln()).sqrt();
    let start = t - (2.515_517 + t * (0.802_853 + t * 0.010_328)) / (1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)));
    let mut z = start.max(0.0);
    for _ in 0..most_steps {
        // Near the middle both sides of sf(z) = q are close to 1/2: their difference is taken from the centre.
        let excess = if z <= 0.674_489_75 { (0.5 - q) - central(z) } else { normal_sf(z) - q };
        let step = excess / normal_density(z);
        if !step.is_finite() {
            break;
        }
        // Halley for f = sf(z) - q: f'' / f' = -z, and f / f' = -step.
        let next = z + step / (1.0 - 0.5 * z * step);
        if !next.is_finite() || (next - z).abs() <= 0.0 {
            break;
        }
        z = next;
    }
    z
}

/// The integral of the density from 0 to z, for |z| <= 0.67.
fn central(z: f64) -> f64 {
    const A: [f64; 5] = [
        2.235_252_035_460_683_9,
        161.028_231_068_555_88,
        1_067.689_485_460_370_9,
        18_154.981_253_343_56,
        0.065_682_337_918_207_45,
    ];
    const B: [f64; 4] = [47.202_581_904_688_245, 976.098_551_737_776_7, 10_260.932_208_618_979, 45_507.789_335_026_73];
    let s = z * z;
    let mut numerator = A[4] * s;
    let mut denominator = s;
    for i in 0..3 {
        numerator = (numerator + A[i]) * s;
        denominator = (denominator + B[i]) * s;
    }
    z * (numerator + A[3]) / (denominator + B[3])
}

/// The upper tail for z >= 0.67.
fn tail(z: f64) -> f64 {
    if z > 39.0 {
        return 0.0;
    }
    let ratio = if z <= 4.0 * std::f64::consts::SQRT_2 { mills_cody(z) } else { mills_laplace(z) };
    // exp(-z^2/2) with z^2 split so that its rounding is not magnified; half of it is applied last, so that only the
    // answer itself can be subnormal.
    let head = (z * 16.0).trunc() / 16.0;
    let rest = (z - head) * (z + head);
    let half = (-0.25 * head * head).exp();
    half * (-0.5 * rest).exp() * ratio * half
}

/// Upper tail over exp(-z^2/2), Cody's second interval.
fn mills_cody(z: f64) -> f64 {
    const C: [f64; 9] = [
        0.398_941_512_088_134_66,
        8.883_149_794_388_377,
        93.506_656_132_177_85,
        597.270_276_394_800_2,
        2_494.537_585_290_372_6,
        6_848.190_450_536_283,
        11_602.651_437_647_35,
        9_842.714_838_383_978,
        1.076_557_677_372_019_2e-8,
    ];
    const D: [f64; 8] = [
        22.266_688_044_328_117,
        235.387_901_782_625,
        1_519.377_599_407_554_7,
        6_485.558_298_266_761,
        18_615.571_640_885_097,
        34_900.952_721_145_98,
        38_912.003_286_093_27,
        19_685.429_676_859_992,
    ];
    let mut numerator = C[8] * z;
    let mut denominator = z;
    for i in 0..7 {
        numerator = (numerator + C[i]) * z;
        denominator = (denominator + D[i]) * z;
    }
    (numerator + C[7]) / (denominator + D[7])
}

/// Upper tail over exp(-z^2/2) by Laplace's continued fraction, for z > 5.6 (40 terms leave less than 1e-17).
fn mills_laplace(z: f64) -> f64 {
    let mut fraction = z;
    for k in (1..=40_u32).rev() {
        fraction = z + f64::from(k) / fraction;
    }
    FRAC_1_SQRT_2 / PI.sqrt() / fraction
}

#[cfg(test)]
mod tests {
    use super::{normal_draw, normal_quantile};

    #[test]
    fn two_steps_give_ten_digits() {
        for place in 1..4_000 {
            // From the far tail to the middle, and the same on the other side.
            let low = (f64::from(place) * -0.009 - 0.69).exp();
            for uniform in [low, 1.0 - low] {
                let (draw, exact) = (normal_draw(uniform), normal_quantile(uniform));
                assert!((draw - exact).abs() <= 1e-10 * exact.abs().max(0.1), "{uniform}: {draw}, not {exact}");
            }
        }
    }
}
