//! From time columns to periods of local calendar days.

use super::time::{Instant, LocalDays, Zone, checked_day, instant_from_epoch, naive_day, parse_time};
use super::{Cell, Chunk, Every, TimeUnit, Values};
use crate::error::{Code, Error, Result};
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
        if zoned { Ok(self.days.local_day(instant_from_epoch(tick, unit)?)) } else { naive_day(tick, unit) }
    }

    fn cell(&mut self, cell: &Cell<'_>) -> Result<Option<i32>> {
        Ok(Some(match cell {
            Cell::Null => return Ok(None),
            Cell::Float(number) if number.is_nan() => return Ok(None), // a column of nothing is one of numbers to some
            Cell::Text(text) if text.trim().is_empty() => return Ok(None),
            Cell::Text(text) => self.days.local_day(parse_time(text.trim(), &self.zone)?),
            Cell::Time(micros) => self.days.local_day(Instant::from_micros(*micros)?),
            Cell::LocalTime(micros) => naive_day(*micros, TimeUnit::Microsecond)?,
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
        let start = self.every.start(day);
        let known = self.starts.iter().position(|own| *own == Some(start));
        let code = known.unwrap_or_else(|| {
            self.starts.push(Some(start));
            self.starts.len() - 1
        });
        let code = u32::try_from(code).unwrap_or(NONE);
        if let Some(slot) = self.codes.get_mut(index) {
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
