use crate::error::{Error, Result, by_name};
use std::str::FromStr;

/// Which purchases of a customer count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum MergePurchases {
    /// Those of one calendar day; times are counted in days.
    #[default]
    Day,
    /// None but those at the same instant.
    Instant,
}

impl MergePurchases {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::Day, Self::Instant];

    /// `"day"` or `"instant"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Instant => "instant",
        }
    }
}

impl FromStr for MergePurchases {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        by_name("merge", Self::ALL, Self::name, name)
    }
}
