//! What a chart says in words: for screen readers, and as its footnote.

// Writing to a String cannot fail: its results are dropped.
use std::fmt::Write as _;

use super::curve_layout::WITH_BANDS;
use super::forest_layout::ForestAxis;
use super::{Base, Chart, ChartKind, ChartPoint, PointValue};
use crate::report::number;

/// Rows that a description lists; the rest is counted.
const LISTED: usize = 40;

impl Chart {
    /// The chart in words, for people who do not see it.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::report::chart::{Chart, ChartKind, ChartPoint, ChartUnit};
    /// let chart = Chart::new(ChartKind::Estimates, "NPS", ChartUnit::Points)
    ///     .point(ChartPoint::shown("North", 39.8).interval(37.2, 42.4).n(2_746))
    ///     .point(ChartPoint::hidden("South", Some(5)));
    /// assert_eq!(chart.description(), "Estimates with intervals. North: 39.8 [37.2, 42.4], n 2,746. South: <5.");
    /// ```
    #[must_use]
    pub fn description(&self) -> String {
        let mut text = match self.kind {
            ChartKind::Estimates => "Estimates with intervals.",
            ChartKind::Trend if self.across.is_some() => "Values in lines with intervals.",
            ChartKind::Trend => "Values over time with intervals.",
            ChartKind::Bars => "Shares with intervals.",
            ChartKind::Matrix => "A table of values, by row and column.",
            ChartKind::Flow => "What is done next, step by step, as shares of those who were there.",
            ChartKind::Funnel => "Shares of those who began, step by step, with intervals.",
            ChartKind::Curves => "Curves with intervals; of each where it ends.",
            ChartKind::Forest => "Ratios with intervals.",
            ChartKind::Distribution if self.across.is_some() => "Shares of the customers in steps of value.",
            ChartKind::Distribution => "Share of answers at each point of the scale.",
        }
        .to_owned();
        if let Some(reference) = self.finite_reference() {
            let _ = write!(text, " {}: {}.", reference.label, self.unit.text(reference.value));
        }
        if let Some(mark) = self.drawn_mark() {
            let _ = write!(text, " {}: {}.", mark.name, mark.label);
        }
        let said = self.said();
        for point in said.iter().take(LISTED) {
            let _ = write!(text, " {}.", self.sentence(point));
        }
        if said.len() > LISTED {
            let _ = write!(text, " And {} more.", said.len() - LISTED);
        }
        text
    }

    /// The points that are put into words: of curves the last of each.
    fn said(&self) -> Vec<&ChartPoint> {
        if self.kind != ChartKind::Curves {
            return self.points.iter().collect();
        }
        let last = |name: Option<&str>| {
            let own = self.points.iter().filter(|point| point.series.as_deref() == name);
            own.max_by(|one, two| one.at.unwrap_or(f64::NEG_INFINITY).total_cmp(&two.at.unwrap_or(f64::NEG_INFINITY)))
        };
        self.series_names().into_iter().filter_map(last).collect()
    }

    fn sentence(&self, point: &ChartPoint) -> String {
        let name = match (&point.series, self.kind) {
            (Some(target), ChartKind::Flow) => format!("Step {}, {} to {target}", point.stage + 1, point.label),
            (Some(column), ChartKind::Matrix) => format!("{}, {column}", point.label),
            (Some(series), _) => format!("{series}, {}", point.label),
            (None, _) => point.label.clone(),
        };
        let Some(shown) = point.value.as_shown() else {
            return format!("{name}: {}", point.value.hidden_text().unwrap_or_default());
        };
        let mut text = format!("{name}: {}", self.unit.text(shown.estimate));
        if let Some((low, high)) = shown.interval {
            let _ = write!(text, " {}", self.unit.interval_text(low, high));
        }
        if let Some(n) = shown.n {
            let _ = write!(text, ", n {}", number::count(n));
        }
        text
    }

    /// The key to the marks in use and the notes, for the foot of a picture.
    pub(crate) fn footnotes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let shown = || self.points.iter().filter_map(|p| p.value.as_shown());
        if let Some(level) = self.level
            && shown().any(|s| s.interval.is_some())
            && !matches!(self.kind, ChartKind::Matrix | ChartKind::Flow)
            && !(self.kind == ChartKind::Curves && self.series_names().len() > WITH_BANDS)
        {
            let mark = if matches!(self.kind, ChartKind::Trend | ChartKind::Curves) { "Band" } else { "Whisker" };
            let name = self.interval_name.as_deref().unwrap_or("confidence interval");
            notes.push(format!("{mark}: {} {name}.", number::percent(level)));
        }
        let is_low = || shown().any(|s| s.base == Base::Low);
        match self.kind {
            ChartKind::Curves if shown().any(|s| s.interval.is_some()) && self.series_names().len() > WITH_BANDS => {
                notes.push(format!("Bands are left out of more than {WITH_BANDS} curves."));
            }
            ChartKind::Distribution | ChartKind::Flow | ChartKind::Curves => {}
            ChartKind::Forest => {
                let axis = ForestAxis::of(self);
                if shown().filter_map(|s| s.interval).any(|ends| axis.whisker(ends).goes_on != (false, false)) {
                    notes.push("Arrow: the interval goes on beyond the axis.".to_owned());
                }
            }
            ChartKind::Funnel if is_low() => notes.push("Hollow dot: low base, fewer than 30 customers began.".to_owned()),
            ChartKind::Matrix if is_low() => notes.push("*: low base, fewer than 30 customers.".to_owned()),
            _ if is_low() => notes.push("Hollow dot: low base, n below 30.".to_owned()),
            _ => {}
        }
        notes.extend(self.notes());
        notes
    }

    /// What the texts that stand for hidden values mean, and the caller's remark.
    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let least = self.points.iter().find_map(|p| match p.value {
            PointValue::Hidden { min_n: Some(min_n) } => Some(min_n),
            _ => None,
        });
        if let Some(min_n) = least {
            notes.push(format!("<{min_n}: n below {min_n}, not shown."));
        }
        if self.points.iter().any(|p| p.value == PointValue::Hidden { min_n: None }) {
            notes.push("Hidden: would give away a value that is not shown.".to_owned());
        }
        notes.extend(self.note.clone());
        notes
    }
}
