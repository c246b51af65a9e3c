use std::fmt;
use std::str::FromStr;

use chrono::offset::MappedLocalTime;
use chrono::{DateTime, NaiveDateTime, Offset, TimeZone};
use chrono_tz::{GapInfo, TZ_VARIANTS, Tz};
use serde::{Deserialize, Serialize, Serializer};

use crate::error::{Code, Error, Result};

use super::refusal::quote;
use crate::error::nearest;

/// The version of the IANA tz database behind every [`Zone`], `2025b`; a result that used a zone names it.
#[must_use]
pub const fn database_version() -> &'static str {
    chrono_tz::IANA_TZDB_VERSION
}

/// A time zone of the IANA tz database, by its name.
///
/// # Examples
/// ```
/// use cxm_core::columns::time::Zone;
/// assert_eq!(Zone::parse("Europe/Berlin")?.name(), "Europe/Berlin");
/// let error = Zone::parse("Berlin").unwrap_err();
/// assert_eq!(error.message(), "there is no time zone \"Berlin\"; the nearest name is Europe/Berlin");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Zone(Tz);

impl Zone {
    /// Coordinated universal time, the default.
    pub const UTC: Self = Self(Tz::UTC);

    /// The zone of a name, in the spelling of the database.
    ///
    /// # Errors
    /// [`Code::UnknownZone`]; the message names the nearest zone.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::time::Zone;
    /// assert_eq!(Zone::parse("Europe/Berlin")?.to_string(), "Europe/Berlin");
    /// assert!(Zone::parse("Middle-earth/Shire").is_err());
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn parse(name: &str) -> Result<Self> {
        name.parse().map(Self).map_err(|_| unknown(name))
    }

    /// The name in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Seconds east of UTC at an instant, given in whole seconds since the epoch.
    pub(super) fn offset_at(self, utc_seconds: i64) -> i64 {
        if self == Self::UTC {
            return 0;
        }
        seconds_east(&self.0.offset_from_utc_datetime(&civil(utc_seconds)))
    }

    /// Whether the clocks change on a local day or one beside it. The closest two changes since 1900 are 6.9 days apart, so none hides another.
    pub(crate) fn changes_about(self, day: i32) -> bool {
        const DAY: i64 = 86_400;
        let midnight = i64::from(day) * DAY;
        self.offset_at(midnight - DAY) != self.offset_at(midnight + 2 * DAY)
    }

    /// What a wall-clock time, in seconds since 1970-01-01T00:00:00 on the wall, is in this zone.
    pub(super) fn wall(self, wall_seconds: i64) -> Wall {
        if self == Self::UTC {
            return Wall::At(wall_seconds);
        }
        let wall = civil(wall_seconds);
        match self.0.offset_from_local_datetime(&wall) {
            // Of two, the offset before the clocks go back comes first, and so does its instant.
            MappedLocalTime::Single(offset) | MappedLocalTime::Ambiguous(offset, _) => {
                Wall::At(wall_seconds - seconds_east(&offset))
            }
            MappedLocalTime::None => {
                let begin = GapInfo::new(&wall, &self.0).and_then(|gap| gap.begin);
                Wall::Skipped { change: begin.map(|(from, offset)| from.and_utc().timestamp() - seconds_east(&offset)) }
            }
        }
    }
}

/// A wall-clock time seen from UTC, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wall {
    /// The instant; the earlier one where the clocks show the time twice.
    At(i64),
    /// The clocks jump over it, at the instant `change`.
    Skipped { change: Option<i64> },
}

/// `DateTime` holds ±262,000 years and callers stay in years 0 to 9999, so the default is never taken.
fn civil(seconds: i64) -> NaiveDateTime {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default().naive_utc()
}

fn seconds_east(offset: &impl Offset) -> i64 {
    i64::from(offset.fix().local_minus_utc())
}

#[cold]
fn unknown(name: &str) -> Error {
    let shown = quote(name);
    let near = nearest(name, TZ_VARIANTS.iter().map(|zone| zone.name())).unwrap_or("UTC");
    Error::new(Code::UnknownZone, format!("there is no time zone {shown}; the nearest name is {near}"))
        .with_field("tz")
        .with_expected(near)
        .with_got(shown)
}

impl Default for Zone {
    fn default() -> Self {
        Self::UTC
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name())
    }
}

impl FromStr for Zone {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::parse(name)
    }
}

impl TryFrom<String> for Zone {
    type Error = Error;

    fn try_from(name: String) -> Result<Self> {
        Self::parse(&name)
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
