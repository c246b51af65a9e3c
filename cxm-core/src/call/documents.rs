use super::{Args, problems_json, problems_of};
use crate::closed_loop::alerts::{AlertRules, cloudevent};
use crate::closed_loop::case::{Case, CaseState, FollowUp, Opening, Step, Trigger};
use crate::domain::document::{Document, Problem, read_document};
use crate::domain::{ExperienceModel, MigrationStep, migrate_model};
use crate::error::{Error, Result};
use crate::program::versions;
use crate::state::kind_of;
use serde_json::{Value, json};
use std::str::FromStr;

/// What documents in, one document out: `problems_of(kind, document)`, `migrate_model(document)`, `change_records(old, new)`, `diff_models(old, new)`, `json_patch(old, new)`, `merge_models(base, ours, theirs)`,
/// `alert_event(alert, source=)`,
/// `case_open(id, customer=, rule=, person=, at=, loop=, severity=, sla=, team=, value_at_risk=, feedback=, score=, reopen_every=)`, `case_read(case)`,
/// `case_transition(case, state, by=, at=, note=, root_cause=)`, `case_escalate(case, by=, at=)`,
/// `case_follow_up(case, recovered=, response=, score=, at=)`, `case_overdue(case, now=)`, `case_clock(case, now=)`, `case_led_to(case, change=)`. Documents arrive as JSON objects or as JSON text.
///
/// # Errors
/// `invalid_option` for another name or option; those of the function.
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, documents};
/// let args = Args::from_json("diff_models", r#"{"old": {"id": "m", "x-a": 1}, "new": "{\"id\": \"m\"}"}"#)?;
/// assert_eq!(documents("diff_models", args)?[0]["pointer"], "/x-a");
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn documents(name: &str, args: Args) -> Result<Value> {
    document_of(name, args.called(METHODS.iter().find(|(own, _)| *own == name).map_or(name, |(_, known)| known)))
}

fn document_of(name: &str, mut args: Args) -> Result<Value> {
    match name {
        "problems_of" => {
            let kind = args.text("kind")?.ok_or_else(|| Error::option("kind", "given", "nothing"))?;
            let text = text(&mut args, "document")?;
            args.finish()?;
            Ok(problems_json(&problems_of(&kind, &text)?))
        }
        "migrate_model" => {
            let text = text(&mut args, "document")?;
            args.finish()?;
            let told = migrate_model(&text)?;
            let step = |step: &MigrationStep| json!({ "from": step.from, "to": step.to, "change": step.change });
            Ok(json!({ "document": told.document, "steps": told.steps.iter().map(step).collect::<Vec<_>>() }))
        }
        "change_records" => {
            let (old, new) = (document(&mut args, "old")?, document(&mut args, "new")?);
            args.finish()?;
            Ok(versions::change_records(&old, &new)?.iter().map(Document::write).collect())
        }
        "diff_models" | "json_patch" => {
            let (old, new) = (document(&mut args, "old")?, document(&mut args, "new")?);
            args.finish()?;
            Ok(if name == "json_patch" { versions::json_patch(&old, &new) } else { json!(versions::diff(&old, &new)) })
        }
        "merge_models" => {
            let (base, ours) = (document(&mut args, "base")?, document(&mut args, "ours")?);
            let theirs = document(&mut args, "theirs")?;
            args.finish()?;
            Ok(json!(versions::merge(&base, &ours, &theirs)))
        }
        "alert_event" => {
            let (alert, source) = (document(&mut args, "alert")?, args.text("source")?.unwrap_or_default());
            args.finish()?;
            cloudevent(alert, &source)
        }
        "case_open" => case_open(args),
        "case_read" => read_case(args.take("case")).and_then(|case| args.finish().map(|()| case.to_json())),
        "case_transition" => {
            let mut case = read_case(args.take("case"))?;
            let state: Option<CaseState> = args.name("state")?;
            let state = state.ok_or_else(|| Error::option("state", "given", "nothing"))?;
            let mut step = Step::new(state, required(&mut args, "by")?, required(&mut args, "at")?);
            step.note = args.text("note")?;
            step.root_cause = parsed(&mut args, "root_cause")?;
            args.finish()?;
            case.transition(step)?;
            Ok(case.to_json())
        }
        "case_escalate" => {
            let mut case = read_case(args.take("case"))?;
            let (by, at) = (required(&mut args, "by")?, required(&mut args, "at")?);
            args.finish()?;
            case.escalate_if_overdue(by, at)?;
            Ok(case.to_json())
        }
        "case_follow_up" => {
            let mut case = read_case(args.take("case"))?;
            let mut said = FollowUp::default();
            (said.recovered, said.response) = (args.truth("recovered")?, parsed(&mut args, "response")?);
            let (score, at) = (args.number("score")?, parsed(&mut args, "at")?);
            said.recovered_at = at.filter(|_| said.recovered.is_some());
            said.score = match (score, at) {
                (None, None) => None,
                (Some(score), Some(at)) => Some((score, at)),
                (Some(_), None) => return Err(Error::option("at", "given with a score", "nothing")),
                (None, Some(_)) if said.recovered.is_some() => None,
                (None, Some(_)) => return Err(Error::option("score", "given with its time, or recovered", "nothing")),
            };
            args.finish()?;
            case.follow_up(said)?;
            Ok(case.to_json())
        }
        "case_led_to" => {
            let mut case = read_case(args.take("case"))?;
            let change = required(&mut args, "change")?;
            args.finish()?;
            case.led_to(change);
            Ok(case.to_json())
        }
        "case_clock" => {
            let case = read_case(args.take("case"))?;
            let now: crate::domain::Timestamp = required(&mut args, "now")?;
            args.finish()?;
            let clock = case.clock(now.instant());
            Ok(
                json!({ "elapsed_hours": clock.elapsed_hours, "hours_left": clock.hours_left, "hours_to_response": clock.hours_to_response, "is_overdue": clock.is_overdue }),
            )
        }
        "case_overdue" => {
            let case = read_case(args.take("case"))?;
            let now: crate::domain::Timestamp = required(&mut args, "now")?;
            args.finish()?;
            Ok(case.is_overdue(now.instant()).into())
        }
        _ => Err(Error::option(
            "function",
            "one of problems_of, migrate_model, change_records, diff_models, json_patch, merge_models, alert_event, case_open, case_read, case_transition, case_escalate, case_follow_up, case_overdue, case_led_to, case_clock",
            name,
        )),
    }
}

/// Functions that users know as methods, by their names.
const METHODS: [(&str, &str); 9] = [
    ("alert_event", "to_cloudevent"),
    ("case_open", "Case.open"),
    ("case_read", "Case"),
    ("case_transition", "transition"),
    ("case_escalate", "escalate_if_overdue"),
    ("case_follow_up", "follow_up"),
    ("case_overdue", "is_overdue"),
    ("case_clock", "clock"),
    ("case_led_to", "led_to"),
];

/// `AlertRules(model_or_list)`: the alert rules of a model, or of a list, as JSON text.
///
/// # Errors
/// Those of reading the document.
pub fn alert_rules(text: &str) -> Result<AlertRules> {
    match read_document::<Value>("a list of alert rules", text)? {
        Value::Object(_) => AlertRules::of_model(&ExperienceModel::from_json(text)?),
        Value::Array(_) => AlertRules::from_json(text),
        other => {
            let wanted = "a list of alert rules, or an experience model";
            Err(Problem::wanted("", wanted, kind_of(&other)).to_error())
        }
    }
}

/// A record that alert rules are shown, or its context, as JSON text: a key that stands twice is refused.
///
/// # Errors
/// `invalid_json`, `duplicate_key`, `nesting_too_deep`.
pub fn alert_input(what: &str, text: &str) -> Result<Value> {
    read_document(what, text)
}

fn case_open(mut args: Args) -> Result<Value> {
    let trigger = match (parsed(&mut args, "rule")?, parsed(&mut args, "person")?) {
        (Some(rule), None) => Trigger::Rule(rule),
        (None, Some(person)) => Trigger::Person(person),
        (None, None) => Trigger::Customer,
        (Some(_), Some(_)) => return Err(Error::option("person", "left out when a rule opens the case", "both")),
    };
    let mut opening = Opening::new(required(&mut args, "id")?, trigger, required(&mut args, "at")?);
    opening.customer = parsed(&mut args, "customer")?;
    opening.loop_kind = args.name("loop")?.unwrap_or(opening.loop_kind);
    opening.sla = args.name("sla")?;
    opening.team = parsed(&mut args, "team")?;
    opening.feedback = args.texts("feedback")?.unwrap_or_default().iter().map(|id| id.parse()).collect::<Result<_>>()?;
    opening.score = args.number("score")?;
    opening.reopen_every = parsed(&mut args, "reopen_every")?;
    if let Some(value) = args.take("value_at_risk") {
        opening.value_at_risk = Some(read_document("an amount of money", &value.to_string())?);
    }
    if let Some(severity) = args.whole("severity")? {
        opening.severity = u8::try_from(severity).unwrap_or(u8::MAX); // refused there as out of range
    }
    args.finish()?;
    Case::open(opening).map(|case| case.to_json())
}

pub(super) fn read_case(case: Option<Value>) -> Result<Case> {
    match case {
        Some(Value::String(text)) => Case::from_json(&text),
        Some(case) => Case::from_json(&case.to_string()),
        None => Err(Error::option("case", "a case", "nothing")),
    }
}

/// The JSON text of a document: an object, or its JSON text.
fn text(args: &mut Args, name: &'static str) -> Result<String> {
    match args.take(name) {
        Some(Value::String(text)) => Ok(text),
        Some(value) => Ok(value.to_string()),
        None => Err(Error::option(name, "a document", "nothing")),
    }
}

/// A document: an object, or its JSON text.
pub(super) fn document(args: &mut Args, name: &'static str) -> Result<Value> {
    let text = text(args, name)?;
    if text.trim() == "null" {
        return Err(Error::option(name, "a document", "nothing")); // forgotten, not empty
    }
    // Through the reader in either case, which bounds the depth and refuses a key that stands twice.
    read_document("a document", &text)
}

fn parsed<T: FromStr<Err = Error>>(args: &mut Args, name: &'static str) -> Result<Option<T>> {
    args.text(name)?.map(|text| text.parse().map_err(|error: Error| error.with_field(name))).transpose()
}

pub(super) fn required<T: FromStr<Err = Error>>(args: &mut Args, name: &'static str) -> Result<T> {
    parsed(args, name)?.ok_or_else(|| Error::option(name, "given", "nothing"))
}
