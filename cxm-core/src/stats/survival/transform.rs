use crate::error::{Error, Result};
use std::fmt;
use std::str::FromStr;

/// On which scale the interval of a survival function is symmetric.
///
/// # Formula
/// With the share `S`, its relative standard error `r = se(S) / S` and the quantile `z`:
///
/// | name | interval |
/// |---|---|
/// | `log_log` | `S^exp(±z r / ln S)` |
/// | `log` | `S exp(±z r)` |
/// | `plain` | `S ± z r S` |
/// | `logit` | `ln(S / (1 - S)) ± z r / (1 - S)`, turned back |
/// | `arcsine` | `asin √S ± z/2 · r √(S / (1 - S))`, turned back |
///
/// Ends outside 0..1 are cut. A share of 0 or 1 has no interval: its standard error is 0, which says nothing.
///
/// # References
/// `Ø. Borgan and K. Liestøl (1990), A note on confidence intervals and bands for the survival function based on transformations, Scand. J. Statist. 17:35.`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Transform {
    /// The logarithm of the cumulative hazard; stays inside 0..1.
    #[default]
    LogLog,
    /// The logarithm of the share.
    Log,
    /// The share itself.
    Plain,
    /// The logarithm of the odds.
    Logit,
    /// The arcsine of the root, which evens out the variance.
    Arcsine,
}

impl Transform {
    /// Every scale.
    pub const ALL: &'static [Self] = &[Self::LogLog, Self::Log, Self::Plain, Self::Logit, Self::Arcsine];

    /// The name in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LogLog => "log_log",
            Self::Log => "log",
            Self::Plain => "plain",
            Self::Logit => "logit",
            Self::Arcsine => "arcsine",
        }
    }

    /// The interval of a share with this relative standard error; `None` where the share is 0 or 1.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::survival::Transform;
    /// let (low, high) = Transform::Plain.interval(0.5, 0.1, 2.0);
    /// assert!((low.unwrap() - 0.4).abs() < 1e-15 && (high.unwrap() - 0.6).abs() < 1e-15); // 0.5 ± 2 · 0.05
    /// ```
    #[must_use]
    pub fn interval(self, share: f64, relative_error: f64, z: f64) -> (Option<f64>, Option<f64>) {
        if !(share > 0.0 && share < 1.0) {
            return (None, None);
        }
        let (low, high) = match self {
            Self::LogLog => {
                let reach = z * relative_error / share.ln(); // negative
                (share.powf((-reach).exp()), share.powf(reach.exp()))
            }
            Self::Log => (share * (-z * relative_error).exp(), share * (z * relative_error).exp()),
            Self::Plain => (share - z * relative_error * share, share + z * relative_error * share),
            Self::Logit => {
                let (odds, reach) = (share / (1.0 - share), z * relative_error / (1.0 - share));
                let back = |odds: f64| 1.0 - 1.0 / (1.0 + odds);
                (back(odds * (-reach).exp()), back(odds * reach.exp()))
            }
            Self::Arcsine => {
                let (angle, reach) = (share.sqrt().asin(), 0.5 * z * relative_error * (share / (1.0 - share)).sqrt());
                let back = |angle: f64| angle.clamp(0.0, std::f64::consts::FRAC_PI_2).sin().powi(2);
                (back(angle - reach), back(angle + reach))
            }
        };
        (Some(low.clamp(0.0, 1.0)), Some(high.clamp(0.0, 1.0)))
    }
}

impl fmt::Display for Transform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Transform {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().copied().find(|transform| transform.name() == name);
        found.ok_or_else(|| Error::option("transform", "one of log_log, log, plain, logit, arcsine", name))
    }
}
