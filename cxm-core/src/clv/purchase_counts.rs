//! How probable each number of purchases is.

use super::beta_mean::integral;
use crate::num::dist::{beta_cdf, beta_sf};
use crate::num::ln_rising;

/// The logarithm of the probability of `n` purchases in `t`, of rates that are gamma distributed: negative binomial.
fn ln_negative_binomial(n: f64, t: f64, shape: f64, rate: f64) -> f64 {
    let of_time = if n > 0.0 { n * (t / (rate + t)).ln() } else { 0.0 };
    ln_rising(shape, n) - ln_rising(1.0, n) - shape * (t / rate).ln_1p() + of_time
}

/// The probability of `n` purchases in `t` of a customer who may be lost after each: chances to be lost are beta distributed with shapes `a` and `big_b`.
///
/// # Formula
/// `P(N = n) P(G > n) + P(N >= n) P(G = n)`, N the purchases of a customer who is never lost, G the purchase after which it is.
pub(super) fn with_geometric_dropout(n: f64, t: f64, (shape, rate): (f64, f64), (a, big_b): (f64, f64)) -> f64 {
    if t <= 0.0 {
        return f64::from(u8::from(n <= 0.0));
    }
    let exactly = ln_negative_binomial(n, t, shape, rate);
    let stays = |k: f64| ln_rising(big_b, k) - ln_rising(a + big_b, k);
    let alive = (exactly + stays(n)).exp();
    if n <= 0.0 {
        return alive;
    }
    let (z, w) = (t / (rate + t), rate / (rate + t));
    let at_least = if z <= 0.5 { beta_cdf(z, n, shape) } else { beta_sf(w, shape, n) };
    let goes = stays(n - 1.0) + (a / (a + big_b + n - 1.0)).ln();
    alive + at_least * goes.exp()
}

/// The probability of `n` purchases in `t` of a customer who may be lost at any time: rates of loss are gamma distributed with shape `s` and scale `beta`.
///
/// # Formula
/// `P(N = n) (β/(β+t))^s + ∫ P(N(u) = n) s β^s (β+u)^-(s+1) du`, u from 0 to t; the integral over `ln u`.
pub(super) fn with_dropout_at_any_time(n: f64, t: f64, (shape, rate): (f64, f64), (s, beta): (f64, f64)) -> f64 {
    if t <= 0.0 {
        return f64::from(u8::from(n <= 0.0));
    }
    let stays = (ln_negative_binomial(n, t, shape, rate) - s * (t / beta).ln_1p()).exp();
    let counts = ln_rising(shape, n) - ln_rising(1.0, n);
    let ln_f = |v: f64| {
        let u = v.exp();
        let of_time = if n > 0.0 { n * (v - (rate + u).ln()) } else { 0.0 };
        counts + v + of_time - shape * (u / rate).ln_1p() - (s + 1.0) * (u / beta).ln_1p() + (s / beta).ln()
    };
    // Below, the integrand is a power of u.
    let high = t.ln();
    let low = high.min(rate.ln()).min(beta.ln()) - 42.0;
    let (mut lost, to_low, _) = integral(&ln_f, (low, high));
    if to_low {
        lost += ln_f(low).exp() / (n + 1.0);
    }
    stays + lost
}

/// The probability of `j` purchases at the next `n` opportunities of a customer who may be lost before each.
///
/// # Formula
/// `Σ P(j of i) P(lost after i) + P(j of n) P(not lost)`, i from j to n - 1: all beta-binomial.
pub(super) fn at_opportunities(j: f64, n: f64, (alpha, beta): (f64, f64), (gamma, delta): (f64, f64)) -> f64 {
    if j > n {
        return 0.0;
    }
    // Of j purchases in j opportunities, and of seeing that many.
    let mut ln_term = ln_rising(alpha, j) - ln_rising(alpha + beta, j) + ln_rising(delta, j) - ln_rising(gamma + delta, j);
    let (mut sum, mut i) = (0.0, j);
    while i < n {
        sum += (ln_term + (gamma / (gamma + delta + i)).ln()).exp();
        let ways = (i + 1.0) / (i + 1.0 - j);
        ln_term += (ways * (beta + i - j) / (alpha + beta + i)).ln() + ((delta + i) / (gamma + delta + i)).ln();
        i += 1.0;
    }
    sum + ln_term.exp()
}
