//! Documents of older and newer formats: what is migrated, what is kept, what is refused.

use cxm_core::Code;
use cxm_core::domain::document::Severity;
use cxm_core::domain::{Draft, ExperienceModel, FORMAT, Strictness, migrate_model};
use serde_json::{Value, json};

fn example() -> Value {
    serde_json::from_str(include_str!("../../examples/data/experience.cxm.json")).unwrap()
}

/// Every `x-` key with its pointer and value.
fn own_keys(value: &Value, pointer: &str, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                let pointer = format!("{pointer}/{key}");
                if key.starts_with("x-") {
                    found.push((pointer.clone(), inner.clone()));
                }
                own_keys(inner, &pointer, found);
            }
        }
        Value::Array(list) => list.iter().enumerate().for_each(|(i, inner)| own_keys(inner, &format!("{pointer}/{i}"), found)),
        _ => {}
    }
}

#[test]
fn an_older_document_is_read_as_it_stands_and_migrated_by_the_steps_listed() {
    let document = example();
    assert_eq!(document["cxm"], "1.0");
    assert_eq!(ExperienceModel::from_json(&document.to_string()).unwrap().to_value()["cxm"], "1.0");
    let told = migrate_model(&document.to_string()).unwrap();
    let steps: Vec<_> = told.steps.iter().map(|step| (step.from, step.to)).collect();
    assert_eq!((steps, told.document["cxm"].as_str()), (vec![("1.0", "1.1")], Some(FORMAT)));
    let metrics: Vec<_> = told.document["metrics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|metric| (metric["id"].as_str().unwrap(), &metric["formula"]))
        .collect();
    assert_eq!(
        metrics,
        [("nps", &json!("nps")), ("csat", &json!("csat")), ("ces", &json!("ces")), ("opt-out-before-benefit", &json!("custom"))]
    );
    let problems = Draft::read(&told.document.to_string()).unwrap().problems().to_vec();
    assert!(problems.iter().all(|problem| problem.severity == Severity::Warning && problem.code != "unknown_id"), "{problems:?}");
}

#[test]
fn keys_of_ones_own_survive_at_every_depth() {
    let mut document = example();
    document["personas"][0]["x-tool"] = json!({"a": [1, null]});
    document["journeys"][0]["stages"][0]["touchpoints"][0]["x-y"] = json!(0.5);
    document["surveys"][0]["questions"][0]["x-z"] = json!("z");
    let (mut before, mut migrated, mut read) = (Vec::new(), Vec::new(), Vec::new());
    own_keys(&document, "", &mut before);
    let told = migrate_model(&document.to_string()).unwrap().document;
    own_keys(&told, "", &mut migrated);
    own_keys(&ExperienceModel::from_json(&told.to_string()).unwrap().to_value(), "", &mut read);
    assert_eq!(before.len(), 4);
    assert_eq!((&migrated, &read), (&before, &before));
}

#[test]
fn every_metric_that_an_alert_watches_is_declared_once_however_deep() {
    let shift = json!({"shift": {"metric": "b", "method": "cusum", "arl0": 370}});
    let rule = json!({"when": {"all": [{"metric": {"metric": "a"}}, {"anyOf": [shift.clone(), {"all": [shift]}]}]}});
    let told = migrate_model(&json!({"cxm": "1.0", "alertRules": [rule]}).to_string()).unwrap().document;
    let ids: Vec<_> = told["metrics"].as_array().unwrap().iter().map(|metric| metric["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a", "b"]);
}

#[test]
fn the_hash_of_the_old_content_goes_and_a_document_of_the_newest_format_stays() {
    let mut document = example();
    document["version"]["hash"] = json!("sha256:0");
    let told = migrate_model(&document.to_string()).unwrap().document;
    assert_eq!((told["version"].get("hash"), told["version"]["seq"].as_u64()), (None, Some(7)));
    document["cxm"] = json!(FORMAT);
    let told = migrate_model(&document.to_string()).unwrap();
    assert_eq!((told.document, told.steps.len()), (document, 0));
}

#[test]
fn a_newer_minor_is_read_with_its_keys_and_a_warning() {
    let mut document = example();
    document["cxm"] = json!("1.42");
    document["moods"] = json!([{"id": "calm"}]);
    let model = ExperienceModel::from_json(&document.to_string()).unwrap();
    assert_eq!((&model.to_value()["moods"], &model.to_value()["cxm"]), (&document["moods"], &document["cxm"]));
    let warning = model.validate(Strictness::Lenient).into_iter().find(|problem| problem.pointer == "/cxm").unwrap();
    assert_eq!((warning.code, warning.severity), ("unsupported_version", Severity::Warning));
    assert!(warning.message.contains("newer than 1.1"), "{}", warning.message);
    let told = migrate_model(&document.to_string()).unwrap();
    assert_eq!((told.document, told.steps.len()), (document, 0));
}

#[test]
fn another_major_is_refused_and_says_what_to_do() {
    for version in [
        json!("2.0"),
        json!("10.3"),
        json!("0.9"),
        json!("1"),
        json!("1."),
        json!("1.x"),
        json!("1.99999999999"),
        json!(1.0),
        json!(null),
    ] {
        let mut document = example();
        document["cxm"] = version.clone();
        let error = migrate_model(&document.to_string()).unwrap_err();
        assert_eq!((error.code(), error.pointer()), (Code::UnsupportedVersion, Some("/cxm")), "{version}");
        assert!(ExperienceModel::from_json(&document.to_string()).is_err(), "{version}");
    }
    let error = migrate_model(r#"{"cxm": "2.0"}"#).unwrap_err();
    assert_eq!(
        error.message(),
        "write \"1.1\"; this library reads formats 1.x, not \"2.0\"; a newer release of this library may read it"
    );
    assert_eq!(migrate_model("[]").unwrap_err().code(), Code::InvalidJson);
    assert_eq!(migrate_model(r#"{"cxm": "1.0", "cxm": "1.1"}"#).unwrap_err().code(), Code::DuplicateKey);
    assert_eq!(migrate_model(&"[".repeat(1_000_000)).unwrap_err().code(), Code::NestingTooDeep);
}

#[test]
fn a_hundred_thousand_teams_or_topics_in_a_circle_need_no_stack() {
    const N: usize = 100_000;
    let next = |i: usize| format!("n{}", (i + 1) % N);
    let mut document = example();
    document["teams"] = (0..N).map(|i| json!({"id": format!("n{i}"), "name": {"en": "N"}, "parent": next(i)})).collect();
    document["taxonomies"] = json!([{"id": "t", "rev": 1, "concepts": (0..N).map(|i| json!({"id": format!("n{i}"), "label": {"en": "N"}, "broader": next(i)})).collect::<Vec<_>>()}]);
    let draft = Draft::read(&document.to_string()).unwrap();
    let found: Vec<_> = draft.problems().iter().filter(|problem| problem.code.starts_with("V-T")).collect();
    let places: Vec<_> = found.iter().map(|problem| (problem.code, problem.pointer.as_str())).collect();
    assert_eq!(places, [("V-TM1", "/teams/99999/parent"), ("V-TX1", "/taxonomies/0/concepts/99999/broader")]);
    assert!(found.iter().all(|problem| problem.message.contains("(100000 in all)") && problem.message.len() < 250), "{found:?}");
}
