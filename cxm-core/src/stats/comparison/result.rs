use super::AllMethod;
use crate::num::dist::chi_square_sf;
use crate::stats::estimate::shortest_percent;
use crate::stats::test::Alternative;
use crate::stats::{Flag, Level, Unit, thousands, title};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// The comparison of two samples: the first minus the second.
///
/// # Units
/// `estimate`, `std_error`, `conf_low` and `conf_high` are in `unit`.
///
/// # Examples
/// ```
/// use cxm_core::stats::{CompareOptions, Flag, Metric, Scale, Tally, compare};
/// let happy = Tally::from_counts(Scale::NPS, &[10, 0, 0, 0, 0, 0, 0, 20, 0, 0, 70], 0, 0)?;
/// let test = compare(&Metric::nps(), &happy, &Tally::of(Scale::NPS), &CompareOptions::default())?;
/// assert!(test.has(Flag::NoData) && test.estimate.is_none()); // the other side is empty: no difference, not 60
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Test {
    /// What is compared: `nps`, `csat`, ...
    pub metric: String,
    /// The raw difference, first minus second; `None` for rank and table tests of a metric that is no mean.
    pub estimate: Option<f64>,
    /// Its standard error under the method.
    pub std_error: Option<f64>,
    /// The test statistic.
    pub statistic: Option<f64>,
    /// Its degrees of freedom, if it has any.
    pub df: Option<f64>,
    /// The p-value.
    pub p_value: Option<f64>,
    /// The p-value adjusted for several comparisons, if there were several.
    pub p_adjusted: Option<f64>,
    /// The lower end of the interval of the difference; with alternative `less` the least possible difference.
    pub conf_low: Option<f64>,
    /// The upper end; with alternative `greater` the largest possible difference.
    pub conf_high: Option<f64>,
    /// The confidence level of the interval, or of its one bound.
    pub level: f64,
    /// How it was tested.
    pub method: Cow<'static, str>,
    /// Against which alternative.
    pub alternative: Cow<'static, str>,
    /// Cliff's delta, Cramer's V, ...; what it is follows from the method.
    pub effect_size: Option<f64>,
    /// Answers of the first sample.
    pub n_a: Option<u64>,
    /// Answers of the second sample.
    pub n_b: Option<u64>,
    /// In what the difference is counted.
    pub unit: Unit,
    /// What must be known about it.
    pub flags: Vec<Flag>,
    /// The p-value against "at or below the lower margin" (equivalence).
    pub p_lower: Option<f64>,
    /// The p-value against "at or above the upper margin" (equivalence).
    pub p_upper: Option<f64>,
}

impl Test {
    /// Whether a flag is set.
    #[must_use]
    pub fn has(&self, flag: Flag) -> bool {
        self.flags.contains(&flag)
    }

    /// One chi-square test over all groups, from its statistic and its degrees of freedom; without any it is no test.
    pub(crate) fn of_groups(metric: &str, method: &'static str, (statistic, df): (f64, usize), n: u64) -> Self {
        let known = |value: f64| (df > 0).then_some(value);
        let flags = match (df, n) {
            (0, 0) => vec![Flag::NoData],
            (0, _) => vec![Flag::ZeroVariance],
            _ => Vec::new(),
        };
        Self {
            metric: metric.to_owned(),
            estimate: None,
            std_error: None,
            statistic: known(statistic),
            df: known(df as f64),
            p_value: known(chi_square_sf(statistic, df as f64)),
            p_adjusted: None,
            conf_low: None,
            conf_high: None,
            level: Level::default().get(),
            method: method.into(),
            alternative: Alternative::TwoSided.name().into(),
            effect_size: None,
            n_a: Some(n),
            n_b: None,
            unit: Unit::Share,
            flags,
            p_lower: None,
            p_upper: None,
        }
    }

    /// Sets a flag, in the order of [`Flag`].
    pub(crate) fn flag(&mut self, flag: Flag) {
        if let Err(at) = self.flags.binary_search(&flag) {
            self.flags.insert(at, flag);
        }
    }

    /// Whether it is one test over all groups, which has no difference: only then all answers are counted on one side.
    fn is_of_all_groups(&self) -> bool {
        [AllMethod::ChiSquare.name(), AllMethod::KruskalWallis.name(), "log_rank", "gray", "likelihood_ratio"]
            .contains(&self.method.as_ref())
            && self.n_b.is_none()
            && self.estimate.is_none()
    }

    /// `NPS all groups chi_square 20.00 (df 1) · p < 0.001 · effect 0.50 · n 80`
    fn line_of_all_groups(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} all groups {}", title(&self.metric), self.method)?;
        if let Some(statistic) = self.statistic {
            write!(f, " {}", Unit::Scale.show(statistic))?;
        }
        if let Some(df) = self.df {
            write!(f, " (df {df})")?;
        }
        if let Some(p) = self.p_value {
            write!(f, " · p {}", show_p(p))?;
        }
        if let Some(effect) = self.effect_size {
            write!(f, " · effect {effect:.2}")?;
        }
        if let Some(n) = self.n_a {
            write!(f, " · n {}", thousands(n))?;
        }
        self.flags.iter().try_for_each(|flag| write!(f, " · {}", flag.name()))
    }

    /// Hides every number.
    pub(crate) fn hide(&mut self, flag: Flag) {
        for number in [
            &mut self.estimate,
            &mut self.std_error,
            &mut self.statistic,
            &mut self.df,
            &mut self.p_value,
            &mut self.p_adjusted,
            &mut self.conf_low,
            &mut self.conf_high,
            &mut self.effect_size,
            &mut self.p_lower,
            &mut self.p_upper,
        ] {
            *number = None;
        }
        (self.n_a, self.n_b) = (None, None);
        self.flags = vec![flag];
    }
}

/// `NPS difference 15.0 [-4.8, 33.9] 95 % adjusted_wald · p 0.140 · n 100 and 100`
impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_of_all_groups() {
            return self.line_of_all_groups(f);
        }
        write!(f, "{} difference", title(&self.metric))?;
        if let Some(estimate) = self.estimate {
            write!(f, " {}", self.unit.show(estimate))?;
        }
        if let (Some(low), Some(high)) = (self.conf_low, self.conf_high) {
            write!(f, " [{}, {}] {} %", self.unit.show(low), self.unit.show(high), shortest_percent(self.level))?;
        }
        write!(f, " {}", self.method)?;
        if self.alternative != Alternative::TwoSided.name() {
            write!(f, ", {}", self.alternative)?;
        }
        if let Some(p) = self.p_value {
            write!(f, " · p {}", show_p(p))?;
        }
        if let (Some(a), Some(b)) = (self.n_a, self.n_b) {
            write!(f, " · n {} and {}", thousands(a), thousands(b))?;
        }
        for flag in &self.flags {
            write!(f, " · {}", flag.name())?;
        }
        Ok(())
    }
}

/// A p-value as people read it: `0.140`, `< 0.001`.
///
/// # Examples
/// ```
/// use cxm_core::stats::show_p;
/// assert_eq!((show_p(0.14), show_p(0.000_2)), ("0.140".to_owned(), "< 0.001".to_owned()));
/// ```
#[must_use]
pub fn show_p(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}
