use super::EventReadOptions;
use super::gather::{At, Gather, Kind, Role};
use super::input::Input;
use super::json::utf8;
use crate::error::{Code, Error, Result, did_you_mean, nearest};
use crate::records::event_log::EventLog;
use crate::state::require_depth;
use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// The log of an OCEL 2.0 file (JSON, plain or gzip), flattened on one type of object: each object of the type is a customer, and has the events
/// that relate to it. An event of two such objects is one of each; an event of none is not in the log.
///
/// Names are attributes of events; `type` and `time` are theirs, `id` too.
///
/// # Errors
/// `unknown_id` for a type that no object has, with the nearest, and for an event that relates to an object that is not listed; `invalid_json`,
/// `nesting_too_deep`, `invalid_encoding`, `invalid_gzip`; `too_few`, `invalid_time` and `not_a_number` with the event's place in `events` as row;
/// `invalid_option` for a `customer`, which is the object; `unknown_column`; `stopped`.
///
/// # Examples
/// ```
/// use cxm_core::formats::event_log::{EventReadOptions, read_ocel};
/// let ocel = br#"{"objectTypes": [], "eventTypes": [],
///   "objects": [{"id": "ann", "type": "customer"}, {"id": "o1", "type": "order"}],
///   "events": [{"id": "e2", "type": "pay", "time": "2026-01-02T00:00:00Z", "relationships": [{"objectId": "ann", "qualifier": "payer"}]},
///              {"id": "e1", "type": "order", "time": "2026-01-01T00:00:00Z", "relationships": [{"objectId": "o1", "qualifier": ""},
///                                                                                             {"objectId": "ann", "qualifier": "buyer"}]}]}"#;
/// let log = read_ocel(ocel, "customer", &EventReadOptions::default())?;
/// assert_eq!(log.path(0).collect::<Vec<_>>(), ["order", "pay"]);
/// assert_eq!(read_ocel(ocel, "custmer", &EventReadOptions::default()).unwrap_err().code().name(), "unknown_id");
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// Berti, Koren, Adams, Park, Knopp, Graves, Rafiei, Liß, Tacke genannt Unterberg, Zhang, Schwanen, Pegoraro, van der Aalst (2024),
/// "OCEL (Object-Centric Event Log) 2.0 Specification", arXiv:2403.01975.
pub fn read_ocel(bytes: &[u8], object_type: &str, options: &EventReadOptions) -> Result<EventLog> {
    if let Some(given) = &options.customer {
        return Err(Error::option("customer", "left out: the object is the customer; object_type says of which type", given));
    }
    let mut whole = Vec::new();
    Input::new(bytes, options).rest(&mut whole)?;
    let text = utf8(whole.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&whole), 1)?;
    require_depth("an OCEL log", text)?;
    let mut parser = serde_json::Deserializer::from_str(text);
    parser.disable_recursion_limit(); // the depth is bounded
    let file = Ocel::deserialize(&mut parser).and_then(|file| parser.end().map(|()| file)).map_err(|error| {
        let message = format!("this is no OCEL 2.0 log in JSON: {error}");
        Error::new(Code::InvalidJson, message).with_line(error.line() as u64)
    })?;
    file.flatten(object_type, options)
}

#[derive(Deserialize)]
struct Ocel<'a> {
    #[serde(borrow)]
    objects: Vec<OcelObject<'a>>,
    #[serde(borrow)]
    events: Vec<OcelEvent<'a>>,
}

#[derive(Deserialize)]
struct OcelObject<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
}

#[derive(Deserialize)]
struct OcelEvent<'a> {
    #[serde(borrow, default)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow, default, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    time: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    attributes: Vec<OcelAttribute<'a>>,
    #[serde(borrow, default)]
    relationships: Vec<Relationship<'a>>,
}

#[derive(Deserialize)]
struct OcelAttribute<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(default)]
    value: Value,
}

#[derive(Deserialize)]
struct Relationship<'a> {
    #[serde(borrow, rename = "objectId")]
    object: Cow<'a, str>,
}

impl Ocel<'_> {
    fn flatten(&self, object_type: &str, options: &EventReadOptions) -> Result<EventLog> {
        let types: HashMap<&str, &str> = self.objects.iter().map(|object| (&*object.id, &*object.kind)).collect();
        if !self.objects.iter().any(|object| object.kind == object_type) {
            let known: BTreeSet<&str> = types.values().copied().collect();
            let near = did_you_mean(nearest(object_type, known.iter().copied()));
            let message = format!("no object has the type {object_type:?}{near}");
            let known = known.into_iter().collect::<Vec<_>>().join(", ");
            return Err(Error::new(Code::UnknownId, message)
                .with_field("object_type")
                .with_expected(known)
                .with_got(object_type));
        }
        let mut gather = Gather::new(options, ["object", "type", "time"]);
        let wanted = gather.wanted();
        let mut mine: Vec<&str> = Vec::new();
        for (event, row) in self.events.iter().zip(0..) {
            let at = At { row, line: None };
            mine.clear();
            for relationship in &event.relationships {
                match types.get(&*relationship.object) {
                    Some(kind) if *kind == object_type => mine.push(&relationship.object),
                    Some(_) => {}
                    None => {
                        let error = Error::new(Code::UnknownId, "the event relates to an object that the log does not list");
                        return Err(at
                            .error(error.with_got(&*relationship.object), "relationships")
                            .with_pointer(format!("/events/{row}/relationships")));
                    }
                }
            }
            // Two qualifiers of one object are one event.
            mine.sort_unstable();
            mine.dedup();
            for object in &mine {
                let result = event.set(&mut gather, &wanted, at).and_then(|()| {
                    gather.set(Role::Customer, Kind::Text, object)?;
                    gather.end_event(at, &[])
                });
                result.map_err(|error| error.with_pointer(format!("/events/{row}")))?;
            }
        }
        gather.log()
    }
}

impl OcelEvent<'_> {
    fn set(&self, gather: &mut Gather<'_>, wanted: &[(String, Role)], at: At) -> Result<()> {
        for (name, role) in wanted {
            let own = match name.as_str() {
                _ if *role == Role::Customer => continue,
                "type" => self.kind.as_deref(),
                "time" => self.time.as_deref(),
                "id" => self.id.as_deref(),
                _ => None,
            };
            let attribute =
                || self.attributes.iter().find(|attribute| attribute.name == name.as_str()).map(|attribute| &attribute.value);
            let set = match (own, attribute()) {
                (Some(text), _) => gather.set(*role, Kind::Text, text),
                (None, Some(Value::String(text))) => gather.set(*role, Kind::Text, text),
                (None, Some(Value::Bool(truth))) => gather.set(*role, Kind::Truth, &truth.to_string()),
                (None, Some(Value::Number(number))) => {
                    gather.set(*role, if number.is_f64() { Kind::Number } else { Kind::Whole }, &number.to_string())
                }
                (None, Some(Value::Null) | None) => Ok(()),
                (None, Some(_)) => Err(Error::new(Code::InvalidJson, "a text, a number, true or false is expected")),
            };
            set.map_err(|error| at.error(error, name))?;
        }
        Ok(())
    }
}
