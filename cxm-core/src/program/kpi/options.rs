use super::{Window, Workdays};
use crate::columns::Table;
use crate::columns::time::Zone;
use crate::error::{Error, Result};
use crate::stats::Level;
use crate::stats::multiplicity::Adjustment;
use std::str::FromStr;

/// Over which days a KPI is counted, and how it is shown.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct KpiOptions {
    /// The days and periods.
    pub window: Window,
    /// The days of the week that count; all of them by default.
    pub workdays: Workdays,
    /// The zone whose calendar days count; UTC by default.
    pub zone: Zone,
    /// The confidence level.
    pub level: Level,
    /// Numbers of fewer employees are hidden; 5 by default.
    pub min_n: u64,
    /// The kinds of activity that count; all by default.
    pub kinds: Option<Vec<String>>,
    /// The last day that is known: what happens later has not happened yet. By default the last day of the window.
    pub as_of: Option<i32>,
    /// How the p-values of watched metrics are corrected for their number; Holm's by default.
    pub adjust: Adjustment,
}

impl KpiOptions {
    /// The defaults over these days.
    #[must_use]
    pub fn new(window: Window) -> Self {
        let (workdays, zone, level) = (Workdays::default(), Zone::UTC, Level::default());
        Self { window, workdays, zone, level, min_n: 5, kinds: None, as_of: None, adjust: Adjustment::Holm }
    }

    /// The last day that is known.
    ///
    /// # Errors
    /// `invalid_option` when it lies before the end of the window.
    pub(super) fn known_until(&self) -> Result<i32> {
        let (last, text) = (self.window.last(), crate::columns::time::date_text);
        match self.as_of {
            Some(day) if day < last => Err(Error::option("as_of", format!("{} or later, the end", text(last)), text(day))),
            day => Ok(day.unwrap_or(last)),
        }
    }
}

/// A KPI by period and over all periods.
#[derive(Debug, Clone, PartialEq)]
pub struct Kpi {
    /// A row a period, empty ones too.
    pub periods: Table,
    /// A row a measure over the whole window.
    pub pooled: Table,
}

/// Which table of a [`Kpi`] is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KpiRows {
    /// A row a period.
    #[default]
    Periods,
    /// A row a measure over the whole window.
    Pooled,
}

impl KpiRows {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Periods, Self::Pooled];

    /// The name in all three languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Periods => "periods",
            Self::Pooled => "pooled",
        }
    }

    /// The table asked for.
    #[must_use]
    pub fn of(self, kpi: Kpi) -> Table {
        match self {
            Self::Periods => kpi.periods,
            Self::Pooled => kpi.pooled,
        }
    }
}

impl FromStr for KpiRows {
    type Err = Error;
    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|rows| rows.name() == name);
        found.ok_or_else(|| Error::option("rows", "one of periods, pooled", format!("{name:?}")))
    }
}
