//! Whether a condition holds of a record, and what it looked at.

use crate::columns::time::Instant;
use crate::domain::predicate::{Event, EventPattern, Op, Progress, Test};
use crate::domain::{Condition, MetricCondition};
use crate::error::{Code, Error, Result};
use serde_json::{Map, Value, json};

/// A record with its surroundings, taken apart once for all rules.
pub(super) struct Seen<'r> {
    pub answers: Option<&'r Map<String, Value>>,
    pub event: Option<Event<'r>>,
    pub metrics: Option<&'r Map<String, Value>>,
    /// What the respondent did before, in the order of time.
    pub past: Vec<Event<'r>>,
}

/// Refuses what cannot be watched in bounded memory by one look at a record.
pub(super) fn require_watchable(condition: &Condition, pointer: &str) -> Result<()> {
    let refuse =
        |what: &str, pointer: String| Err(Error::new(Code::InvalidOption, what).with_field("when").with_pointer(pointer));
    match condition {
        Condition::Shift(_) => refuse(
            "a shift is no property of one record; watch the metric's series and give a metric condition",
            format!("{pointer}/shift"),
        ),
        Condition::Metric(metric) if metric.significant && !matches!(metric.test.op, Op::Lt | Op::Le | Op::Gt | Op::Ge) => {
            refuse("a significant metric is tested with lt, le, gt or ge", format!("{pointer}/metric/test/op"))
        }
        Condition::Event(_) | Condition::Answer(_) | Condition::Metric(_) => Ok(()),
        Condition::All(parts) | Condition::AnyOf(parts) => {
            let key = if matches!(condition, Condition::All(_)) { "all" } else { "anyOf" };
            parts.iter().enumerate().try_for_each(|(place, part)| require_watchable(part, &format!("{pointer}/{key}/{place}")))
        }
    }
}

/// Whether the condition holds. The depth of a document is bounded, so recursion is.
pub(super) fn holds(condition: &Condition, seen: &Seen<'_>) -> bool {
    match condition {
        Condition::Answer(asked) => {
            let answer = seen.answers.and_then(|answers| answers.get(asked.question.as_str()));
            answer.is_some_and(|answer| test_answer(&asked.test, answer))
        }
        Condition::Event(pattern) => seen.event.is_some_and(|event| completes(pattern, &seen.past, &event)),
        Condition::Metric(metric) => {
            seen.metrics.and_then(|metrics| metrics.get(metric.metric.as_str())).is_some_and(|value| test_metric(metric, value))
        }
        Condition::Shift(_) => false, // refused when the rules were made
        Condition::All(parts) => parts.iter().all(|part| holds(part, seen)),
        Condition::AnyOf(parts) => parts.iter().any(|part| holds(part, seen)),
    }
}

/// What the condition looked at, for the reader of the alert.
pub(super) fn collect(condition: &Condition, seen: &Seen<'_>, values: &mut Map<String, Value>) {
    let found = |from: Option<&Map<String, Value>>, key: &str| from.and_then(|from| from.get(key)).cloned();
    match condition {
        Condition::Answer(asked) => {
            let question = asked.question.as_str();
            values.extend(found(seen.answers, question).map(|answer| (question.to_owned(), answer)));
        }
        Condition::Metric(asked) => {
            let metric = asked.metric.as_str();
            values.extend(found(seen.metrics, metric).map(|value| (metric.to_owned(), value)));
        }
        Condition::Event(_) => values.extend(seen.event.map(|event| ("event".to_owned(), event.kind.into()))),
        Condition::Shift(_) => {}
        Condition::All(parts) | Condition::AnyOf(parts) => parts.iter().for_each(|part| collect(part, seen, values)),
    }
}

/// Whether the condition is about somebody, and not about metrics alone.
pub(super) fn is_personal(condition: &Condition) -> bool {
    match condition {
        Condition::Answer(_) | Condition::Event(_) => true,
        Condition::Metric(_) | Condition::Shift(_) => false,
        Condition::All(parts) | Condition::AnyOf(parts) => parts.iter().any(is_personal),
    }
}

/// An answer is an object of its kind, `{"score": 3}`, or bare: a number is a score, a text a choice, a list choices.
fn test_answer(test: &Test, answer: &Value) -> bool {
    let kind = match answer {
        Value::Object(props) => return test.holds(props),
        Value::String(text) if matches!(text.as_str(), "skipped" | "notApplicable" | "dontKnow") => return false,
        Value::Number(_) => "score",
        Value::String(_) => "choice",
        Value::Array(_) => "choices",
        Value::Bool(_) => "bool",
        Value::Null => return false,
    };
    test.holds(&Map::from_iter([(kind.to_owned(), answer.clone())]))
}

/// A metric is an object of an estimate's fields, or a bare number, which is the estimate. One that must be significant passes the test
/// with both ends of its interval.
fn test_metric(condition: &MetricCondition, value: &Value) -> bool {
    let passes = |value: &Value| condition.test.holds(&Map::from_iter([(condition.test.prop.clone(), value.clone())]));
    match value {
        Value::Object(props) if condition.significant => {
            ["conf_low", "conf_high"].iter().all(|end| props.get(*end).is_some_and(|value| value.is_number() && passes(value)))
        }
        Value::Object(props) => condition.test.holds(props),
        Value::Number(_) => !condition.significant && passes(value),
        _ => false,
    }
}

/// Whether this event is the one that completes the pattern; after it is complete it begins anew.
fn completes(pattern: &EventPattern, past: &[Event<'_>], event: &Event<'_>) -> bool {
    let mut progress = Progress::new(pattern);
    for earlier in past {
        if progress.observe(earlier) {
            progress = Progress::new(pattern);
        }
    }
    progress.observe(event)
}

/// The event that a record in the form of `CloudEvents` is.
pub(super) fn event_of<'r>(record: &'r Value, at: Option<Instant>, none: &'r Map<String, Value>) -> Option<Event<'r>> {
    let kind = record.get("type").and_then(Value::as_str)?;
    Some(Event { kind, at: at?, props: record.get("data").and_then(Value::as_object).unwrap_or(none) })
}

/// What a record is called in a hash: its source and id, else all of it.
pub(super) fn identity(record: &Value) -> Value {
    record.get("id").map_or_else(|| record.clone(), |id| json!([record.get("source"), id]))
}
