use super::evaluate::fnv;
use super::{Direction, Estimate, Flag, Functional, IntervalMethod, Level, Scale, Unit};
use crate::error::{Error, Result};
use std::borrow::Cow;

/// What is done with a linear functional before it is reported.
///
/// # Formula
/// `Bayesian`: `(prior_n prior_mean + n_eff estimate) / (prior_n + n_eff)`, and the ends of the interval alike. `WilsonLow`: `conf_low` is the estimate, and there is no interval.
///
/// # Examples
/// ```
/// use cxm_core::stats::{EvaluateOptions, Functional, Measure, Metric, Scale, Tally, evaluate};
/// let prior = Measure::Bayesian { prior_mean: 3.0, prior_n: 2.0 };
/// let metric = Metric::new("stars", Scale::FIVE, Functional::Mean)?.measured(prior);
/// let two_fives = Tally::from_counts(Scale::FIVE, &[0, 0, 0, 0, 2], 0, 0)?;
/// assert_eq!(evaluate(&metric, &two_fives, &EvaluateOptions::default())?.estimate, Some(4.0)); // (2 * 3 + 2 * 5) / 4
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// E. B. Wilson (1927), JASA 22:209.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// Nothing.
    Linear,
    /// The mean shrunk towards a prior mean, as if `prior_n` answers had given it.
    Bayesian {
        /// What is expected before any answer.
        prior_mean: f64,
        /// As how many answers that counts.
        prior_n: f64,
    },
    /// The lower end of the interval, for ranking.
    WilsonLow,
}

/// A score's definition: name, scale, functional, default interval, smallest group shown.
///
/// The presets are in [`crate::survey`]: `nps()`, `csat(...)`, ...
///
/// # Examples
/// ```
/// use cxm_core::stats::{EvaluateOptions, Functional, Metric, Scale, Tally, evaluate};
/// let thumbs = Scale::new(0.0, 1.0)?;
/// let liked = Metric::new("liked", thumbs, Functional::Top { k: 1 })?.hidden_below(5);
/// let estimate = evaluate(&liked, &Tally::from_counts(thumbs, &[1, 4], 0, 0)?, &EvaluateOptions::default())?;
/// assert_eq!(estimate.estimate, Some(0.8));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    name: Cow<'static, str>,
    scale: Scale,
    functional: Functional,
    measure: Measure,
    min_n: u64,
    standard: bool,
}

impl Metric {
    /// A metric of this name.
    ///
    /// # Errors
    /// `invalid_option` when the functional's bands do not stand on the scale.
    pub fn new(name: impl Into<Cow<'static, str>>, scale: Scale, functional: Functional) -> Result<Self> {
        functional.check(&scale)?;
        Ok(Self { name: name.into(), scale, functional, measure: Measure::Linear, min_n: 0, standard: true })
    }

    /// A metric whose bands are known to stand on its scale.
    pub(crate) const fn preset(name: &'static str, scale: Scale, functional: Functional) -> Self {
        Self { name: Cow::Borrowed(name), scale, functional, measure: Measure::Linear, min_n: 0, standard: true }
    }

    /// The same metric, reported through `measure`.
    #[must_use]
    pub fn measured(mut self, measure: Measure) -> Self {
        self.measure = measure;
        self
    }

    /// The same metric, hidden below `min_n` answers unless the call says otherwise.
    #[must_use]
    pub fn hidden_below(mut self, min_n: u64) -> Self {
        self.min_n = min_n;
        self
    }

    /// The same metric, flagged as not the published definition.
    #[must_use]
    pub fn non_standard(mut self) -> Self {
        self.standard = false;
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The scale it is defined on.
    #[must_use]
    pub fn scale(&self) -> &Scale {
        &self.scale
    }

    /// What is asked of the distribution.
    #[must_use]
    pub fn functional(&self) -> Functional {
        self.functional
    }

    /// What is done with it then.
    #[must_use]
    pub fn measure(&self) -> Measure {
        self.measure
    }

    /// The smallest group shown by default.
    #[must_use]
    pub fn min_n(&self) -> u64 {
        self.min_n
    }

    /// In what it is counted.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.functional.unit()
    }

    /// The interval asked for, or its own.
    pub(crate) fn interval_method(&self, wanted: Option<IntervalMethod>) -> Result<IntervalMethod> {
        use IntervalMethod as M;
        let allowed: &[M] = match self.functional {
            Functional::Net { .. } => &[M::AdjustedWald, M::Score, M::Wald, M::Bootstrap, M::BootstrapPercentile, M::Anytime],
            Functional::Top { .. } | Functional::Bottom { .. } => &[
                M::Wilson,
                M::WilsonCc,
                M::ClopperPearson,
                M::AgrestiCoull,
                M::Jeffreys,
                M::Wald,
                M::Bootstrap,
                M::BootstrapPercentile,
                M::Anytime,
            ],
            Functional::Mean | Functional::MeanIndex | Functional::SumOverMax => {
                &[M::AdjustedWald, M::T, M::Wald, M::Bootstrap, M::BootstrapPercentile, M::Anytime]
            }
        };
        let allowed = if self.measure == Measure::WilsonLow { &allowed[..1] } else { allowed }; // Wilson's is the first of shares
        match wanted {
            None => Ok(allowed[0]), // none of the lists is empty
            Some(method) if allowed.contains(&method) => Ok(method),
            Some(method) => {
                let names: Vec<&str> = allowed.iter().map(|method| method.name()).collect();
                Err(Error::option(
                    "interval",
                    format!("one of {} for {}", names.join(", "), self.name),
                    format!("{:?}", method.name()),
                ))
            }
        }
    }

    /// An estimate of this metric with everything but the numbers.
    pub(crate) fn empty_estimate(&self, level: Level, method: IntervalMethod) -> Estimate {
        Estimate {
            metric: self.name.clone().into_owned(),
            estimate: None,
            std_error: None,
            conf_low: None,
            conf_high: None,
            conf_level: level.get(),
            method: method.name().into(),
            n: None,
            n_missing: None,
            n_invalid: None,
            n_eff: None,
            unit: self.unit(),
            direction: self.direction(),
            flags: if self.standard { Vec::new() } else { vec![Flag::NonStandard] },
            distribution: None,
            scale: Some(self.scale),
            std_dev: None,
            definition: self.definition(),
        }
    }

    /// Which way the score is good: the scale's, turned over for a share of its bad end.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.scale.direction
    }

    /// A short hash of the definition (FNV-1a, 64 bit, hexadecimal): the same definition has the same hash in every language and release.
    #[must_use]
    pub fn definition(&self) -> String {
        let scale = &self.scale.grid;
        let text = format!(
            "{}|{}..{} by {}|{}|{:?}|{:?}",
            self.name,
            scale.min(),
            scale.max(),
            scale.step(),
            self.direction().name(),
            self.functional,
            self.measure
        );
        fnv(&text)
    }
}
