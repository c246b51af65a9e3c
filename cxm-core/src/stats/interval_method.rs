use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How an interval is made.
///
/// # Examples
/// ```
/// use cxm_core::stats::{EvaluateOptions, IntervalMethod, Scale, Tally};
/// let promoters = Tally::from_counts(Scale::NPS, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20], 0, 0)?;
/// let wald = promoters.nps(&EvaluateOptions::default().interval(IntervalMethod::Wald))?;
/// assert_eq!((wald.conf_low, wald.conf_high), (Some(100.0), Some(100.0))); // 20 of 20: Wald is sure of itself
/// assert!(promoters.nps(&EvaluateOptions::default())?.conf_low < Some(70.0));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum IntervalMethod {
    /// Wald around an estimate shrunk by three pseudo-answers: default of nets and means.
    AdjustedWald,
    /// Tango's score interval of a net.
    Score,
    /// Estimate plus and minus z standard errors; covers badly in small samples.
    Wald,
    /// Multinomial bootstrap, bias-corrected and accelerated.
    Bootstrap,
    /// Multinomial bootstrap, percentiles.
    BootstrapPercentile,
    /// Student's t around a mean.
    T,
    /// Wilson's score interval of a share: default of shares.
    Wilson,
    /// Wilson with continuity correction.
    WilsonCc,
    /// Clopper and Pearson's exact interval.
    ClopperPearson,
    /// Agresti and Coull.
    AgrestiCoull,
    /// Jeffreys' equal-tailed interval.
    Jeffreys,
    /// Holds at every look at once, however often one looks: a confidence sequence from a mixture of likelihoods.
    Anytime,
}

impl IntervalMethod {
    /// Every method.
    pub const ALL: [Self; 12] = [
        Self::AdjustedWald,
        Self::Score,
        Self::Wald,
        Self::Bootstrap,
        Self::BootstrapPercentile,
        Self::T,
        Self::Wilson,
        Self::WilsonCc,
        Self::ClopperPearson,
        Self::AgrestiCoull,
        Self::Jeffreys,
        Self::Anytime,
    ];

    /// The name in all three languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AdjustedWald => "adjusted_wald",
            Self::Score => "score",
            Self::Wald => "wald",
            Self::Bootstrap => "bootstrap",
            Self::BootstrapPercentile => "bootstrap_percentile",
            Self::T => "t",
            Self::Wilson => "wilson",
            Self::WilsonCc => "wilson_cc",
            Self::ClopperPearson => "clopper_pearson",
            Self::AgrestiCoull => "agresti_coull",
            Self::Jeffreys => "jeffreys",
            Self::Anytime => "anytime",
        }
    }
}

impl FromStr for IntervalMethod {
    type Err = Error;
    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.into_iter().map(Self::name).collect();
            Error::option("interval", format!("one of {}", names.join(", ")), format!("{name:?}"))
        })
    }
}
