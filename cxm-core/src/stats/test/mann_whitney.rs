//! The Mann-Whitney test on the points of a scale.

use super::{Alternative, Outcome};

/// Tests whether answers of one group tend to be higher, from counts on ordered scale points (both slices lowest first).
///
/// `statistic` is U of the first group (R's W): pairs it wins, ties counting half. `effect_size` is Cliff's delta, the share of pairs
/// won less the share lost. Where all answers are the same no other U was possible: `p_value` is 1.
///
/// # Formula
/// `z = (|U - n_a n_b / 2| - 1/2) / σ` with `σ² = n_a n_b Σ t (n - t)(n + t) / (12 n (n - 1))`, `t` the answers at a point: corrected for
/// ties and continuity.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::{Alternative, mann_whitney};
/// // One group at 1, 1 and the other at 2, 2: it wins no pair of four.
/// let test = mann_whitney::test(&[2.0, 0.0], &[0.0, 2.0], Alternative::TwoSided);
/// assert_eq!((test.statistic, test.effect_size), (Some(0.0), Some(-1.0)));
/// ```
///
/// # References
/// M. Hollander and D. A. Wolfe (1973), Nonparametric Statistical Methods, p. 67. N. Cliff (1993), Psychological Bulletin 114:494.
#[must_use]
pub fn test(a: &[f64], b: &[f64], alternative: Alternative) -> Outcome {
    let (n_a, n_b): (f64, f64) = (a.iter().sum(), b.iter().sum());
    if n_a <= 0.0 || n_b <= 0.0 {
        return Outcome::default();
    }
    let n = n_a + n_b;
    // Pairs won less pairs lost; every term changes its sign exactly when the groups are swapped.
    let (mut below_a, mut below_b, mut lead, mut spread) = (0.0, 0.0, 0.0, 0.0);
    let mut points = 0_u32;
    for (&count_a, &count_b) in a.iter().zip(b) {
        lead += count_a * below_b - count_b * below_a;
        below_a += count_a;
        below_b += count_b;
        let tied = count_a + count_b;
        points += u32::from(tied > 0.0);
        spread += tied * (n - tied).max(0.0) * (n + tied);
    }
    let statistic = 0.5 * (n_a * n_b + lead);
    let known =
        Outcome { statistic: Some(statistic), effect_size: Some((lead / (n_a * n_b)).clamp(-1.0, 1.0)), ..Outcome::default() };
    if points < 2 {
        return Outcome { p_value: Some(1.0), ..known };
    }
    let deviation = 0.5 * lead;
    let corrected = match alternative {
        Alternative::TwoSided => (deviation.abs() - 0.5).max(0.0),
        Alternative::Less => deviation + 0.5,
        Alternative::Greater => deviation - 0.5,
    };
    let sigma = (n_a * n_b / n * spread / (12.0 * (n - 1.0))).sqrt();
    // Fewer than two effective answers have no variance.
    let p_value = (n > 1.0 && sigma > 0.0).then(|| alternative.normal_p(corrected / sigma));
    Outcome { p_value, ..known }
}
