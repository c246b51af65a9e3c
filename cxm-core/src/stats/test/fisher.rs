//! Fisher's exact test of two shares.

use super::{Alternative, Outcome};
use crate::num::dist::{hypergeometric_cdf, hypergeometric_ln_pmf, hypergeometric_sf};

/// Compares two shares, `k_a` of `n_a` and `k_b` of `n_b`, exactly, given all margins.
///
/// Whole counts only: effective (fractional) ones have no exact test, and their `p_value` is `None`. There is no statistic, and no
/// interval that agrees with the p-value. Two-sided, all tables count that are at most as likely as the one seen, with a relative
/// tolerance of 1e-7 (as in R's `fisher.test`).
///
/// # Formula
/// Hypergeometric probabilities of `k_a` given `n_a`, `n_b` and `k_a + k_b`.
///
/// # Units
/// `estimate` is the difference of the shares.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::{Alternative, fisher};
/// // Fisher's tea: 3 of 4 against 1 of 4, one-sided 17/70, two-sided 34/70.
/// let p = |alternative| fisher::test(3.0, 4.0, 1.0, 4.0, alternative).p_value.unwrap();
/// assert!((p(Alternative::Greater) - 17.0 / 70.0).abs() < 1e-15);
/// assert!((p(Alternative::TwoSided) - 34.0 / 70.0).abs() < 1e-15);
/// ```
///
/// # References
/// R. A. Fisher (1935), The Design of Experiments, chapter 2.
#[must_use]
pub fn test(k_a: f64, n_a: f64, k_b: f64, n_b: f64, alternative: Alternative) -> Outcome {
    if n_a <= 0.0 || n_b <= 0.0 {
        return Outcome::default();
    }
    let whole = [k_a, n_a, k_b, n_b].iter().all(|count| count.fract().abs() <= 0.0);
    let p_value = whole.then(|| match alternative {
        Alternative::TwoSided => two_sided(k_a, n_a, n_b, k_a + k_b),
        Alternative::Less => hypergeometric_cdf(k_a, n_a, n_b, k_a + k_b),
        Alternative::Greater => hypergeometric_sf(k_a - 1.0, n_a, n_b, k_a + k_b),
    });
    Outcome { estimate: Some(k_a / n_a - k_b / n_b), p_value: p_value.map(|p| p.clamp(0.0, 1.0)), ..Outcome::default() }
}

fn two_sided(k: f64, n_a: f64, n_b: f64, hits: f64) -> f64 {
    let ln_pmf = |x: f64| hypergeometric_ln_pmf(x, n_a, n_b, hits);
    let (lowest, highest) = ((hits - n_b).max(0.0), hits.min(n_a));
    let near = ((hits + 1.0) * ((n_a + 1.0) / (n_a + n_b + 2.0))).floor();
    // With counts beyond 2^46 the product may be off by one: the largest of three it is.
    let around = [near, near - 1.0, near + 1.0].map(|x| x.clamp(lowest, highest));
    let mode = around.into_iter().fold(around[0], |best, x| if ln_pmf(x) > ln_pmf(best) { x } else { best });
    let limit = ln_pmf(k) + 1e-7_f64.ln_1p();
    if ln_pmf(mode) <= limit {
        return 1.0;
    }
    // On either side of the mode the probabilities fall: where they pass the limit the tail begins.
    let mut total = 0.0;
    if ln_pmf(lowest) <= limit {
        let last = last_whole(lowest, mode, |x| ln_pmf(x) <= limit);
        total += hypergeometric_cdf(last, n_a, n_b, hits);
    }
    if ln_pmf(highest) <= limit {
        let before = last_whole(mode, highest, |x| ln_pmf(x) > limit);
        total += hypergeometric_sf(before, n_a, n_b, hits);
    }
    total
}

/// The last whole number from `low` on for which `holds`, which it does at `low` and does not at `high`.
fn last_whole(low: f64, high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (low, high);
    while high - low > 1.0 {
        let middle = (low + 0.5 * (high - low)).floor();
        if holds(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_group_beside_a_huge_one_is_the_same_from_either_side() {
        // Of 25 with a probability of 0.80977, as good as binomial: everything but 21, the likeliest, is at most as likely as 20.
        let (hits, n) = (499_706_296_787_431.0, 617_094_020_087_630.0);
        let there = test(20.0, 25.0, hits, n, Alternative::TwoSided).p_value.unwrap();
        let back = test(hits, n, 20.0, 25.0, Alternative::TwoSided).p_value.unwrap();
        let share: f64 = hits / n;
        let likeliest = 12_650.0 * share.powi(21) * (1.0 - share).powi(4); // 25 over 21
        // The probabilities themselves are good to about 1e-8 at such counts.
        assert!((there - (1.0 - likeliest)).abs() < 1e-7 && (back - there).abs() < 1e-7, "{there} {back}");
    }
}
