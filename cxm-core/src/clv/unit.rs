use crate::error::{Error, by_name};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// In what recency, age and periods ahead are counted.
///
/// # Units
/// A month is 30.4375 days and a year 365.25, the means of the Julian calendar.
///
/// # Examples
/// ```
/// use cxm_core::clv::RfmUnit;
/// assert_eq!("week".parse::<RfmUnit>()?.days(), 7.0);
/// assert_eq!(RfmUnit::Year.days() / RfmUnit::Month.days(), 12.0);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RfmUnit {
    /// Days.
    Day,
    /// Weeks of 7 days.
    Week,
    /// Months of 30.4375 days.
    Month,
    /// Quarters of 91.3125 days.
    Quarter,
    /// Years of 365.25 days.
    Year,
}

impl RfmUnit {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// `"day"`, `"week"`, ...
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

    /// How many days it has.
    #[must_use]
    pub const fn days(self) -> f64 {
        match self {
            Self::Day => 1.0,
            Self::Week => 7.0,
            Self::Month => 30.4375,
            Self::Quarter => 91.3125,
            Self::Year => 365.25,
        }
    }
}

impl FromStr for RfmUnit {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        by_name("unit", Self::ALL, Self::name, name)
    }
}
