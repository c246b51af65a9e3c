//! Runs `experience.json`, `records.json` and `survey.json`: documents and what is wrong with them.

use super::{folder, leave, parse};
use cxm_core::call;
use cxm_core::domain::{Draft, ExperienceModel};
use serde_json::{Value, json};

fn read(name: &str) -> Value {
    parse(&folder().join(name))
}

fn list<'a>(file: &'a Value, key: &str) -> &'a [Value] {
    file[key].as_array().unwrap()
}

/// Sets or removes one place.
fn edit(document: &mut Value, edit: &Value) {
    let (parent, last) = edit[1].as_str().unwrap().rsplit_once('/').unwrap();
    match (document.pointer_mut(parent).unwrap(), edit[0].as_str().unwrap()) {
        (Value::Object(object), "set") => _ = object.insert(last.to_owned(), edit[2].clone()),
        (Value::Object(object), _) => _ = object.remove(last).unwrap(),
        (Value::Array(list), "set") if last.parse() == Ok(list.len()) => list.push(edit[2].clone()),
        (Value::Array(list), "set") => list[last.parse::<usize>().unwrap()] = edit[2].clone(),
        (Value::Array(list), _) => _ = list.remove(last.parse().unwrap()),
        (other, _) => panic!("nothing to edit in {other}"),
    }
}

#[test]
fn every_rule_is_broken_at_its_place() {
    let file = read("experience.json");
    for case in list(&file, "cases") {
        let mut document = file["document"].clone();
        for each in list(case, "edits") {
            edit(&mut document, each);
        }
        let draft = Draft::read(&document.to_string()).unwrap();
        let found: Vec<_> =
            draft.problems().iter().map(|problem| (problem.code, problem.severity.name(), problem.pointer.as_str())).collect();
        match case["rule"].as_str() {
            None => assert_eq!(found, [], "{}", case["id"]),
            Some(rule) => {
                let wanted = (rule, case["severity"].as_str().unwrap(), case["pointer"].as_str().unwrap());
                assert!(found.contains(&wanted), "{}: {found:?}", case["id"]);
                let read = ExperienceModel::from_json(&document.to_string());
                let has_error = found.iter().any(|(_, severity, _)| *severity == "error");
                assert_eq!(read.is_err(), has_error, "{}", case["id"]);
            }
        }
    }
    leave("rust.experience.count", &format!("{}\n", list(&file, "cases").len()));
}

#[test]
fn records_have_these_problems() {
    let file = read("records.json");
    for case in list(&file, "cases") {
        let found = call::problems_of(case["kind"].as_str().unwrap(), &case["document"].to_string()).unwrap();
        let found: Value = found
            .iter()
            .map(|each| json!({ "code": each.code, "severity": each.severity.name(), "pointer": each.pointer }))
            .collect();
        assert_eq!(found, case["problems"], "{}", case["id"]);
    }
    leave("rust.records.count", &format!("{}\n", list(&file, "cases").len()));
}

#[test]
fn surveys_responses_and_contact_policies_get_their_answers() {
    let file = read("survey.json");
    let survey = call::survey_from_json(&file["survey"].to_string()).unwrap();
    for case in list(&file, "responses") {
        let found: Value = survey
            .validate(&case["response"].to_string())
            .iter()
            .map(|each| json!({ "code": each.code, "severity": each.severity.name(), "pointer": each.pointer }))
            .collect();
        assert_eq!(found, case["problems"], "{}", case["name"]);
    }
    for case in list(&file, "next") {
        let next = call::survey_next_question(&survey, &case["answers"].to_string()).unwrap();
        assert_eq!(next.get("id").unwrap_or(&Value::Null), &case["question"], "{}", case["answers"]);
    }
    for case in list(&file, "contact") {
        let policy = call::contact_policy(&case["policy"].to_string()).unwrap();
        let answer = call::may_invite(&policy, &case.to_string()).unwrap();
        for key in ["allowed", "reason", "until"] {
            assert_eq!(answer[key], case[key], "{}", case["name"]);
        }
    }
    let ran: usize = ["responses", "next", "contact"].iter().map(|key| list(&file, key).len()).sum();
    leave("rust.survey.count", &format!("{ran}\n"));
}
