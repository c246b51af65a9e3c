use super::Tone;

/// One row of a chart: its label, and what may be shown of its value.
///
/// # Examples
/// ```
/// use cxm_core::report::chart::{ChartPoint, PointValue};
/// let shown = ChartPoint::shown("Terminal 1", 39.8).n(2_746).interval(37.2, 42.4);
/// let hidden = ChartPoint::hidden("Terminal 9", Some(5));
/// assert_eq!(hidden.value, PointValue::Hidden { min_n: Some(5) });
/// assert_eq!(hidden.value.hidden_text().as_deref(), Some("<5"));
/// assert_eq!(shown.value.hidden_text(), None);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ChartPoint {
    /// The segment; the first day of the period (`2024-03-01`) in a trend; the scale point in a distribution.
    pub label: String,
    /// The line to which the point belongs, where a trend has several; the column of a matrix; where a stream goes to.
    pub series: Option<String>,
    /// Where it stands on an axis of numbers.
    pub at: Option<f64>,
    /// From which stage a stream leads to the next, from 0.
    pub stage: usize,
    /// The group of scale points to which a bar belongs: detractors, passives, promoters.
    pub band: Option<Band>,
    /// What may be shown.
    pub value: PointValue,
}

/// A named group of scale points.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Band {
    /// Its name.
    pub label: String,
    /// Its colour.
    pub tone: Tone,
}

/// What may be shown of a value. A hidden value has no place for a number, so that none can leak into a file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PointValue {
    /// The value with its uncertainty.
    Shown(Shown),
    /// There are no answers.
    Empty,
    /// Too few answers to publish, or hidden so that another hidden value cannot be worked out.
    Hidden {
        /// The smallest n that is published; `None` where the value is hidden for another's sake.
        min_n: Option<u64>,
    },
}

/// A value that may be shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shown {
    /// The estimate, in the chart's unit; a share in a distribution.
    pub estimate: f64,
    /// Both ends of the interval.
    pub interval: Option<(f64, f64)>,
    /// Answers behind the estimate; answers at the point in a distribution.
    pub n: Option<u64>,
    /// Whether n is enough to rely on.
    pub base: Base,
}

/// Whether an estimate rests on enough answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Base {
    /// Thirty or more.
    #[default]
    Enough,
    /// Fewer than thirty: flag `low_base`.
    Low,
}

impl ChartPoint {
    /// A point with an estimate.
    #[must_use]
    pub fn shown(label: impl Into<String>, estimate: f64) -> Self {
        Self::new(label, PointValue::Shown(Shown { estimate, interval: None, n: None, base: Base::Enough }))
    }

    /// A point without answers.
    #[must_use]
    pub fn empty(label: impl Into<String>) -> Self {
        Self::new(label, PointValue::Empty)
    }

    /// A point whose numbers are not published.
    #[must_use]
    pub fn hidden(label: impl Into<String>, min_n: Option<u64>) -> Self {
        Self::new(label, PointValue::Hidden { min_n })
    }

    /// A point with any value.
    #[must_use]
    pub fn new(label: impl Into<String>, value: PointValue) -> Self {
        Self { label: label.into(), series: None, at: None, stage: 0, band: None, value }
    }

    /// Sets both ends of the interval of a shown value; does nothing to others.
    #[must_use]
    pub fn interval(mut self, low: f64, high: f64) -> Self {
        if let PointValue::Shown(shown) = &mut self.value {
            shown.interval = Some((low, high));
        }
        self
    }

    /// Sets n of a shown value; does nothing to others.
    #[must_use]
    pub fn n(mut self, n: u64) -> Self {
        if let PointValue::Shown(shown) = &mut self.value {
            shown.n = Some(n);
        }
        self
    }

    /// Sets whether n is enough; does nothing to values that are not shown.
    #[must_use]
    pub fn base(mut self, base: Base) -> Self {
        if let PointValue::Shown(shown) = &mut self.value {
            shown.base = base;
        }
        self
    }

    /// Sets the line.
    #[must_use]
    pub fn series(mut self, series: impl Into<String>) -> Self {
        self.series = Some(series.into());
        self
    }

    /// Sets where it stands on an axis of numbers.
    #[must_use]
    pub fn at(mut self, at: f64) -> Self {
        self.at = Some(at);
        self
    }

    /// Sets the stage from which a stream leads.
    #[must_use]
    pub fn stage(mut self, stage: usize) -> Self {
        self.stage = stage;
        self
    }

    /// Sets the band.
    #[must_use]
    pub fn band(mut self, label: impl Into<String>, tone: Tone) -> Self {
        self.band = Some(Band { label: label.into(), tone });
        self
    }
}

impl PointValue {
    /// What may be shown of an estimate, from its fields and flags as they are published.
    ///
    /// `suppressed` hides with `min_n`; `suppressed_secondary` hides without, because "<5" need not be true of it. No
    /// estimate, or one that is not finite, is [`PointValue::Empty`].
    ///
    /// # Examples
    /// ```
    /// use cxm_core::report::chart::PointValue;
    /// let value = PointValue::from_fields(Some(40.0), None, None, Some(3), &["suppressed"], Some(5));
    /// assert_eq!(value, PointValue::Hidden { min_n: Some(5) });
    /// ```
    #[must_use]
    pub fn from_fields(
        estimate: Option<f64>,
        conf_low: Option<f64>,
        conf_high: Option<f64>,
        n: Option<u64>,
        flags: &[&str],
        min_n: Option<u64>,
    ) -> Self {
        if flags.contains(&"suppressed") {
            return Self::Hidden { min_n };
        }
        if flags.contains(&"suppressed_secondary") {
            return Self::Hidden { min_n: None };
        }
        let base = if flags.contains(&"low_base") { Base::Low } else { Base::Enough };
        match estimate {
            Some(estimate) if estimate.is_finite() => Self::Shown(Shown { estimate, interval: conf_low.zip(conf_high), n, base }),
            _ => Self::Empty,
        }
    }

    /// The value, if it may be shown and is finite.
    #[must_use]
    pub fn as_shown(&self) -> Option<Shown> {
        match *self {
            Self::Shown(shown) if shown.estimate.is_finite() => {
                let drawable = |&(low, high): &(f64, f64)| low.is_finite() && high.is_finite() && low <= high;
                Some(Shown { interval: shown.interval.filter(drawable), ..shown })
            }
            _ => None,
        }
    }

    /// What stands in the place of a value that is not shown: `<5`, `hidden` or `no data`.
    #[must_use]
    pub fn hidden_text(&self) -> Option<String> {
        match self {
            Self::Hidden { min_n: Some(min_n) } => Some(format!("<{min_n}")),
            Self::Hidden { min_n: None } => Some("hidden".to_owned()),
            Self::Shown(shown) if shown.estimate.is_finite() => None,
            Self::Shown(_) | Self::Empty => Some("no data".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_not_finite_is_no_data() {
        let value = PointValue::from_fields(Some(f64::NAN), None, None, Some(3), &[], None);
        assert_eq!(value, PointValue::Empty);
        assert_eq!(ChartPoint::shown("a", f64::INFINITY).value.as_shown(), None);
        assert_eq!(ChartPoint::shown("a", f64::INFINITY).value.hidden_text().as_deref(), Some("no data"));
    }

    #[test]
    fn a_value_hidden_for_another_does_not_claim_to_be_small() {
        let value = PointValue::from_fields(None, None, None, None, &["suppressed_secondary"], Some(5));
        assert_eq!(value.hidden_text().as_deref(), Some("hidden"));
    }

    #[test]
    fn an_interval_that_cannot_be_drawn_is_left_out() {
        let point = ChartPoint::shown("a", 1.0).interval(2.0, f64::NAN);
        assert_eq!(point.value.as_shown().and_then(|s| s.interval), None);
    }
}
