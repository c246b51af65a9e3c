//! Pearson's chi-square test of a table of groups by answers.

use super::Outcome;
use crate::num::dist::chi_square_sf;

/// The chi-square test of a table, and the smallest count that was expected.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ContingencyTest {
    /// Statistic, df, p-value, and Cramér's V as `effect_size`.
    pub outcome: Outcome,
    /// The smallest expected count; below 5 the p-value is rough (flag `sparse_cells`), and Fisher's test serves 2 x 2 tables.
    pub smallest_expected: Option<f64>,
}

/// Tests whether groups answer alike: one row a group, one column an answer, all rows of one length.
///
/// Rows and columns without any answer are left out. With fewer than two of either left there is nothing to test: all `None`.
///
/// # Formula
/// `X² = Σ (O - E)² / E` with `E = row sum x column sum / n`, `df = (rows - 1)(columns - 1)`, no continuity correction;
/// Cramér's `V = √(X² / (n min(rows - 1, columns - 1)))`.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::chi_square;
/// // Every E is 5: X² = 4 x 9/5.
/// let test = chi_square::test(&[&[8.0, 2.0], &[2.0, 8.0]]);
/// assert!((test.outcome.statistic.unwrap() - 7.2).abs() < 1e-14);
/// assert_eq!((test.outcome.df, test.smallest_expected), (Some(1.0), Some(5.0)));
/// assert!((test.outcome.effect_size.unwrap() - 0.6).abs() < 1e-15);
/// ```
///
/// # References
/// K. Pearson (1900), Philosophical Magazine 50:157. H. Cramér (1946), Mathematical Methods of Statistics, 21.9.
#[must_use]
pub fn test(table: &[&[f64]]) -> ContingencyTest {
    let width = table.iter().map(|row| row.len()).max().unwrap_or(0);
    let mut column_sums = vec![0.0; width];
    for row in table {
        for (sum, count) in column_sums.iter_mut().zip(*row) {
            *sum += count;
        }
    }
    let row_sums: Vec<f64> = table.iter().map(|row| row.iter().sum()).collect();
    let n: f64 = row_sums.iter().sum();
    let filled = |sums: &[f64]| sums.iter().filter(|sum| **sum > 0.0).count();
    let (rows, columns) = (filled(&row_sums), filled(&column_sums));
    if rows < 2 || columns < 2 {
        return ContingencyTest::default();
    }
    let mut statistic = 0.0;
    let mut smallest = f64::INFINITY;
    for (row, row_sum) in table.iter().zip(&row_sums) {
        for (count, column_sum) in row.iter().zip(&column_sums) {
            let expected = row_sum * (column_sum / n);
            if expected > 0.0 {
                statistic += (count - expected) * ((count - expected) / expected);
                smallest = expected.min(smallest);
            }
        }
    }
    let df = ((rows - 1) * (columns - 1)) as f64;
    let most = n * (rows.min(columns) - 1) as f64;
    ContingencyTest {
        outcome: Outcome {
            statistic: Some(statistic),
            df: Some(df),
            p_value: Some(chi_square_sf(statistic, df)),
            effect_size: Some((statistic / most).sqrt().min(1.0)),
            ..Outcome::default()
        },
        smallest_expected: Some(smallest),
    }
}
