use super::SegmentOptions;
use super::segments::{Measure, hidden_alone, hide_rows, with_differences};
use crate::columns::{Key, Table, TableColumn};
use crate::error::Result;
use crate::stats::suppression::suppress_beside_rests;
use crate::stats::test::{Alternative, Outcome, newcombe};
use crate::stats::{Direction, Estimate, Flag, Level, share};
use std::collections::BTreeMap;

/// How many customers a share is of, and how many of them are in it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Counted {
    pub k: u64,
    pub n: u64,
}

/// A share of customers.
pub(super) struct Share {
    pub metric: &'static str,
    pub direction: Direction,
    pub level: Level,
}

impl Measure for Share {
    type Part = Counted;

    fn nobody(&self) -> Counted {
        Counted::default()
    }

    fn add(&self, part: &mut Counted, other: &Counted) -> Result<()> {
        part.k += other.k;
        part.n += other.n;
        Ok(())
    }

    fn estimate(&self, part: &Counted) -> Result<Estimate> {
        Ok(Estimate { direction: self.direction, ..share(self.metric, part.k, part.n, self.level)? })
    }

    fn difference(&self, one: &Counted, other: &Counted) -> Result<Outcome> {
        Ok(difference(one, other, self.level))
    }
}

fn difference(one: &Counted, other: &Counted, level: Level) -> Outcome {
    let [k_a, n_a, k_b, n_b] = [one.k, one.n, other.k, other.n].map(|count| count as f64);
    newcombe::test(k_a, n_a, k_b, n_b, level.get(), Alternative::TwoSided)
}

/// A cohort, by its first day, and an age.
type Place = (Option<i32>, Option<u64>);

/// The cells of a table with the columns `cohort`, `age`, `n`, `active`.
fn cells_of(table: &Table) -> Vec<(Place, Counted)> {
    let count = |name: &str, row: usize| match table.column(name) {
        Some(TableColumn::Count(values)) => values.get(row).copied().flatten(),
        _ => None,
    };
    let cohort = |row: usize| match table.column("cohort") {
        Some(TableColumn::Date(days)) => days.get(row).copied().flatten(),
        _ => None,
    };
    let cell = |row| Counted { k: count("active", row).unwrap_or(0), n: count("n", row).unwrap_or(0) };
    (0..table.len()).map(|row| ((cohort(row), count("age", row)), cell(row))).collect()
}

/// A table of cohorts without the numbers of those of fewer than `min_n` customers, and with `flags`, which says where. The table has the columns `cohort`, `age`, `n`, `active`.
#[must_use]
pub fn hide_cohorts(table: &Table, min_n: u64) -> Table {
    let hidden = hidden_alone(cells_of(table).iter().map(|(_, cell)| cell.n), min_n);
    hide_rows(table, &hidden, "age")
}

/// A table of cohorts by segment, with what each cell differs by from the same cohort and age of all other segments: `rest`, `difference`, `difference_low`, `difference_high`, `statistic`, `df`,
/// `p_value`, `p_adjusted` over all cells that are shown, `flags`. The table has the columns `cohort`, `age`, `n`, `active`.
///
/// # Formula
/// Newcombe's interval and the chi-square test. With `min_n`, what is hidden of each cohort and age is that of [`suppress_beside_rests`]: a segment of few customers, or beside a rest of few, and what would give it away.
#[must_use]
pub fn compare_cohorts(table: Table, options: SegmentOptions) -> Table {
    let cells = cells_of(&table);
    let mut all: BTreeMap<Place, (Counted, Vec<usize>)> = BTreeMap::new();
    for (row, (place, cell)) in cells.iter().enumerate() {
        let (sum, rows) = all.entry(*place).or_default();
        (sum.k, sum.n) = (sum.k + cell.k, sum.n + cell.n);
        rows.push(row);
    }
    let mut hidden = vec![None; cells.len()];
    for (_, rows) in all.values() {
        let n: Vec<u64> = rows.iter().map(|row| cells[*row].1.n).collect(); // rows count the cells
        for (row, flag) in rows.iter().zip(suppress_beside_rests(&n, options.min_n).flags(n.len())) {
            hidden[*row] = flag;
        }
    }
    let rest = |(place, cell): &(Place, Counted)| {
        let sum = all.get(place).map_or(Counted::default(), |(sum, _)| *sum);
        Counted { k: sum.k - cell.k, n: sum.n - cell.n } // the cell is in the sum
    };
    let compared = |(cell, flag): (&(Place, Counted), &Option<Flag>)| match flag {
        None => difference(&cell.1, &rest(cell), options.level),
        Some(_) => Outcome::default(), // of the p-values that are adjusted, it is none
    };
    let outcomes: Vec<Outcome> = cells.iter().zip(&hidden).map(compared).collect();
    let share = |cell| {
        let Counted { k, n } = rest(cell);
        (n > 0).then(|| k as f64 / n as f64)
    };
    let table = table.with("rest", TableColumn::Float(cells.iter().map(share).collect()));
    hide_rows(&with_differences(table, &outcomes, options.adjust), &hidden, "age")
}

/// Counts of customers by segment.
pub(super) fn by_segment(segments: &[Key], customers: impl Iterator<Item = (usize, Option<bool>)>) -> Vec<(Key, Counted)> {
    let mut counts = vec![Counted::default(); segments.len()];
    for (segment, is_in) in customers {
        if let (Some(counted), Some(is_in)) = (counts.get_mut(segment), is_in) {
            counted.n += 1;
            counted.k += u64::from(is_in);
        }
    }
    segments.iter().cloned().zip(counts).collect()
}
