//! The experience model as the bindings hold it: documents cross as JSON text, answers come back as JSON.

use super::args::shown_or_nothing;
use super::journey_map::journey_picture;
use super::{Args, problems_json};
use crate::domain::document::Problem;
use crate::domain::{Draft, ExperienceModel, OwnedElement, OwnerCoverage, Strictness};
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

/// What a model answers: `validate(strict=)`, `element(kind=, id=)`, `persona_of(profile=)`, `persona_coverage(profiles=)`,
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
            args.finish()?;
            Ok(model.persona_of(&profile).map_or(Value::Null, |persona| persona.id.as_str().into()))
        }
        "persona_coverage" => {
            let profiles = match args.take("profiles") {
                Some(Value::Array(profiles)) => profiles,
                other => return Err(Error::option("profiles", "a list of profiles", shown_or_nothing(other.as_ref()))),
            };
            args.finish()?;
            let read = |(row, each)| profile(Some(each), "profiles").map_err(|error| error.with_row(row as u64));
            let profiles = profiles.into_iter().enumerate().map(read).collect::<Result<Vec<_>>>()?;
            let told = model.persona_coverage(&profiles);
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
