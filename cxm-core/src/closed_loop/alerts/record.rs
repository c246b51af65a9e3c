//! A record with its surroundings, taken apart once for all rules.

use super::context::Context;
use crate::columns::time::Instant;
use crate::domain::document::Problem;
use crate::domain::predicate::Event;
use crate::domain::{RespondentId, Timestamp};
use crate::error::{Code, Error, Result};
use crate::state::kind_of;
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
    /// `invalid_time` with the pointer of a time that cannot be read, `invalid_json` with that of an id that is no text and of answers that are no object.
    pub fn new(
        record: &'r Map<String, Value>,
        context: Context<'r>,
        now: Option<Timestamp>,
        none: &'r Map<String, Value>,
    ) -> Result<Self> {
        let keys = Keys::of(record);
        keys.require_kinds(String::new)?;
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
            metrics: context.metrics,
            past: context.events,
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
pub(super) struct Keys<'r> {
    answers: Option<&'r Value>,
    at: Option<&'r Value>,
    data: Option<&'r Value>,
    id: Option<&'r Value>,
    kind: Option<&'r Value>,
    respondent: Option<&'r Value>,
    source: Option<&'r Value>,
    subject: Option<&'r Value>,
    time: Option<&'r Value>,
}

impl<'r> Keys<'r> {
    pub fn of(record: &'r Map<String, Value>) -> Self {
        let mut keys = Self::default();
        for (key, value) in record {
            let place = match key.as_str() {
                "answers" => &mut keys.answers,
                "at" => &mut keys.at,
                "data" => &mut keys.data,
                "id" => &mut keys.id,
                "respondent" => &mut keys.respondent,
                "source" => &mut keys.source,
                "subject" => &mut keys.subject,
                "time" => &mut keys.time,
                "type" => &mut keys.kind,
                _ => continue,
            };
            *place = Some(value);
        }
        keys
    }

    /// Refuses ids that are no texts or empty, and answers that are no object: a cooldown would know nobody by a number, and no question would be found. `within` is the place of the record.
    ///
    /// # Errors
    /// `invalid_json` with the pointer, as reading the record as a document says it.
    pub fn require_kinds(&self, within: impl Fn() -> String) -> Result<()> {
        let refused = |key: &str, wanted: &str, found: &Value| {
            Err(Problem::wanted(format!("{}/{key}", within()), wanted, kind_of(found)).to_error())
        };
        let ids = [
            ("id", self.id),
            ("respondent", self.respondent),
            ("source", self.source),
            ("subject", self.subject),
            ("type", self.kind),
        ];
        for (key, id) in ids {
            if let Some(found) = id.filter(|id| !id.is_string() && !id.is_null()) {
                return refused(key, "a text", found);
            }
            // The cooldown of an empty one would be that of all who are not known.
            if let Some(Err(empty)) = id.and_then(Value::as_str).filter(|id| id.is_empty()).map(str::parse::<RespondentId>) {
                return Err(Problem::error(empty.code().name(), format!("{}/{key}", within()), empty.message()).to_error());
            }
        }
        match self.answers {
            Some(found) if !found.is_object() && !found.is_null() => refused("answers", "an object", found),
            _ => Ok(()),
        }
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
