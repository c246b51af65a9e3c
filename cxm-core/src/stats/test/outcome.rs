use std::fmt;
use std::str::FromStr;

use crate::error::Error;
use crate::num::dist::{normal_sf, normal_two_sided_p, student_t_sf, student_t_two_sided_p};

/// What a test found; a field is `None` where it does not exist or does not apply.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Outcome {
    /// The difference, first minus second.
    pub estimate: Option<f64>,
    /// The standard error of `estimate`, with plug-in variances.
    pub std_error: Option<f64>,
    /// The test statistic.
    pub statistic: Option<f64>,
    /// Its degrees of freedom, of a t or chi-square statistic.
    pub df: Option<f64>,
    /// The probability of a statistic at least as extreme if there is no difference.
    pub p_value: Option<f64>,
    /// The lower end of the interval of the difference.
    pub low: Option<f64>,
    /// The upper end of the interval of the difference.
    pub high: Option<f64>,
    /// The size of the effect on a scale of its own, named by the test.
    pub effect_size: Option<f64>,
    /// Of an equivalence test: the p-value against a difference at or below the lower margin.
    pub p_lower: Option<f64>,
    /// Of an equivalence test: the p-value against a difference at or above the upper margin.
    pub p_upper: Option<f64>,
}

/// Which differences speak against "no difference".
///
/// # Examples
/// ```
/// use cxm_core::stats::test::Alternative;
/// assert_eq!("greater".parse::<Alternative>()?, Alternative::Greater);
/// assert!((Alternative::TwoSided.normal_p(1.959_963_984_540_054) - 0.05).abs() < 1e-15);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Alternative {
    /// The first is higher or lower.
    #[default]
    TwoSided,
    /// The first is lower.
    Less,
    /// The first is higher.
    Greater,
}

impl Alternative {
    /// Every alternative.
    pub const ALL: &'static [Self] = &[Self::TwoSided, Self::Less, Self::Greater];

    /// The name used in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TwoSided => "two_sided",
            Self::Less => "less",
            Self::Greater => "greater",
        }
    }

    /// The p-value of a standard normal statistic.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::test::Alternative;
    /// assert_eq!(Alternative::Greater.normal_p(0.0), 0.5);
    /// assert_eq!(Alternative::TwoSided.normal_p(0.0), 1.0);
    /// ```
    #[must_use]
    pub fn normal_p(self, z: f64) -> f64 {
        match self {
            Self::TwoSided => normal_two_sided_p(z),
            Self::Less => normal_sf(-z),
            Self::Greater => normal_sf(z),
        }
    }

    /// The p-value of a Student t statistic.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::test::Alternative;
    /// assert!((Alternative::Greater.student_t_p(1.0, 1.0) - 0.25).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn student_t_p(self, t: f64, df: f64) -> f64 {
        match self {
            Self::TwoSided => student_t_two_sided_p(t, df),
            Self::Less => student_t_sf(-t, df),
            Self::Greater => student_t_sf(t, df),
        }
    }
}

impl fmt::Display for Alternative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Alternative {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL
            .iter()
            .copied()
            .find(|alternative| alternative.name() == name)
            .ok_or_else(|| Error::option("alternative", "one of two_sided, less, greater", name))
    }
}
