use crate::columns::Grid;
use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Which end of a scale is good.
///
/// # Examples
/// ```
/// use cxm_core::stats::Direction;
/// assert_eq!("lower_is_better".parse::<Direction>()?, Direction::LowerIsBetter);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better: satisfaction, recommendation, ease.
    #[default]
    HigherIsBetter,
    /// Less is better: effort, waiting.
    LowerIsBetter,
}

impl Direction {
    /// The name in all three languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::HigherIsBetter => "higher_is_better",
            Self::LowerIsBetter => "lower_is_better",
        }
    }
}

impl FromStr for Direction {
    type Err = Error;
    fn from_str(name: &str) -> Result<Self> {
        match name {
            "higher_is_better" => Ok(Self::HigherIsBetter),
            "lower_is_better" => Ok(Self::LowerIsBetter),
            other => Err(Error::option("direction", "\"higher_is_better\" or \"lower_is_better\"", format!("{other:?}"))),
        }
    }
}

/// The closed scale of a question: its points and which end is good.
///
/// # Examples
/// ```
/// use cxm_core::stats::{Direction, Scale};
/// let effort = Scale::new(1.0, 7.0)?.direction(Direction::LowerIsBetter);
/// assert_eq!(effort.points(), 7);
/// assert_eq!(effort.to_string(), "1..=7");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "ScaleForm", into = "ScaleForm")]
pub struct Scale {
    /// The points.
    pub grid: Grid,
    /// Which end is good.
    pub direction: Direction,
}

/// Written out, not flattened: so that an unknown key, or one that stands twice, is seen.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScaleForm {
    min: f64,
    max: f64,
    #[serde(default = "one")]
    step: f64,
    #[serde(default)]
    direction: Direction,
}

fn one() -> f64 {
    1.0
}

impl TryFrom<ScaleForm> for Scale {
    type Error = Error;
    fn try_from(form: ScaleForm) -> Result<Self> {
        Ok(Self { grid: Grid::new(form.min, form.max, form.step)?, direction: form.direction })
    }
}

impl From<Scale> for ScaleForm {
    fn from(Scale { grid, direction }: Scale) -> Self {
        Self { min: grid.min(), max: grid.max(), step: grid.step(), direction }
    }
}

impl Scale {
    /// The 0 to 10 scale of the Net Promoter question.
    pub const NPS: Self = Self { grid: Grid::whole(0, 11), direction: Direction::HigherIsBetter };
    /// Five points, 1 to 5.
    pub const FIVE: Self = Self { grid: Grid::whole(1, 5), direction: Direction::HigherIsBetter };
    /// Seven points, 1 to 7.
    pub const SEVEN: Self = Self { grid: Grid::whole(1, 7), direction: Direction::HigherIsBetter };

    /// Whole numbers from `min` to `max`, higher is better.
    ///
    /// # Errors
    /// `invalid_option` as [`Grid::new`].
    pub fn new(min: f64, max: f64) -> Result<Self> {
        Self::with_step(min, max, 1.0)
    }

    /// Points from `min` to `max` by `step`, higher is better.
    ///
    /// # Errors
    /// `invalid_option` as [`Grid::new`].
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::Scale;
    /// assert_eq!(Scale::with_step(0.5, 5.0, 0.5)?.points(), 10); // half stars
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn with_step(min: f64, max: f64, step: f64) -> Result<Self> {
        Ok(Self { grid: Grid::new(min, max, step)?, direction: Direction::HigherIsBetter })
    }

    /// The same points with another good end.
    #[must_use]
    pub fn direction(mut self, direction: Direction) -> Self {
        self.direction = direction;
        self
    }

    /// How many points there are.
    #[must_use]
    pub fn points(&self) -> usize {
        self.grid.points().into()
    }

    /// Refuses to compare two scales that differ.
    ///
    /// # Errors
    /// `scale_mismatch`, or `direction_mismatch` when only the good end differs.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::{Direction, Scale};
    /// let effort = Scale::FIVE.direction(Direction::LowerIsBetter);
    /// assert_eq!(Scale::FIVE.require_same(&effort).unwrap_err().code().name(), "direction_mismatch");
    /// assert_eq!(Scale::FIVE.require_same(&Scale::SEVEN).unwrap_err().code().name(), "scale_mismatch");
    /// ```
    pub fn require_same(&self, other: &Self) -> Result<()> {
        if self.grid != other.grid {
            return Err(Error::new(Code::ScaleMismatch, format!("the scales differ: {self} and {other}")));
        }
        if self.direction != other.direction {
            return Err(Error::new(
                Code::DirectionMismatch,
                format!("one of them is {}, the other {}", self.direction.name(), other.direction.name()),
            ));
        }
        Ok(())
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.grid.fmt(f)
    }
}
