//! A record with its surroundings, taken apart once for all rules.

use crate::columns::time::Instant;
use crate::domain::Timestamp;
use crate::domain::predicate::Event;
use crate::error::{Code, Error, Result};
use serde_json::{Map, Value, json};

/// What the conditions look at.
pub(super) struct Seen<'r> {
    pub answers: Option<&'r Map<String, Value>>,
    pub event: Option<Event<'r>>,
    pub metrics: Option<&'r Map<String, Value>>,
    /// What the respondent did before, in the order of time.
    past: &'r [Value],
    none: &'r Map<String, Value>,
}

impl<'r> Seen<'r> {
    /// `none` is an empty map that lives as long.
    pub fn new(record: &'r Value, context: &'r Value, at: Option<Instant>, none: &'r Map<String, Value>) -> Self {
        Self {
            answers: record.get("answers").and_then(Value::as_object),
            event: event_of(record, at, none),
            metrics: context.get("metrics").and_then(Value::as_object),
            past: context.get("events").and_then(Value::as_array).map_or(&[], Vec::as_slice),
            none,
        }
    }

    /// The events before this one.
    pub fn past(&self) -> impl Iterator<Item = Result<Event<'r>>> + '_ {
        self.past.iter().enumerate().filter_map(|(place, event)| {
            let at = || time(event, "time", Some(place)).map(|at| at.map(Timestamp::instant));
            at().map(|at| event_of(event, at, self.none)).transpose()
        })
    }
}

/// The time of an event that has none: patterns look at the order alone.
const UNDATED: Instant = Instant::EPOCH;

/// The event that a record in the form of `CloudEvents` is.
fn event_of<'r>(record: &'r Value, at: Option<Instant>, none: &'r Map<String, Value>) -> Option<Event<'r>> {
    let kind = record.get("type").and_then(Value::as_str)?;
    let props = record.get("data").and_then(Value::as_object).unwrap_or(none);
    Some(Event { kind, at: at.unwrap_or(UNDATED), props })
}

/// The time that stands under a key of the record, or of the event of this place.
pub(super) fn time(record: &Value, key: &str, place: Option<usize>) -> Result<Option<Timestamp>> {
    let pointer = || place.map_or_else(|| format!("/{key}"), |place| format!("/events/{place}/{key}"));
    match record.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => text.parse().map(Some).map_err(|error: Error| error.with_pointer(pointer())),
        Some(_) => {
            let error = Error::new(Code::InvalidTime, "a time is a text such as \"2026-11-21T09:00:00+01:00\"");
            Err(error.with_pointer(pointer()))
        }
    }
}

/// Whose record it is.
pub(super) fn respondent(record: &Value) -> Option<&str> {
    ["respondent", "subject"].iter().find_map(|key| record.get(*key)).and_then(Value::as_str)
}

/// What a record is called in a hash: its source and id, else all of it.
pub(super) fn identity(record: &Value) -> Value {
    record.get("id").map_or_else(|| record.clone(), |id| json!([record.get("source"), id]))
}
