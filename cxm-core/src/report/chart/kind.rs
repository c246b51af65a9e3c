use std::str::FromStr;

use crate::error::{Error, Result};
use crate::report::number;
use crate::stats::Unit;

/// What a chart shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChartKind {
    /// One row a segment: a dot for the estimate and a whisker for its interval.
    Estimates,
    /// A line over calendar periods with a band for the interval.
    Trend,
    /// One bar for each point of a scale.
    Distribution,
    /// One row a step: a bar for the share of those who began, and a whisker for its interval.
    Funnel,
    /// One row a channel, as in a funnel: a bar for the share and a whisker for its interval.
    Bars,
    /// A cell for each pair of a row (`label`) and a column (`series`), the darker the more; red to blue where values have a sign.
    Matrix,
    /// Streams from stage to stage: a link from `label` at a stage to `series` at the next, as wide as its n.
    Flow,
    /// Lines in steps over numbers, `at` of the points: survival curves, with a band for the interval and the numbers at risk below.
    Curves,
    /// One row a term: a dot for a ratio and a whisker for its interval, on a logarithmic axis.
    Forest,
}

impl ChartKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Estimates,
        Self::Trend,
        Self::Distribution,
        Self::Funnel,
        Self::Bars,
        Self::Matrix,
        Self::Flow,
        Self::Curves,
        Self::Forest,
    ];

    /// Whether a bar from 0 stands under each estimate.
    pub(crate) const fn has_bars(self) -> bool {
        matches!(self, Self::Funnel | Self::Bars)
    }

    /// The stable name, `estimates`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Estimates => "estimates",
            Self::Trend => "trend",
            Self::Distribution => "distribution",
            Self::Funnel => "funnel",
            Self::Bars => "bars",
            Self::Matrix => "matrix",
            Self::Flow => "flow",
            Self::Curves => "curves",
            Self::Forest => "forest",
        }
    }
}

impl FromStr for ChartKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let allowed = || Self::ALL.iter().map(|k| k.name()).collect::<Vec<_>>().join(", ");
        Self::ALL.iter().copied().find(|k| k.name() == name).ok_or_else(|| Error::option("kind", allowed(), name))
    }
}

/// The unit of a chart's values, and how many decimals people read it with.
///
/// # Examples
/// ```
/// use cxm_core::report::chart::ChartUnit;
/// assert_eq!(ChartUnit::Points.text(39.76), "39.8");
/// assert_eq!(ChartUnit::Share.text(0.8123), "81.2 %");
/// assert_eq!(ChartUnit::Mean.text(4.3071), "4.31");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChartUnit {
    /// Net scores, -100 to 100; one decimal.
    Points,
    /// Shares, 0 to 1; written as a percentage with one decimal.
    Share,
    /// Means on the scale of the question; two decimals.
    Mean,
    /// An index, 0 to 100; one decimal.
    Index,
    /// Any other number; two decimals.
    Number,
}

impl ChartUnit {
    /// Every unit.
    pub const ALL: &'static [Self] = &[Self::Points, Self::Share, Self::Mean, Self::Index, Self::Number];

    /// The stable name, `points`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Points => "points",
            Self::Share => "share",
            Self::Mean => "mean",
            Self::Index => "index",
            Self::Number => "number",
        }
    }

    /// The value as people read it.
    #[must_use]
    pub fn text(self, value: f64) -> String {
        match self {
            Self::Points | Self::Index => number::fixed(value, 1),
            Self::Share => format!("{} %", number::fixed(value * 100.0, 1)),
            Self::Mean | Self::Number => number::fixed(value, 2),
        }
    }

    /// An interval as people read it: `[37.2, 42.4]`, `[80.1, 82.3] %`.
    #[must_use]
    pub fn interval_text(self, low: f64, high: f64) -> String {
        match self {
            Self::Share => format!("[{}, {}] %", number::fixed(low * 100.0, 1), number::fixed(high * 100.0, 1)),
            _ => format!("[{}, {}]", self.text(low), self.text(high)),
        }
    }

    /// A difference as people read it, with its sign: `+3.1`; differences of shares are in percentage points.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::report::chart::ChartUnit;
    /// assert_eq!(ChartUnit::Share.difference_text(-0.142), "-14.2");
    /// assert_eq!(ChartUnit::Mean.difference_text(0.31), "+0.31");
    /// ```
    #[must_use]
    pub fn difference_text(self, difference: f64) -> String {
        let text = self.plain_text(difference);
        let is_positive = !text.starts_with('-') && text.chars().any(|c| c.is_ascii_digit() && c != '0');
        if is_positive { format!("+{text}") } else { text }
    }

    /// A number of this unit without the unit: shares in percent.
    pub(crate) fn plain_text(self, value: f64) -> String {
        if self == Self::Share { number::fixed(value * 100.0, 1) } else { self.text(value) }
    }

    /// What differences are counted in, with a space before it; nothing for points of a scale.
    pub(crate) const fn difference_name(self) -> &'static str {
        match self {
            Self::Points | Self::Index => " points",
            Self::Share => " percentage points",
            Self::Mean | Self::Number => "",
        }
    }

    /// The value at a tick of an axis whose ticks are `step` apart.
    pub(crate) fn tick(self, value: f64, step: f64) -> String {
        let (value, step) = if self == Self::Share { (value * 100.0, step * 100.0) } else { (value, step) };
        // The first count of decimals that shows the step; 1e-9 forgives the rounding of step itself.
        let decimals = (0..6)
            .find(|&d| {
                let scaled = step * 10f64.powi(d);
                (scaled - scaled.round()).abs() < 1e-9 * scaled.abs().max(1.0)
            })
            .unwrap_or(6);
        let text = number::fixed(value, usize::try_from(decimals).unwrap_or(0));
        if self == Self::Share { format!("{text} %") } else { text }
    }

    /// The values that the unit can take, where it is bounded.
    pub(crate) const fn bounds(self) -> Option<(f64, f64)> {
        match self {
            Self::Points => Some((-100.0, 100.0)),
            Self::Share => Some((0.0, 1.0)),
            Self::Index => Some((0.0, 100.0)),
            Self::Mean | Self::Number => None,
        }
    }
}

impl From<Unit> for ChartUnit {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Points => Self::Points,
            Unit::Share => Self::Share,
            Unit::Scale => Self::Mean,
            Unit::Index => Self::Index,
        }
    }
}

impl FromStr for ChartUnit {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let allowed = || Self::ALL.iter().map(|u| u.name()).collect::<Vec<_>>().join(", ");
        Self::ALL.iter().copied().find(|u| u.name() == name).ok_or_else(|| Error::option("unit", allowed(), name))
    }
}

/// What a colour says: bad, neither or good for the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tone {
    /// Bad: detractors, a fall.
    Negative,
    /// Neither.
    #[default]
    Neutral,
    /// Good: promoters, a rise.
    Positive,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for kind in ChartKind::ALL {
            assert_eq!(kind.name().parse(), Ok(*kind));
        }
        for unit in ChartUnit::ALL {
            assert_eq!(unit.name().parse(), Ok(*unit));
        }
        let error = "pie".parse::<ChartKind>().unwrap_err();
        assert_eq!(error.wanted(), Some("estimates, trend, distribution, funnel, bars, matrix, flow, curves, forest"));
    }

    #[test]
    #[cfg(feature = "charts")]
    fn ticks_show_just_the_decimals_of_their_step() {
        assert_eq!(ChartUnit::Points.tick(20.0, 10.0), "20");
        assert_eq!(ChartUnit::Mean.tick(4.25, 0.25), "4.25");
        assert_eq!(ChartUnit::Share.tick(0.3, 0.1), "30 %");
        assert_eq!(ChartUnit::Share.tick(0.005, 0.005), "0.5 %");
    }
}
