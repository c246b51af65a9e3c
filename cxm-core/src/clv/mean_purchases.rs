//! How many purchases a customer makes who may be lost after each: a mean over two unknowns, without a subtraction that could lose it.
//!
//! Of a customer with rate λ and probability p to be lost after a purchase, `(1 - exp(-λ p t)) / p` purchases are expected. With λ gamma distributed (shape R, rate u)
//! and p beta distributed (a, B) the mean is usually written with a hypergeometric function,
//! `(a+B-1)/(a-1) · [1 - (u/(u+t))^R ₂F₁(R, B; a+B-1; t/(u+t))]`, which has poles at a = 1 and at a + B = 1, where nothing happens to the mean. Here it is one of three forms without
//! them:
//!
//! - a sum of positive terms, `Σ P(N > j) (B)ⱼ/(a+B)ⱼ`, N negative binomial: the chance that the purchase j + 1 is made at all. It takes about as many terms as purchases.
//! - Euler's transformation, with the factors that vanish at the poles divided out:
//!   `(a+B-1) ℓ E(y) - w^(a-1) Σ_{n>=1} (a+B-1-R)ₙ (a)ₙ₋₁ / ((a+B)ₙ₋₁ n!) zⁿ`, where `w = u/(u+t)`, `z = 1-w`, `ℓ = -ln w`, `y = (a-1) ℓ`, `E(y) = (1-e^-y)/y`. What it loses by subtraction is measured.
//! - the integral over p, where both would be long or lose digits.

use super::beta_mean::beta_mean;

/// More terms than this are not summed.
const MOST_TERMS: u32 = 600;
/// Euler's form is taken where it keeps twelve digits.
const MOST_LOSS: f64 = 1e-12;

/// The mean of `(1 - (1 + p t / u)^-R) / p` over p of a beta distribution with shapes `a` and `big_b`.
pub(super) fn mean_purchases(shape: f64, rate: f64, (a, big_b): (f64, f64), t: f64) -> f64 {
    let kappa = t / rate;
    if kappa <= 0.0 || shape <= 0.0 {
        return 0.0;
    }
    if kappa * (1.0 + shape) < 1e-17 {
        return shape * kappa;
    }
    let z = kappa / (1.0 + kappa);
    if shape * kappa <= 40.0
        && z <= 0.93
        && let Some(mean) = by_terms(shape, kappa, (a, big_b), z)
    {
        return mean;
    }
    if let Some(mean) = by_euler(shape, kappa, (a, big_b), z) {
        return mean;
    }
    by_integral(shape, kappa, (a, big_b))
}

fn by_terms(shape: f64, kappa: f64, (a, big_b): (f64, f64), z: f64) -> Option<f64> {
    let ln_none = -shape * kappa.ln_1p();
    let mut exactly = ln_none.exp(); // P(N = j)
    let mut more = -ln_none.exp_m1(); // P(N > j)
    let mut survives = 1.0; // (B)_j / (a+B)_j
    let mut sum = more;
    let mut j = 0.0;
    let step = |j: f64| (shape + j) / (j + 1.0);
    let mut growth = step(0.0);
    for _ in 0..MOST_TERMS {
        let next = exactly * (z * growth);
        growth = step(j + 1.0);
        // From here on each probability is less than the one before by this factor or a smaller one.
        let ratio = z * growth.max(1.0);
        survives *= (big_b + j) / (a + big_b + j);
        if ratio < 1.0 && survives * next <= 1e-17 * (1.0 - ratio) * (1.0 - ratio) * sum {
            return Some(sum);
        }
        more -= next;
        exactly = next;
        j += 1.0;
        sum += more.max(0.0) * survives;
    }
    None
}

fn by_euler(shape: f64, kappa: f64, (a, big_b): (f64, f64), z: f64) -> Option<f64> {
    let log = kappa.ln_1p(); // -ln w
    let y = (a - 1.0) * log;
    let share = if y.abs() < 1e-300 { 1.0 } else { -(-y).exp_m1() / y };
    let first = (a + big_b - 1.0) * log * share;
    let power = (-y).exp();
    let small = a + big_b - 1.0 - shape;
    let mut term = small * z;
    let (mut sum, mut size) = (0.0, 0.0);
    let mut n = 1.0;
    loop {
        sum += term;
        size += term.abs();
        let ratio = (small + n) * (a + n - 1.0) / ((a + big_b + n - 1.0) * (n + 1.0)) * z;
        term *= ratio;
        n += 1.0;
        // Past this the ratio of the terms only comes nearer to z.
        if ratio.abs() < 1.0 && n > small.abs() && term.abs() <= 1e-17 * size * (1.0 - ratio.abs().max(z)) || term == 0.0 {
            break;
        }
        if n > f64::from(MOST_TERMS) {
            return None;
        }
    }
    let mean = first - power * sum;
    let lost = f64::EPSILON * (first.abs() + power * size);
    (mean.is_finite() && mean > 0.0 && lost <= MOST_LOSS * mean).then_some(mean)
}

/// By Gauss' rule.
fn by_integral(shape: f64, kappa: f64, (a, big_b): (f64, f64)) -> f64 {
    // Up to here p is so small that what is bought is R κ p, and from here on 1 - p so small that it is what p = 1 buys.
    let low = -((1.0 + kappa) * (1.0 + shape) * (1.0 + big_b)).ln() - 42.0;
    let high = ((1.0 + shape) * (1.0 + a)).ln() + 42.0;
    let ln_bought = |ln_p: f64, _: f64| (-(-shape * (kappa * ln_p.exp()).ln_1p()).exp_m1()).ln() - ln_p;
    beta_mean(a, big_b, ln_bought, (low, high))
}

#[cfg(test)]
mod tests {
    use super::{by_euler, by_integral, by_terms, mean_purchases};

    /// The three forms are derived apart from one another.
    #[test]
    fn the_three_forms_agree() {
        let mut compared = 0;
        for shape in [0.01, 0.24, 1.0, 7.3, 200.0] {
            for kappa in [1e-6, 0.1, 0.9, 5.0] {
                for a in [0.05, 0.8, 1.0, 1.0 + 1e-9, 3.0, 40.0] {
                    for big_b in [0.3, 2.4, 9.0, 150.0] {
                        let z = kappa / (1.0 + kappa);
                        let integral = by_integral(shape, kappa, (a, big_b));
                        for form in
                            [by_terms(shape, kappa, (a, big_b), z), by_euler(shape, kappa, (a, big_b), z)].into_iter().flatten()
                        {
                            compared += 1;
                            // Euler's form may lose MOST_LOSS.
                            assert!((form / integral - 1.0).abs() < 4e-12, "{shape} {kappa} {a} {big_b}: {form} {integral}");
                        }
                    }
                }
            }
        }
        assert!(compared > 600, "{compared}");
    }

    #[test]
    fn of_a_customer_who_is_never_lost_the_mean_is_that_of_the_negative_binomial() {
        // As a -> 0 nobody is lost: R t / u.
        let mean = mean_purchases(2.0, 10.0, (1e-12, 3.0), 5.0);
        assert!((mean - 1.0).abs() < 1e-11, "{mean}");
    }
}
