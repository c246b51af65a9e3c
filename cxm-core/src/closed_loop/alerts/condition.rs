//! Whether a condition holds of a record, and what it looked at.

use super::answer::test_answer;
use super::context::place_of;
use super::metric::SeenMetric;
use super::record::Seen;
use super::shift::{ShiftChart, Shifted};
use crate::domain::predicate::{Event, EventPattern, Progress, Test};
use crate::domain::{AlertRuleId, Condition, MetricCondition};
use crate::error::Result;
use serde_json::{Map, Value};

/// A condition made ready: what can be worked out before the first record is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ready {
    Event(EventPattern),
    Answer { question: String, test: Test },
    Metric(MetricCondition),
    Shift(ShiftChart),
    All(Vec<Self>),
    AnyOf(Vec<Self>),
}

impl Ready {
    /// Of a condition that was [checked](Condition::check).
    ///
    /// # Errors
    /// `out_of_range` for a run length that no chart has.
    pub fn new(rule: &AlertRuleId, condition: &Condition) -> Result<Self> {
        let parts = |parts: &[Condition]| parts.iter().map(|part| Self::new(rule, part)).collect::<Result<Vec<_>>>();
        Ok(match condition {
            Condition::Event(pattern) => Self::Event(EventPattern::clone(pattern)),
            Condition::Answer(asked) => Self::Answer { question: asked.question.to_string(), test: asked.test.clone() },
            Condition::Metric(metric) => Self::Metric(MetricCondition::clone(metric)),
            Condition::Shift(shift) => Self::Shift(ShiftChart::new(rule, shift)?),
            Condition::All(all) => Self::All(parts(all)?),
            Condition::AnyOf(any) => Self::AnyOf(parts(any)?),
        })
    }

    /// Whether the condition holds. The depth of a document is bounded, so recursion is.
    ///
    /// # Errors
    /// `invalid_option`, `too_few`, `not_a_number` for a metric of the context that cannot be looked at as the condition asks.
    pub fn holds(&self, seen: &Seen<'_>) -> Result<bool> {
        match self {
            Self::Answer { question, test } => {
                Ok(seen.answers.and_then(|answers| answers.get(question)).is_some_and(|answer| test_answer(test, answer)))
            }
            Self::Event(pattern) => seen.event.map_or(Ok(false), |event| completes(pattern, seen, &event)),
            Self::Metric(metric) => with_metric(seen, metric.metric.as_str(), |value| SeenMetric::of(value).passes(metric)),
            Self::Shift(chart) => {
                with_metric(seen, chart.metric.as_str(), |value| Ok(chart.watch(value)?.is_some_and(|point| point.signals())))
            }
            Self::All(parts) => {
                for part in parts {
                    if !part.holds(seen)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::AnyOf(parts) => {
                for part in parts {
                    if part.holds(seen)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }

    /// What the condition looked at, for the reader of the alert.
    pub fn collect(&self, seen: &Seen<'_>, values: &mut Map<String, Value>) {
        let found = |from: Option<&Map<String, Value>>, key: &str| from.and_then(|from| from.get(key)).cloned();
        match self {
            Self::Answer { question, .. } => {
                values.extend(found(seen.answers, question).map(|answer| (question.clone(), answer)));
            }
            Self::Metric(asked) => {
                let metric = asked.metric.as_str();
                values.extend(found(seen.metrics, metric).map(|value| (metric.to_owned(), value)));
            }
            Self::Shift(chart) => {
                let point = seen.metrics.and_then(|metrics| metrics.get(chart.metric.as_str())).map(|value| chart.watch(value));
                let told = point.and_then(Result::ok).flatten().map(|point: Shifted| point.to_json(chart));
                values.extend(told.map(|told| (format!("shift of {}", chart.metric), told)));
            }
            Self::Event(_) => values.extend(seen.event.map(|event| ("event".to_owned(), event.kind.into()))),
            Self::All(parts) | Self::AnyOf(parts) => {
                for part in parts {
                    part.collect(seen, values);
                }
            }
        }
    }

    /// Whether the condition is about somebody, and not about metrics alone.
    pub fn is_personal(&self) -> bool {
        match self {
            Self::Answer { .. } | Self::Event(_) => true,
            Self::Metric(_) | Self::Shift(_) => false,
            Self::All(parts) | Self::AnyOf(parts) => parts.iter().any(Self::is_personal),
        }
    }

    /// The charts in it, from left to right.
    pub fn charts<'c>(&'c self, charts: &mut Vec<&'c ShiftChart>) {
        match self {
            Self::Shift(chart) => charts.push(chart),
            Self::All(parts) | Self::AnyOf(parts) => {
                for part in parts {
                    part.charts(charts);
                }
            }
            _ => {}
        }
    }
}

/// What is said of a metric of the context; nothing of one that is not there. An error has its place.
fn with_metric(seen: &Seen<'_>, metric: &str, test: impl Fn(&Value) -> Result<bool>) -> Result<bool> {
    let Some(value) = seen.metrics.and_then(|metrics| metrics.get(metric)) else { return Ok(false) };
    test(value).map_err(|error| error.with_pointer(place_of(metric)))
}

/// Whether this event is the one that completes the pattern; after it is complete it begins anew.
fn completes(pattern: &EventPattern, seen: &Seen<'_>, event: &Event<'_>) -> Result<bool> {
    if let EventPattern::Event(one) = pattern {
        return Ok(one.is_met_by(event));
    }
    let mut progress = Progress::new(pattern);
    for earlier in seen.past() {
        if progress.observe(&earlier?) {
            progress = Progress::new(pattern);
        }
    }
    Ok(progress.observe(event))
}
