//! V-S8 against brute force: what a condition may compare with is what some valid answer passes.

use cxm_core::domain::document::{Problem, read_text};
use cxm_core::domain::survey::Survey;
use serde_json::{Value, json};

fn choices(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({ "id": id, "text": { "en": id } })).collect()
}

/// A question `a` of this kind, and `b`, which is shown on a test of a property.
fn survey(kind: &Value, prop: &str, op: &str, value: &Value) -> Survey {
    let question = |id: &str, kind: &Value| json!({ "id": id, "rev": 1, "text": { "en": id }, "kind": kind });
    let mut shown = question("b", &json!("yesNo"));
    shown["showIf"] = json!({ "test": { "prop": prop, "op": op, "value": value } });
    let document = json!({ "id": "s", "rev": 1, "kind": "pulse", "respondents": "customers", "title": { "en": "S" },
        "questions": [question("a", kind), shown] });
    read_text::<Survey>("a survey", &document.to_string()).unwrap().0.unwrap()
}

fn problems(survey: &Survey) -> Vec<Problem> {
    let mut problems = Vec::new();
    survey.check("", &mut problems);
    problems
}

/// Whether the answer is valid, and whether it shows `b`.
fn outcome(survey: &Survey, answer: &Value) -> Option<bool> {
    let response = json!({ "id": "r", "survey": "s", "rev": 1, "at": "2026-11-21T10:00:00Z", "status": "partial", "answers": { "a": answer } });
    survey.parse(&response.to_string()).is_ok().then_some(())?;
    Some(survey.next_question_after(&json!({ "a": answer }).to_string()).unwrap().is_some())
}

fn lists(ids: &[&str]) -> Vec<Value> {
    let (mut all, mut last) = (vec![json!([])], vec![Vec::new()]);
    for _ in ids {
        let longer = |list: Vec<Value>| ids.iter().map(move |id| [list.clone(), vec![json!(id)]].concat());
        last = last.into_iter().flat_map(longer).collect();
        all.extend(last.iter().cloned().map(Value::from));
    }
    all
}

/// Every answer of a kind that has few; else such as lie around the value.
fn answers(kind: &Value, value: &Value) -> Vec<Value> {
    let name = kind.as_str().unwrap_or_else(|| kind.as_object().unwrap().keys().next().unwrap());
    let around = |text: &str| {
        let last = |n: usize| char::MAX.to_string().repeat(n);
        let texts = [text, "\0", "x", " ", "z z", &last(1), &last(3), &last(9)].map(str::to_owned);
        texts.into_iter().chain([format!("{text}x"), format!("x{text}"), format!("{text}\0"), format!("{text}{}", last(2))])
    };
    let members = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    let texts = || members.iter().filter_map(Value::as_str).chain([""]).flat_map(around);
    match name {
        "yesNo" => vec![json!(true), json!(false)],
        "multiChoice" | "ranking" => lists(&["x", "y", "zz"]),
        "singleChoice" if kind["singleChoice"]["other"] == true => {
            texts().map(|text| json!({ "other": text })).chain([json!("x"), json!("y")]).collect()
        }
        "singleChoice" | "emotion" => ["x", "y", "zz", "joy"].map(Value::from).to_vec(),
        "matrix" => (0..8).map(|point| json!({ "matrix": { "x": point } })).collect(),
        "constantSum" => (0..=10).map(|points| json!({ "points": { "x": points, "y": 10 - points } })).collect(),
        "number" => {
            let near = members.iter().filter_map(Value::as_f64).flat_map(|number| [number, number - 1.0, number + 1.0]);
            near.chain([0.0, 1e300, -1e300]).map(|number| json!({ "number": number })).collect()
        }
        "slider" => {
            (-2..=30).map(|half| f64::from(half) / 2.0).chain([11.25]).map(|number| json!({ "number": number })).collect()
        }
        "date" => {
            let days =
                ["1900-01-01", "1999-12-31", "2026-01-01", "2026-11-21", "2026-11-22", "2026-11-30", "2027-02-28", "2028-02-29"];
            days.into_iter().chain(["2199-12-31"]).map(Value::from).collect()
        }
        "openText" | "file" => texts().map(|text| json!({ "text": text })).collect(),
        _ => (-3..13).map(|score| json!({ "score": score })).collect(),
    }
}

#[test]
fn a_condition_is_refused_where_no_valid_answer_meets_it_and_only_there() {
    let scale = json!({ "min": 1, "max": 5, "direction": "higherIsBetter" });
    let two = choices(&["x", "y"]);
    let three = choices(&["x", "y", "zz"]);
    let kinds = [
        json!("nps"),
        json!({ "csat": { "scale": scale, "topBox": 2 } }),
        json!({ "rating": { "scale": { "min": -2, "max": 2, "direction": "higherIsBetter" }, "construct": "trust" } }),
        json!({ "singleChoice": { "options": two } }),
        json!({ "singleChoice": { "options": two, "other": true } }),
        json!({ "multiChoice": { "options": three } }),
        json!({ "multiChoice": { "options": three, "max": 1 } }),
        json!({ "multiChoice": { "options": three, "min": 2 } }),
        json!({ "multiChoice": { "options": three, "min": 2, "max": 2 } }),
        json!({ "ranking": { "options": two } }),
        json!({ "matrix": { "rows": two, "scale": scale } }),
        json!({ "constantSum": { "options": two, "total": 10 } }),
        json!({ "slider": { "min": 0, "max": 10, "step": 2.5 } }),
        json!({ "slider": { "min": 0, "max": 11, "step": 2.5 } }),
        json!("yesNo"),
        json!({ "number": {} }),
        json!("date"),
        json!({ "openText": {} }),
        json!({ "openText": { "maxChars": 3 } }),
        json!({ "openText": { "maxChars": 1 } }),
        json!({ "emotion": { "options": choices(&["x", "joy"]) } }),
        json!("file"),
    ];
    let last = |n: usize| Value::from(char::MAX.to_string().repeat(n));
    let mut values: Vec<Value> = lists(&["x", "y", "zz"]);
    values.extend([json!(["x", 3]), json!(true), json!(false), last(1), last(2), last(3), last(4)]);
    values.extend([-1.0, 0.0, 1.0, 2.5, 3.0, 5.0, 6.0, 10.0, 10.5, 11.0, 1e12].map(Value::from));
    values.extend([json!(-1), json!(0), json!(3), json!(10), json!(11)]);
    values.extend(
        ["", " ", "   ", "    ", "\0", "x", "y", "z", "zz", "joy", "hello", "hel", "3", "0", "a", "m", "yesterday"]
            .map(Value::from),
    );
    values.extend(
        ["2026-11-21", "2026-02-29", "2028-02-29", "2026-13-01", "2026", "2026-11", "1899", "22", "-02-2", "1-30"]
            .map(Value::from),
    );
    let (mut refused, mut taken) = (0, 0);
    for kind in &kinds {
        let prop = if kind.get("matrix").or(kind.get("constantSum")).is_some() { "a.x" } else { "a" };
        let holding = |op: &str, value: &Value| {
            let survey = survey(kind, prop, op, value);
            let outcomes: Vec<bool> = answers(kind, value).iter().filter_map(|answer| outcome(&survey, answer)).collect();
            assert!(outcomes.len() > 1, "{kind} {value}");
            (outcomes.iter().any(|&shows| shows), outcomes.iter().all(|&shows| shows))
        };
        let listed = ["singleChoice", "emotion"].iter().any(|name| kind.get(name).is_some_and(|kind| kind["other"] != true));
        for value in &values {
            for op in ["eq", "ne", "lt", "le", "gt", "ge", "in", "contains", "exists"] {
                let wanted = match op {
                    "eq" | "contains" => holding(op, value).0,
                    "ne" => holding("eq", value).0, // else it would hold of every answer
                    "in" if value.as_array().is_some_and(|members| !members.is_empty()) => {
                        value.as_array().unwrap().iter().all(|member| holding("in", &json!([member])).0)
                    }
                    "exists" if value.is_boolean() => true,
                    "in" | "exists" => continue, // the test itself is none
                    _ => {
                        let (some, all) = holding(op, value);
                        some && !(all && value.is_string() && (listed || *kind == "date") && !holding("eq", value).0)
                    }
                };
                let problems = problems(&survey(kind, prop, op, value));
                let told =
                    problems.iter().any(|problem| problem.code == "V-S8" && problem.pointer == "/questions/1/showIf/test/value");
                assert_eq!(told, !wanted, "{kind} {op} {value}: {problems:?}");
                *(if told { &mut refused } else { &mut taken }) += 1;
            }
        }
    }
    assert!(refused > 1_000 && taken > 1_000, "{refused} refused, {taken} taken");
}

#[test]
fn a_condition_on_a_question_with_rows_is_told_of_its_rows() {
    let two = choices(&["service", "price"]);
    let scale = json!({ "min": 1, "max": 5, "direction": "higherIsBetter" });
    let matrix = json!({ "matrix": { "rows": two, "scale": scale } });
    let sum = json!({ "constantSum": { "options": two, "total": 10 } });
    let sets = json!({ "maxDiff": { "options": two, "perSet": 2 } });
    let cases = [
        (&matrix, "a", "\"a\" is a whole matrix; ask one of its rows: \"a.service\", \"a.price\""),
        (&sum, "a", "\"a\" is a whole constant sum; ask one of its options: \"a.service\", \"a.price\""),
        (&matrix, "a.servce", "\"a.servce\" is none of the rows of the matrix \"a\"; did you mean \"a.service\"?"),
        (&sum, "a.prize", "\"a.prize\" is none of the options of the constant sum \"a\"; did you mean \"a.price\"?"),
        (&sets, "a", "\"a\" is a MaxDiff question: its answer is sets of best and worst, which no condition can ask"),
        (&sets, "a.price", "\"a.price\" is a MaxDiff question: its answer is sets of best and worst, which no condition can ask"),
        (&matrix, "aa.price", "\"aa.price\" is no question of this survey; did you mean \"a.price\"?"),
        (&json!("nps"), "c", "\"c\" is no question of this survey; did you mean \"a\"?"),
    ];
    for (kind, prop, message) in cases {
        let [problem] = problems(&survey(kind, prop, "exists", &json!(true))).try_into().unwrap();
        assert_eq!((problem.code, problem.pointer.as_str(), problem.message.as_str()), ("V-S8", "/questions/1/showIf", message));
    }
    assert_eq!(problems(&survey(&matrix, "a.price", "exists", &json!(true))), []);
}

#[test]
fn a_value_that_says_nothing_is_asked_by_exists() {
    let message = |kind: Value, value: Value| problems(&survey(&kind, "a", "ne", &value))[0].message.clone();
    let told = "\"  \" is no answer to \"a\", which is answered by words; whether it is answered is asked by \"exists\"";
    assert_eq!(message(json!({ "openText": {} }), json!("  ")), told);
    assert!(message(json!({ "multiChoice": { "options": choices(&["x", "y"]) } }), json!([])).ends_with("asked by \"exists\""));
    let long = message(json!({ "openText": { "maxChars": 9 } }), json!("x".repeat(9_000)));
    assert!(long.len() < 200, "{long}");
}
