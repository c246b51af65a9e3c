use super::reduce::Cell;
use crate::columns::Every;
use crate::error::{Code, Error, Result};
use crate::state::State;
use crate::stats::{Tally, TallySpec};
use std::collections::BTreeMap;

/// How a table with periods is filled: which ones, for how many groups at most, and where a period was first seen.
pub(super) struct Fill<'f> {
    pub every: Every,
    pub tally: &'f TallySpec,
    pub max_cells: usize,
    /// The column of times and the first row of a period that begins on a day, where the rows are at hand.
    pub first_row: &'f dyn Fn(i32) -> (String, Option<u64>),
}

impl Fill<'_> {
    /// Cells that stand by key and period, each group with every period from the first to the last of all.
    pub fn cells(&self, cells: Vec<Cell>) -> Result<Vec<Cell>> {
        let span = Span::of(cells.iter().map(|cell| (cell.period, &cell.tally)));
        let Some((first, last)) = span.ends() else { return Ok(cells) };
        let changes = cells.windows(2).filter(|pair| matches!(pair, [a, b] if a.keys != b.keys)).count();
        self.require(&span, changes + 1)?;
        let (mut filled, mut cells) = (Vec::with_capacity(cells.len()), cells.into_iter().peekable());
        while let Some(keys) = cells.peek().map(|cell| cell.keys.clone()) {
            for start in self.every.range(first, last) {
                let own = cells.next_if(|cell| cell.period == Some(start) && cell.keys == keys);
                let empty = || Cell { keys: keys.clone(), period: Some(start), tally: Tally::new(self.tally) };
                filled.push(own.unwrap_or_else(empty));
            }
            // Rows without a time come last, as null keys do.
            filled.extend(cells.next_if(|cell| cell.period.is_none() && cell.keys == keys));
        }
        Ok(filled)
    }

    /// Refuses a table of more than `max_cells`, before it is made: one stray date is enough for millions.
    pub fn require(&self, span: &Span, groups: usize) -> Result<()> {
        let (Some((first, last)), Some(farthest)) = (span.ends(), span.farthest(self.every)) else { return Ok(()) };
        let needed = u128::from(self.every.count(first, last)) * groups as u128;
        if needed <= self.max_cells as u128 {
            return Ok(());
        }
        let (column, row) = (self.first_row)(farthest);
        let label = |start| self.every.label(start);
        let place = row.map_or_else(String::new, |row| format!(" (row {row})"));
        let message = format!(
            "{groups} groups by {} from {} to {} need {needed} cells, more than {} (max_groups). Look at {}{place} first: 1900-01-01, 1970-01-01 and \
             dates far ahead are often placeholders. Leave such rows out, take longer periods (every), or raise max_groups",
            self.every,
            label(first),
            label(last),
            self.max_cells,
            label(farthest),
        );
        let error = Error::new(Code::TooManyGroups, message).with_field(column);
        let error = error.with_expected(format!("at most {} cells", self.max_cells)).with_got(format!("{needed} cells"));
        Err(match row {
            Some(row) => error.with_row(row),
            None => error,
        })
    }
}

/// The periods that occur, and how many answers each has.
pub(super) struct Span(BTreeMap<i32, u64>);

impl Span {
    pub fn of<'t>(cells: impl Iterator<Item = (Option<i32>, &'t Tally)>) -> Self {
        let mut periods = BTreeMap::new();
        for (period, tally) in cells {
            if let Some(start) = period {
                let n: &mut u64 = periods.entry(start).or_default();
                *n = n.saturating_add(tally.n());
            }
        }
        Self(periods)
    }

    fn ends(&self) -> Option<(i32, i32)> {
        Some((*self.0.first_key_value()?.0, *self.0.last_key_value()?.0))
    }

    /// The end that lies off: beyond the widest gap, on the side that has fewer answers (ties: the earlier).
    fn farthest(&self, every: Every) -> Option<i32> {
        let (first, last) = self.ends()?;
        let gaps = self.0.keys().zip(self.0.keys().skip(1));
        let Some((_, &after)) = gaps.rev().max_by_key(|(before, after)| every.count(**before, **after)) else {
            return Some(first);
        };
        let sum = |n: u64, (_, more): (&i32, &u64)| n.saturating_add(*more);
        let (early, late) = (self.0.range(..after).fold(0, sum), self.0.range(after..).fold(0, sum));
        Some(if late < early { last } else { first })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn farthest(periods: &[(i32, u64)], every: Every) -> Option<i32> {
        Span(periods.iter().copied().collect()).farthest(every)
    }

    #[test]
    fn the_farthest_period_lies_beyond_the_widest_gap_where_answers_are_few() {
        assert_eq!(farthest(&[(-25_567, 1), (20_454, 49)], Every::Day), Some(-25_567));
        assert_eq!(farthest(&[(20_453, 30), (20_454, 19), (80_000, 1)], Every::Day), Some(80_000));
        assert_eq!(farthest(&[(-25_567, 1), (-25_566, 1), (20_454, 9), (20_460, 9)], Every::Day), Some(-25_567));
        assert_eq!(farthest(&[(0, 1), (31, 1)], Every::Month), Some(0));
        assert_eq!((farthest(&[(5, 1)], Every::Day), farthest(&[], Every::Day)), (Some(5), None));
    }
}
