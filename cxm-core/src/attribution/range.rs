//! Intervals of weighted counts from their variance.

use crate::num::dist::{beta_quantile, beta_upper_quantile, chi_square_quantile, chi_square_upper_quantile};

/// Less than this is the rounding of a number that does not vary.
const NOTHING: f64 = 1e-24;

/// The interval of a weighted sum of conversions: the gamma distributions of its mean and variance, at the upper end with those of one conversion more.
///
/// By a rule, what one conversion counts is the variance over the sum, and this is Garwood's interval of the number of equal conversions that vary as much. By a chain a channel
/// has a part of conversions that it was never seen to lead to, which varies little; what one more would count is 1.
///
/// # References
/// Fay and Feuer (1997), *Confidence intervals for directly standardized rates*, Statistics in Medicine 16:791; Dobson, Kuulasmaa, Eberle and Scherer (1991), Statistics in
/// Medicine 10:457.
pub(super) fn conversions_range(sum: f64, variance: f64, is_chain: bool, level: f64) -> (f64, f64) {
    let tail = 0.5 * (1.0 - level);
    let varies = sum > 0.0 && variance > NOTHING;
    // A conversion counts once where nothing is known of how it varies.
    let variance = if varies { variance } else { sum };
    let weight = if varies && !is_chain { variance / sum } else { 1.0 };
    let low = if sum > 0.0 { 0.5 * (variance / sum) * chi_square_quantile(tail, 2.0 * sum * sum / variance) } else { 0.0 };
    let (mean, spread) = (sum + weight, variance + weight * weight);
    (low, 0.5 * (spread / mean) * chi_square_upper_quantile(tail, 2.0 * mean * mean / spread))
}

/// The interval of a share of `n` conversions: the beta distributions with its mean and variance after one conversion more that is, or is not, of the channel.
///
/// By a rule, `n` is the number of equal conversions that vary as much, and this is Clopper and Pearson's interval of that many. By a chain it is the number of conversions.
///
/// # References
/// Korn and Graubard (1998), *Confidence intervals for proportions with small expected number of positive counts estimated from survey data*, Survey Methodology 24:193.
pub(super) fn share_range(share: f64, variance: f64, n: f64, is_chain: bool, level: f64) -> (f64, f64) {
    let varies = share > 0.0 && share < 1.0 && variance > NOTHING;
    let equal = share * (1.0 - share);
    let n = if varies && !is_chain { equal / variance } else { n };
    let variance = if varies { variance } else { equal / n };
    let tail = 0.5 * (1.0 - level);
    let high = |share: f64, quantile: fn(f64, f64, f64) -> f64, mirrored: bool| {
        let mean = share + (1.0 - share) / (n + 1.0);
        let spread = (variance * n * n + (1.0 - share)) * n / ((n + 1.0) * (n + 1.0) * (n + 2.0));
        let size = mean * (1.0 - mean) / spread - 1.0;
        let (a, b) = (mean * size, (1.0 - mean) * size);
        if size <= 0.0 {
            return None;
        }
        Some(if mirrored { quantile(tail, b, a) } else { quantile(tail, a, b) })
    };
    // The lower end is the upper one of what is not of the channel, seen from the other side.
    let low = if share <= 0.0 { 0.0 } else { high(1.0 - share, beta_quantile, true).unwrap_or(0.0) };
    (low, if share >= 1.0 { 1.0 } else { high(share, beta_upper_quantile, false).unwrap_or(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::interval::poisson::garwood;
    use crate::stats::interval::{ProportionMethod, proportion_interval};

    #[test]
    fn equal_conversions_have_the_exact_intervals_of_counts() {
        let four = garwood(4, 1.0, 0.95);
        // Four conversions that count a half each.
        let (low, high) = conversions_range(2.0, 1.0, false, 0.95);
        assert!((low - four.low / 2.0).abs() < 1e-12 && (high - four.high / 2.0).abs() < 1e-12);
        assert!((conversions_range(0.0, 0.0, true, 0.95).1 - 40.0_f64.ln()).abs() < 1e-12);
        for k in [0.0, 1.0, 4.0, 10.0] {
            let exact = proportion_interval(k, 10.0, 0.95, ProportionMethod::ClopperPearson);
            let share: f64 = k / 10.0;
            for is_chain in [false, true] {
                let (low, high) = share_range(share, share * (1.0 - share) / 10.0, 10.0, is_chain, 0.95);
                assert!((low - exact.low).abs() < 1e-12 && (high - exact.high).abs() < 1e-12, "{k}: {low} {high} {exact:?}");
            }
        }
    }

    #[test]
    fn a_chain_leaves_room_for_a_conversion_that_was_not_seen() {
        let (rule, chain) = (conversions_range(0.1, 0.001, false, 0.95), conversions_range(0.1, 0.001, true, 0.95));
        assert!(rule.0.to_bits() == chain.0.to_bits() && rule.1 < 0.3 && chain.1 > 3.0, "{rule:?} {chain:?}");
        let (rule, chain) = (share_range(0.01, 1e-5, 30.0, false, 0.95), share_range(0.01, 1e-5, 30.0, true, 0.95));
        assert!(rule.1 < 0.03 && chain.1 > 0.1 && chain.0 <= 0.01, "{rule:?} {chain:?}");
    }
}
