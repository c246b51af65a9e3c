use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

use crate::error::{Error, Result};

use super::time::{civil_of, date_text, day_of, narrow};

/// How long a period is; a period is named by its first day.
///
/// Weeks are ISO 8601 weeks, Monday to Sunday. Everything is integer arithmetic on day numbers; a zone has done its work
/// before ([`LocalDays`](super::time::LocalDays)). For millions of rows, ask once for each distinct day.
///
/// # Units
/// Days are `i32`, counted from 1970-01-01.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Every, time::{date_text, day_from_text}};
/// let every: Every = "1w".parse()?;
/// let thursday = day_from_text("2026-01-01")?;
/// assert_eq!(date_text(every.start(thursday)), "2025-12-29");
/// assert_eq!(every.label(every.start(thursday)), "2026-W01");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub enum Every {
    /// A calendar day.
    Day,
    /// An ISO week, from Monday.
    Week,
    /// A calendar month.
    Month,
    /// Three months, from January, April, July or October.
    Quarter,
    /// A calendar year.
    Year,
}

impl Every {
    /// Every length, short to long.
    pub const ALL: &'static [Self] = &[Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// The name: `day`, `week`, `month`, `quarter`, `year`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The short name that data frames use: `1d`, `1w`, `1mo`, `1q`, `1y`.
    #[must_use]
    pub const fn short_name(self) -> &'static str {
        match self {
            Self::Day => "1d",
            Self::Week => "1w",
            Self::Month => "1mo",
            Self::Quarter => "1q",
            Self::Year => "1y",
        }
    }

    /// The first day of the period that contains `day`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::Every;
    /// assert_eq!(Every::Month.start(45), 31); // 15 February 1970 is day 45, 1 February day 31
    /// assert_eq!((Every::Month.next(31), Every::Month.previous(31)), (59, 0));
    /// ```
    #[must_use]
    pub fn start(self, day: i32) -> i32 {
        narrow(self.start_of(i64::from(day)))
    }

    /// The first day of the period after the one that contains `start`.
    #[must_use]
    pub fn next(self, start: i32) -> i32 {
        narrow(self.after(i64::from(start)))
    }

    /// The first day of the period before the one that contains `start`.
    #[must_use]
    pub fn previous(self, start: i32) -> i32 {
        narrow(self.start_of(self.start_of(i64::from(start)) - 1))
    }

    /// The first days of all periods from the one that contains `first` to the one that contains `last`; none when `last` lies
    /// before `first`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::{Every, time::day_from_text};
    /// let labels: Vec<String> = Every::Quarter
    ///     .range(day_from_text("2025-11-30")?, day_from_text("2026-04-01")?)
    ///     .map(|start| Every::Quarter.label(start))
    ///     .collect();
    /// assert_eq!(labels, ["2025-Q4", "2026-Q1", "2026-Q2"]);
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn range(self, first: i32, last: i32) -> impl Iterator<Item = i32> + Clone {
        let first = (first <= last).then(|| self.start(first));
        std::iter::successors(first, move |&start| i32::try_from(self.after(i64::from(start))).ok().filter(|&next| next <= last))
    }

    /// How many periods [`range`](Self::range) gives.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::{Every, time::day_from_text};
    /// let (first, last) = (day_from_text("1900-01-01")?, day_from_text("2026-01-01")?);
    /// assert_eq!((Every::Year.count(first, last), Every::Month.count(first, last)), (127, 12 * 126 + 1));
    /// assert_eq!(Every::Day.count(first, last), 126 * 365 + 31 + 1); // 31 leap days from 1904 to 2024
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    #[must_use]
    pub fn count(self, first: i32, last: i32) -> u64 {
        u64::try_from(self.ordinal(last) - self.ordinal(first) + 1).unwrap_or(0)
    }

    /// Whether every period of `coarser` is made of whole periods of this length, so that counts by this one can be summed to it.
    /// A length refines itself; a week refines nothing else, as months begin within weeks.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::Every;
    /// assert!(Every::Month.refines(Every::Quarter));
    /// assert!(!Every::Week.refines(Every::Month)); // weeks do not add up to months
    /// ```
    #[must_use]
    pub const fn refines(self, coarser: Self) -> bool {
        matches!(
            (self, coarser),
            (Self::Day, _)
                | (Self::Week, Self::Week)
                | (Self::Month, Self::Month | Self::Quarter | Self::Year)
                | (Self::Quarter, Self::Quarter | Self::Year)
                | (Self::Year, Self::Year)
        )
    }

    /// The period as people write it: `2026-03-29`, `2026-W07` (ISO week year), `2026-03`, `2026-Q1`, `2026`.
    #[must_use]
    pub fn label(self, start: i32) -> String {
        let (year, month, _) = civil_of(i64::from(start));
        match self {
            Self::Day => date_text(start),
            Self::Week => {
                let (year, week) = iso_week(i64::from(start));
                format!("{year:04}-W{week:02}")
            }
            Self::Month => format!("{year:04}-{month:02}"),
            Self::Quarter => format!("{year:04}-Q{}", (month + 2) / 3),
            Self::Year => format!("{year:04}"),
        }
    }

    /// Consecutive periods have consecutive numbers.
    fn ordinal(self, day: i32) -> i64 {
        let day = i64::from(day);
        match self {
            Self::Day => day,
            Self::Week => self.start_of(day).div_euclid(7),
            Self::Month | Self::Quarter | Self::Year => {
                let (year, month, _) = civil_of(day);
                (12 * year + month - 1).div_euclid(self.months())
            }
        }
    }

    fn start_of(self, day: i64) -> i64 {
        match self {
            Self::Day => day,
            // Day 0 was a Thursday, three days after Monday.
            Self::Week => day - (day + 3).rem_euclid(7),
            Self::Month => day - (civil_of(day).2 - 1),
            Self::Quarter | Self::Year => {
                let (year, month, _) = civil_of(day);
                day_of(year, month - (month - 1) % self.months(), 1)
            }
        }
    }

    fn after(self, day: i64) -> i64 {
        let start = self.start_of(day);
        match self {
            Self::Day => start + 1,
            Self::Week => start + 7,
            // No period is longer than 31 days a month, and what is too much (at most 7 days) stays inside the next one.
            Self::Month | Self::Quarter | Self::Year => self.start_of(start + 31 * self.months()),
        }
    }

    const fn months(self) -> i64 {
        match self {
            Self::Day | Self::Week => 0,
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }
}

/// ISO week year and week number: the year that the week's Thursday lies in, and which Thursday of it (ISO 8601-1:2019, 3.1.1.23).
fn iso_week(day: i64) -> (i64, i64) {
    let thursday = Every::Week.start_of(day) + 3;
    let (year, _, _) = civil_of(thursday);
    (year, (thursday - day_of(year, 1, 1)) / 7 + 1)
}

impl FromStr for Every {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|every| every.name() == text || every.short_name() == text).ok_or_else(|| {
            let got: String = text.chars().take(32).collect();
            Error::option("every", "one of day, week, month, quarter, year (or 1d, 1w, 1mo, 1q, 1y)", format!("{got:?}"))
        })
    }
}

impl fmt::Display for Every {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl TryFrom<String> for Every {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl Serialize for Every {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
