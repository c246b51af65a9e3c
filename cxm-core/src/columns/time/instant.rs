use std::fmt;

use crate::error::{Code, Error, Result};

use super::civil::day_of;
use super::date::date_text;
use super::unit::TimeUnit;

pub(super) const MICROS_PER_SECOND: i64 = 1_000_000;
pub(super) const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;
/// 1900-01-01, the first day of the window.
pub(super) const FIRST_DAY: i64 = day_of(1900, 1, 1);
/// 2200-01-01, the day after the last of the window.
pub(super) const END_DAY: i64 = day_of(2200, 1, 1);
/// The window in words, for errors.
pub(super) const WINDOW: &str = "from 1900-01-01 until before 2200-01-01";

/// A point in time: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// An `Instant` always lies in 1900-01-01T00:00:00Z <= t < 2200-01-01T00:00:00Z. Dates such as 0001-01-01 or 9999-12-31 stand for
/// "unknown" or "never" in real data, and a wrong unit lands in the year 57974; neither may silently become a period.
///
/// # Units
/// Microseconds, UTC.
///
/// # Examples
/// ```
/// use cxm_core::columns::time::Instant;
/// let instant = Instant::from_micros(1_767_322_645_000_000)?;
/// assert_eq!(instant.to_string(), "2026-01-02T02:57:25Z");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// The instant of a number of microseconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`Code::InvalidTime`] outside 1900 to 2200.
    #[inline]
    pub fn from_micros(micros: i64) -> Result<Self> {
        instant_from_epoch(micros, TimeUnit::Microsecond)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[inline]
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The instant when it lies in the window.
    #[inline]
    pub(super) fn inside_window(micros: i64) -> Option<Self> {
        (FIRST_DAY * MICROS_PER_DAY..END_DAY * MICROS_PER_DAY).contains(&micros).then_some(Self(micros))
    }
}

/// RFC 3339 in UTC; the fraction stands only when there is one, with six digits.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, micros) = (self.0.div_euclid(MICROS_PER_DAY), self.0.rem_euclid(MICROS_PER_DAY));
        let (seconds, fraction) = (micros / MICROS_PER_SECOND, micros % MICROS_PER_SECOND);
        let date = date_text(super::date::narrow(day));
        write!(f, "{date}T{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)?;
        if fraction != 0 {
            write!(f, ".{fraction:06}")?;
        }
        f.write_str("Z")
    }
}

/// The instant of an epoch number whose unit is declared; nanoseconds are cut to microseconds, towards the past.
///
/// # Errors
/// [`Code::InvalidTime`] outside 1900 to 2200; the message asks whether a finer unit is meant when that would lie inside.
///
/// # Examples
/// ```
/// use cxm_core::columns::time::{TimeUnit, instant_from_epoch};
/// let instant = instant_from_epoch(1_767_322_645_000, TimeUnit::Millisecond)?;
/// assert_eq!(instant.to_string(), "2026-01-02T02:57:25Z");
/// let error = instant_from_epoch(1_767_322_645_000, TimeUnit::Second).unwrap_err();
/// assert!(error.message().ends_with("got 1767322645000 s (milliseconds?)"));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[inline]
pub fn instant_from_epoch(value: i64, unit: TimeUnit) -> Result<Instant> {
    match epoch_inside_window(value, unit) {
        Some(instant) => Ok(instant),
        None => Err(outside(value, unit)),
    }
}

#[inline]
fn epoch_inside_window(value: i64, unit: TimeUnit) -> Option<Instant> {
    unit.to_micros(value).and_then(Instant::inside_window)
}

/// The error of an epoch number outside the window, with the coarsest unit under which it would lie inside.
#[cold]
pub(super) fn outside(value: i64, unit: TimeUnit) -> Error {
    let meant = TimeUnit::ALL.iter().find(|other| epoch_inside_window(value, **other).is_some());
    let hint = meant.map_or_else(String::new, |other| format!(" ({}?)", other.plural()));
    Error::expected(Code::InvalidTime, "time", WINDOW, format!("{value} {unit}{hint}"))
}
