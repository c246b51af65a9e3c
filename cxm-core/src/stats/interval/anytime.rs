use super::Interval;
use crate::num::dist::stirling_error;
use crate::num::root::bracketed;
use std::f64::consts::{LN_2, PI};

/// The interval of a mean score that holds at any time: with probability `level` it holds the truth after every answer at once, however often and for
/// whatever reason one looks, or stops looking.
///
/// `scores` are all scores an answer can have, from low to high, at least two; `counts` how many answers have each. It wants answers that are independent and of one
/// distribution from the first to the last, counted from one fixed beginning. Two looks at the same counts are the same look, so it reads nothing but the tally.
///
/// # Formula
/// For shares `p` of the K scores, the mixture of all likelihoods under Dirichlet(1/2, ..., 1/2) over the likelihood of `p`,
/// `M(p) = Γ(K/2) / Γ(n + K/2) Π Γ(c + 1/2) / Γ(1/2) / Π p^c`, is a martingale that starts at 1 if `p` is true, so it ever passes `1 / α` with probability α at most (Ville).
/// The interval is that of `Σ p s` over all `p` with `M(p) < 1 / α`, that is `n KL(c / n, p) < ln(1 / α) - ln M(c / n)`; its ends have `p ∝ c / (ν - s)`.
///
/// # Examples
/// ```
/// use cxm_core::stats::interval::anytime;
/// // 60 of 100, one look at the end: Wilson's interval is 0.502 to 0.691.
/// let range = anytime(&[0.0, 1.0], &[40.0, 60.0], 0.95);
/// assert!((range.low - 0.4343).abs() < 5e-5 && (range.high - 0.7514).abs() < 5e-5);
/// assert_eq!(anytime(&[0.0, 1.0], &[0.0, 0.0], 0.95).high, 1.0); // nothing is known yet
/// ```
///
/// # References
/// H. Robbins (1970), Statistical methods related to the law of the iterated logarithm, Annals of Mathematical Statistics 41:1397. M. Lindon and A. Malek (2022), Anytime-valid
/// inference for multinomial count data, `NeurIPS` 35. S. R. Howard, A. Ramdas, J. `McAuliffe` and J. Sekhon (2021), Annals of Statistics 49:1055. Prior of halves: R. Krichevsky and V. Trofimov (1981).
#[must_use]
pub fn anytime(scores: &[f64], counts: &[f64], level: f64) -> Interval {
    let (Some(&low), Some(&high)) = (scores.first(), scores.last()) else { return Interval { low: 0.0, high: 0.0 } };
    let n: f64 = counts.iter().sum();
    if n <= 0.0 || high <= low {
        return Interval { low, high };
    }
    let shares: Vec<f64> = counts.iter().map(|count| count / n).collect();
    let reach = (-(1.0 - level).ln() - ln_mixture(counts, n)) / n;
    let unit = |mirrored: bool| -> Vec<f64> {
        scores.iter().map(|score| if mirrored { high - score } else { score - low } / (high - low)).collect()
    };
    Interval {
        low: high - (high - low) * largest_mean(&unit(true), &shares, reach),
        high: low + (high - low) * largest_mean(&unit(false), &shares, reach),
    }
}

/// `ln M` at the observed shares, 0 or less: Stirling's series, with the terms of size `n ln n` cancelled beforehand.
fn ln_mixture(counts: &[f64], n: f64) -> f64 {
    let a = 0.5 * counts.len() as f64;
    let scores =
        counts.iter().filter(|count| **count > 0.0).map(|c| c * (-0.5 / c).ln_1p() + 0.5 + 0.5 * LN_2 + stirling_error(c - 0.5));
    let all = n * ((a - 1.0) / n).ln_1p() + (a - 0.5) * (n + a - 1.0).ln() - (a - 1.0)
        + 0.5 * (2.0 * PI).ln()
        + stirling_error(n + a - 1.0);
    scores.sum::<f64>() - all + ln_gamma_of_half(counts.len())
}

/// `ln Γ(k / 2)`.
fn ln_gamma_of_half(k: usize) -> f64 {
    let end = if k.is_multiple_of(2) { 0.0 } else { 0.5 * PI.ln() };
    let below = (1..).map(|step| 0.5 * k as f64 - f64::from(step)).take_while(|x| *x > 0.25);
    below.map(f64::ln).sum::<f64>() + end
}

/// The largest mean of scores in 0..=1 over all `p` with `KL(shares, p) <= reach`.
fn largest_mean(scores: &[f64], shares: &[f64], reach: f64) -> f64 {
    let seen = || scores.iter().zip(shares).filter(|(_, share)| **share > 0.0);
    let mean: f64 = seen().map(|(score, share)| score * share).sum();
    let spread: f64 = seen().map(|(score, share)| share * (score - mean).powi(2)).sum();
    // With x = (s - mean) / (ν - mean): KL = Σ share ln(1 - x) + ln Σ share / (1 - x), and Σ share x = 0.
    let tilted = |gap: f64| {
        let width = gap + (1.0 - mean); // ν - mean, ν = 1 + gap
        let x = |score: f64| (score - mean) / width;
        let (mut logs, mut over) = (0.0, 0.0);
        for (score, share) in seen() {
            let rest = gap + (1.0 - score); // (1 - x) width, exact at the top
            logs += share * (if x(*score) < 0.5 { (-x(*score)).ln_1p() } else { (rest / width).ln() });
            over += share * x(*score) * width / rest;
        }
        (logs + over.ln_1p(), over)
    };
    // The mean under p: Σ share s / (ν - s) / S = ν - 1 / S, S = (1 + over) / width.
    let mean_at = |gap: f64, over: f64| mean + (gap + (1.0 - mean)) * over / (1.0 + over);
    let top_is_empty = seen().all(|(score, _)| *score < 1.0);
    if top_is_empty {
        let (kl, over) = tilted(0.0);
        if kl <= reach {
            let kept = (kl - reach).exp(); // the rest goes to the top, where nobody was seen
            return kept * mean_at(0.0, over) + (1.0 - kept);
        }
    }
    if spread <= 0.0 {
        return mean; // all are at the top
    }
    let root = bracketed(|t| tilted(t.exp()).0 - reach, -690.0, 60.0);
    let gap = root.unwrap_or(-690.0).exp();
    mean_at(gap, tilted(gap).1).clamp(mean, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_a_share_solve_the_equation_of_the_mixture() {
        // M(p) = B(c + 1/2, d + 1/2) / B(1/2, 1/2) / (p^c q^d): of 1 in 3, Γ(1.5) Γ(2.5) / (π Γ(4)) = 1/16.
        let range = anytime(&[0.0, 1.0], &[2.0, 1.0], 0.95);
        for p in [range.low, range.high] {
            assert!((0.0625 / (p * (1.0 - p).powi(2)) / 20.0 - 1.0).abs() < 1e-10, "{p}");
        }
    }

    #[test]
    fn where_all_agree_the_other_end_is_that_of_an_unseen_score() {
        // One promoter: M(p) = (1/3) / p <= 20.
        let range = anytime(&[-1.0, 0.0, 1.0], &[0.0, 0.0, 1.0], 0.95);
        assert!((range.high - 1.0).abs() < 1e-15 && (range.low - (2.0 / 60.0 - 1.0)).abs() < 1e-12, "{range:?}");
    }

    #[test]
    fn it_narrows_and_holds_the_mean_whatever_the_number_of_answers() {
        let mut width = 2.0;
        for n in [1.0, 1e2, 1e4, 1e8, 1e15] {
            let range = anytime(&[-1.0, 0.0, 1.0], &[2.0 * n, 3.0 * n, 5.0 * n], 0.95);
            assert!(range.contains(0.3) && range.high - range.low < width, "{n} {range:?}");
            width = range.high - range.low;
        }
        assert!(width < 1e-6 && width > 1e-8);
    }

    #[test]
    fn scores_mirrored_give_the_interval_mirrored() {
        let a = anytime(&[1.0, 2.0, 3.0, 4.0, 5.0], &[1.0, 0.0, 4.0, 9.0, 2.0], 0.9);
        let b = anytime(&[1.0, 2.0, 3.0, 4.0, 5.0], &[2.0, 9.0, 4.0, 0.0, 1.0], 0.9);
        assert!((a.low - (6.0 - b.high)).abs() < 1e-12 && (a.high - (6.0 - b.low)).abs() < 1e-12);
    }
}
