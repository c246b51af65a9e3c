use super::saddle_point::ln_binomial;

/// Log probability of `k` marked items among `drawn`, from `marked` marked and `unmarked` other items.
///
/// # Formula
/// The ratio of three binomial probabilities with chance `drawn / (marked + unmarked)`.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::hypergeometric_ln_pmf;
/// // Two aces in two cards: 4/52 x 3/51.
/// assert!((hypergeometric_ln_pmf(2.0, 4.0, 48.0, 2.0).exp() - 12.0 / 2652.0).abs() < 1e-17);
/// ```
///
/// # References
/// C. Loader (2000), Fast and accurate computation of binomial probabilities.
#[must_use]
pub fn hypergeometric_ln_pmf(k: f64, marked: f64, unmarked: f64, drawn: f64) -> f64 {
    let total = marked + unmarked;
    if k < 0.0 || k > drawn || k > marked || drawn - k > unmarked {
        return f64::NEG_INFINITY;
    }
    if drawn == 0.0 || drawn >= total {
        return 0.0;
    }
    let (x, y) = (drawn / total, (total - drawn) / total);
    ln_binomial(k, marked - k, x, y) + ln_binomial(drawn - k, unmarked - (drawn - k), x, y)
        - ln_binomial(drawn, total - drawn, x, y)
}
