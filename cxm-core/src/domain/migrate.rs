//! The versions of the document's format: 1.0, and 1.1 with declared metrics.
//!
//! A minor version only adds: every 1.x is read as it stands, what is newer than this library knows is kept with a warning, and another
//! major version is refused. [`migrate_model`] writes an older document in the newest format.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::document::read_document;
use crate::error::{Code, Error, Result};

/// The newest version of the document's format.
pub const FORMAT: &str = "1.1";

/// Its minor number.
pub(super) const NEWEST: u32 = 1;

/// One step from a version to the next.
#[derive(Debug, Clone, Copy)]
pub struct MigrationStep {
    /// The version before.
    pub from: &'static str,
    /// The version after.
    pub to: &'static str,
    /// What it does to a document, in a sentence.
    pub change: &'static str,
    apply: fn(&mut Map<String, Value>),
}

/// Every step, oldest first: step `n` leads from 1.n.
static STEPS: [MigrationStep; 1] = [MigrationStep {
    from: "1.0",
    to: "1.1",
    change: "`metrics` declares every metric that questions, targets, benchmarks and alert rules name",
    apply: declare_metrics,
}];

/// A document in the newest format, and how it came there.
#[derive(Debug, Clone)]
pub struct Migrated {
    /// The document.
    pub document: Value,
    /// The steps that were taken; none where the document is in the newest format, or in a newer one.
    pub steps: &'static [MigrationStep],
}

/// A model document in the newest format, step by step. Keys of other tools (`x-`) and of newer formats stay as they are.
///
/// A document that changes loses `version.hash`, which is that of its old content. The document need not keep the rules yet: read the
/// result as a [`Draft`](super::Draft).
///
/// # Errors
/// `unsupported_version` for another major version, or for a text that names none; `invalid_json`, `nesting_too_deep` or `duplicate_key`.
///
/// # Examples
/// ```
/// use cxm_core::domain::migrate_model;
/// let told = migrate_model(r#"{"cxm": "1.0", "id": "m", "benchmarks": [{"metric": "wait"}], "x-note": "ours"}"#)?;
/// assert_eq!(told.document["cxm"], "1.1");
/// assert_eq!(told.document["metrics"][0], serde_json::json!({"id": "wait", "rev": 1, "formula": "custom"}));
/// assert_eq!((told.document["x-note"].as_str(), told.steps.len()), (Some("ours"), 1));
/// assert_eq!(migrate_model(r#"{"cxm": "2.0"}"#).unwrap_err().code().name(), "unsupported_version");
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn migrate_model(text: &str) -> Result<Migrated> {
    let mut document: Value = read_document("an experience model", text)?;
    let Some(object) = document.as_object_mut() else {
        return Err(Error::new(Code::InvalidJson, "an experience model is an object").with_pointer(""));
    };
    let written = object.get("cxm").and_then(Value::as_str).unwrap_or_default();
    let minor = minor_of(written).map_err(|error| error.with_pointer("/cxm"))?;
    let steps = STEPS.get(minor as usize..).unwrap_or_default();
    for step in steps {
        (step.apply)(object);
        object.insert("cxm".to_owned(), step.to.into());
    }
    if !steps.is_empty()
        && let Some(version) = object.get_mut("version").and_then(Value::as_object_mut)
    {
        version.remove("hash");
    }
    Ok(Migrated { document, steps })
}

/// The minor number of a version `1.x`.
///
/// # Errors
/// `unsupported_version` for any other.
pub(super) fn minor_of(version: &str) -> Result<u32> {
    let minor = version.strip_prefix("1.").filter(|minor| minor.bytes().all(|byte| byte.is_ascii_digit()));
    minor.and_then(|minor| minor.parse().ok()).ok_or_else(|| {
        let shown: String = version.chars().take(40).collect();
        let what = match version.split_once('.') {
            Some((major, _)) if major.parse::<u32>().is_ok_and(|major| major > 1) => {
                "; a newer release of this library may read it"
            }
            _ => "",
        };
        let message = format!("write {FORMAT:?}; this library reads formats 1.x, not {shown:?}{what}");
        Error::new(Code::UnsupportedVersion, message).with_expected("1.x").with_got(shown)
    })
}

/// 1.0 to 1.1.
fn declare_metrics(model: &mut Map<String, Value>) {
    let mut named: Vec<(String, &'static str)> = Vec::new();
    for question in items(model.get("surveys")).iter().flat_map(|survey| items(survey.get("questions"))) {
        let kind = question.get("kind");
        let key = kind.and_then(|kind| kind.as_str().or_else(|| kind.as_object()?.keys().next().map(String::as_str)));
        let formula = match key {
            Some("nps") => "nps",
            Some("csat") => "csat",
            Some("ces") => "ces",
            Some("rating" | "semantic" | "slider" | "number") => "mean",
            _ => "custom",
        };
        named.extend(text(question, "metric").map(|id| (id, formula)));
    }
    let targets = |list, key| items(model.get(list)).iter().flat_map(move |each| items(each.get(key)));
    let others = targets("programs", "objectives").chain(targets("initiatives", "targets")).chain(items(model.get("benchmarks")));
    named.extend(others.filter_map(|each| text(each, "metric")).map(|id| (id, "custom")));
    let mut conditions: Vec<&Value> = items(model.get("alertRules")).iter().rev().filter_map(|rule| rule.get("when")).collect();
    while let Some(when) = conditions.pop() {
        let inner = ["metric", "shift"].iter().filter_map(|key| text(when.get(key)?, "metric"));
        named.extend(inner.map(|id| (id, "custom")));
        conditions.extend(["all", "anyOf"].iter().flat_map(|key| items(when.get(key)).iter().rev()));
    }
    // What a document declares already, by a key that was its own, stays as it is.
    if named.is_empty() || model.contains_key("metrics") {
        return;
    }
    let mut seen = BTreeSet::new();
    named.retain(|(id, _)| seen.insert(id.clone()));
    let metrics = named.into_iter().map(|(id, formula)| json!({ "id": id, "rev": 1, "formula": formula })).collect();
    model.insert("metrics".to_owned(), Value::Array(metrics));
}

fn items(list: Option<&Value>) -> &[Value] {
    list.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text(object: &Value, key: &str) -> Option<String> {
    object.get(key)?.as_str().map(str::to_owned)
}
