//! A record with its surroundings, taken apart once for all rules.

use crate::columns::time::Instant;
use crate::domain::Timestamp;
use crate::domain::predicate::Event;
use crate::error::{Code, Error, Result};
use serde_json::{Map, Value, json};

/// What the conditions look at.
pub(super) struct Seen<'r> {
    /// When: as the call says, else the record.
    pub at: Option<Timestamp>,
    /// Whose record it is.
    pub respondent: Option<&'r str>,
    pub answers: Option<&'r Map<String, Value>>,
    pub event: Option<Event<'r>>,
    pub metrics: Option<&'r Map<String, Value>>,
    /// What the respondent did before, in the order of time.
    past: &'r [Value],
    none: &'r Map<String, Value>,
}

impl<'r> Seen<'r> {
    /// `none` is an empty map that lives as long.
    ///
    /// # Errors
    /// `invalid_time` with the pointer of a time that cannot be read.
    pub fn new(
        record: &'r Map<String, Value>,
        context: &'r Value,
        now: Option<Timestamp>,
        none: &'r Map<String, Value>,
    ) -> Result<Self> {
        let keys = Keys::of(record);
        let own = match time(keys.at, || "/at".to_owned())? {
            None => time(keys.time, || "/time".to_owned())?,
            at => at,
        };
        let at = now.or(own);
        Ok(Self {
            at,
            respondent: keys.respondent.or(keys.subject).and_then(Value::as_str),
            answers: keys.answers.and_then(Value::as_object),
            event: keys.event(at, none),
            metrics: context.get("metrics").and_then(Value::as_object),
            past: context.get("events").and_then(Value::as_array).map_or(&[], Vec::as_slice),
            none,
        })
    }

    /// The events before this one.
    pub fn past(&self) -> impl Iterator<Item = Result<Event<'r>>> + '_ {
        self.past.iter().enumerate().filter_map(|(place, event)| {
            let keys = Keys::of(event.as_object()?);
            let at = time(keys.time, || format!("/events/{place}/time"));
            at.map(|at| keys.event(at, self.none)).transpose()
        })
    }
}

/// The time of an event that has none: patterns look at the order alone.
const UNDATED: Instant = Instant::EPOCH;

/// The keys of a record that say something, found in one pass.
#[derive(Default)]
struct Keys<'r> {
    answers: Option<&'r Value>,
    at: Option<&'r Value>,
    data: Option<&'r Value>,
    kind: Option<&'r Value>,
    respondent: Option<&'r Value>,
    subject: Option<&'r Value>,
    time: Option<&'r Value>,
}

impl<'r> Keys<'r> {
    fn of(record: &'r Map<String, Value>) -> Self {
        let mut keys = Self::default();
        for (key, value) in record {
            let place = match key.as_str() {
                "answers" => &mut keys.answers,
                "at" => &mut keys.at,
                "data" => &mut keys.data,
                "respondent" => &mut keys.respondent,
                "subject" => &mut keys.subject,
                "time" => &mut keys.time,
                "type" => &mut keys.kind,
                _ => continue,
            };
            *place = Some(value);
        }
        keys
    }

    /// The event that a record in the form of `CloudEvents` is.
    fn event(&self, at: Option<Timestamp>, none: &'r Map<String, Value>) -> Option<Event<'r>> {
        let kind = self.kind?.as_str()?;
        let props = self.data.and_then(Value::as_object).unwrap_or(none);
        Some(Event { kind, at: at.map_or(UNDATED, Timestamp::instant), props })
    }
}

/// The time that stands at this place.
fn time(found: Option<&Value>, pointer: impl Fn() -> String) -> Result<Option<Timestamp>> {
    match found {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => text.parse().map(Some).map_err(|error: Error| error.with_pointer(pointer())),
        Some(_) => {
            let error = Error::new(Code::InvalidTime, "a time is a text such as \"2026-11-21T09:00:00+01:00\"");
            Err(error.with_pointer(pointer()))
        }
    }
}

/// What a record is called in a hash: its source and id, else all of it.
pub(super) fn identity(record: &Value) -> Value {
    record.get("id").map_or_else(|| record.clone(), |id| json!([record.get("source"), id]))
}
