//! Survey documents: their rules, the responses to them, what is asked next, revisions, tabulation, contact policy.

use cxm_core::Code;
use cxm_core::call;
use cxm_core::columns::time::{Instant, Zone, parse_time};
use cxm_core::domain::document::{Document, Problem, Schemas, Severity, read_text};
use cxm_core::domain::survey::{
    Answer, Choice, InvitationOutcome, NPS_LANGUAGES, Survey, SurveyResponse, check_revision, max_diff_counts, nps_question,
    purchase_stages, three_questions,
};
use cxm_core::domain::{Contact, ContactPolicy, Invite};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn survey_of(questions: &Value) -> Survey {
    let document = json!({ "id": "s", "rev": 3, "kind": "pulse", "respondents": "customers", "title": { "en": "S" }, "questions": questions });
    let (survey, problems) = read_text::<Survey>("a survey", &document.to_string()).unwrap();
    assert_eq!(problems, []);
    survey.unwrap()
}

fn choices(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({ "id": id, "text": { "en": id } })).collect()
}

fn question(id: &str, kind: &Value) -> Value {
    json!({ "id": id, "rev": 1, "text": { "en": id }, "kind": kind })
}

fn scale(min: i16, max: i16) -> Value {
    json!({ "min": min, "max": max, "direction": "higherIsBetter" })
}

/// One question of each of the nineteen kinds, each with its kind as id.
fn every_kind() -> Survey {
    let abc = choices(&["a", "b", "c"]);
    let kinds = [
        json!("nps"),
        json!({ "csat": { "scale": scale(1, 5), "topBox": 2 } }),
        json!({ "ces": { "scale": { "min": 1, "max": 7, "direction": "lowerIsBetter" }, "form": "effort" } }),
        json!({ "rating": { "scale": scale(-2, 2), "construct": "trust" } }),
        json!({ "singleChoice": { "options": abc, "other": true } }),
        json!({ "multiChoice": { "options": abc, "min": 1, "max": 2 } }),
        json!({ "ranking": { "options": abc } }),
        json!({ "maxDiff": { "options": abc, "perSet": 2 } }),
        json!({ "matrix": { "rows": abc, "scale": scale(1, 5) } }),
        json!({ "constantSum": { "options": abc, "total": 100 } }),
        json!({ "semantic": { "left": { "en": "cold" }, "right": { "en": "warm" }, "scale": scale(1, 7) } }),
        json!({ "slider": { "min": 0.0, "max": 1.0, "step": 0.1 } }),
        json!("yesNo"),
        json!({ "number": { "unit": "days" } }),
        json!("date"),
        json!({ "openText": { "maxChars": 5 } }),
        json!({ "emotion": { "options": abc } }),
        json!({ "consent": { "purpose": "contact" } }),
        json!("file"),
    ];
    let questions: Value = kinds
        .iter()
        .map(|kind| {
            let id = kind.as_str().map_or_else(|| kind.as_object().unwrap().keys().next().unwrap().clone(), str::to_owned);
            question(&id, kind)
        })
        .collect();
    survey_of(&questions)
}

fn response(answers: &Value) -> Value {
    json!({ "id": "r", "survey": "s", "rev": 3, "at": "2026-11-21T10:00:00+01:00", "status": "complete", "answers": answers })
}

fn found(survey: &Survey, response: &Value) -> Vec<(&'static str, String)> {
    survey.validate(&response.to_string()).into_iter().map(|Problem { code, pointer, .. }| (code, pointer)).collect()
}

fn broken(survey: &Survey) -> Vec<(&'static str, String)> {
    let mut problems = Vec::new();
    survey.check("", &mut problems);
    problems.into_iter().map(|Problem { code, pointer, .. }| (code, pointer)).collect()
}

#[test]
fn every_kind_of_question_takes_its_answer_and_the_bare_one() {
    let survey = every_kind();
    assert_eq!(broken(&survey), []);
    let cases = [
        ("nps", json!({ "score": 9 }), json!(9)),
        ("csat", json!({ "score": 5 }), json!(5)),
        ("ces", json!({ "score": 2 }), json!(2)),
        ("rating", json!({ "score": -2 }), json!(-2)),
        ("singleChoice", json!({ "choice": "a" }), json!("a")),
        ("multiChoice", json!({ "choices": ["a", "c"] }), json!(["a", "c"])),
        ("ranking", json!({ "rank": ["c", "a", "b"] }), json!(["c", "a", "b"])),
        (
            "maxDiff",
            json!({ "bestWorst": [{ "shown": ["a", "b"], "best": "a", "worst": "b" }] }),
            json!([{ "shown": ["a", "b"], "best": "a", "worst": "b" }]),
        ),
        ("matrix", json!({ "matrix": { "a": 1, "b": 5 } }), json!({ "a": 1, "b": 5 })),
        ("constantSum", json!({ "points": { "a": 60, "b": 40 } }), json!({ "a": 60, "b": 40 })),
        ("semantic", json!({ "score": 7 }), json!(7)),
        ("slider", json!({ "number": 0.3 }), json!(0.3)),
        ("yesNo", json!({ "bool": true }), json!(true)),
        ("number", json!({ "number": -2.5 }), json!(-2.5)),
        ("date", json!({ "date": "2026-02-28" }), json!("2026-02-28")),
        ("openText", json!({ "text": "Größe" }), json!("Größe")), // five characters, seven bytes
        ("emotion", json!({ "choice": "b" }), json!("b")),
        ("consent", json!({ "bool": false }), json!(false)),
        ("file", json!({ "text": "bill.pdf" }), json!("bill.pdf")),
    ];
    assert_eq!(cases.len(), survey.questions.len());
    for (id, keyed, bare) in cases {
        let parse = |answer: &Value| survey.parse(&response(&json!({ id: answer })).to_string());
        let (keyed, bare) = (parse(&keyed), parse(&bare));
        assert_eq!(keyed.problems, [], "{id}");
        assert_eq!(keyed, bare, "{id}");
        for missing in [json!(null), json!("skipped"), json!("notApplicable"), json!("dontKnow")] {
            assert_eq!(parse(&missing).problems, [], "{id}");
        }
    }
}

#[test]
fn an_answer_off_its_scale_is_named_with_its_place() {
    let survey = every_kind();
    let cases = [
        ("nps", json!({ "score": 11 }), "out_of_range", "/score"),
        ("nps", json!(-1), "out_of_range", "/score"),
        ("nps", json!(9.5), "not_an_integer", "/score"),
        ("nps", json!("9"), "invalid_option", ""),
        ("nps", json!({ "score": "9" }), "invalid_json", "/score"),
        ("nps", json!({ "scor": 9 }), "invalid_option", ""),
        ("csat", json!({ "number": 3 }), "invalid_option", ""),
        ("rating", json!(3), "out_of_range", "/score"),
        ("singleChoice", json!("d"), "unknown_id", "/choice"),
        ("emotion", json!({ "other": "numb" }), "invalid_option", ""),
        ("multiChoice", json!([]), "length_mismatch", "/choices"),
        ("multiChoice", json!(["a", "b", "c"]), "length_mismatch", "/choices"),
        ("multiChoice", json!(["a", "a"]), "duplicate_id", "/choices/1"),
        ("ranking", json!(["a", "b"]), "length_mismatch", "/rank"),
        ("maxDiff", json!([{ "shown": ["a", "b"], "best": "c", "worst": "b" }]), "unknown_id", "/bestWorst/0/best"),
        ("maxDiff", json!([{ "shown": ["a", "b"], "best": "a", "worst": "a" }]), "duplicate_id", "/bestWorst/0/worst"),
        ("maxDiff", json!([{ "shown": ["a"], "best": "a", "worst": "a" }]), "length_mismatch", "/bestWorst/0/shown"),
        ("matrix", json!({ "a": 6 }), "out_of_range", "/matrix/a"),
        ("matrix", json!({ "z": 5 }), "unknown_id", "/matrix/z"),
        ("constantSum", json!({ "a": 60, "b": 41 }), "out_of_range", "/points"),
        ("slider", json!(0.35), "not_an_integer", "/number"),
        ("slider", json!(1.1), "out_of_range", "/number"),
        ("date", json!("2026-02-29"), "invalid_time", "/date"),
        ("openText", json!("longer"), "out_of_range", "/text"),
        ("yesNo", json!(1), "invalid_option", ""),
    ];
    for (id, answer, code, place) in cases {
        let problems = found(&survey, &response(&json!({ id: answer })));
        assert_eq!(problems.first(), Some(&(code, format!("/answers/{id}{place}"))), "{id} {answer}");
    }
}

#[test]
fn every_problem_of_a_response_is_listed() {
    let survey = every_kind();
    let mut bad = response(&json!({ "nps": 11, "csat": 0, "npss": 3 }));
    bad["weight"] = json!(-1);
    bad["at"] = json!("yesterday");
    let problems = found(&survey, &bad);
    let expected = [
        ("invalid_time", "/at"),
        ("unknown_id", "/answers/npss"),
        ("out_of_range", "/answers/nps/score"),
        ("out_of_range", "/answers/csat/score"),
    ];
    for (code, pointer) in expected {
        assert!(problems.contains(&(code, pointer.to_owned())), "{code} {pointer} in {problems:?}");
    }
    for text in ["", "null", "[]", "{", "7", &"[".repeat(1_000_000), r#"{"answers": []}"#] {
        let parsed = survey.parse(text);
        assert!(!parsed.is_ok() && !parsed.problems.is_empty());
    }
    let twice = r#"{"id": "r", "survey": "s", "rev": 3, "at": "2026-11-21T10:00:00Z", "status": "complete", "answers": {"nps": 9, "nps": 3}}"#;
    assert_eq!(survey.validate(twice)[0].code, "duplicate_key");
}

#[test]
fn the_envelope_is_checked_against_the_survey() {
    let survey = every_kind();
    for (key, value, code) in [
        ("survey", json!("t"), "unknown_id"),
        ("rev", json!(4), "definition_mismatch"),
        ("weight", json!(-0.5), "invalid_weight"),
        ("supersedes", json!("r"), "duplicate_id"),
    ] {
        let mut bad = response(&json!({}));
        bad[key] = value;
        assert_eq!(found(&survey, &bad), [(code, format!("/{key}"))]);
    }
}

#[test]
fn what_is_required_is_missed_where_it_is_shown_and_only_in_a_whole_response() {
    let mut why = question("why", &json!({ "openText": {} }));
    why["required"] = json!(true);
    why["showIf"] = json!({ "test": { "prop": "nps", "op": "le", "value": 6 } });
    let survey = survey_of(&json!([question("nps", &json!("nps")), why]));
    let missed = [("invalid_document", "/answers/why".to_owned())];
    assert_eq!(found(&survey, &response(&json!({ "nps": 3 }))), missed);
    assert_eq!(found(&survey, &response(&json!({ "nps": 3, "why": "skipped" }))), missed);
    assert_eq!(found(&survey, &response(&json!({ "nps": 3, "why": "dontKnow" }))), []);
    assert_eq!(found(&survey, &response(&json!({ "nps": 9 }))), []);
    assert_eq!(found(&survey, &response(&json!({}))), []);
    let mut partial = response(&json!({ "nps": 3 }));
    partial["status"] = json!("partial");
    assert_eq!(found(&survey, &partial), []);
    let parsed = survey.parse(&response(&json!({ "nps": 9, "why": "fine" })).to_string());
    assert_eq!((parsed.is_ok(), parsed.problems[0].severity), (true, Severity::Warning)); // answered though not shown
}

#[test]
fn what_says_nothing_answers_no_question_that_is_required() {
    let mut questions = json!([
        question("text", &json!({ "openText": {} })),
        question("other", &json!({ "singleChoice": { "options": choices(&["a", "b"]), "other": true } })),
        question("many", &json!({ "multiChoice": { "options": choices(&["a", "b"]) } })),
        question("rows", &json!({ "matrix": { "rows": choices(&["a", "b"]), "scale": scale(1, 5) } })),
        question("sets", &json!({ "maxDiff": { "options": choices(&["a", "b"]), "perSet": 2 } })),
        question("file", &json!("file")),
    ]);
    questions.as_array_mut().unwrap().iter_mut().for_each(|question| question["required"] = json!(true));
    let survey = survey_of(&questions);
    let empty = json!({ "text": "", "other": { "other": " " }, "many": [], "rows": { "matrix": {} }, "sets": [], "file": "" });
    let missed: Vec<_> = found(&survey, &response(&empty)).into_iter().map(|(_, pointer)| pointer).collect();
    assert_eq!(missed, ["/answers/text", "/answers/other", "/answers/many", "/answers/rows", "/answers/sets", "/answers/file"]);
    let reasons =
        json!({ "text": "x", "other": "dontKnow", "many": ["a"], "rows": { "a": 1 }, "sets": "notApplicable", "file": "x.png" });
    assert_eq!(found(&survey, &response(&reasons)), []);
}

#[test]
fn many_faults_have_short_messages_and_few_of_them_a_hint() {
    let ids: Vec<String> = (0..200).map(|i| format!("option-{i}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let survey = survey_of(&json!([question("many", &json!({ "multiChoice": { "options": choices(&ids) } }))]));
    let wrong: Vec<String> = (0..200).map(|i| format!("opton-{i}")).collect();
    let problems = survey.validate(&response(&json!({ "many": wrong })).to_string());
    let hinted = problems.iter().filter(|problem| problem.message.contains("the nearest is")).count();
    assert_eq!((problems.len(), hinted), (200, 10));
    let unknown: Map<_, _> = (0..200).map(|i| (format!("q{i}"), json!(1))).collect();
    let problems = survey.validate(&response(&unknown.into()).to_string());
    let hinted = problems.iter().filter(|problem| problem.message.contains("the nearest is")).count();
    assert_eq!((problems.len(), hinted), (200, 10));
    assert_eq!(found(&survey, &response(&json!({ "many": ids }))), []); // each of so many is found

    let letters = |i: u8| format!("{}{}", char::from(b'a' + i / 26), char::from(b'a' + i % 26));
    let questions: Vec<Value> =
        (0..200_u8).map(|i| json!({ "id": format!("q{i}"), "rev": 1, "text": { letters(i): "?" }, "kind": "nps" })).collect();
    let survey = survey_of(&questions.into());
    let mut problems = Vec::new();
    survey.check("", &mut problems);
    assert!(problems.iter().all(|problem| problem.message.len() < 120), "{}", problems[0].message);
    assert!(problems[0].message.contains(" more languages too"), "{}", problems[0].message);
}

#[test]
fn a_key_that_a_policy_or_its_history_has_not_is_refused() {
    let error = call::contact_policy(r#"{"quarantin": "P84D"}"#).unwrap_err();
    assert_eq!((error.code(), error.pointer()), (Code::UnknownKey, Some("/quarantin")));
    assert!(error.message().contains("did you mean \"quarantine\"?"));
    let policy = call::contact_policy(r#"{"quarantine": "P84D", "x-note": "ours"}"#).unwrap();
    let asked =
        |entry: Value| call::may_invite(&policy, &json!({ "history": [entry], "now": "2026-11-21T00:00:00Z" }).to_string());
    for (entry, near) in [
        (json!({ "at": "2026-01-01T00:00:00Z", "outcom": "optedOut" }), "outcome"),
        (json!({ "at": "2026-01-01T00:00:00Z", "chanel": "mail" }), "channel"),
    ] {
        let error = asked(entry).unwrap_err();
        assert_eq!((error.code(), error.row()), (Code::UnknownKey, Some(0)));
        assert!(error.message().contains(&format!("did you mean {near:?}?")), "{}", error.message());
    }
    let error = asked(json!({ "at": "2026-01-01T00:00:00Z", "outcome": "opted_out" })).unwrap_err();
    assert!(error.message().contains("did you mean \"optedOut\"?"), "{}", error.message());
    let whole = json!({ "id": "i", "to": "r", "survey": "s", "channel": "mail", "at": "2026-01-01T00:00:00Z", "outcome": "optedOut", "x-a": 1 });
    assert_eq!(asked(whole).unwrap()["reason"], "opted_out");
}

#[test]
fn a_changed_limit_is_named_without_its_options() {
    let many = |max: u8| {
        let options = choices(&["a", "b", "c"]);
        survey_of(&json!([question("many", &json!({ "multiChoice": { "options": options, "max": max } }))]))
    };
    let problems = check_revision(&many(3), &many(2));
    assert!(
        problems.iter().any(|problem| problem.message.starts_with("max: was 3 and is 2; give the changed question a new id")),
        "{problems:?}"
    );
}

#[test]
fn a_quarantine_that_does_not_end_is_named() {
    let policy = call::contact_policy(r#"{"quarantine": "P200Y"}"#).unwrap();
    let given = json!({ "history": ["2026-01-01T00:00:00Z"], "now": "2026-11-21T00:00:00Z" });
    let error = call::may_invite(&policy, &given.to_string()).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InvalidTime, Some("quarantine")));
    assert!(error.message().contains("give a shorter one"), "{}", error.message());
}

#[test]
fn an_older_revision_stays_valid() {
    let survey = every_kind();
    let mut old = response(&json!({ "nps": 9, "gone": 3 }));
    old["rev"] = json!(2);
    let parsed = survey.parse(&old.to_string());
    assert!(parsed.is_ok());
    assert_eq!(parsed.problems[0].severity, Severity::Warning);
}

#[test]
fn the_next_question_follows_the_answers() {
    let mut why = question("why", &json!({ "openText": {} }));
    why["showIf"] = json!({ "test": { "prop": "nps", "op": "le", "value": 6 } });
    let mut who = question("who", &json!("yesNo"));
    who["showIf"] = json!({ "test": { "prop": "why", "op": "exists", "value": true } });
    let survey = survey_of(&json!([question("nps", &json!("nps")), why, who, question("end", &json!("yesNo"))]));
    assert_eq!(broken(&survey), []);
    let next = |answers: &Value| survey.next_question_after(&answers.to_string()).unwrap().map(|question| question.id.as_str());
    assert_eq!(next(&json!({})), Some("nps"));
    assert_eq!(next(&json!({ "nps": 3 })), Some("why"));
    assert_eq!(next(&json!({ "nps": 3, "why": "slow" })), Some("who"));
    assert_eq!(next(&json!({ "nps": 3, "why": null })), Some("end"));
    assert_eq!(next(&json!({ "nps": 3, "why": "  " })), Some("end")); // blanks answer nothing, as where it is required
    assert_eq!(next(&json!({ "nps": 9 })), Some("end"));
    assert_eq!(next(&json!({ "nps": 9, "why": "left from before" })), Some("end")); // a hidden answer counts for nothing
    assert_eq!(next(&json!({ "nps": 9, "end": true })), None);
    assert_eq!(survey.next_question_after("[]").unwrap_err().field(), Some("answers"));
    let unknown = survey.next_question_after(r#"{"nsp": 9}"#).unwrap_err();
    assert_eq!((unknown.code().name(), unknown.pointer(), unknown.got()), ("unknown_id", Some("/nsp"), Some("nsp")));
    assert!(unknown.message().contains("the nearest is \"nps\""), "{unknown}");
    assert!(survey.next_question_after("{").is_err());
}

#[test]
fn a_quota_is_full_at_its_number() {
    let mut document = every_kind().write();
    document["quotas"] = json!([{ "id": "happy", "when": { "test": { "prop": "nps", "op": "ge", "value": 9 } }, "max": 2 }]);
    let survey = read_text::<Survey>("a survey", &document.to_string()).unwrap().0.unwrap();
    let parsed = survey.parse(&response(&json!({ "nps": 9 })).to_string()).value.unwrap();
    let count = |n| [("happy".parse().unwrap(), n)].into();
    assert!(survey.full_quota(&parsed.answers, &count(1)).is_none());
    assert_eq!(survey.full_quota(&parsed.answers, &count(2)).unwrap().id.as_str(), "happy");
    let counted = |given: &Value| call::survey_full_quota(&survey, &given.to_string());
    assert_eq!(counted(&json!({ "answers": { "nps": 9 }, "counts": { "happy": 2 } })).unwrap(), "happy");
    let unknown = counted(&json!({ "answers": { "nps": 9 }, "counts": { "hapy": 2 } })).unwrap_err();
    assert_eq!((unknown.code().name(), unknown.field(), unknown.got()), ("unknown_id", Some("counts"), Some("hapy")));
    assert!(
        survey.full_quota(&survey.parse(&response(&json!({ "nps": 3 })).to_string()).value.unwrap().answers, &count(2)).is_none()
    );
}

#[test]
fn each_rule_is_broken_by_one_change() {
    let cases = [
        ("csat", "/kind/csat/topBox", json!(5), "V-S2", "/kind/csat/topBox"),
        ("csat", "/kind/csat/topBox", json!(0), "V-S2", "/kind/csat/topBox"),
        ("ces", "/kind/ces/form", json!("ease"), "V-S3", "/kind/ces/scale/direction"),
        ("emotion", "/kind/emotion/options", choices(&["a"]), "V-S4", "/kind/emotion/options"),
        ("emotion", "/kind/emotion/options", choices(&["a", "a"]), "V-S4", "/kind/emotion/options/1/id"),
        ("nps", "/text", json!({ "de": "Wie?" }), "V-S6", "/text"),
        ("csat", "/id", json!("nps"), "V-S7", "/id"),
        ("rating", "/kind/rating/scale", scale(5, 1), "V-S10", "/kind/rating/scale"),
        ("slider", "/kind/slider/step", json!(0), "V-S10", "/kind/slider"),
        ("multiChoice", "/kind/multiChoice/max", json!(4), "V-S10", "/kind/multiChoice/max"),
        ("maxDiff", "/kind/maxDiff/perSet", json!(4), "V-S10", "/kind/maxDiff/perSet"),
        ("constantSum", "/kind/constantSum/total", json!(0), "V-S10", "/kind/constantSum/total"),
    ];
    let survey = every_kind();
    for (id, way, value, rule, pointer) in cases {
        let place = survey.questions.iter().position(|question| question.id.as_str() == id).unwrap();
        let mut document = survey.write();
        *document.pointer_mut(&format!("/questions/{place}{way}")).unwrap() = value;
        let (changed, _) = read_text::<Survey>("a survey", &document.to_string()).unwrap();
        let problems = broken(&changed.unwrap());
        assert!(problems.contains(&(rule, format!("/questions/{place}{pointer}"))), "{id} {way}: {problems:?}");
    }
}

#[test]
fn the_recommendation_question_has_no_scale_of_its_own() {
    let document = json!({ "id": "s", "rev": 1, "kind": "pulse", "respondents": "customers", "title": { "en": "S" },
        "questions": [question("nps", &json!({ "nps": { "scale": scale(1, 10) } }))] });
    let (survey, problems) = read_text::<Survey>("a survey", &document.to_string()).unwrap();
    assert!(survey.is_none());
    assert_eq!(problems[0].pointer, "/questions/0/kind");
}

#[test]
fn a_question_is_shown_by_earlier_answers_only() {
    for (prop, place) in [("later", "moved"), ("nowhere", "unknown"), ("self", "itself")] {
        let mut shown = question("self", &json!("yesNo"));
        shown["showIf"] = json!({ "test": { "prop": prop, "op": "exists", "value": true } });
        let survey = survey_of(&json!([shown, question("later", &json!("yesNo"))]));
        assert_eq!(broken(&survey), [("V-S8", "/questions/0/showIf".to_owned())], "{place}");
    }
    let mut shown = question("b", &json!("yesNo"));
    shown["showIf"] = json!({ "did": { "pattern": { "event": { "type": "order" } } } });
    assert_eq!(broken(&survey_of(&json!([shown])))[0].0, "V-S8");
}

#[test]
fn a_changed_scale_or_kind_needs_a_new_question() {
    let older = every_kind();
    let change = |id: &str, way: &str, value: Value, rev: u32| {
        let place = older.questions.iter().position(|question| question.id.as_str() == id).unwrap();
        let mut document = older.write();
        document["rev"] = json!(4);
        document["questions"][place]["rev"] = json!(rev);
        *document.pointer_mut(&format!("/questions/{place}{way}")).unwrap() = value;
        let newer = read_text::<Survey>("a survey", &document.to_string()).unwrap().0.unwrap();
        check_revision(&older, &newer)
            .into_iter()
            .map(|problem| problem.pointer.replace(&format!("/questions/{place}"), ""))
            .collect::<Vec<_>>()
    };
    assert_eq!(check_revision(&older, &older), []);
    assert_eq!(change("nps", "/text", json!({ "en": "How likely?" }), 2), Vec::<String>::new());
    assert_eq!(change("nps", "/text", json!({ "en": "How likely?" }), 1), ["/rev"]);
    assert_eq!(change("csat", "/kind/csat/scale/max", json!(7), 2), ["/kind"]);
    assert_eq!(change("csat", "/kind/csat/topBox", json!(1), 2), Vec::<String>::new());
    assert_eq!(change("yesNo", "/kind", json!("date"), 2), ["/kind"]);
    assert_eq!(change("emotion", "/kind/emotion/options", choices(&["a", "b"]), 2), ["/kind"]);
    assert_eq!(change("emotion", "/kind/emotion/options", choices(&["a", "b", "c", "d"]), 2), Vec::<String>::new());
    assert_eq!(change("consent", "/kind/consent/purpose", json!("research"), 2), ["/kind"]);
}

#[test]
fn the_templates_keep_every_rule() {
    for survey in [
        three_questions(),
        purchase_stages("Acme"),
        purchase_stages("\"\u{0}\n"),
        nps_question(Some("\"\u{0}\n"), &NPS_LANGUAGES).unwrap(),
    ] {
        assert_eq!(broken(&survey), []);
        let again = read_text::<Survey>("a survey", &survey.write().to_string()).unwrap();
        assert_eq!(again, (Some(survey), Vec::new()));
    }
}

#[test]
fn best_and_worst_are_counted_by_option() {
    let options = read_text::<Vec<Choice>>("options", &choices(&["a", "b", "c"]).to_string()).unwrap().0.unwrap();
    let answers = json!([{ "bestWorst": [{ "shown": ["a", "b"], "best": "a", "worst": "b" }, { "shown": ["b", "c"], "best": "c", "worst": "b" }] }, "skipped"]);
    let answers = read_text::<Vec<Answer>>("answers", &answers.to_string()).unwrap().0.unwrap();
    let counts = max_diff_counts(&options, &answers);
    let rows: Vec<_> = counts.iter().map(|row| (row.n_shown, row.n_best, row.n_worst, row.score)).collect();
    assert_eq!(rows, [(1, 1, 0, Some(1.0)), (2, 0, 2, Some(-1.0)), (1, 1, 0, Some(1.0))]);
}

#[test]
fn the_schema_of_a_response_names_its_questions() {
    let schema = every_kind().json_schema();
    let nps = schema.pointer("/$defs/SurveyResponse/properties/answers/properties/nps/anyOf/0/properties/score").unwrap();
    assert_eq!(nps, &json!({ "type": "integer", "minimum": 0, "maximum": 10 }));
    assert!(Schemas::of::<Survey>()["$defs"]["Predicate"].is_object());
}

// ---- contact policy -----------------------------------------------------------------------------------------------

fn time(text: &str) -> Instant {
    parse_time(text, &Zone::UTC).unwrap()
}

fn may(policy: &Value, history: &[(&str, InvitationOutcome)], now: &str) -> (Option<&'static str>, Option<String>) {
    let policy = read_text::<ContactPolicy>("a contact policy", &policy.to_string()).unwrap().0.unwrap();
    let history: Vec<Contact> =
        history.iter().map(|&(at, outcome)| Contact { at: time(at), survey: None, channel: None, outcome }).collect();
    let answer = policy.may_invite(&history, &Invite::at(time(now))).unwrap();
    (answer.reason.map(cxm_core::domain::ContactReason::name), answer.until.map(|until| until.to_string()))
}

#[test]
fn the_quarantine_ends_to_the_instant() {
    use InvitationOutcome::{Bounced, Completed, OptedOut, Sent, Suppressed};
    let policy = json!({ "quarantine": "P84D" });
    let until = Some("2027-02-03T00:00:00Z".to_owned());
    let refused = (Some("quarantine"), until);
    assert_eq!(may(&policy, &[], "2026-11-21"), (None, None));
    assert_eq!(may(&policy, &[("2026-11-11", Sent), ("2025-01-01", Completed)], "2026-11-21"), refused);
    assert_eq!(may(&policy, &[("2026-11-11", Sent)], "2027-02-02T23:59:59Z"), refused);
    assert_eq!(may(&policy, &[("2026-11-11", Sent)], "2027-02-03"), (None, None));
    assert_eq!(may(&policy, &[("2026-11-11", Bounced), ("2026-11-12", Suppressed)], "2026-11-21"), (None, None));
    assert_eq!(may(&policy, &[("2020-01-01", OptedOut)], "2026-11-21"), (Some("opted_out"), None));
    assert_eq!(may(&policy, &[("2026-12-01", Sent)], "2026-11-21").0, Some("quarantine")); // planned
}

#[test]
fn the_cap_counts_the_window_and_the_longer_refusal_holds() {
    use InvitationOutcome::Sent;
    let policy = json!({ "frequencyCap": { "invitations": 2, "within": "P30D" } });
    let history = [("2026-11-01", Sent), ("2026-11-10", Sent), ("2026-09-01", Sent)];
    assert_eq!(may(&policy, &history, "2026-11-21"), (Some("frequency_cap"), Some("2026-12-01T00:00:00Z".to_owned())));
    assert_eq!(may(&policy, &history, "2026-12-01"), (None, None));
    let both = json!({ "quarantine": "P7D", "frequencyCap": { "invitations": 2, "within": "P30D" } });
    assert_eq!(may(&both, &history, "2026-11-12").0, Some("frequency_cap"));
    let both = json!({ "quarantine": "P90D", "frequencyCap": { "invitations": 2, "within": "P30D" } });
    assert_eq!(may(&both, &history, "2026-11-12").0, Some("quarantine"));
}

#[test]
fn the_scope_says_which_invitations_count() {
    let contact = |survey: &str, channel: &str| Contact {
        at: time("2026-11-20"),
        survey: Some(survey.parse().unwrap()),
        channel: Some(channel.parse().unwrap()),
        outcome: InvitationOutcome::Sent,
    };
    let invite = Invite { at: time("2026-11-21"), survey: Some("s".parse().unwrap()), channel: Some("email".parse().unwrap()) };
    for (scope, history, allowed) in [
        ("customer", contact("t", "sms"), false),
        ("survey", contact("t", "email"), true),
        ("survey", contact("s", "sms"), false),
        ("channel", contact("s", "sms"), true),
        ("channel", contact("t", "email"), false),
    ] {
        let document = json!({ "quarantine": "P7D", "scope": scope });
        let policy = read_text::<ContactPolicy>("a contact policy", &document.to_string()).unwrap().0.unwrap();
        assert_eq!(policy.may_invite(&[history], &invite).unwrap().allowed(), allowed, "{scope}");
    }
}

// ---- whatever comes in --------------------------------------------------------------------------------------------

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..13).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop_oneof![Just("a"), Just("b"), Just("skipped"), Just("2026-01-01"), Just(""), Just("~/\u{0}")].prop_map(Value::from),
    ];
    let key = prop_oneof![
        Just("score"),
        Just("choice"),
        Just("choices"),
        Just("rank"),
        Just("matrix"),
        Just("points"),
        Just("number"),
        Just("bool"),
        Just("text"),
        Just("date"),
        Just("bestWorst"),
        Just("shown"),
        Just("best"),
        Just("worst"),
        Just("a"),
        Just("b"),
        Just("c"),
        Just("~/"),
    ];
    leaf.prop_recursive(3, 16, 3, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key.clone().prop_map(str::to_owned), inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Every number of an answer lies on its scale, every name is an option.
fn on_scale(survey: &Survey, response: &SurveyResponse) -> bool {
    let option = |id: &str| ["a", "b", "c"].contains(&id);
    response.answers.iter().all(|(id, answer)| {
        let question = survey.question(id.as_str()).unwrap();
        let (min, max) = question.kind.scale().map_or((0, 10), |scale| (i64::from(scale.min), i64::from(scale.max)));
        match answer {
            Answer::Score(score) => (min..=max).contains(score),
            Answer::Matrix(rows) => rows.iter().all(|(row, score)| option(row.as_str()) && (min..=max).contains(score)),
            Answer::Choice(choice) => option(choice.as_str()),
            Answer::Choices(choices) | Answer::Rank(choices) => choices.iter().all(|choice| option(choice.as_str())),
            Answer::Points(points) => points.keys().all(|choice| option(choice.as_str())) && points.values().sum::<u32>() == 100,
            Answer::Number(number) if id.as_str() == "slider" => (0.0..=1.0).contains(number),
            Answer::Number(number) => number.is_finite(),
            Answer::Text(text) if id.as_str() == "openText" => text.chars().count() <= 5,
            _ => true,
        }
    })
}

/// What `write_json` writes.
fn json_of(document: &impl Document) -> Value {
    let mut json = String::new();
    document.write_json(&mut json);
    serde_json::from_str(&json).unwrap()
}

#[test]
fn the_text_of_a_document_is_that_of_its_value() {
    let odd = json!({ "id": "s\"\\", "rev": 1, "kind": "pulse", "respondents": "customers", "title": { "en": "\u{0}\n\u{2028}\"" },
        "languages": [], "questions": [], "contactPolicy": { "quarantine": "P7D", "x-own": [null, 1.5, { "a": "\t" }] }, "x-\"": true });
    let odd = read_text::<Survey>("a survey", &odd.to_string()).unwrap().0.unwrap();
    for survey in [odd, every_kind(), three_questions(), purchase_stages("\"\u{0}\n")] {
        assert_eq!(json_of(&survey), survey.write());
    }
}

proptest! {
    #[test]
    fn no_answer_panics_and_what_validates_is_on_its_scale(place in 0_usize..19, answer in any_json()) {
        let survey = every_kind();
        let id = survey.questions[place].id.to_string();
        let parsed = survey.parse(&response(&json!({ id: answer })).to_string());
        match &parsed.value {
            Some(response) => {
                prop_assert!(on_scale(&survey, response));
                prop_assert_eq!(survey.check_response(response), Vec::new());
                let again = survey.parse(&response.write().to_string());
                prop_assert_eq!(again.value.as_ref(), Some(response));
                prop_assert_eq!(json_of(response), response.write());
            }
            None => prop_assert!(!parsed.problems.is_empty()),
        }
    }

    #[test]
    fn no_text_panics(text in "[\\[\\]{}\",:a-z0-9 \\\\]{0,60}") {
        let survey = every_kind();
        let _ = survey.validate(&text);
        let _ = survey.next_question_after(&text);
        let _ = read_text::<Survey>("a survey", &text);
    }
}
