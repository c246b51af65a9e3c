//! The experience model as the bindings hold it: documents cross as JSON text, answers come back as JSON.

use std::borrow::Cow;

use super::args::{shown, shown_or_nothing};
use super::journey_map::journey_picture;
use super::{Args, problems_json};
use crate::columns::time::Instant;
use crate::domain::document::Problem;
use crate::domain::predicate::Event;
use crate::domain::{Draft, ExperienceModel, OwnedElement, OwnerCoverage, Strictness, Timestamp};
use crate::error::{Error, Result};
use serde_json::{Map, Value, json};

/// Every problem of a document in JSON text, whether it is a model or not: `model_problems(text, strict=)`. Of a text that is no JSON, that.
///
/// # Errors
/// `invalid_option` for another option.
pub fn model_problems(text: &str, mut args: Args) -> Result<Value> {
    let strictness = strictness(&mut args)?;
    args.finish()?;
    Ok(problems_json(&match Draft::read(text) {
        Ok(draft) => draft.problems_by(strictness),
        Err(error) => vec![Problem::of(&error, "")],
    }))
}

/// What a model answers: `validate(strict=)`, `element(kind=, id=)`, `persona_of(profile=, events=, now=)`, `persona_coverage(profiles=, events=, now=)`
/// (`events` are interactions with `type`, `time` and `data`; for coverage a list of them for each profile),
/// `owner_view(owner=)`, `owner_coverage()`, `picture(journey=, form=, language=, width=, observed=, deviations=, fitness=)`.
///
/// # Errors
/// `unknown_id`; `invalid_option` for another name or option.
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, experience};
/// use cxm_core::domain::ExperienceModel;
/// let model = ExperienceModel::from_json(r#"{"cxm": "1.0", "id": "m", "version": {"seq": 0, "at": "2026-11-20T08:30:00Z",
///     "author": "emp:ana", "message": "First"}, "personas": [], "journeys": [], "goals": []}"#)?;
/// assert_eq!(experience(&model, "validate", Args::from_json("validate", "{}")?)?, serde_json::json!([]));
/// assert!(experience(&model, "element", Args::from_json("goal", r#"{"kind": "goal", "id": "g"}"#)?).is_err());
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn experience(model: &ExperienceModel, name: &str, mut args: Args) -> Result<Value> {
    match name {
        "validate" => {
            let strictness = strictness(&mut args)?;
            args.finish()?;
            Ok(problems_json(&model.validate(strictness)))
        }
        "element" => {
            let (kind, id) = (required(&mut args, "kind")?, required(&mut args, "id")?);
            args.finish()?;
            model.element(&kind, &id)
        }
        "persona_of" => {
            let profile = profile(args.take("profile"), "profile")?;
            let (events, now) = (args.take("events"), args.take("now"));
            args.finish()?;
            let persona = match seen_at(model, events.as_ref(), now.as_ref())? {
                Some((events, now)) => {
                    let events = PastEvents::of(events, "events", None)?;
                    model.persona_with_events(&profile, &events.borrowed(), now)?
                }
                None => model.persona_of(&profile),
            };
            Ok(persona.map_or(Value::Null, |persona| persona.id.as_str().into()))
        }
        "persona_coverage" => {
            let profiles = match args.take("profiles") {
                Some(Value::Array(profiles)) => profiles,
                other => return Err(Error::option("profiles", "a list of profiles", shown_or_nothing(other.as_ref()))),
            };
            let (events, now) = (args.take("events"), args.take("now"));
            args.finish()?;
            let read = |(row, each)| profile(Some(each), "profiles").map_err(|error| error.with_row(row as u64));
            let profiles = profiles.into_iter().enumerate().map(read).collect::<Result<Vec<_>>>()?;
            let told = match seen_at(model, events.as_ref(), now.as_ref())? {
                Some((events, now)) => {
                    let lists = events.as_array().filter(|lists| lists.len() == profiles.len());
                    let lists = lists.ok_or_else(|| {
                        Error::option(
                            "events",
                            format!("a list of {} lists, one for each profile", profiles.len()),
                            shown(events),
                        )
                    })?;
                    let read = |(row, list)| PastEvents::of(list, "events", Some(row as u64));
                    let events = lists.iter().enumerate().map(read).collect::<Result<Vec<_>>>()?;
                    let borrowed: Vec<_> = events.iter().map(PastEvents::borrowed).collect();
                    model.persona_coverage_with_events(profiles.iter().zip(borrowed.iter().map(Vec::as_slice)), now)?
                }
                None => model.persona_coverage(&profiles),
            };
            let personas: Map<String, Value> = told.personas.into_iter().map(|(id, n)| (id, n.into())).collect();
            Ok(json!({ "n": told.n, "n_covered": told.n_covered, "n_overlapping": told.n_overlapping, "personas": personas }))
        }
        "owner_view" => {
            let owner = required(&mut args, "owner")?;
            args.finish()?;
            Ok(model.owner_view(&owner)?.iter().map(owned_json).collect())
        }
        "owner_coverage" => {
            args.finish()?;
            Ok(model.owner_coverage().iter().map(coverage_json).collect())
        }
        "picture" => {
            let journey = required(&mut args, "journey")?;
            journey_picture(model, &journey, args).map(Value::from)
        }
        _ => Err(Error::option(
            "function",
            "one of validate, element, persona_of, persona_coverage, owner_view, owner_coverage, picture",
            name,
        )),
    }
}

fn owned_json(each: &OwnedElement) -> Value {
    json!({ "kind": each.kind, "id": each.id, "name": each.name, "owner": each.owner, "pointer": each.pointer })
}

fn coverage_json(each: &OwnerCoverage) -> Value {
    json!({ "function": each.function, "kind": each.kind, "n": each.n, "n_unowned": each.n_unowned })
}

fn strictness(args: &mut Args) -> Result<Strictness> {
    Ok(if args.truth("strict")?.unwrap_or(false) { Strictness::Strict } else { Strictness::Lenient })
}

fn required(args: &mut Args, name: &'static str) -> Result<String> {
    args.text(name)?.ok_or_else(|| Error::option(name, "given", "nothing"))
}

fn profile(given: Option<Value>, name: &'static str) -> Result<Map<String, Value>> {
    match given {
        Some(Value::Object(profile)) => Ok(profile),
        other => Err(Error::option(name, "an object of properties", shown_or_nothing(other.as_ref()))),
    }
}

/// What customers did, and the instant at which it is looked at; `None` where nothing asks for it.
fn seen_at<'v>(model: &ExperienceModel, events: Option<&'v Value>, now: Option<&Value>) -> Result<Option<(&'v Value, Instant)>> {
    let Some(events) = events else {
        return match model.persona_that_asks_for_events() {
            Some(persona) => {
                let expected = format!("given, since the persona {:?} asks what customers did", persona.id.as_str());
                Err(Error::option("events", expected, "nothing"))
            }
            None => Ok(None),
        };
    };
    let now = now.and_then(Value::as_str).ok_or_else(|| Error::option("now", "given with events", "nothing"))?;
    let now: Timestamp = now.parse().map_err(|error: Error| error.with_field("now"))?;
    Ok(Some((events, now.instant())))
}

/// The events of one customer, in the order of time.
struct PastEvents<'v>(Vec<PastEvent<'v>>);

/// An event with its type, its time and its data, which may lack.
type PastEvent<'v> = (&'v str, Instant, Cow<'v, Map<String, Value>>);

impl<'v> PastEvents<'v> {
    /// Of a list of interactions: `type`, `time` and perhaps `data` of each.
    fn of(list: &'v Value, name: &'static str, row: Option<u64>) -> Result<Self> {
        let placed = |error: Error| match row {
            Some(row) => error.with_field(name).with_row(row),
            None => error.with_field(name),
        };
        let wanted = |got: &Value| placed(Error::option(name, "a list of events, each with type, time and data", shown(got)));
        let mut events = Vec::new();
        for event in list.as_array().ok_or_else(|| wanted(list))? {
            let (Some(kind), Some(time)) = (event["type"].as_str(), event["time"].as_str()) else { return Err(wanted(event)) };
            let at: Timestamp = time.parse().map_err(placed)?;
            let data = match event.get("data") {
                None | Some(Value::Null) => Cow::Owned(Map::new()),
                Some(Value::Object(data)) => Cow::Borrowed(data),
                Some(_) => return Err(wanted(event)),
            };
            events.push((kind, at.instant(), data));
        }
        events.sort_by_key(|(_, at, _)| *at); // those of one instant stay as they came
        Ok(Self(events))
    }

    fn borrowed(&self) -> Vec<Event<'_>> {
        self.0.iter().map(|(kind, at, props)| Event { kind, at: *at, props }).collect()
    }
}
