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

/// The fields of an estimate that are numbers, or null.
const NUMBERS: [&str; 10] =
    ["estimate", "std_error", "conf_low", "conf_high", "conf_level", "n", "n_missing", "n_invalid", "n_eff", "std_dev"];

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

/// A metric is a number or an object of an estimate's fields; null where there is none today.
fn require_metric(id: &str, metric: &Value) -> Result<()> {
    let pointer = || {
        let mut pointer = String::from("/metrics");
        push_key(&mut pointer, id);
        pointer
    };
    match metric {
        Value::Null | Value::Number(_) => Ok(()),
        Value::Object(fields) => {
            let is_wrong = |value: &Value| !matches!(value, Value::Null | Value::Number(_));
            match fields.iter().find(|(name, value)| is_wrong(value) && NUMBERS.contains(&name.as_str())) {
                None => Ok(()),
                Some((name, value)) => Err(wanted(format!("{}/{name}", pointer()), "a number", value)),
            }
        }
        other => Err(wanted(pointer(), "a number, or an object of an estimate's fields", other)),
    }
}

#[cold]
fn wanted(pointer: String, wanted: &str, found: &Value) -> Error {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Estimate, EvaluateOptions, Scale, Tally};

    #[test]
    fn the_numbers_are_those_fields_of_an_estimate_that_are_numbers() {
        let tally = Tally::from_counts(Scale::NPS, &[1, 2, 0, 0, 3, 0, 0, 4, 0, 5, 6], 2, 1).unwrap();
        let estimate = serde_json::to_value(tally.nps(&EvaluateOptions::default()).unwrap()).unwrap();
        for name in Estimate::FIELDS {
            let value = &estimate[name];
            assert!(value.is_number() == NUMBERS.contains(&name) || value.is_null(), "{name}: {value}");
        }
        assert!(NUMBERS.iter().all(|name| Estimate::FIELDS.contains(name)));
        assert!(Context::of(&serde_json::json!({ "metrics": { "nps": estimate } })).is_ok());
    }
}
