//! What one record cannot hold: metrics, and what the respondent did before.

use super::record::Keys;
use crate::domain::document::Problem;
use crate::error::{Code, Error, Result, nearest, push_key};
use crate::state::kind_of;
use serde_json::{Map, Value};

/// A context of which every part is of the kind that it must be: what is not would be no alert, in silence.
#[derive(Clone, Copy)]
pub(super) struct Context<'r> {
    pub metrics: Option<&'r Map<String, Value>>,
    /// In the order of time.
    pub events: &'r [Value],
}

/// What a context may hold.
const KEYS: [&str; 2] = ["metrics", "events"];

impl<'r> Context<'r> {
    /// # Errors
    /// `invalid_option` for what is no object, `unknown_key` for another key, `invalid_json` with the pointer of a part of the wrong kind.
    pub fn of(context: &'r Value) -> Result<Self> {
        let mut found = Self { metrics: None, events: &[] };
        let fields = match context {
            Value::Null => return Ok(found),
            Value::Object(fields) => fields,
            other => return Err(Error::option("context", "an object with metrics and events", kind_of(other))),
        };
        for (key, value) in fields {
            match (key.as_str(), value) {
                ("metrics" | "events", Value::Null) => {}
                ("metrics", Value::Object(metrics)) => found.metrics = Some(metrics),
                ("metrics", other) => return Err(wanted("/metrics".to_owned(), "an object of metrics by id", other)),
                ("events", Value::Array(events)) => found.events = events,
                ("events", other) => return Err(wanted("/events".to_owned(), "a list of events", other)),
                _ => return Err(unknown(key)),
            }
        }
        for (id, metric) in found.metrics.into_iter().flatten() {
            require_metric(id, metric)?;
        }
        for (place, event) in found.events.iter().enumerate() {
            let Value::Object(fields) = event else { return Err(wanted(format!("/events/{place}"), "an object", event)) };
            Keys::of(fields).require_kinds(|| format!("/events/{place}"))?;
        }
        Ok(found)
    }
}

/// A metric is a number or an object of an estimate's fields, which are looked at with the rules on it; null where there is none today.
fn require_metric(id: &str, metric: &Value) -> Result<()> {
    match metric {
        Value::Null | Value::Number(_) | Value::Object(_) => Ok(()),
        other => Err(wanted(place_of(id), "a number, or an object of an estimate's fields", other)),
    }
}

/// Where a metric stands.
pub(super) fn place_of(metric: &str) -> String {
    let mut pointer = String::from("/metrics");
    push_key(&mut pointer, metric);
    pointer
}

/// The error that something else is asked at a place of the context.
#[cold]
pub(super) fn wanted(pointer: String, wanted: &str, found: &Value) -> Error {
    Problem::wanted(pointer, wanted, kind_of(found)).to_error().with_field("context")
}

/// A key that would be heard by nobody.
#[cold]
fn unknown(key: &str) -> Error {
    let near = nearest(key, KEYS.into_iter()).unwrap_or_default();
    let mut pointer = String::new();
    push_key(&mut pointer, key);
    let message = format!("the context has no {key:?}; did you mean {near:?}? It holds metrics and events");
    let error = Error::new(Code::UnknownKey, message);
    error.with_field("context").with_pointer(pointer).with_expected("metrics, events").with_got(key)
}
