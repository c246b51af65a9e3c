//! From time columns to periods of local calendar days.

use super::time::{Instant, LocalDays, Zone, checked_day, instant_from_epoch, naive_day, parse_time, wall_clock_instant};
use super::{Cell, Chunk, Every, TimeUnit, Values};
use crate::error::{Code, Error, Result};
use std::collections::BTreeMap;
use std::ops::Range;

/// Gives each period that occurs in a time column a number, in order of first sight.
#[derive(Debug)]
pub struct PeriodEncoder {
    name: String,
    every: Every,
    zone: Zone,
    days: LocalDays,
    starts: Vec<Option<i32>>,
    null: Option<u32>,
    /// The code of each day from `base` on, once it was seen.
    codes: Vec<u32>,
    base: i32,
    /// The codes of days about a change of the clocks, whose times are looked at one by one: some do not exist.
    shifted: BTreeMap<i32, u32>,
}

const NONE: u32 = u32::MAX;
/// Days from 1900 to 2200, the window of times: 109,573 of them.
const FIRST_DAY: i32 = -25_567;
const DAYS: usize = 109_600;

impl PeriodEncoder {
    /// For the column `name`, in periods of `every` in `zone`.
    #[must_use]
    pub fn new(name: &str, every: Every, zone: Zone) -> Self {
        Self {
            name: name.to_owned(),
            every,
            zone,
            days: LocalDays::new(&zone),
            starts: Vec::new(),
            null: None,
            codes: vec![NONE; DAYS],
            base: FIRST_DAY,
            shifted: BTreeMap::new(),
        }
    }

    /// The first day of each period by code; `None` is the period of rows without a time.
    #[must_use]
    pub fn starts(&self) -> &[Option<i32>] {
        &self.starts
    }

    /// Writes the codes of `rows`; `first_row` is the number of the first of them in the whole input.
    ///
    /// # Errors
    /// `invalid_time` with the row.
    pub fn encode(&mut self, chunk: &Chunk<'_>, rows: Range<usize>, first_row: u64, out: &mut [u32]) -> Result<()> {
        // The days that were seen before, without a branch; then the others, in order.
        let from = rows.start;
        let place = |day: i64| usize::try_from(day - i64::from(self.base)).ok().and_then(|index| self.codes.get(index));
        let known = |day: i64| place(day).copied().unwrap_or(NONE);
        match &chunk.values {
            Values::Date(days) => {
                for (slot, &day) in out.iter_mut().zip(days.get(rows).unwrap_or(&[])) {
                    *slot = known(day.into());
                }
            }
            // Wall-clock times: the day is a quotient.
            Values::Timestamp { ticks, unit, zoned: false } => {
                let ticks = ticks.get(rows).unwrap_or(&[]);
                match unit {
                    TimeUnit::Second => known_days::<86_400>(ticks, out, known),
                    TimeUnit::Millisecond => known_days::<86_400_000>(ticks, out, known),
                    TimeUnit::Microsecond => known_days::<86_400_000_000>(ticks, out, known),
                    TimeUnit::Nanosecond => known_days::<86_400_000_000_000>(ticks, out, known),
                }
            }
            _ => out.fill(NONE),
        }
        if let Some(validity) = chunk.validity {
            for (row, slot) in (from..).zip(out.iter_mut()) {
                *slot = if validity.get(row) { *slot } else { NONE };
            }
        }
        if !out.contains(&NONE) {
            return Ok(());
        }
        for ((row, slot), number) in (from..).zip(out).zip(first_row..).filter(|((_, slot), _)| **slot == NONE) {
            let valid = chunk.validity.is_none_or(|bits| bits.get(row));
            let day = match &chunk.values {
                _ if !valid => Ok(None),
                Values::Date(days) => days.get(row).map(|&day| checked_day(day.into())).transpose(),
                Values::Timestamp { ticks, unit, zoned } => {
                    ticks.get(row).map(|&tick| self.timestamp(tick, *unit, *zoned)).transpose()
                }
                _ => self.cell(&chunk.cell(row)),
            };
            *slot = match day {
                Ok(Some(day)) => self.code(day),
                Ok(None) => self.null_code(),
                Err(error) => {
                    let message = format!("{} (column {:?}, row {number})", error.message(), self.name);
                    return Err(Error::new(error.code(), message).with_row(number).with_field(self.name.clone()));
                }
            };
        }
        Ok(())
    }

    fn timestamp(&mut self, tick: i64, unit: TimeUnit, zoned: bool) -> Result<i32> {
        if zoned { Ok(self.days.local_day(instant_from_epoch(tick, unit)?)) } else { self.wall_day(tick, unit) }
    }

    /// The day of a wall-clock time, which the clocks must have shown.
    fn wall_day(&self, tick: i64, unit: TimeUnit) -> Result<i32> {
        let day = naive_day(tick, unit)?;
        if self.is_shifted(day) {
            wall_clock_instant(instant_from_epoch(tick, unit)?.micros(), self.zone)?;
        }
        Ok(day)
    }

    /// Whether the clocks change on this day or one beside it.
    fn is_shifted(&self, day: i32) -> bool {
        self.shifted.contains_key(&day) || self.zone.changes_about(day)
    }

    fn cell(&mut self, cell: &Cell<'_>) -> Result<Option<i32>> {
        Ok(Some(match cell {
            Cell::Null => return Ok(None),
            Cell::Float(number) if number.is_nan() => return Ok(None), // a column of nothing is one of numbers to some
            Cell::Text(text) if text.trim().is_empty() => return Ok(None),
            Cell::Text(text) => self.days.local_day(parse_time(text.trim(), &self.zone)?),
            Cell::Time(micros) => self.days.local_day(Instant::from_micros(*micros)?),
            Cell::LocalTime(micros) => self.wall_day(*micros, TimeUnit::Microsecond)?,
            Cell::Date(day) => checked_day((*day).into())?,
            Cell::Int(_) | Cell::Float(_) => {
                let message = "a number is no time: its unit is never guessed; give datetimes, dates or ISO 8601 text";
                return Err(Error::new(Code::InvalidTime, message));
            }
            Cell::Bool(_) | Cell::List(_) | Cell::Other(_) => {
                return Err(Error::new(Code::InvalidTime, "a time is a datetime, a date or ISO 8601 text"));
            }
        }))
    }

    fn code(&mut self, day: i32) -> u32 {
        let index = usize::try_from(day - self.base).unwrap_or(0); // times are checked to lie in the window, after `base`
        match self.codes.get(index).copied() {
            Some(NONE) | None => {}
            Some(code) => return code,
        }
        if let Some(&code) = self.shifted.get(&day) {
            return code;
        }
        let start = self.every.start(day);
        let known = self.starts.iter().position(|own| *own == Some(start));
        let code = known.unwrap_or_else(|| {
            self.starts.push(Some(start));
            self.starts.len() - 1
        });
        let code = u32::try_from(code).unwrap_or(NONE);
        if self.zone.changes_about(day) {
            self.shifted.insert(day, code);
        } else if let Some(slot) = self.codes.get_mut(index) {
            *slot = code;
        }
        code
    }

    fn null_code(&mut self) -> u32 {
        *self.null.get_or_insert_with(|| {
            self.starts.push(None);
            u32::try_from(self.starts.len() - 1).unwrap_or(NONE)
        })
    }
}

fn known_days<const TICKS: i64>(ticks: &[i64], out: &mut [u32], known: impl Fn(i64) -> u32) {
    for (slot, &tick) in out.iter_mut().zip(ticks) {
        *slot = known(tick.div_euclid(TICKS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::ColumnView;
    use crate::columns::time::day_from_text;

    /// The codes of wall-clock times, seconds from midnight of a day.
    fn codes(zone: &str, day: &str, seconds: &[i64]) -> Result<Vec<u32>> {
        let midnight = i64::from(day_from_text(day)?) * 86_400;
        let ticks: Vec<i64> = seconds.iter().map(|second| midnight + second).collect();
        let column = Chunk { values: Values::Timestamp { ticks: &ticks, unit: TimeUnit::Second, zoned: false }, validity: None };
        let cells: Vec<Cell<'_>> = ticks.iter().map(|tick| Cell::LocalTime(tick * 1_000_000)).collect();
        let mut as_column = vec![0; ticks.len()];
        PeriodEncoder::new("at", Every::Day, Zone::parse(zone)?).encode(&column, 0..ticks.len(), 0, &mut as_column)?;
        let mut as_cells = vec![0; ticks.len()];
        let view = ColumnView::from(cells.as_slice());
        PeriodEncoder::new("at", Every::Day, Zone::parse(zone)?).encode(&view.chunks()[0], 0..ticks.len(), 0, &mut as_cells)?;
        assert_eq!(as_column, as_cells);
        Ok(as_column)
    }

    #[test]
    fn a_wall_clock_time_that_the_clocks_skip_is_refused_whatever_stands_before_it() {
        const HOUR: i64 = 3_600;
        assert_eq!(codes("Europe/Berlin", "2026-03-29", &[HOUR, 3 * HOUR, 25 * HOUR, 4 * HOUR]), Ok(vec![0, 0, 1, 0]));
        for before in [vec![], vec![HOUR], vec![HOUR, 25 * HOUR, 3 * HOUR]] {
            let row = before.len() as u64;
            let error = codes("Europe/Berlin", "2026-03-29", &[before, vec![2 * HOUR + 1_800]].concat()).unwrap_err();
            assert_eq!((error.code(), error.row(), error.field()), (Code::InvalidTime, Some(row), Some("at")));
        }
        assert_eq!(codes("UTC", "2026-03-29", &[2 * HOUR]), Ok(vec![0]));
        assert_eq!(codes("Europe/Berlin", "2026-10-25", &[2 * HOUR]), Ok(vec![0])); // shown twice
        assert!(codes("Pacific/Apia", "2011-12-30", &[12 * HOUR]).is_err()); // a day that Samoa left out
        assert_eq!(codes("America/New_York", "2199-12-31", &[23 * HOUR, 0]), Ok(vec![0, 0])); // past the window in UTC, and no change of the clocks
    }
}
