use super::Scale;
use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};

/// What is asked of a distribution: a linear functional of the shares of its points.
///
/// Points are counted in ticks from the low end of the scale; on a 0-10 scale a tick is the score itself.
///
/// # Formula
/// `Σ c p` with p the share of each point: c is -1, 0, 1 for a net, 0 or 1 for a share, the point itself for a mean.
///
/// # Examples
/// ```
/// use cxm_core::stats::{EvaluateOptions, Functional, Metric, Scale, Tally, evaluate};
/// let tally = Tally::from_counts(Scale::FIVE, &[5, 10, 15, 30, 40], 0, 0)?;
/// let value = |functional| evaluate(&Metric::new("agreement", Scale::FIVE, functional)?, &tally, &EvaluateOptions::default());
/// assert_eq!(value(Functional::Top { k: 2 })?.estimate, Some(0.7));
/// assert_eq!(value(Functional::Net { low_max: 1, high_min: 3 })?.estimate, Some(55.0)); // ticks: 1 and 2 against 4 and 5
/// assert_eq!(value(Functional::MeanIndex)?.estimate, Some(72.5)); // (3.9 - 1) / 4
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Functional {
    /// Share of ticks from `high_min` up, minus share of ticks up to `low_max`.
    Net {
        /// The highest tick of the low band.
        low_max: u16,
        /// The lowest tick of the high band.
        high_min: u16,
    },
    /// Share of the `k` highest points.
    Top {
        /// How many points.
        k: u16,
    },
    /// Share of the `k` lowest points.
    Bottom {
        /// How many points.
        k: u16,
    },
    /// Mean of the points.
    Mean,
    /// `(mean - min) / (max - min)`, 0 to 100.
    MeanIndex,
    /// `sum / (n * max)`, in 0 to 100: what some products print as CSAT.
    SumOverMax,
}

/// In what an estimate is counted.
///
/// # Examples
/// ```
/// use cxm_core::stats::Unit;
/// assert_eq!((Unit::Points.show(39.84), Unit::Share.show(0.821)), ("39.8".to_owned(), "82.1 %".to_owned()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// -100 to 100.
    Points,
    /// 0 to 1.
    Share,
    /// The points of the scale.
    Scale,
    /// 0 to 100.
    Index,
}

impl Unit {
    /// The name in all three languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Points => "points",
            Self::Share => "share",
            Self::Scale => "scale",
            Self::Index => "index",
        }
    }
}

/// A functional on a scale, in whole numbers: `value = (offset + step * mean(score)) / denominator`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Linear {
    /// The whole-number score of each point.
    pub scores: Vec<i64>,
    offset: i64,
    step: i64,
    denominator: i64,
}

impl Functional {
    /// Refuses bands that do not stand on the scale.
    ///
    /// # Errors
    /// `invalid_option`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::{Functional, Scale};
    /// assert!(Functional::Top { k: 2 }.check(&Scale::FIVE).is_ok());
    /// assert!(Functional::Top { k: 5 }.check(&Scale::FIVE).is_err()); // all points are no top
    /// ```
    pub fn check(&self, scale: &Scale) -> Result<()> {
        let points = scale.grid.points();
        let (ok, option, expected) = match *self {
            Self::Net { low_max, high_min } => (
                low_max < high_min && high_min < points,
                "bands",
                format!("(low, high) with low below high, both on the scale {scale}"),
            ),
            Self::Top { k } => (k > 0 && k < points, "top", format!("1 to {}, fewer than the points of the scale", points - 1)),
            Self::Bottom { k } => {
                (k > 0 && k < points, "bottom", format!("1 to {}, fewer than the points of the scale", points - 1))
            }
            Self::SumOverMax => (scale.grid.max() > 0.0, "scale", "a scale with a maximum above 0".to_owned()),
            Self::Mean | Self::MeanIndex => (true, "", String::new()),
        };
        if ok {
            return Ok(());
        }
        let got = match *self {
            Self::Net { low_max, high_min } => format!("ticks {low_max} and {high_min}"),
            Self::Top { k } | Self::Bottom { k } => k.to_string(),
            _ => scale.to_string(),
        };
        Err(Error::new(Code::InvalidOption, format!("{option} must be {expected}, got {got}"))
            .with_field(option)
            .with_expected(expected)
            .with_got(got))
    }

    /// In what it is counted.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Net { .. } => Unit::Points,
            Self::Top { .. } | Self::Bottom { .. } => Unit::Share,
            Self::Mean => Unit::Scale,
            Self::MeanIndex | Self::SumOverMax => Unit::Index,
        }
    }

    /// The functional in whole numbers on a scale it was checked for.
    pub(crate) fn on(self, scale: &Scale) -> Linear {
        let points = scale.grid.points();
        let by = |score: &dyn Fn(u16) -> i64| (0..points).map(score).collect::<Vec<_>>();
        let ticks = || by(&|tick| tick.into());
        let last = i64::from(points - 1);
        match self {
            Self::Net { low_max, high_min } => Linear {
                scores: by(&|tick| i64::from(tick >= high_min) - i64::from(tick <= low_max)),
                offset: 0,
                step: 100,
                denominator: 1,
            },
            Self::Top { k } => Linear { scores: by(&|tick| i64::from(tick + k >= points)), offset: 0, step: 1, denominator: 1 },
            Self::Bottom { k } => Linear { scores: by(&|tick| i64::from(tick < k)), offset: 0, step: 1, denominator: 1 },
            Self::Mean => {
                let (offset, step, denominator) = scale.grid.fractions();
                Linear { scores: ticks(), offset, step, denominator }
            }
            Self::MeanIndex => Linear { scores: ticks(), offset: 0, step: 100, denominator: last },
            Self::SumOverMax => {
                let (offset, step, _) = scale.grid.fractions();
                Linear { scores: ticks(), offset: 100 * offset, step: 100 * step, denominator: offset + step * last }
            }
        }
    }
}

impl Linear {
    /// The value of a mean score.
    pub fn value(&self, mean: f64) -> f64 {
        (self.offset as f64 + self.step as f64 * mean) / self.denominator as f64
    }

    /// The value of `sum / n`, correctly rounded up to the last division.
    pub fn exact(&self, sum: i128, n: u64) -> f64 {
        let numerator = i128::from(self.offset) * i128::from(n) + i128::from(self.step) * sum;
        numerator as f64 / (i128::from(self.denominator) * i128::from(n)) as f64
    }

    /// A difference of mean scores (a standard error, an interval of a difference) in the unit of the value.
    pub fn width(&self, difference: f64) -> f64 {
        self.step as f64 * difference / self.denominator as f64
    }

    /// A difference in the unit of the value as a difference of mean scores.
    pub fn score_width(&self, difference: f64) -> f64 {
        difference * self.denominator as f64 / self.step as f64
    }

    /// The lowest and the highest score of a point.
    pub fn bounds(&self) -> (f64, f64) {
        let low = self.scores.iter().min().copied().unwrap_or(0);
        let high = self.scores.iter().max().copied().unwrap_or(0);
        (low as f64, high as f64)
    }

    /// How many answers have each score: the points with one score are one band, from the lowest score up. A mean has a band a point.
    pub fn banded(&self, counts: &[f64]) -> Vec<f64> {
        let band = |band: &i64| self.scores.iter().zip(counts).filter(|(score, _)| *score == band).map(|(_, count)| count).sum();
        self.distinct().iter().map(band).collect()
    }

    /// The score of each band, from the lowest up.
    pub fn bands(&self) -> Vec<f64> {
        self.distinct().into_iter().map(|score| score as f64).collect()
    }

    fn distinct(&self) -> Vec<i64> {
        let mut bands = self.scores.clone();
        bands.sort_unstable();
        bands.dedup();
        bands
    }

    /// The largest difference that two values can have.
    pub fn reach(&self) -> f64 {
        let (least, most) = self.bounds();
        self.width(most - least)
    }

    /// The scores as floats.
    pub fn floats(&self) -> Vec<f64> {
        self.scores.iter().map(|&score| score as f64).collect()
    }
}
