use super::LifeTable;
use crate::error::{Error, Result};
use crate::stats::Level;
use crate::stats::interval::Confidence;
use std::str::FromStr;

/// How events at the same time add to the hazard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum TiedHazard {
    /// `d / n`: they happened at once. The default, as in R.
    #[default]
    AtOnce,
    /// `1/n + 1/(n - 1) + ...`: they happened one after the other, and time was only read too roughly (Fleming and Harrington; the default of lifelines).
    OneByOne,
}

impl TiedHazard {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::AtOnce, Self::OneByOne];

    /// Its name, as bindings give it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::OneByOne => "one_by_one",
        }
    }
}

impl FromStr for TiedHazard {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|ties| ties.name() == text);
        found.ok_or_else(|| Error::option("ties", Self::ALL.map(Self::name).join(", "), text))
    }
}

/// The cumulative hazard at one time at which it happened.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct HazardStep {
    /// When.
    pub time: f64,
    /// How many were still watched just before.
    pub at_risk: u64,
    /// To how many it happened.
    pub events: u64,
    /// The hazard summed until then.
    pub cumulative_hazard: f64,
    /// Its standard error.
    pub std_error: f64,
    /// The lower end of the interval.
    pub conf_low: f64,
    /// The upper end.
    pub conf_high: f64,
}

/// The cumulative hazard of Nelson and Aalen.
///
/// # Formula
/// `H(t) = Σ d / n` with variance `Σ d / n²`, or with [`TiedHazard::OneByOne`] the sums of `1 / (n - k)` and `1 / (n - k)²` for `k` below `d`; the interval `H exp(± z SE / H)` stays above 0.
///
/// # Units
/// Expected events of one who could have several.
///
/// # Examples
/// ```
/// use cxm_core::stats::survival::{Duration, End, LifeTable, TiedHazard, nelson_aalen};
/// use cxm_core::stats::Level;
/// let table = LifeTable::of(&[2.0, 2.0, 5.0].map(|time| Duration { time, end: End::Event }))?;
/// let last = |ties| nelson_aalen(&table, ties, Level::default())[1].cumulative_hazard;
/// assert_eq!(last(TiedHazard::AtOnce), 2.0 / 3.0 + 1.0);
/// assert_eq!(last(TiedHazard::OneByOne), 1.0 / 3.0 + 1.0 / 2.0 + 1.0);
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// W. Nelson (1972), Technometrics 14:945; O. O. Aalen (1978), Nonparametric inference for a family of counting processes, Ann. Statist. 6:701; T. R. Fleming and D. P. Harrington (1984), Comm. Statist. 13:2469.
#[must_use]
pub fn nelson_aalen(table: &LifeTable, ties: TiedHazard, level: Level) -> Vec<HazardStep> {
    let z = Confidence::from(level.get()).quantile;
    let (mut hazard, mut variance) = (0.0, 0.0_f64);
    let step = |(at_risk, row): (u64, super::LifeRow)| {
        match ties {
            TiedHazard::AtOnce => {
                let (n, d) = (at_risk as f64, row.events as f64);
                hazard += d / n;
                variance += d / (n * n);
            }
            TiedHazard::OneByOne => {
                for gone in 0..row.events {
                    let each = ((at_risk - gone) as f64).recip(); // events are among those at risk
                    hazard += each;
                    variance += each * each;
                }
            }
        }
        let std_error = variance.sqrt();
        let ratio = (z * std_error / hazard).exp();
        HazardStep {
            time: row.time,
            at_risk,
            events: row.events,
            cumulative_hazard: hazard,
            std_error,
            conf_low: hazard / ratio,
            conf_high: hazard * ratio,
        }
    };
    table.at_risk().filter(|(_, row)| row.events > 0).map(step).collect()
}
