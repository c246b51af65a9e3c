use crate::error::{Code, Error, Result};

use super::civil::{civil_of, day_of, days_in_month};
use super::cursor::Cursor;
use super::instant::{END_DAY, FIRST_DAY, MICROS_PER_DAY, WINDOW, outside};
use super::refusal::{self, quote};
use super::unit::TimeUnit;

/// A day number that a later step has kept in range; saturates.
pub(crate) fn narrow(day: i64) -> i32 {
    i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX })
}

/// A day number of a date column, checked to lie in 1900 to 2200.
///
/// # Units
/// Days since 1970-01-01.
///
/// # Errors
/// [`Code::InvalidTime`] outside the window.
///
/// # Examples
/// ```
/// use cxm_core::columns::time::checked_day;
/// assert_eq!(checked_day(20_454)?, 20_454); // 2026-01-01
/// assert!(checked_day(2_932_896).is_err()); // 9999-12-31
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[inline]
pub fn checked_day(day: i64) -> Result<i32> {
    match i32::try_from(day) {
        Ok(narrow) if (FIRST_DAY..END_DAY).contains(&day) => Ok(narrow),
        _ => Err(outside_window(day)),
    }
}

#[cold]
fn outside_window(day: i64) -> Error {
    Error::expected(Code::InvalidTime, "time", WINDOW, format!("{day} days since 1970-01-01"))
}

/// The calendar day of a naive (wall-clock) timestamp of a typed column: its date, as it stands.
///
/// A naive time is wall-clock time in the zone of the call, so its local day is its own date and no zone is needed. A typed
/// time that the zone skips (a gap) keeps its date; whether the clocks showed it is asked by [`wall_clock_instant`](super::wall_clock_instant).
///
/// # Units
/// `value` counts `unit`s of wall-clock time since 1970-01-01T00:00:00; the day counts since 1970-01-01.
///
/// # Errors
/// [`Code::InvalidTime`] outside 1900 to 2200, with the hint of [`instant_from_epoch`](super::instant_from_epoch).
///
/// # Examples
/// ```
/// use cxm_core::columns::time::{TimeUnit, naive_day};
/// assert_eq!(naive_day(86_399_999, TimeUnit::Millisecond)?, 0);
/// assert_eq!(naive_day(-1, TimeUnit::Millisecond)?, -1);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[inline]
pub fn naive_day(value: i64, unit: TimeUnit) -> Result<i32> {
    let day = unit.to_micros(value).map(|micros| micros.div_euclid(MICROS_PER_DAY));
    match day {
        Some(day) if (FIRST_DAY..END_DAY).contains(&day) => Ok(narrow(day)),
        _ => Err(outside(value, unit)),
    }
}

/// The ISO 8601 date of a day number.
///
/// # Examples
/// ```
/// use cxm_core::columns::time::date_text;
/// assert_eq!(date_text(0), "1970-01-01");
/// assert_eq!(date_text(-1), "1969-12-31");
/// ```
#[must_use]
pub fn date_text(day: i32) -> String {
    let (year, month, day) = civil_of(i64::from(day));
    format!("{year:04}-{month:02}-{day:02}")
}

/// The day number of an ISO 8601 date, `2026-03-01`.
///
/// # Errors
/// [`Code::InvalidTime`] when the text is no such date, there is no such day, or it lies outside 1900 to 2200.
///
/// # Examples
/// ```
/// use cxm_core::columns::time::day_from_text;
/// assert_eq!(day_from_text("1970-01-31")?, 30);
/// assert!(day_from_text("2026-02-29").is_err());
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn day_from_text(text: &str) -> Result<i32> {
    let mut cursor = Cursor::new(text.as_bytes());
    let day = match read_date(&mut cursor) {
        Some(date) if cursor.is_empty() => {
            date.ok_or_else(|| Error::new(Code::InvalidTime, format!("there is no day {}", quote(text))))?
        }
        Some(_) => {
            return Err(Error::expected(Code::InvalidTime, "date", "a date alone such as 2026-01-02", quote(text)));
        }
        None => return Err(refusal::unreadable(text)),
    };
    if !(FIRST_DAY..END_DAY).contains(&day) {
        return Err(Error::expected(Code::InvalidTime, "date", WINDOW, quote(text)));
    }
    Ok(narrow(day))
}

/// Reads `YYYY-MM-DD`: `None` when the text has another shape, `Some(None)` when there is no such day.
#[expect(clippy::option_option, reason = "the shape and the calendar fail with different sentences")]
pub(super) fn read_date(cursor: &mut Cursor<'_>) -> Option<Option<i64>> {
    let year = cursor.digits(4)?;
    cursor.eat(b'-')?;
    let month = cursor.digits(2)?;
    cursor.eat(b'-')?;
    let day = cursor.digits(2)?;
    Some((1..=days_in_month(year, month)).contains(&day).then(|| day_of(year, month, day)))
}
