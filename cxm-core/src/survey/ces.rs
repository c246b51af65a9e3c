use super::csat::net_of_ends;
use crate::error::{Error, Result};
use crate::stats::{Direction, Functional, Metric, Scale};
use std::str::FromStr;

/// Which customer effort score: the forms in use differ in question, scale and direction.
///
/// # Formula
/// `effort`, `ease`, `agreement`: `sum / n`. `agreement_share`: answers of 5 to 7 / n. `net_easy`: `100 (share of 5 to 7 - share of 1 to 3)`.
///
/// # Examples
/// ```
/// use cxm_core::survey::CesForm;
/// assert_eq!("net_easy".parse::<CesForm>()?, CesForm::NetEasy);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CesForm {
    /// "How much effort did you have to put forth?" 1-5 (2010) or 1-7: the mean, lower is better. The scale must be named.
    Effort,
    /// "The company made it easy to handle my issue" (2013), 1-7: the mean, higher is better.
    Agreement,
    /// The same question: the share of 5 to 7.
    AgreementShare,
    /// "How easy was it?": the mean, higher is better. The scale must be named.
    Ease,
    /// 1-7: the share of 5 to 7 minus the share of 1 to 3, in points.
    NetEasy,
}

impl CesForm {
    /// Every form.
    pub const ALL: [Self; 5] = [Self::Effort, Self::Agreement, Self::AgreementShare, Self::Ease, Self::NetEasy];

    /// The name in all three languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Effort => "effort",
            Self::Agreement => "agreement",
            Self::AgreementShare => "agreement_share",
            Self::Ease => "ease",
            Self::NetEasy => "net_easy",
        }
    }
}

impl FromStr for CesForm {
    type Err = Error;
    fn from_str(name: &str) -> Result<Self> {
        let names = || Self::ALL.map(Self::name).join(", ");
        Self::ALL
            .into_iter()
            .find(|form| form.name() == name)
            .ok_or_else(|| Error::option("form", format!("one of {}", names()), format!("{name:?}")))
    }
}

impl Metric {
    /// A customer effort score.
    ///
    /// # Formula
    /// As [`CesForm`] says for each form.
    ///
    /// # Errors
    /// `invalid_option` when `effort` or `ease` comes without a scale, or another form with a scale that is not 1-7.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::{Direction, Metric, Scale};
    /// use cxm_core::survey::CesForm;
    /// let effort = Metric::ces(CesForm::Effort, Some(Scale::FIVE))?;
    /// assert_eq!(effort.direction(), Direction::LowerIsBetter);
    /// assert!(Metric::ces(CesForm::Effort, None).is_err());
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    ///
    /// # References
    /// Dixon, Freeman & Toman (2010), *Stop Trying to Delight Your Customers*, Harvard Business Review 88(7); Dixon, Toman & `DeLisi` (2013), *The
    /// Effortless Experience* (CES 2.0).
    pub fn ces(form: CesForm, scale: Option<Scale>) -> Result<Self> {
        let own = |direction| match scale {
            Some(scale) => Ok(scale.direction(direction)),
            None => Err(Error::option(
                "scale",
                format!("named for form {:?}, which is asked on several scales: scale=(1, 5) or (1, 7)", form.name()),
                "nothing",
            )),
        };
        let seven = || match scale {
            None => Ok(Scale::SEVEN),
            Some(scale) if scale.grid == Scale::SEVEN.grid => Ok(Scale::SEVEN),
            Some(other) => Err(Error::option("scale", format!("1..=7 for form {:?}", form.name()), other.to_string())),
        };
        match form {
            CesForm::Effort => Self::new("ces", own(Direction::LowerIsBetter)?, Functional::Mean),
            CesForm::Ease => Self::new("ces", own(Direction::HigherIsBetter)?, Functional::Mean),
            CesForm::Agreement => Self::new("ces", seven()?, Functional::Mean),
            CesForm::AgreementShare => Self::new("ces", seven()?, Functional::Top { k: 3 }),
            CesForm::NetEasy => {
                let scale = seven()?;
                Self::new("ces", scale, net_of_ends(scale, 3, 3)?)
            }
        }
    }
}
