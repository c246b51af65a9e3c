use super::{ChartKind, ChartPoint, ChartUnit};

/// A chart: what is shown, without how.
///
/// # Examples
/// ```
/// use cxm_core::report::chart::{Chart, ChartKind, ChartPoint, ChartUnit};
/// let chart = Chart::new(ChartKind::Estimates, "NPS by terminal", ChartUnit::Points)
///     .level(0.95)
///     .reference("Total", 39.8)
///     .point(ChartPoint::shown("Terminal 1", 42.1).interval(38.0, 46.2).n(812))
///     .point(ChartPoint::hidden("Terminal 9", Some(5)));
/// let spec = chart.to_vega_lite();
/// assert_eq!(spec["$schema"], "https://vega.github.io/schema/vega-lite/v5.json");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Chart {
    /// What it shows.
    pub kind: ChartKind,
    /// The headline.
    pub title: String,
    /// A second line: the question, the dates, the filter.
    pub subtitle: Option<String>,
    /// What the values are, `NPS`; the caption of their axis.
    pub value_label: Option<String>,
    /// What the rows of a matrix are, and what its columns are.
    pub axes: Option<(String, String)>,
    /// The columns of a matrix in their order; `None` takes them as they first come.
    pub columns: Option<Vec<String>>,
    /// What stands on the horizontal axis of curves and lines: `Weeks since the first order`.
    pub across: Option<String>,
    /// Their unit.
    pub unit: ChartUnit,
    /// The ends of the value axis; `None` fits it to the values.
    pub domain: Option<(f64, f64)>,
    /// Whether the value axis begins at 0, where no value and no interval is below: for counts and rates, which cannot be.
    pub from_zero: bool,
    /// The confidence level of the intervals.
    pub level: Option<f64>,
    /// What the intervals are, where they are no confidence intervals: `prediction interval`.
    pub interval_name: Option<String>,
    /// A value to compare with, drawn as a line.
    pub reference: Option<Reference>,
    /// A period of a trend that is marked, by a line that stands upright.
    pub mark: Option<PeriodMark>,
    /// How many are at risk at the ticks of the horizontal axis of curves.
    pub at_risk: Vec<AtRisk>,
    /// A remark below the chart: method, filter, source.
    pub note: Option<String>,
    /// The rows, in the order in which they are drawn.
    pub points: Vec<ChartPoint>,
}

/// A value to compare with.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// Its name, `Total`.
    pub label: String,
    /// Its value, in the chart's unit.
    pub value: f64,
}

/// A period that is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodMark {
    /// What it is, `Calibration ends`.
    pub name: String,
    /// The period, as a point names it.
    pub label: String,
}

/// How many of a curve are at risk at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct AtRisk {
    /// The curve, as the points name it.
    pub series: Option<String>,
    /// The time.
    pub at: f64,
    /// How many are watched then, to whom it has not happened before.
    pub n: u64,
}

impl Chart {
    /// A chart without points.
    #[must_use]
    pub fn new(kind: ChartKind, title: impl Into<String>, unit: ChartUnit) -> Self {
        Self {
            kind,
            title: title.into(),
            subtitle: None,
            value_label: None,
            axes: None,
            columns: None,
            across: None,
            unit,
            domain: None,
            from_zero: false,
            level: None,
            interval_name: None,
            reference: None,
            mark: None,
            at_risk: Vec::new(),
            note: None,
            points: Vec::new(),
        }
    }

    /// Sets the second line.
    #[must_use]
    pub fn subtitle(mut self, subtitle: impl Into<String>) -> Self {
        self.subtitle = Some(subtitle.into());
        self
    }

    /// Sets the caption of the value axis.
    #[must_use]
    pub fn value_label(mut self, label: impl Into<String>) -> Self {
        self.value_label = Some(label.into());
        self
    }

    /// Begins the value axis at 0, where no value and no interval is below.
    #[must_use]
    pub const fn from_zero(mut self) -> Self {
        self.from_zero = true;
        self
    }

    /// Sets what the rows and the columns of a matrix are.
    #[must_use]
    pub fn axes(mut self, rows: impl Into<String>, columns: impl Into<String>) -> Self {
        self.axes = Some((rows.into(), columns.into()));
        self
    }

    /// Sets what stands on the horizontal axis of curves.
    #[must_use]
    pub fn across(mut self, label: impl Into<String>) -> Self {
        self.across = Some(label.into());
        self
    }

    /// Sets the ends of the value axis.
    #[must_use]
    pub fn domain(mut self, low: f64, high: f64) -> Self {
        self.domain = Some((low, high));
        self
    }

    /// Sets the confidence level that the chart names.
    #[must_use]
    pub fn level(mut self, level: f64) -> Self {
        self.level = Some(level);
        self
    }

    /// Sets the line to compare with.
    #[must_use]
    pub fn reference(mut self, label: impl Into<String>, value: f64) -> Self {
        self.reference = Some(Reference { label: label.into(), value });
        self
    }

    /// Sets the period that is marked.
    #[must_use]
    pub fn mark(mut self, name: impl Into<String>, label: impl Into<String>) -> Self {
        self.mark = Some(PeriodMark { name: name.into(), label: label.into() });
        self
    }

    /// Sets how many are at risk.
    #[must_use]
    pub fn at_risk(mut self, at_risk: Vec<AtRisk>) -> Self {
        self.at_risk = at_risk;
        self
    }

    /// Sets the remark below the chart.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Adds a point.
    #[must_use]
    pub fn point(mut self, point: ChartPoint) -> Self {
        self.points.push(point);
        self
    }

    /// Adds points.
    #[must_use]
    pub fn points(mut self, points: impl IntoIterator<Item = ChartPoint>) -> Self {
        self.points.extend(points);
        self
    }

    /// The lines of a trend, or the curves, in the order in which they first come; `None` is the line without a name.
    pub(crate) fn series_names(&self) -> Vec<Option<&str>> {
        let mut names = Vec::new();
        for point in &self.points {
            let name = point.series.as_deref();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The mark, if a point has its period.
    pub(crate) fn drawn_mark(&self) -> Option<&PeriodMark> {
        self.mark.as_ref().filter(|mark| self.points.iter().any(|point| point.label == mark.label))
    }

    /// The reference, if it can be drawn.
    pub(crate) fn finite_reference(&self) -> Option<&Reference> {
        self.reference.as_ref().filter(|r| r.value.is_finite())
    }
}
