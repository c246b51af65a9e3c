//! The change of a net score (or a mean) between two waves of the same people.

use super::{Alternative, Outcome};
use crate::stats::interval::student_t_critical;

/// Compares first and second answers of the same people: `transitions[i][j]` gave point `i` first and `j` second.
///
/// `estimate` is the first score less the second, with the variance of the difference within a person; for a net score `scores` are -1, 0
/// and 1. One point each for everybody leaves no variance: all but estimate and standard error is `None`.
///
/// # Formula
/// With `d = s_i - s_j`: `estimate = Σ c d / n`, `v = Σ c (d - estimate)² / n`, `std_error = √(v / n)`,
/// `t = estimate / √(v / (n - 1))` with `n - 1` degrees of freedom.
///
/// # Units
/// Those of `scores`; the interval is not clipped.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::{Alternative, paired_net};
/// // Two stay promoters, one falls from promoter to detractor, one rises from passive to promoter.
/// let table: [&[f64]; 3] = [&[0.0, 0.0, 0.0], &[0.0, 0.0, 1.0], &[1.0, 0.0, 2.0]];
/// let test = paired_net::test(&table, &[-1.0, 0.0, 1.0], 0.95, Alternative::TwoSided);
/// assert_eq!(test.estimate, Some(0.25)); // .75 - .50
/// ```
///
/// # References
/// Student (1908), Biometrika 6:1, on the differences.
#[must_use]
pub fn test(transitions: &[&[f64]], scores: &[f64], level: f64, alternative: Alternative) -> Outcome {
    let pairs = || {
        transitions
            .iter()
            .zip(scores)
            .flat_map(|(row, first)| row.iter().zip(scores).map(move |(count, second)| (*count, first - second)))
            .filter(|(count, _)| *count > 0.0)
    };
    let n: f64 = pairs().map(|(count, _)| count).sum();
    if n <= 0.0 {
        return Outcome::default();
    }
    // Counts times scores are summed before they are divided, so that whole scores give the exactly rounded mean.
    let estimate = pairs().map(|(count, d)| count * d).sum::<f64>() / n;
    let variance = pairs().map(|(count, d)| (count / n) * (d - estimate) * (d - estimate)).sum::<f64>();
    let same = pairs().all(|(_, d)| (d - estimate).abs() <= 0.0);
    let variance = if same { 0.0 } else { variance };
    let known = Outcome { estimate: Some(estimate), std_error: Some((variance / n).sqrt()), ..Outcome::default() };
    if n <= 1.0 || variance <= 0.0 {
        return known;
    }
    let df = n - 1.0;
    let error = (variance / df).sqrt();
    let statistic = estimate / error;
    let margin = student_t_critical(level, df) * error;
    if !statistic.is_finite() {
        return known;
    }
    Outcome {
        statistic: Some(statistic),
        df: Some(df),
        p_value: Some(alternative.student_t_p(statistic, df)),
        low: Some(estimate - margin).filter(|end| end.is_finite()),
        high: Some(estimate + margin).filter(|end| end.is_finite()),
        ..known
    }
}
