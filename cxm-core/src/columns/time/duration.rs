use std::fmt::{self, Write};
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

use crate::error::{Code, Error, Result};

use super::civil::{civil_of, day_of, days_in_month};
use super::cursor::Cursor;
use super::instant::{Instant, MICROS_PER_DAY, MICROS_PER_SECOND};
use super::refusal::quote;
use super::zone::{Wall, Zone};

/// A length of time: whole calendar months, calendar days, and an exact rest.
///
/// The three are kept apart because a month has 28 to 31 days and a local day 23 to 25 hours. Where no zone is given a day
/// is 24 h ([`exact_micros`](Self::exact_micros)).
///
/// Read from `7d 36h 90m 30s 2w`, `1mo 1q 1y` (`m` is minutes, `mo` months) or ISO 8601, `P1D PT36H P2W P1Y2M3DT4H5M6.5S`;
/// written as ISO 8601.
///
/// # Examples
/// ```
/// use cxm_core::columns::time::Duration;
/// assert_eq!("36h".parse::<Duration>()?, "PT36H".parse()?);
/// assert_eq!("2w".parse::<Duration>()?.exact_micros(), Some(14 * 86_400_000_000));
/// assert_eq!("1q".parse::<Duration>()?.exact_micros(), None);
/// assert_eq!("90m".parse::<Duration>()?.to_string(), "PT5400S");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(try_from = "String")]
pub struct Duration {
    months: u32,
    days: u32,
    micros: i64,
}

impl Duration {
    /// An exact length.
    ///
    /// # Errors
    /// [`Code::InvalidDuration`] when it is negative.
    pub fn from_micros(micros: i64) -> Result<Self> {
        if micros < 0 {
            return Err(Error::expected(Code::InvalidDuration, "duration", "0 or more", format!("{micros} us")));
        }
        Ok(Self { months: 0, days: 0, micros })
    }

    /// Calendar months; a quarter is 3, a year 12.
    #[must_use]
    pub const fn months(self) -> u32 {
        self.months
    }

    /// Calendar days; a week is 7.
    #[must_use]
    pub const fn days(self) -> u32 {
        self.days
    }

    /// Microseconds beside the months and days.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.micros
    }

    /// The length in microseconds with days of 24 h; `None` when there are months, or it does not fit.
    #[must_use]
    pub fn exact_micros(self) -> Option<i64> {
        let days = i64::from(self.days).checked_mul(MICROS_PER_DAY)?;
        (self.months == 0).then(|| days.checked_add(self.micros)).flatten()
    }

    /// The instant this long after `start`: months by the calendar (the last day of a shorter month), days of 24 h.
    ///
    /// # Errors
    /// [`Code::InvalidTime`] outside 1900 to 2200.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::time::{Duration, Zone, parse_time};
    /// let month: Duration = "P1M".parse()?;
    /// assert_eq!(month.after(parse_time("2026-01-31T10:00Z", &Zone::UTC)?)?.to_string(), "2026-02-28T10:00:00Z");
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn after(self, start: Instant) -> Result<Instant> {
        self.shift(start, 1)
    }

    /// The instant this long before `end`; as [`after`](Self::after).
    ///
    /// # Errors
    /// [`Code::InvalidTime`] outside 1900 to 2200.
    pub fn before(self, end: Instant) -> Result<Instant> {
        self.shift(end, -1)
    }

    /// The instant this long after `start` by the clocks of a zone: a day is a calendar day of 23 to 25 hours. A time that the clocks skip is the instant at which they do.
    ///
    /// # Errors
    /// [`Code::InvalidTime`] outside 1900 to 2200.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::time::{Duration, Zone, parse_time};
    /// let (day, start): (Duration, _) = ("P1D".parse()?, parse_time("2026-03-28T12:00+01:00", &Zone::UTC)?);
    /// let noon = day.after_in(start, Zone::parse("Europe/Berlin")?)?;
    /// assert_eq!(noon.micros() - start.micros(), 23 * 3_600_000_000); // the clocks went forward
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn after_in(self, start: Instant, zone: Zone) -> Result<Instant> {
        let exact = Self { months: 0, days: 0, ..self };
        if (self.months, self.days) == (0, 0) || zone == Zone::UTC {
            return self.after(start);
        }
        let offset = zone.offset_at(start.micros().div_euclid(MICROS_PER_SECOND)) * MICROS_PER_SECOND;
        let wall = Self { micros: 0, ..self }.after(Instant::from_micros(start.micros() + offset)?)?.micros();
        let rest = wall.rem_euclid(MICROS_PER_SECOND);
        let seconds = match zone.wall(wall.div_euclid(MICROS_PER_SECOND)) {
            Wall::At(seconds) => seconds * MICROS_PER_SECOND + rest,
            Wall::Skipped { change: Some(change) } => change * MICROS_PER_SECOND,
            Wall::Skipped { change: None } => wall - offset, // the database names every change
        };
        exact.after(Instant::from_micros(seconds)?)
    }

    fn shift(self, from: Instant, sign: i64) -> Result<Instant> {
        let (day, time) = (from.micros().div_euclid(MICROS_PER_DAY), from.micros().rem_euclid(MICROS_PER_DAY));
        let (year, month, date) = civil_of(day);
        let months = year * 12 + month - 1 + sign * i64::from(self.months);
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
        let day = day_of(year, month, date.min(days_in_month(year, month)));
        let rest = i64::from(self.days).checked_mul(MICROS_PER_DAY).and_then(|days| days.checked_add(self.micros));
        let micros = rest
            .and_then(|rest| rest.checked_mul(sign))
            .and_then(|rest| day.checked_mul(MICROS_PER_DAY)?.checked_add(time)?.checked_add(rest));
        // A time that does not fit 64 bits lies outside the window too.
        Instant::from_micros(micros.unwrap_or(if sign < 0 { i64::MIN } else { i64::MAX }))
    }

    /// Adds `count` units of the short form.
    fn add(self, count: i64, unit: &[u8]) -> Option<Self> {
        let months =
            |each: u32| Some(Self { months: self.months.checked_add(u32::try_from(count).ok()?.checked_mul(each)?)?, ..self });
        let days = |each: u32| Some(Self { days: self.days.checked_add(u32::try_from(count).ok()?.checked_mul(each)?)?, ..self });
        let seconds =
            |each: i64| Some(Self { micros: self.micros.checked_add(count.checked_mul(each * MICROS_PER_SECOND)?)?, ..self });
        match unit {
            b"y" => months(12),
            b"q" => months(3),
            b"mo" => months(1),
            b"w" => days(7),
            b"d" => days(1),
            b"h" => seconds(3600),
            b"m" => seconds(60),
            b"s" => seconds(1),
            _ => None,
        }
    }
}

impl FromStr for Duration {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let read = match text.strip_prefix(['P', 'p']) {
            Some(fields) => read_iso(fields.as_bytes()),
            None => read_short(text.as_bytes()),
        };
        read.ok_or_else(|| {
            Error::expected(Code::InvalidDuration, "duration", "such as 7d, 36h, 90m, 30s, 1mo or P1D, PT36H", quote(text))
        })
    }
}

/// One whole number and its unit, `36h`.
fn read_short(bytes: &[u8]) -> Option<Duration> {
    let mut cursor = Cursor::new(bytes);
    let count = cursor.number()?;
    Duration::default().add(count, cursor.rest())
}

/// The fields after `P`, each at most once and in order; only seconds may have a fraction.
fn read_iso(bytes: &[u8]) -> Option<Duration> {
    const FIELDS: [(bool, u8, &[u8]); 7] = [
        (false, b'Y', b"y"),
        (false, b'M', b"mo"),
        (false, b'W', b"w"),
        (false, b'D', b"d"),
        (true, b'H', b"h"),
        (true, b'M', b"m"),
        (true, b'S', b"s"),
    ];
    let mut cursor = Cursor::new(bytes);
    let mut duration = Duration::default();
    let mut fields = FIELDS.iter();
    let mut in_time = false;
    loop {
        if !in_time && cursor.eat(b'T').is_some() {
            in_time = true;
        }
        let count = cursor.number()?;
        let fraction = if cursor.eat(b'.').or_else(|| cursor.eat(b',')).is_some() { Some(cursor.fraction()?) } else { None };
        let &(_, letter, unit) = fields.find(|&&(time, letter, _)| time == in_time && cursor.rest().first() == Some(&letter))?;
        cursor.eat(letter)?;
        duration = duration.add(count, unit)?;
        if let Some(fraction) = fraction {
            duration.micros = (letter == b'S').then(|| duration.micros.checked_add(fraction)).flatten()?;
        }
        if cursor.is_empty() {
            return Some(duration);
        }
    }
}

/// ISO 8601; the exact part is written in seconds.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('P')?;
        if self.months > 0 {
            write!(f, "{}M", self.months)?;
        }
        if self.days > 0 {
            write!(f, "{}D", self.days)?;
        }
        let (seconds, fraction) = (self.micros / MICROS_PER_SECOND, self.micros % MICROS_PER_SECOND);
        match (seconds, fraction) {
            (0, 0) if self.months > 0 || self.days > 0 => Ok(()),
            (_, 0) => write!(f, "T{seconds}S"),
            _ => write!(f, "T{seconds}.{fraction:06}S"),
        }
    }
}

impl TryFrom<String> for Duration {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
