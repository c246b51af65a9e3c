use super::{SurveyOptions, score_answers};
use crate::columns::ColumnView;
use crate::error::{Error, Result};
use crate::stats::{Answers, Estimate, Functional, Metric, Scale};
use std::str::FromStr;

/// Which customer satisfaction score.
///
/// # Formula
/// With shares p of the points x: `top_box` the share of the `top` best; `mean` is `Σ p x`; `index` is `100 (mean - min) / (max - min)`; `sum_over_max` is `100 mean / max`;
/// `net` is 100 times the share of the `top` best less that of the `bottom` worst.
///
/// # Examples
/// ```
/// use cxm_core::survey::CsatRule;
/// assert_eq!("sum_over_max".parse::<CsatRule>()?, CsatRule::SumOverMax);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CsatRule {
    /// Share of the `top` best answers.
    #[default]
    TopBox,
    /// Mean answer.
    Mean,
    /// `(mean - min) / (max - min)`, 0 to 100.
    Index,
    /// `sum / (n * max)`, 0 to 100.
    SumOverMax,
    /// Share of the `top` best minus share of the `bottom` worst, in points.
    Net,
}

impl CsatRule {
    /// Every rule.
    pub const ALL: [Self; 5] = [Self::TopBox, Self::Mean, Self::Index, Self::SumOverMax, Self::Net];

    /// The name in all three languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TopBox => "top_box",
            Self::Mean => "mean",
            Self::Index => "index",
            Self::SumOverMax => "sum_over_max",
            Self::Net => "net",
        }
    }
}

impl FromStr for CsatRule {
    type Err = Error;
    fn from_str(name: &str) -> Result<Self> {
        let names = || Self::ALL.map(Self::name).join(", ");
        Self::ALL
            .into_iter()
            .find(|rule| rule.name() == name)
            .ok_or_else(|| Error::option("rule", format!("one of {}", names()), format!("{name:?}")))
    }
}

/// Customer satisfaction on 1-5: the share of 4 and 5.
///
/// # Formula
/// `answers of 4 or 5 / n`.
///
/// # Units
/// Share, 0 to 1.
///
/// # Errors
/// As [`nps`](super::nps).
///
/// # Examples
/// ```
/// use cxm_core::survey::{SurveyOptions, csat};
/// let estimate = csat(&[5_u8, 4, 3, 1], &SurveyOptions::default())?;
/// assert_eq!(estimate.estimate, Some(0.5));
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// Interval: E. B. Wilson (1927), JASA 22:209.
pub fn csat<'a>(column: impl Into<ColumnView<'a>>, options: &SurveyOptions) -> Result<Estimate> {
    let metric = Metric::csat(Scale::FIVE, CsatRule::TopBox, 2, 2)?;
    score_answers(&metric, &Answers::new(column.into()), options)
}

impl Metric {
    /// A customer satisfaction score; `top` and `bottom` are numbers of points.
    ///
    /// # Formula
    /// As [`CsatRule`] says for each rule.
    ///
    /// # Errors
    /// `invalid_option` when the bands do not stand on the scale.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::{EvaluateOptions, Metric, Scale, Tally, evaluate};
    /// use cxm_core::survey::CsatRule;
    /// let tally = Tally::from_counts(Scale::FIVE, &[5, 10, 15, 30, 40], 0, 0)?;
    /// let net = Metric::csat(Scale::FIVE, CsatRule::Net, 2, 2)?;
    /// assert_eq!(evaluate(&net, &tally, &EvaluateOptions::default())?.estimate, Some(55.0)); // 70 % less 15 %
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn csat(scale: Scale, rule: CsatRule, top: u16, bottom: u16) -> Result<Self> {
        let functional = match rule {
            CsatRule::TopBox => Functional::Top { k: top },
            CsatRule::Mean => Functional::Mean,
            CsatRule::Index => Functional::MeanIndex,
            CsatRule::SumOverMax => Functional::SumOverMax,
            CsatRule::Net => net_of_ends(scale, top, bottom)?,
        };
        Self::new("csat", scale, functional)
    }
}

/// The net of the `top` highest and the `bottom` lowest points.
pub(super) fn net_of_ends(scale: Scale, top: u16, bottom: u16) -> Result<Functional> {
    let points = scale.grid.points();
    if top == 0 || bottom == 0 || u32::from(top) + u32::from(bottom) > u32::from(points) {
        let expected = format!("at least 1 each and together at most the {points} points of the scale");
        return Err(Error::option("top and bottom", expected, format!("{top} and {bottom}")));
    }
    Ok(Functional::Net { low_max: bottom - 1, high_min: points - top })
}
