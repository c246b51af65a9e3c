use crate::error::{Code, Error};
use serde::{Deserialize, Serialize};

/// A confidence level: a probability inside (0, 1).
///
/// # Examples
/// ```
/// use cxm_core::stats::Level;
/// assert_eq!(Level::try_from(0.9)?.get(), 0.9);
/// assert_eq!(Level::try_from(95.0).unwrap_err().code().name(), "invalid_level");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Level(f64);

impl Level {
    /// The probability.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }

    /// The probability up to the upper end of a two-sided interval: 0.975 for 0.95.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::Level;
    /// assert_eq!(Level::default().upper(), 0.975);
    /// ```
    #[must_use]
    pub fn upper(self) -> f64 {
        0.5 + self.0 / 2.0
    }
}

impl Default for Level {
    fn default() -> Self {
        Self(0.95)
    }
}

impl TryFrom<f64> for Level {
    type Error = Error;
    fn try_from(level: f64) -> Result<Self, Error> {
        if level > 0.0 && level < 1.0 {
            return Ok(Self(level));
        }
        let hint = if level > 1.0 && level < 100.0 { format!(" (did you mean {}?)", level / 100.0) } else { String::new() };
        let expected = "a probability, more than 0 and less than 1";
        Err(Error::new(Code::InvalidLevel, format!("level must be {expected}, got {level}{hint}"))
            .with_field("level")
            .with_expected(expected)
            .with_got(level.to_string()))
    }
}

impl From<Level> for f64 {
    fn from(level: Level) -> Self {
        level.0
    }
}
