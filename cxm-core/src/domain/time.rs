use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, SecondsFormat};

use super::document::text_forms;
use crate::columns::time::{Duration, Instant, Zone, date_text, day_from_text, parse_written};
use crate::error::{Code, Error, Result};

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// A point in time with the offset it was written in, RFC 3339: `2026-11-21T09:00:00+01:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp {
    instant: Instant,
    offset_seconds: i32,
}

impl Timestamp {
    /// The point in time.
    #[must_use]
    pub const fn instant(self) -> Instant {
        self.instant
    }

    /// This long after, in the same offset.
    ///
    /// # Errors
    /// `invalid_time` outside 1900 to 2200.
    pub fn later(self, by: Duration) -> Result<Self> {
        by.after(self.instant).map(|instant| Self { instant, ..self })
    }

    /// The day in UTC.
    pub(crate) fn utc_day(self) -> Date {
        Date(day_of(self.instant.micros()))
    }

    /// The day where it was written.
    #[must_use]
    pub fn day(self) -> Date {
        let local = self.instant.micros() + i64::from(self.offset_seconds) * 1_000_000;
        Date(day_of(local))
    }

    /// Seconds east of UTC in which it was written.
    #[must_use]
    pub const fn offset_seconds(self) -> i32 {
        self.offset_seconds
    }
}

impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        // RFC 3339 has a T between day and time; a blank is left to applications, and this one has one form of a time.
        if text.as_bytes().get(10) == Some(&b' ') {
            let message = "write a T between day and time, as RFC 3339 does: \"2026-11-21T09:00:00+01:00\"";
            return Err(Error::new(Code::InvalidTime, message).with_expected("a T between day and time").with_got("a blank"));
        }
        let (instant, offset) = parse_written(text, Zone::UTC)?;
        let offset_seconds = offset.ok_or_else(|| {
            let message = "write the time with its offset as RFC 3339 does, seconds and both halves of the offset included: \"2026-11-21T09:00:00+01:00\"; without one it is not known which time that is";
            Error::new(Code::InvalidTime, message).with_expected("a time with its offset").with_got("a time without one")
        })?;
        Ok(Self { instant, offset_seconds })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An instant lies in 1900 to 2200 and an offset within a day, so both always stand.
        let offset = FixedOffset::east_opt(self.offset_seconds);
        let utc = DateTime::from_timestamp_micros(self.instant.micros());
        match offset.zip(utc) {
            Some((offset, utc)) => f.write_str(&utc.with_timezone(&offset).to_rfc3339_opts(SecondsFormat::AutoSi, false)),
            None => Err(fmt::Error),
        }
    }
}

/// A calendar day, `2026-09-30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(i32);

impl Date {
    /// The day so many days after 1970-01-01.
    #[must_use]
    pub const fn from_day(day: i32) -> Self {
        Self(day)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn day(self) -> i32 {
        self.0
    }
}

impl Date {
    /// The day this long after, by the calendar (31 January and a month is 28 February); a part of a day is over with the day.
    ///
    /// # Errors
    /// `invalid_time` outside 1900 to 2200.
    pub fn later(self, by: Duration) -> Result<Self> {
        let after = by.after(Instant::from_micros(i64::from(self.0) * MICROS_PER_DAY)?)?;
        Ok(Self(day_of(after.micros())))
    }
}

/// The day in which a moment of 1900 to 2200 lies.
fn day_of(micros: i64) -> i32 {
    i32::try_from(micros.div_euclid(MICROS_PER_DAY)).unwrap_or(0)
}

impl FromStr for Date {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        day_from_text(text).map(Self)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&date_text(self.0))
    }
}

/// An ISO 8601 duration, kept as it was written: `P1D`, `PT24H`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IsoDuration {
    text: String,
    duration: Duration,
}

impl IsoDuration {
    /// The length.
    #[must_use]
    pub const fn duration(&self) -> Duration {
        self.duration
    }
}

impl FromStr for IsoDuration {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let refused = |such: &str| {
            let message = format!("write a duration as ISO 8601 does, {such}");
            Error::new(Code::InvalidDuration, message)
                .with_expected("a duration in ISO 8601")
                .with_got(text.chars().take(40).collect::<String>())
        };
        if text.starts_with('P') {
            let read = text.parse().map(|duration| Self { text: text.to_owned(), duration });
            return read.map_err(|_| refused("such as \"P7D\", \"PT36H\" or \"P1Y\""));
        }
        Err(match text.parse::<Duration>() {
            Ok(duration) => refused(&format!("{:?}", duration.to_string())),
            Err(_) => refused("such as \"P7D\", \"PT36H\" or \"P1Y\""),
        })
    }
}

impl fmt::Display for IsoDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

text_forms! {
    Timestamp "^\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?([Zz]|[+-]\\d{2}:\\d{2})$"
    Date "^\\d{4}-\\d{2}-\\d{2}$"
    IsoDuration "^P(?=.)(\\d+Y)?(\\d+M)?(\\d+W)?(\\d+D)?(T(\\d+H)?(\\d+M)?(\\d+([.,]\\d+)?S)?)?$"
}
