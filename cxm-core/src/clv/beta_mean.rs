use crate::num::{Nodes, gauss_legendre, ln_beta};

/// The mean of a positive function `g(p)` over p of a beta distribution with shapes `a` and `b`; the function is given by its logarithm, of `ln p` and `ln(1 - p)`.
///
/// Below `ln p = low` the function is constant to the last digit and so is `(1 - p)^b`; above `-ln(1 - p) = high` likewise, or what is there does not count.
///
/// # Formula
/// Gauss' rule on panels of `v = ln(p / (1 - p))` from the integrand's one peak outwards, and the tails beyond the panels in closed form.
pub(super) fn beta_mean(a: f64, b: f64, ln_g: impl Fn(f64, f64) -> f64, (low, high): (f64, f64)) -> f64 {
    let ln_scale = ln_beta(a, b);
    let ln_density = |v: f64| {
        let (ln_p, ln_q) = (-softplus(-v), -softplus(v));
        a * ln_p + b * ln_q + ln_g(ln_p, ln_q) - ln_scale
    };
    let (mut mean, to_low, to_high) = integral(&ln_density, (low, high));
    if to_low {
        mean += ln_density(low).exp() / a;
    }
    if to_high {
        mean += ln_density(high).exp() / b;
    }
    mean
}

/// The integral of a positive function with one peak, given by its logarithm, and whether it still counts at its lower and at its upper end.
pub(super) fn integral(ln_density: &impl Fn(f64) -> f64, (low, high): (f64, f64)) -> (f64, bool, bool) {
    let peak = peak(ln_density, low, high);
    let top = ln_density(peak);
    let bend = -(ln_density(peak - 1e-2) - 2.0 * top + ln_density(peak + 1e-2)) * 1e4;
    let width = if bend > 4.0 { 2.0 / bend.sqrt() } else { 1.0 };
    let mut sum = 0.0;
    // Whether the panels went to the end.
    let mut panels = |direction: f64, end: f64| {
        let mut from = peak;
        loop {
            let left = (end - from) * direction;
            if left <= 0.0 {
                return true;
            }
            let to = from + direction * width.min(left);
            gauss_legendre(Nodes::Sixteen, from.min(to), from.max(to), |v, weight| sum += weight * (ln_density(v) - top).exp());
            from = to;
            if ln_density(from) < top - 45.0 {
                return false;
            }
        }
    };
    let (to_low, to_high) = (panels(-1.0, low), panels(1.0, high));
    (sum * top.exp(), to_low, to_high)
}

/// Where a function with one peak is largest, to the hundredth of its width or so.
fn peak(f: &impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let (mut one, mut two) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
    let (mut f_one, mut f_two) = (f(one), f(two));
    for _ in 0..40 {
        if f_one < f_two {
            (low, one, f_one) = (one, two, f_two);
            two = low + GOLDEN * (high - low);
            f_two = f(two);
        } else {
            (high, two, f_two) = (two, one, f_one);
            one = high - GOLDEN * (high - low);
            f_one = f(one);
        }
    }
    0.5 * (low + high)
}

/// `ln(1 + e^x)`.
pub(super) fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

#[cfg(test)]
mod tests {
    use super::beta_mean;

    #[test]
    fn the_mean_of_a_power_is_a_ratio_of_gamma_functions() {
        for (a, b) in [(0.001, 0.3), (0.5, 0.5), (2.0, 7.0), (3e3, 0.02), (1e4, 1e4)] {
            let one = beta_mean(a, b, |_, _| 0.0, (-60.0, 60.0));
            assert!((one - 1.0).abs() < 2e-12, "{a} {b}: {one}");
            let mean = beta_mean(a, b, |ln_p, _| ln_p, (-60.0, 60.0));
            assert!((mean / (a / (a + b)) - 1.0).abs() < 2e-12, "{a} {b}: {mean}");
        }
    }
}
