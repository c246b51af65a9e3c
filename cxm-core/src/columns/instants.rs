//! From time columns to instants.

use super::time::{Instant, Zone, instant_from_epoch, parse_time, wall_clock_instant};
use super::{Cell, Chunk, ColumnView, TimeUnit, Values};
use crate::error::{Code, Error, Result};
use std::borrow::Cow;

/// What a row without a time reads as.
pub(crate) const NO_INSTANT: i64 = i64::MIN;

/// The instants of a time column in microseconds, [`NO_INSTANT`] where there is none; wall-clock times, dates and texts without an
/// offset are read in `zone`. Microseconds that are all there are left where they lie.
///
/// # Errors
/// `invalid_time` with row and field.
pub(crate) fn read_instants<'a>(column: &ColumnView<'a>, zone: Zone) -> Result<Cow<'a, [i64]>> {
    if let [Chunk { values: Values::Timestamp { ticks, unit: TimeUnit::Microsecond, zoned }, validity: None }] = column.chunks()
        && (*zoned || zone == Zone::UTC)
        && are_instants(ticks)
    {
        return Ok(Cow::Borrowed(ticks));
    }
    let mut instants = Vec::with_capacity(column.len());
    for chunk in column.chunks() {
        let from = instants.len();
        if !read_ticks(chunk, zone, &mut instants) {
            instants.truncate(from);
            for row in 0..chunk.len() {
                let instant = instant(&chunk.cell(row), zone).map_err(|error| at(&error, column, from + row))?;
                instants.push(instant.map_or(NO_INSTANT, Instant::micros));
            }
        }
    }
    Ok(Cow::Owned(instants))
}

/// The instants of a time column, of which dates are left where they lie, too: in microseconds they would take twice as much again.
pub(crate) enum Instants<'a> {
    Micros(Cow<'a, [i64]>),
    /// Days that all lie in the window, each of which begins at midnight UTC.
    Days(&'a [i32]),
}

impl<'a> Instants<'a> {
    /// # Errors
    /// As [`read_instants`].
    pub fn read(column: &ColumnView<'a>, zone: Zone) -> Result<Self> {
        if let [Chunk { values: Values::Date(days), validity: None }] = column.chunks()
            && zone == Zone::UTC
            && are_days(days)
        {
            return Ok(Self::Days(days));
        }
        read_instants(column, zone).map(Self::Micros)
    }

    /// Of a row that the column has.
    #[inline]
    pub fn at(&self, row: usize) -> i64 {
        match self {
            Self::Micros(micros) => micros[row],
            Self::Days(days) => midnight(days[row]),
        }
    }

    /// The first row without a time.
    pub fn first_missing(&self) -> Option<usize> {
        match self {
            Self::Micros(micros) => micros.iter().position(|micros| *micros == NO_INSTANT),
            Self::Days(_) => None,
        }
    }

    /// How many are later.
    pub fn n_after(&self, end: i64) -> usize {
        match self {
            Self::Micros(micros) => micros.iter().filter(|micros| **micros > end).count(),
            Self::Days(days) => days.iter().filter(|day| midnight(**day) > end).count(),
        }
    }
}

/// In microseconds UTC; that of a day beyond the window may be no instant.
#[inline]
fn midnight(day: i32) -> i64 {
    i64::from(day).saturating_mul(86_400_000_000)
}

/// Whether all of them begin in the window.
fn are_days(days: &[i32]) -> bool {
    let (least, most) = days.iter().fold((0, 0), |(least, most): (i32, i32), &day| (least.min(day), most.max(day)));
    [least, most].into_iter().all(|day| Instant::from_micros(midnight(day)).is_ok())
}

/// Whether all of them lie in the window.
fn are_instants(micros: &[i64]) -> bool {
    let (least, most) = micros.iter().fold((0, 0), |(least, most): (i64, i64), &micros| (least.min(micros), most.max(micros)));
    Instant::from_micros(least).is_ok() && Instant::from_micros(most).is_ok()
}

/// Ticks and days that all lie in the window and need no zone; false where one does not.
fn read_ticks(chunk: &Chunk<'_>, zone: Zone, out: &mut Vec<i64>) -> bool {
    let from = out.len();
    let (ticks, unit) = match &chunk.values {
        Values::Timestamp { ticks, unit, zoned } if *zoned || zone == Zone::UTC => (*ticks, unit),
        Values::Date(days) if zone == Zone::UTC => {
            out.extend(days.iter().map(|day| midnight(*day)));
            return are_instants_or_none(out.get_mut(from..).unwrap_or_default(), chunk);
        }
        _ => return false,
    };
    match unit {
        TimeUnit::Second => out.extend(ticks.iter().map(|tick| tick.saturating_mul(1_000_000))),
        TimeUnit::Millisecond => out.extend(ticks.iter().map(|tick| tick.saturating_mul(1_000))),
        TimeUnit::Microsecond => out.extend_from_slice(ticks),
        TimeUnit::Nanosecond => out.extend(ticks.iter().map(|tick| tick.div_euclid(1_000))),
    }
    are_instants_or_none(out.get_mut(from..).unwrap_or_default(), chunk)
}

/// Whether all that are not null lie in the window; writes where there is none.
fn are_instants_or_none(read: &mut [i64], chunk: &Chunk<'_>) -> bool {
    match chunk.validity {
        None => are_instants(read),
        Some(validity) => read.iter_mut().enumerate().all(|(row, micros)| {
            if !validity.get(row) {
                *micros = NO_INSTANT;
                return true;
            }
            Instant::from_micros(*micros).is_ok()
        }),
    }
}

fn instant(cell: &Cell<'_>, zone: Zone) -> Result<Option<Instant>> {
    Ok(Some(match cell {
        Cell::Null => return Ok(None),
        Cell::Text(text) if text.trim().is_empty() => return Ok(None),
        Cell::Text(text) => parse_time(text.trim(), &zone)?,
        Cell::Time(micros) => instant_from_epoch(*micros, TimeUnit::Microsecond)?,
        Cell::LocalTime(micros) => wall_clock_instant(*micros, zone)?,
        Cell::Date(day) => wall_clock_instant(midnight(*day), zone)?,
        Cell::Int(_) | Cell::Float(_) => {
            let message = "a number is no time: its unit is never guessed; give datetimes, dates or ISO 8601 text";
            return Err(Error::new(Code::InvalidTime, message));
        }
        Cell::Bool(_) | Cell::List(_) | Cell::Other(_) => {
            return Err(Error::new(Code::InvalidTime, "a time is a datetime, a date or ISO 8601 text"));
        }
    }))
}

fn at(error: &Error, column: &ColumnView<'_>, row: usize) -> Error {
    let (number, name) = (column.first_row() + row as u64, column.name().unwrap_or("time"));
    let message = format!("{} (column {name:?}, row {number})", error.message());
    Error::new(error.code(), message).with_row(number).with_field(name)
}

#[cfg(test)]
mod tests {
    use super::super::Bits;
    use super::*;

    #[test]
    fn every_layout_of_a_time_reads_alike() -> Result<()> {
        let zone = Zone::UTC;
        let texts = ColumnView::from(&["2026-01-02T03:04:05Z", "2026-01-02"]);
        let seconds = [1_767_323_045, 1_767_312_000];
        let ticks = Values::Timestamp { ticks: &seconds, unit: TimeUnit::Second, zoned: false };
        assert_eq!(read_instants(&texts, zone)?, read_instants(&ticks.into(), zone)?);
        let days = Values::Date(&[20_455]);
        assert_eq!(*read_instants(&days.into(), zone)?, [20_455 * 86_400_000_000]);
        let (dates, berlin) = (ColumnView::from(vec![Cell::Date(20_455), Cell::Null]), "Europe/Berlin".parse()?);
        let (days, validity) = (Values::Date(&[20_455, 7]), Bits::new(&[1], 0, 2));
        let days = ColumnView::new(vec![Chunk { values: days, validity }]);
        for zone in [zone, berlin] {
            assert_eq!(read_instants(&days, zone)?, read_instants(&dates, zone)?);
        }
        assert_eq!(read_instants(&Values::Date(&[i32::MAX]).into(), zone).unwrap_err().code(), Code::InvalidTime);
        Ok(())
    }

    #[test]
    fn a_number_is_no_time_and_its_row_is_named() {
        let error = read_instants(&ColumnView::from(&[1_i64]).named("at"), Zone::UTC).unwrap_err();
        assert_eq!((error.code(), error.row(), error.field()), (Code::InvalidTime, Some(0), Some("at")));
    }

    #[test]
    fn a_tick_outside_the_window_is_refused_and_nulls_are_none() -> Result<()> {
        let far = Values::Timestamp { ticks: &[0, i64::MAX], unit: TimeUnit::Microsecond, zoned: true };
        assert_eq!(read_instants(&far.into(), Zone::UTC).unwrap_err().row(), Some(1));
        let cells = ColumnView::from(vec![Cell::Null, Cell::Time(5)]);
        assert_eq!(*read_instants(&cells, Zone::UTC)?, [NO_INSTANT, 5]);
        Ok(())
    }
}
