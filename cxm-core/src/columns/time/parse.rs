use crate::error::Result;

use super::civil::civil_of;
use super::cursor::Cursor;
use super::date::{narrow, read_date};
use super::instant::{Instant, MICROS_PER_SECOND};
use super::refusal::{invalid, unreadable};
use super::zone::{Wall, Zone};

/// The instant of an ISO 8601 / RFC 3339 text.
///
/// - `2026-01-02T03:04:05Z`: `T`, `t` or a space; seconds may be missing; a fraction of any length is cut to microseconds, the
///   unit of [`Instant`] (towards the past); offsets `Z`, `z`, `+05:30`, `+0530`, `+05`; `-00:00` is UTC (RFC 3339 §4.3).
/// - Without an offset it is wall-clock time in `zone`. A zone in brackets, `[Europe/Berlin]` (RFC 9557), holds over `zone`.
/// - A date alone is the first instant of that day in the zone.
/// - A time that the clocks show twice is the earlier one, unless the offset says the later. A time that they skip is an error.
/// - An offset must be the one that the zone in brackets has at that time. `Z` and `-00:00` say nothing on local time and always go.
/// - Second 60 is read only where UTC has had leap seconds, at the end of 30 June and 31 December since 1972, and becomes the
///   following second, as in POSIX time.
///
/// Not read, each with its own sentence: epoch numbers (declare their unit), spreadsheet serials, week dates, hour 24, dates whose
/// order is a guess (`01/02/2026`).
///
/// # Errors
/// [`Code::InvalidTime`](crate::Code::InvalidTime) when it cannot be read, does not exist, or lies outside 1900 to 2200;
/// [`Code::UnknownZone`](crate::Code::UnknownZone) for the zone in brackets. The message shows at most 32 characters of the text.
///
/// # Examples
/// ```
/// use cxm_core::columns::time::{Zone, parse_time};
/// let berlin = Zone::parse("Europe/Berlin")?;
/// assert_eq!(parse_time("2026-07-01 12:00", &berlin)?.to_string(), "2026-07-01T10:00:00Z");
/// assert_eq!(parse_time("2026-07-01T12:00Z", &berlin)?.to_string(), "2026-07-01T12:00:00Z");
/// assert!(parse_time("2026-03-29 02:30", &berlin).is_err()); // the clocks go from 02:00 to 03:00
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn parse_time(text: &str, zone: &Zone) -> Result<Instant> {
    parse_written(text, *zone).map(|(instant, _)| instant)
}

/// As [`parse_time`], with the offset in seconds east of UTC of a text that is RFC 3339 to the letter: with seconds, and an offset as `Z` or `+01:00`.
pub(crate) fn parse_written(text: &str, zone: Zone) -> Result<(Instant, Option<i32>)> {
    let (body, named) = match text.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
        // `!` marks the zone as one that must be understood (RFC 9557 §3.3); it always is.
        Some((body, name)) => (body, Some(Zone::parse(name.strip_prefix('!').unwrap_or(name))?)),
        None => (text, None),
    };
    let written = read(body).map_err(|fault| fault.error(text))?;
    let instant = written.instant(zone, named).map_err(|fault| fault.error(text))?;
    Ok((instant, written.offset.east().filter(|_| written.is_rfc3339 && named.is_none())))
}

/// Why a text gives no instant; nothing is allocated until it becomes an error.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Shape,
    Value(&'static str),
    Skipped(Zone),
    OtherOffset(Zone),
}

impl Fault {
    #[cold]
    fn error(self, text: &str) -> crate::Error {
        match self {
            Self::Shape => unreadable(text),
            Self::Value(why) => invalid(text, why),
            Self::Skipped(zone) => invalid(text, &format!("this local time does not exist in {zone}; the clocks skip it")),
            Self::OtherOffset(zone) => invalid(text, &format!("the offset is not the one of {zone} at this time")),
        }
    }
}

/// The offset of a text.
#[derive(Debug, Clone, Copy)]
enum Written {
    /// Wall-clock time in the zone of the call or of the brackets.
    Naive,
    /// `Z` or `-00:00`: UTC, and nothing said on local time.
    Utc,
    /// Seconds east of UTC.
    East(i32),
}

impl Written {
    const fn east(self) -> Option<i32> {
        match self {
            Self::Naive => None,
            Self::Utc => Some(0),
            Self::East(seconds) => Some(seconds),
        }
    }
}

/// A text as it was read, its fields checked one by one.
#[derive(Debug, Clone, Copy)]
struct Fields {
    day: i64,
    /// `None` for a date alone; second 60 counts on.
    second_of_day: Option<i64>,
    micros: i64,
    leap: bool,
    offset: Written,
    /// Whether it stands as RFC 3339 has it, not only as ISO 8601 does.
    is_rfc3339: bool,
}

fn read(text: &str) -> std::result::Result<Fields, Fault> {
    let mut cursor = Cursor::new(text.as_bytes());
    let day = read_date(&mut cursor).ok_or(Fault::Shape)?.ok_or(Fault::Value("there is no such day"))?;
    let mut fields = Fields { day, second_of_day: None, micros: 0, leap: false, offset: Written::Naive, is_rfc3339: false };
    if cursor.is_empty() {
        return Ok(fields);
    }
    if [b'T', b' ', b't'].iter().all(|&separator| cursor.eat(separator).is_none()) {
        return Err(Fault::Shape);
    }
    let (hour, minute, seconds) = read_clock(&mut cursor).ok_or(Fault::Shape)?;
    let second = seconds.unwrap_or(0);
    match (hour, minute, second) {
        (24, _, _) => {
            return Err(Fault::Value("hour 24 is not read; write 00:00 of the next day"));
        }
        (0..=23, 0..=59, 0..=60) => {}
        _ => return Err(Fault::Value("hours go to 23, minutes and seconds to 59")),
    }
    fields.second_of_day = Some(hour * 3600 + minute * 60 + second);
    fields.leap = second == 60;
    let comma = cursor.eat(b',').is_some();
    if comma || cursor.eat(b'.').is_some() {
        fields.micros = cursor.fraction().ok_or(Fault::Shape)?;
    }
    let offset = cursor.rest();
    fields.offset = read_offset(&mut cursor)?;
    // `Z`, or hours and minutes apart.
    fields.is_rfc3339 = seconds.is_some() && !comma && matches!(offset, [_] | [_, _, _, b':', _, _]);
    if cursor.is_empty() { Ok(fields) } else { Err(Fault::Shape) }
}

/// `hh:mm` or `hh:mm:ss`.
fn read_clock(cursor: &mut Cursor<'_>) -> Option<(i64, i64, Option<i64>)> {
    let hour = cursor.digits(2)?;
    cursor.eat(b':')?;
    let minute = cursor.digits(2)?;
    let second = if cursor.eat(b':').is_some() { Some(cursor.digits(2)?) } else { None };
    Some((hour, minute, second))
}

fn read_offset(cursor: &mut Cursor<'_>) -> std::result::Result<Written, Fault> {
    if cursor.eat(b'Z').or_else(|| cursor.eat(b'z')).is_some() {
        return Ok(Written::Utc);
    }
    let sign = if cursor.eat(b'+').is_some() {
        1
    } else if cursor.eat(b'-').is_some() {
        -1
    } else {
        return Ok(Written::Naive);
    };
    let hours = cursor.digits(2).ok_or(Fault::Shape)?;
    let colon = cursor.eat(b':').is_some();
    let minutes = if colon || !cursor.is_empty() { cursor.digits(2).ok_or(Fault::Shape)? } else { 0 };
    match (sign, hours, minutes) {
        (-1, 0, 0) => Ok(Written::Utc),
        (_, 0..=23, 0..=59) => Ok(Written::East(sign * narrow(hours * 3600 + minutes * 60))),
        _ => Err(Fault::Value("the offset is out of range; it goes to 23:59")),
    }
}

impl Fields {
    fn instant(self, zone: Zone, named: Option<Zone>) -> std::result::Result<Instant, Fault> {
        let midnight = self.day * 86_400;
        let seconds = match (self.second_of_day, self.offset) {
            (None, _) => first_of_day(midnight, named.unwrap_or(zone))?,
            (Some(second), Written::Utc) => midnight + second,
            (Some(second), Written::East(east)) => {
                let east = i64::from(east);
                let utc = midnight + second - east;
                match named {
                    Some(named) if named.offset_at(utc - i64::from(self.leap)) != east => {
                        return Err(Fault::OtherOffset(named));
                    }
                    _ => utc,
                }
            }
            (Some(second), Written::Naive) => {
                let zone = named.unwrap_or(zone);
                // A leap second has the offset of the second before it.
                let leap = i64::from(self.leap);
                match zone.wall(midnight + second - leap) {
                    Wall::At(utc) => utc + leap,
                    Wall::Skipped { .. } => return Err(Fault::Skipped(zone)),
                }
            }
        };
        if self.leap && !follows_leap_second(seconds) {
            return Err(Fault::Value("second 60 stands only in a leap second, at 23:59:60Z on 30 June or 31 December"));
        }
        Instant::inside_window(seconds * MICROS_PER_SECOND + self.micros).ok_or(Fault::Value("it lies outside 1900 to 2200"))
    }
}

/// The first instant of a day; where the clocks skip midnight the day begins when they change, if it is still that day.
fn first_of_day(midnight: i64, zone: Zone) -> std::result::Result<i64, Fault> {
    match zone.wall(midnight) {
        Wall::At(utc) => Ok(utc),
        Wall::Skipped { change: Some(change) }
            if (change + zone.offset_at(change)).div_euclid(86_400) == midnight.div_euclid(86_400) =>
        {
            Ok(change)
        }
        Wall::Skipped { .. } => Err(Fault::Skipped(zone)),
    }
}

/// Whether the second before may have been a leap second (IERS Bulletin C): the first of 1 January or 1 July, since 1972.
fn follows_leap_second(utc_seconds: i64) -> bool {
    let (year, month, day) = civil_of(utc_seconds.div_euclid(86_400));
    utc_seconds.rem_euclid(86_400) == 0 && day == 1 && (month == 1 && year > 1972 || month == 7 && year >= 1972)
}
