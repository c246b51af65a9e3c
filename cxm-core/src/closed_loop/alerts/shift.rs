//! Conditions on the course of a metric.

use super::context::place_of;
use crate::domain::document::Problem;
use crate::domain::{AlertRuleId, MetricId, ShiftCondition};
use crate::error::{Code, Error, Result};
use crate::state::kind_of;
use crate::stats::{Baseline, Cusum, CusumPoint, LONG_BASELINE};
use serde_json::{Value, json};

/// The chart of a rule that watches a metric for a shift, with the run length that it reaches.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ShiftChart {
    /// The rule.
    pub rule: AlertRuleId,
    /// Which metric it watches.
    pub metric: MetricId,
    /// The mean number of periods until a false alarm that was asked.
    pub arl0: f64,
    /// The chart: its threshold, and the run length that it reaches.
    pub chart: Cusum,
}

/// A chart at the last period of a series.
pub(super) struct Shifted {
    baseline: Baseline,
    point: CusumPoint,
}

impl ShiftChart {
    pub(super) fn new(rule: &AlertRuleId, shift: &ShiftCondition) -> Result<Self> {
        let chart = Cusum::new(shift.arl0)?;
        Ok(Self { rule: rule.clone(), metric: shift.metric.clone(), arl0: shift.arl0, chart })
    }

    /// The metric of a context: `baseline` and `series`, each a list with one value a period. `None` where there is neither.
    ///
    /// # Errors
    /// `invalid_option` of one without the other and of what is no list of numbers; those of the chart.
    pub(super) fn watch(&self, metric: &Value) -> Result<Option<Shifted>> {
        let of = |name: &str| metric.get(name).filter(|list| !list.is_null());
        let (baseline, series) = match (of("baseline"), of("series")) {
            (None, None) => return Ok(None),
            (baseline, series) => (baseline.unwrap_or(&Value::Null), series.unwrap_or(&Value::Null)),
        };
        let baseline = Baseline::of(&numbers("baseline", baseline)?)?;
        let point = self.chart.watch(&baseline, &numbers("series", series)?)?;
        Ok(point.map(|point| Shifted { baseline, point }))
    }

    /// The chart as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "rule": self.rule.as_str(), "metric": self.metric.as_str(), "arl0": self.arl0, "reached": self.chart.run_length(), "threshold": self.chart.threshold() })
    }
}

impl Shifted {
    pub fn signals(&self) -> bool {
        self.point.signal.is_some()
    }

    pub fn to_json(&self, chart: &ShiftChart) -> Value {
        let Self { baseline, point } = self;
        let flags: &[&str] = if baseline.n < LONG_BASELINE { &["short_baseline"] } else { &[] };
        json!({
            "statistic": point.up.max(point.down), "threshold": chart.chart.threshold(), "reached": chart.chart.run_length(),
            "direction": if point.down > point.up { "down" } else { "up" }, "since": point.since,
            "baseline": { "mean": baseline.mean, "sd": baseline.std_dev, "n": baseline.n }, "flags": flags,
        })
    }
}

/// Refuses a metric that is no course of values: rules that watch for shifts alone would be silent of it. One whose `baseline` and `series` are null is not looked at today.
///
/// # Errors
/// `invalid_json` with the pointer.
pub(super) fn require_series(metric: &str, value: &Value) -> Result<()> {
    let found = match value {
        Value::Null => return Ok(()),
        Value::Object(fields) if fields.contains_key("baseline") || fields.contains_key("series") => return Ok(()),
        Value::Object(_) => "an object without them",
        other => kind_of(other),
    };
    let wanted = "an object with baseline and series (the rules on this metric watch for shifts)";
    Err(Problem::wanted(place_of(metric), wanted, found).to_error().with_field("context"))
}

fn numbers(name: &str, list: &Value) -> Result<Vec<f64>> {
    let read = list.as_array().and_then(|list| list.iter().map(Value::as_f64).collect());
    read.ok_or_else(|| Error::expected(Code::InvalidOption, name, "a list of numbers, one a period", kind_of(list)))
}
