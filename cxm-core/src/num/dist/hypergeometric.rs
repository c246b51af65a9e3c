use super::quadrature::half_line;
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

/// Probability of at most `k` marked items among `drawn`, all whole numbers.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::hypergeometric_cdf;
/// assert!((hypergeometric_cdf(1.0, 4.0, 48.0, 2.0) - (1.0 - 12.0 / 2652.0)).abs() < 1e-15);
/// ```
#[must_use]
pub fn hypergeometric_cdf(k: f64, marked: f64, unmarked: f64, drawn: f64) -> f64 {
    if k < mode(marked, unmarked, drawn) {
        lower_tail(k, marked, unmarked, drawn)
    } else {
        1.0 - upper_tail(k + 1.0, marked, unmarked, drawn)
    }
}

/// Probability of more than `k` marked items among `drawn`, all whole numbers.
///
/// # Examples
/// ```
/// use cxm_core::num::dist::hypergeometric_sf;
/// assert!((hypergeometric_sf(1.0, 4.0, 48.0, 2.0) - 12.0 / 2652.0).abs() < 1e-16);
/// ```
#[must_use]
pub fn hypergeometric_sf(k: f64, marked: f64, unmarked: f64, drawn: f64) -> f64 {
    if k < mode(marked, unmarked, drawn) {
        1.0 - lower_tail(k, marked, unmarked, drawn)
    } else {
        upper_tail(k + 1.0, marked, unmarked, drawn)
    }
}

/// The likeliest number of marked items.
fn mode(marked: f64, unmarked: f64, drawn: f64) -> f64 {
    ((drawn + 1.0) * ((marked + 1.0) / (marked + unmarked + 2.0))).floor()
}

/// At most `k`, below the mode: what is not marked is more.
fn lower_tail(k: f64, marked: f64, unmarked: f64, drawn: f64) -> f64 {
    upper_tail(drawn - k, unmarked, marked, drawn)
}

/// `k` or more, above the mode: the terms fall.
fn upper_tail(k: f64, marked: f64, unmarked: f64, drawn: f64) -> f64 {
    // Terms beyond this many are integrated (Euler and Maclaurin): their sum is then smooth on the scale of 1.
    const MANY: f64 = 100_000.0;
    let total = marked + unmarked;
    let k = k.max(0.0).max(drawn - unmarked);
    let ln_first = hypergeometric_ln_pmf(k, marked, unmarked, drawn);
    if ln_first.is_infinite() {
        return 0.0;
    }
    let ratio = |x: f64| ((marked - x) / (x + 1.0)) * ((drawn - x) / (unmarked - drawn + x + 1.0));
    let deviation = (drawn * (marked / total) * (unmarked / total) * ((total - drawn) / (total - 1.0))).sqrt();
    let fall = 1.0 - ratio(k);
    if deviation * 10.0 < MANY || fall * MANY > 40.0 {
        let (mut term, mut sum, mut x) = (1.0, 1.0, k);
        while term > 1e-18 * sum {
            term *= ratio(x);
            sum += term;
            x += 1.0;
        }
        return (ln_first + sum.ln()).exp().min(1.0);
    }
    let relative = |t: f64| hypergeometric_ln_pmf(k + t, marked, unmarked, drawn) - ln_first;
    let slope = relative(0.5) - relative(-0.5);
    let width = (slope.abs() + deviation.recip()).recip();
    let area = half_line(|s| relative(s * width).exp()) * width;
    (ln_first + (area + 0.5 - slope / 12.0).ln()).exp().min(1.0)
}
