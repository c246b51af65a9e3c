//! The experience model: its document, lookups, owners, personas. That every rule is broken at its place is a matter of conformance/.

use cxm_core::Code;
use cxm_core::call::{Args, experience};
use cxm_core::domain::document::{Document, Problem, Severity};
use cxm_core::domain::{Draft, ExperienceModel, Strictness};
use proptest::prelude::*;
use serde_json::{Value, json};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../conformance/experience.json")).unwrap()
}

fn document() -> Value {
    vectors()["document"].clone()
}

fn model() -> ExperienceModel {
    ExperienceModel::from_json(&document().to_string()).unwrap()
}

fn problems(document: &Value) -> Vec<Problem> {
    Draft::read(&document.to_string()).unwrap().problems().to_vec()
}

#[test]
fn the_document_keeps_every_rule() {
    assert_eq!(problems(&document()), []);
}

#[test]
fn a_model_comes_back_as_it_was_whatever_the_order_of_keys() {
    let model = model();
    let again = ExperienceModel::from_json(&model.to_json()).unwrap();
    assert_eq!((again.hash(), again.to_json()), (model.hash(), model.to_json()));
    assert_eq!(again, model);
    assert_eq!(model.to_value(), document());
    let mut text = String::new();
    model.parts().write_json(&mut text);
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), document());
    let mut defaults = document();
    defaults["goals"][0]["owner"] = json!("emp:ana");
    defaults["journeys"][0]["state"] = json!("asIs");
    defaults["channels"][0]["medium"] = json!("online");
    assert_eq!(ExperienceModel::from_json(&defaults.to_string()).unwrap().hash(), model.hash());
}

#[test]
fn keys_of_ones_own_survive_beside_the_one_key_of_a_form() {
    let mut document = document();
    for place in [
        "/journeys/0/flow",
        "/journeys/0/flow/seq/0",
        "/journeys/0/flow/seq/1/any/0/opt",
        "/personas/0/assign",
        "/personas/1/assign/all/0",
        "/goals/0/action",
        "/goals/0/start",
        "/journeys/0/stages/0/touchpoints/0/matches",
        "/segments/0/rule",
        "/surveys/0/questions/1/kind",
        "/alertRules/0/when",
        "/alertRules/0/when/event",
        "/alertRules/2/when/all/1",
    ] {
        document.pointer_mut(place).unwrap()["x-note"] = json!({ "at": place });
    }
    assert_eq!(problems(&document), []);
    let model = ExperienceModel::from_json(&document.to_string()).unwrap();
    assert_eq!(model.to_value(), document);
    let mut text = String::new();
    model.parts().write_json(&mut text);
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), document);
    assert_ne!(model.hash(), self::model().hash());
    let twice = document.to_string().replacen("\"x-note\":", "\"x-note\":1,\"x-note\":", 1);
    assert_eq!(problems(&serde_json::from_str(&twice).unwrap()), []); // serde_json takes the last
    assert!(Draft::read(&twice).unwrap().problems().iter().any(|problem| problem.code == "duplicate_key"));
}

#[test]
fn unknown_keys_are_warnings_and_errors_where_it_is_strict() {
    let mut document = document();
    document["goals"][0]["targett"] = json!(0.9);
    let model = ExperienceModel::from_json(&document.to_string()).unwrap();
    assert_eq!(model.to_value(), document);
    for (strictness, severity) in [(Strictness::Lenient, Severity::Warning), (Strictness::Strict, Severity::Error)] {
        let problems = model.validate(strictness);
        assert_eq!((problems.len(), problems[0].severity, problems[0].code), (1, severity, "unknown_key"));
        assert!(problems[0].message.contains("did you mean \"target\"?"));
    }
}

#[test]
fn a_refused_document_names_its_first_error_and_counts_the_others() {
    let mut document = document();
    document["personas"][0]["needs"] = json!([]);
    document["journeys"][0]["persona"] = json!("office-hst");
    let error = ExperienceModel::from_json(&document.to_string()).unwrap_err();
    assert_eq!((error.code(), error.pointer()), (Code::InvalidDocument, Some("/personas/0")));
    assert_eq!(
        error.message(),
        "V-P1 at /personas/0: name at least one need and one challenge of this persona (and 1 more error)"
    );
}

#[test]
fn an_unknown_id_is_told_the_nearest() {
    let model = model();
    assert_eq!(model.journey("first-box").unwrap().stages.len(), 4);
    assert_eq!(model.touchpoint("box").unwrap().name.any(), "The box");
    let error = model.goal("frist-cup").unwrap_err();
    assert_eq!((error.code(), error.message()), (Code::UnknownId, "there is no goal \"frist-cup\"; did you mean \"first-cup\"?"));
}

#[test]
fn a_persona_that_asks_what_customers_did_wants_their_events() {
    let mut document = document();
    document["personas"][0]["assign"] = json!({ "did": { "pattern": { "event": { "type": "order", "where": [{ "prop": "cups", "op": "ge", "value": 2 }] } }, "within": "P7D" } });
    let model = ExperienceModel::from_json(&document.to_string()).unwrap();
    let first = document["personas"][0]["id"].clone();
    let ask = |name: &str, given: Value| experience(&model, name, Args::from_json(name, &given.to_string())?);
    let refused = ask("persona_of", json!({ "profile": {} })).unwrap_err();
    assert_eq!((refused.code(), refused.field()), (Code::InvalidOption, Some("events")));
    let order =
        |day: u32, cups: u32| json!({ "type": "order", "time": format!("2026-11-{day:02}T10:00:00Z"), "data": { "cups": cups } });
    let now = "2026-11-21T10:00:00Z";
    for (events, is) in [
        (json!([order(20, 2), order(1, 9)]), true), // in any order
        (json!([order(14, 2)]), true),              // seven days ago to the instant
        (json!([order(13, 2)]), false),
        (json!([order(20, 1)]), false),
        (json!([order(22, 2)]), false), // not seen yet
        (json!([]), false),
    ] {
        let found = ask("persona_of", json!({ "profile": {}, "events": events, "now": now })).unwrap();
        assert_eq!(found == first, is, "{events}");
    }
    let given = json!({ "profiles": [{}, {}], "events": [[order(20, 2)], []], "now": now });
    let told = ask("persona_coverage", given).unwrap();
    assert_eq!((&told["n"], &told["n_covered"], &told["personas"][first.as_str().unwrap()]), (&json!(2), &json!(1), &json!(1)));
    for (given, field) in [
        (json!({ "profile": {}, "events": [] }), "now"),
        (json!({ "profile": {}, "events": [], "now": "yesterday" }), "now"),
        (json!({ "profile": {}, "events": [{ "type": "order" }], "now": now }), "events"),
        (json!({ "profile": {}, "events": [{ "type": "order", "time": "soon" }], "now": now }), "events"),
    ] {
        assert_eq!(ask("persona_of", given).unwrap_err().field(), Some(field));
    }
    assert_eq!(
        ask("persona_coverage", json!({ "profiles": [{}], "events": [], "now": now })).unwrap_err().field(),
        Some("events")
    );
}

#[test]
fn a_team_sees_what_it_and_the_teams_within_it_answer_for() {
    let model = model();
    let ids = |owner: &str| -> Vec<String> { model.owner_view(owner).unwrap().into_iter().map(|each| each.id).collect() };
    assert_eq!(ids("team:service"), ["advice", "check-in"]);
    assert_eq!(ids("team:all").len(), 12); // 2 personas, 6 touchpoints, 1 initiative, 1 question about one, 2 alert rules
    assert_eq!(ids("team:roastery"), ["box", "csat", "late-box"]); // its touchpoint, what is asked about it, and the rule that tells its owner
    assert_eq!(ids("role:service"), ["late-box", "detractor"]);
    assert_eq!(ids("emp:ana"), ["first-box", "first-cup", "better-start"]);
    assert_eq!(model.owner_view("emp:anna").unwrap_err().code(), Code::UnknownId);
    let marketing: Vec<_> = model
        .owner_coverage()
        .into_iter()
        .filter(|row| row.function.as_deref() == Some("marketing"))
        .map(|row| (row.kind, row.n))
        .collect();
    assert_eq!(marketing, [("initiative", 1), ("persona", 2), ("touchpoint", 3)]);
}

#[test]
fn a_profile_finds_its_persona() {
    let model = model();
    let profiles =
        [json!({"grinder": true}), json!({"grinder": false, "seats": 12}), json!({"grinder": false, "seats": 2}), json!({})];
    let profiles: Vec<_> = profiles.iter().map(|profile| profile.as_object().unwrap()).collect();
    let ids: Vec<_> = profiles.iter().map(|profile| model.persona_of(profile).map(|persona| persona.id.as_str())).collect();
    assert_eq!(ids, [Some("home-barista"), Some("office-host"), None, None]);
    let coverage = model.persona_coverage(profiles);
    assert_eq!((coverage.n, coverage.n_covered, coverage.n_overlapping), (4, 2, 0));
    assert_eq!(coverage.personas, [("home-barista".to_owned(), 1), ("office-host".to_owned(), 1)]);
}

#[test]
fn what_is_large_or_deep_is_refused_by_its_name() {
    let deep = Draft::read(&"[".repeat(1_000_000)).unwrap_err();
    assert_eq!(deep.code(), Code::NestingTooDeep);
    let mut document = document();
    let stage = json!({"id": "s", "name": {"en": "S"}, "kind": "use", "touchpoints": []});
    document["journeys"][0]["stages"] = Value::Array(vec![stage; 100_000]);
    let found = problems(&document);
    assert!(found.iter().any(|problem| problem.message.contains("max_stages")));
    // A chain of 100,000 teams is walked without recursion.
    let team = |i: u32| json!({"id": format!("t{i}"), "name": {"en": "T"}, "parent": format!("t{}", (i + 1) % 100_000)});
    document["teams"] = (0..100_000).map(team).collect();
    assert_eq!(problems(&document).iter().filter(|problem| problem.code == "V-TM1").count(), 1);
}

#[test]
fn the_schema_knows_every_key_of_the_document() {
    let schema = ExperienceModel::json_schema();
    let parts = &schema["$defs"]["ExperienceModel"];
    for key in document().as_object().unwrap().keys().filter(|key| !key.starts_with("x-")) {
        assert!(parts["properties"][key].is_object(), "{key}");
    }
    assert_eq!(parts["required"], json!(["cxm", "id", "version", "personas", "journeys", "goals"]));
}

/// Any place of the document.
fn places(value: &Value, pointer: &str, all: &mut Vec<String>) {
    all.push(pointer.to_owned());
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| places(value, &format!("{pointer}/{key}"), all)),
        Value::Array(list) => list.iter().enumerate().for_each(|(i, value)| places(value, &format!("{pointer}/{i}"), all)),
        _ => {}
    }
}

proptest! {
    #[test]
    fn whatever_stands_at_a_place_the_problems_have_places(pick in any::<prop::sample::Index>(), other in any::<prop::sample::Index>()) {
        let mut document = document();
        let mut all = Vec::new();
        places(&document, "", &mut all);
        let odd = [json!(null), json!(-1), json!(1e300), json!("a b"), json!([]), json!({}), json!([[]]), json!({"x": {"y": 1}}), json!(true)];
        let mut put = odd[other.index(odd.len())].clone();
        if other.index(3) == 0 {
            put = document.pointer(&all[other.index(all.len())]).unwrap().clone();
        }
        *document.pointer_mut(&all[pick.index(all.len())]).unwrap() = put;
        for problem in problems(&document) {
            prop_assert!(document.pointer(&problem.pointer).is_some(), "{problem}");
        }
    }
}
