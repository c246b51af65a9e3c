use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// What one step of an epoch number is. It is always declared, never guessed from the size of the numbers.
///
/// # Examples
/// ```
/// use cxm_core::columns::time::TimeUnit;
/// assert_eq!("ms".parse::<TimeUnit>()?, TimeUnit::Millisecond);
/// assert_eq!(TimeUnit::Millisecond.name(), "ms");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// 1 s.
    Second,
    /// 1e-3 s, the unit of a JavaScript `Date`.
    Millisecond,
    /// 1e-6 s.
    Microsecond,
    /// 1e-9 s.
    Nanosecond,
}

impl TimeUnit {
    /// Every unit, coarse to fine.
    pub const ALL: &'static [Self] = &[Self::Second, Self::Millisecond, Self::Microsecond, Self::Nanosecond];

    /// The short name that Arrow and pandas use: `s`, `ms`, `us`, `ns`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Second => "s",
            Self::Millisecond => "ms",
            Self::Microsecond => "us",
            Self::Nanosecond => "ns",
        }
    }

    /// The plural word, `milliseconds`.
    pub(super) const fn plural(self) -> &'static str {
        match self {
            Self::Second => "seconds",
            Self::Millisecond => "milliseconds",
            Self::Microsecond => "microseconds",
            Self::Nanosecond => "nanoseconds",
        }
    }

    /// `value` steps in microseconds, cut towards the past; `None` when it does not fit.
    pub(super) const fn to_micros(self, value: i64) -> Option<i64> {
        match self {
            Self::Second => value.checked_mul(1_000_000),
            Self::Millisecond => value.checked_mul(1_000),
            Self::Microsecond => Some(value),
            Self::Nanosecond => Some(value.div_euclid(1_000)),
        }
    }
}

impl FromStr for TimeUnit {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .iter()
            .copied()
            .find(|unit| unit.name() == text)
            .ok_or_else(|| Error::option("unit", "one of s, ms, us, ns", super::refusal::quote(text)))
    }
}

impl fmt::Display for TimeUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
