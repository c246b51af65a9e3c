//! The Kruskal-Wallis test of several groups on the points of a scale.

use super::Outcome;
use crate::num::dist::chi_square_sf;

/// Tests whether answers tend to be higher in some group, from counts on ordered scale points (one slice a group, lowest first).
///
/// Empty groups are left out; with fewer than two left all is `None`. Where all answers are the same, `statistic` is 0 and `p_value` 1.
/// `effect_size` is epsilon squared, `H / (n - 1)`.
///
/// # Formula
/// `H = (n - 1) Σ n_g r̄_g² / Σ r²` with `r` the midranks about their mean: the usual H divided by its correction for ties. `df = groups - 1`.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::kruskal_wallis;
/// // Ranks 1, 2 against 3, 4: H = 12/20 (9/2 + 49/2) - 15 = 2.4.
/// let test = kruskal_wallis::test(&[&[1.0, 1.0, 0.0, 0.0], &[0.0, 0.0, 1.0, 1.0]]);
/// assert!((test.statistic.unwrap() - 2.4).abs() < 1e-15);
/// ```
///
/// # References
/// W. H. Kruskal and W. A. Wallis (1952), Use of ranks in one-criterion variance analysis, JASA 47:583.
#[must_use]
pub fn test(groups: &[&[f64]]) -> Outcome {
    let points = groups.iter().map(|counts| counts.len()).max().unwrap_or(0);
    let mut totals = vec![0.0; points];
    for counts in groups {
        for (total, count) in totals.iter_mut().zip(*counts) {
            *total += count;
        }
    }
    let n: f64 = totals.iter().sum();
    // Midrank less its mean, (n + 1) / 2, is half of the answers below less the answers above.
    let mut below = 0.0;
    let ranks: Vec<f64> = totals
        .iter()
        .map(|total| {
            let above = n - below - total;
            let rank = 0.5 * (below - above);
            below += total;
            rank
        })
        .collect();
    let mut filled = 0_u32;
    let mut between = 0.0;
    for counts in groups {
        let size: f64 = counts.iter().sum();
        if size > 0.0 {
            filled += 1;
            let mean = counts.iter().zip(&ranks).map(|(count, rank)| (count / size) * rank).sum::<f64>();
            between += size * mean * mean;
        }
    }
    if filled < 2 || n <= 1.0 {
        return Outcome::default();
    }
    let df = f64::from(filled - 1);
    if totals.iter().filter(|total| **total > 0.0).count() < 2 {
        return Outcome { statistic: Some(0.0), df: Some(df), p_value: Some(1.0), effect_size: Some(0.0), ..Outcome::default() };
    }
    let within: f64 = totals.iter().zip(&ranks).map(|(total, rank)| total * rank * rank).sum();
    let share = (between / within).clamp(0.0, 1.0);
    let statistic = (n - 1.0) * share;
    Outcome {
        statistic: Some(statistic),
        df: Some(df),
        p_value: Some(chi_square_sf(statistic, df)),
        effect_size: Some(share),
        ..Outcome::default()
    }
}
