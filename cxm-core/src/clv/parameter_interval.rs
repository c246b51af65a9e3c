use super::uncertainty::ends;
use super::{AnyFit, Evidence, FitSource};
use crate::error::{Error, Result, by_name};
use crate::stats::Level;
use std::str::FromStr;

/// How intervals of parameters are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ParameterInterval {
    /// Wald's on the logarithmic scale.
    #[default]
    WaldLog,
    /// All values that the likelihood does not speak against.
    Profile,
    /// Wald's on the logarithmic scale with the covariance that holds where the model does not.
    Sandwich,
    /// Quantiles of fits to customers drawn anew.
    Bootstrap,
}

impl ParameterInterval {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::WaldLog, Self::Profile, Self::Sandwich, Self::Bootstrap];

    /// `"wald_log"`, `"profile"`, `"sandwich"` or `"bootstrap"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::WaldLog => "wald_log",
            Self::Profile => "profile",
            Self::Sandwich => "sandwich",
            Self::Bootstrap => "bootstrap",
        }
    }

    /// Whether it asks for the data that the model was fitted to.
    #[must_use]
    pub const fn needs_data(self) -> bool {
        matches!(self, Self::Profile | Self::Sandwich)
    }

    /// Refuses a method that asks for the data, without them.
    pub(super) fn refused(self) -> Error {
        Error::option("method", "wald_log or bootstrap of a model that was not fitted here", self.name())
    }
}

impl FromStr for ParameterInterval {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        by_name("method", Self::ALL, Self::name, name)
    }
}

/// The standard error of a parameter and the ends of its interval, where there are any.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct ParameterRange {
    /// The standard error.
    pub std_error: Option<f64>,
    /// The lower end.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

impl AnyFit {
    /// The interval of each parameter; nothing of one that was held. `source`, what the model was fitted to, is asked for by `profile` and `sandwich`.
    ///
    /// # Errors
    /// `invalid_option` of a method that needs the data without them, and of a bootstrap without draws; as [`AnyFit::profile`] and [`AnyFit::sandwich`].
    pub fn ranges(&self, method: ParameterInterval, source: Option<FitSource<'_>>, level: Level) -> Result<Vec<ParameterRange>> {
        let lacking = || method.refused();
        let mut ranges = match method {
            ParameterInterval::WaldLog => self.wald(level),
            ParameterInterval::Sandwich => self.sandwich(source.ok_or_else(lacking)?)?.wald(level),
            ParameterInterval::Profile => {
                let of_ends = |(low, high): (Option<f64>, Option<f64>)| ParameterRange { std_error: None, low, high };
                self.profile(source.ok_or_else(lacking)?, level)?.into_iter().map(of_ends).collect()
            }
            ParameterInterval::Bootstrap => of_draws(self.evidence(), self.model(), self.parameters().len(), level)?,
        };
        for (range, fixed) in ranges.iter_mut().zip(self.is_fixed()) {
            if fixed {
                *range = ParameterRange::default();
            }
        }
        Ok(ranges)
    }

    fn wald(&self, level: Level) -> Vec<ParameterRange> {
        let (errors, intervals) = (self.std_errors(), self.intervals(level));
        let range = |place: usize| {
            let ends = intervals.as_ref().and_then(|all| all.get(place));
            let std_error = errors.as_ref().and_then(|all| all.get(place)).copied();
            ParameterRange { std_error, low: ends.map(|ends| ends.0), high: ends.map(|ends| ends.1) }
        };
        (0..self.parameters().len()).map(range).collect()
    }
}

/// Standard deviations and quantiles of the draws that a fit has.
///
/// # Errors
/// `invalid_option` of one that has none.
pub(super) fn of_draws(evidence: Option<&Evidence>, model: &str, size: usize, level: Level) -> Result<Vec<ParameterRange>> {
    let none = || Error::option("method", "\"bootstrap\" of a fit that has draws: call bootstrap first", model);
    let draws = evidence.and_then(|evidence| evidence.draws.as_ref()).ok_or_else(none)?;
    let range = |place: usize| {
        let mut own: Vec<f64> = draws.iter().filter_map(|draw| draw.get(place)).copied().collect();
        let n = own.len().max(2) as f64;
        let mean = own.iter().sum::<f64>() / n;
        let variance = own.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let (low, high) = ends(&mut own, level);
        ParameterRange { std_error: Some(variance.sqrt()).filter(|error| error.is_finite()), low: Some(low), high: Some(high) }
    };
    Ok((0..size).map(range).collect())
}
