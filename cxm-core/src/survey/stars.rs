use crate::error::{Error, Result};
use crate::stats::{Functional, Measure, Metric, Scale};
use std::str::FromStr;

/// How star ratings are summed up.
///
/// # Formula
/// `Mean`: `sum / n`. `Share`: ratings among the `top` best / n. `Bayesian`: `(prior_n prior_mean + sum) / (prior_n + n)`. `WilsonLow`: the lower end of Wilson's interval of `Share`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum StarsRule {
    /// The mean.
    Mean,
    /// The share of the `top` best ratings.
    Share {
        /// How many points.
        top: u16,
    },
    /// The mean shrunk towards `prior_mean`, as if `prior_n` ratings had given it.
    Bayesian {
        /// The mean of all items.
        prior_mean: f64,
        /// As how many ratings it counts.
        prior_n: f64,
    },
    /// The lower end of Wilson's interval of the share of the `top` best ratings: for ranking.
    WilsonLow {
        /// How many points.
        top: u16,
    },
}

/// The names of [`StarsRule`], before it has its numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StarsRuleName {
    /// See [`StarsRule::Mean`].
    #[default]
    Mean,
    /// See [`StarsRule::Share`].
    Share,
    /// See [`StarsRule::Bayesian`].
    Bayesian,
    /// See [`StarsRule::WilsonLow`].
    WilsonLow,
}

impl FromStr for StarsRuleName {
    type Err = Error;
    fn from_str(name: &str) -> Result<Self> {
        match name {
            "mean" => Ok(Self::Mean),
            "share" => Ok(Self::Share),
            "bayesian" => Ok(Self::Bayesian),
            "wilson_low" => Ok(Self::WilsonLow),
            other => Err(Error::option("rule", "one of mean, share, bayesian, wilson_low", format!("{other:?}"))),
        }
    }
}

impl Metric {
    /// A score of star ratings.
    ///
    /// # Formula
    /// `bayesian`: `(prior_n prior_mean + sum) / (prior_n + n)`; its interval is the mean's, shrunk the same way. `wilson_low`: the estimate is the
    /// bound, and it has no interval.
    ///
    /// # Errors
    /// `invalid_option` when the band or the prior does not fit the scale.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::{EvaluateOptions, Metric, Scale, Tally, evaluate};
    /// use cxm_core::survey::StarsRule;
    /// let tally = Tally::from_counts(Scale::FIVE, &[0, 0, 0, 0, 2], 0, 0)?;
    /// let metric = Metric::stars(Scale::FIVE, StarsRule::Bayesian { prior_mean: 3.0, prior_n: 2.0 })?;
    /// assert_eq!(evaluate(&metric, &tally, &EvaluateOptions::default())?.estimate, Some(4.0)); // (2 * 3 + 2 * 5) / 4
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    ///
    /// # References
    /// E. B. Wilson (1927), JASA 22:209, for `wilson_low`.
    pub fn stars(scale: Scale, rule: StarsRule) -> Result<Self> {
        match rule {
            StarsRule::Mean => Self::new("stars", scale, Functional::Mean),
            StarsRule::Share { top } => Self::new("stars", scale, Functional::Top { k: top }),
            StarsRule::WilsonLow { top } => {
                Ok(Self::new("stars", scale, Functional::Top { k: top })?.measured(Measure::WilsonLow))
            }
            StarsRule::Bayesian { prior_mean, prior_n } => {
                if !(prior_mean >= scale.grid.min() && prior_mean <= scale.grid.max()) {
                    return Err(Error::option("prior_mean", format!("on the scale {scale}"), prior_mean.to_string()));
                }
                if !(prior_n > 0.0 && prior_n.is_finite()) {
                    return Err(Error::option("prior_n", "a number of ratings above 0", prior_n.to_string()));
                }
                Ok(Self::new("stars", scale, Functional::Mean)?.measured(Measure::Bayesian { prior_mean, prior_n }))
            }
        }
    }
}
