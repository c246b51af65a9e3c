use crate::error::{Error, Result};
use crate::stats::{Functional, Metric};
use std::str::FromStr;

/// How two samples are compared.
///
/// # Examples
/// ```
/// use cxm_core::stats::CompareMethod;
/// assert_eq!("mann_whitney".parse::<CompareMethod>()?, CompareMethod::MannWhitney);
/// assert!("ztest".parse::<CompareMethod>().unwrap_err().message().contains("newcombe"));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompareMethod {
    /// Adjusted Wald with pseudo-answers in proportion to the sizes of the groups: default of nets.
    AdjustedWaldBalanced,
    /// The published adjusted Wald: three pseudo-answers in each group.
    AdjustedWald,
    /// Score test with restricted maximum likelihood.
    Score,
    /// Plug-in variances.
    Wald,
    /// Welch's t: default of means.
    Welch,
    /// Newcombe's interval with an uncorrected chi-square test: default of shares.
    Newcombe,
    /// Fisher's exact test, with Newcombe's interval.
    Fisher,
    /// Pearson's chi-square on the bands.
    ChiSquare,
    /// Mann-Whitney on the scale points.
    MannWhitney,
}

impl CompareMethod {
    /// Every method.
    pub const ALL: [Self; 9] = [
        Self::AdjustedWaldBalanced,
        Self::AdjustedWald,
        Self::Score,
        Self::Wald,
        Self::Welch,
        Self::Newcombe,
        Self::Fisher,
        Self::ChiSquare,
        Self::MannWhitney,
    ];

    /// The name in all three languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AdjustedWaldBalanced => "adjusted_wald_balanced",
            Self::AdjustedWald => "adjusted_wald",
            Self::Score => "score",
            Self::Wald => "wald",
            Self::Welch => "welch",
            Self::Newcombe => "newcombe",
            Self::Fisher => "fisher",
            Self::ChiSquare => "chi_square",
            Self::MannWhitney => "mann_whitney",
        }
    }

    /// The method asked for, or the default of the metric.
    ///
    /// # Errors
    /// `invalid_option` when the metric does not have it.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::{CompareMethod, Metric};
    /// assert_eq!(CompareMethod::of(&Metric::nps(), None)?, CompareMethod::AdjustedWaldBalanced);
    /// assert!(CompareMethod::of(&Metric::nps(), Some(CompareMethod::Fisher)).is_err()); // a net is no share
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn of(metric: &Metric, wanted: Option<Self>) -> Result<Self> {
        let allowed: &[Self] = match metric.functional() {
            Functional::Net { .. } => &[
                Self::AdjustedWaldBalanced,
                Self::AdjustedWald,
                Self::Score,
                Self::Wald,
                Self::Welch,
                Self::MannWhitney,
                Self::ChiSquare,
            ],
            Functional::Top { .. } | Functional::Bottom { .. } => {
                &[Self::Newcombe, Self::Score, Self::Fisher, Self::Wald, Self::ChiSquare, Self::MannWhitney]
            }
            Functional::Mean | Functional::MeanIndex | Functional::SumOverMax => &[Self::Welch, Self::MannWhitney],
        };
        match wanted {
            None => Ok(allowed[0]), // none of the lists is empty
            Some(method) if allowed.contains(&method) => Ok(method),
            Some(method) => {
                let names: Vec<&str> = allowed.iter().map(|method| method.name()).collect();
                Err(Error::option(
                    "method",
                    format!("one of {} for {}", names.join(", "), metric.name()),
                    format!("{:?}", method.name()),
                ))
            }
        }
    }
}

impl FromStr for CompareMethod {
    type Err = Error;
    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name).ok_or_else(|| {
            Error::option("method", format!("one of {}", Self::ALL.map(Self::name).join(", ")), format!("{name:?}"))
        })
    }
}
