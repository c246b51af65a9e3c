//! Whether an answer of a record passes the test of a condition.

use crate::domain::document::Problem;
use crate::domain::predicate::{Op, Test};
use crate::error::{Result, push_key};
use crate::state::kind_of;
use serde_json::Value;

/// An answer is an object of its kind, `{"score": 3}`, or bare: a number is a score, a text a choice, a list choices.
pub(super) fn test_answer(test: &Test, answer: &Value) -> bool {
    let kind = match answer {
        Value::Object(props) => return test.holds(props),
        Value::String(text) if is_reason(text) => return false,
        Value::Number(_) => "score",
        Value::String(_) => "choice",
        Value::Array(_) => "choices",
        Value::Bool(_) => "bool",
        Value::Null => return false,
    };
    test.holds_of((test.prop == kind).then_some(answer))
}

/// Refuses an answer of which a field is of another kind than every answer's, and a bare text where all tests ask a score: it would be no alert, in silence.
///
/// # Errors
/// `invalid_json` with the pointer.
pub(super) fn require_kinds<'t>(question: &str, answer: &Value, tests: impl IntoIterator<Item = &'t Test>) -> Result<()> {
    match answer {
        Value::Object(fields) => {
            let wrong = fields
                .iter()
                .find_map(|(field, value)| Some((field, value, wanted(field).filter(|_| !is_of_kind(field, value))?)));
            wrong.map_or(Ok(()), |(field, value, wanted)| Err(refused(&[question, field], wanted, value)))
        }
        Value::String(text) if !is_reason(text) => {
            let asks_scores = tests.into_iter().all(|test| test.prop == "score" && test.op != Op::Exists);
            if asks_scores { Err(refused(&[question], "a score, a number,", answer)) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

#[cold]
fn refused(path: &[&str], wanted: &str, found: &Value) -> crate::Error {
    let mut pointer = String::from("/answers");
    for key in path {
        push_key(&mut pointer, key);
    }
    Problem::wanted(pointer, wanted, kind_of(found)).to_error()
}

/// A bare text that says why there is no answer.
fn is_reason(text: &str) -> bool {
    matches!(text, "skipped" | "notApplicable" | "dontKnow")
}

/// What a field of an answer is.
fn wanted(field: &str) -> Option<&'static str> {
    Some(match field {
        "score" | "number" => "a number",
        "choice" | "other" | "text" | "date" => "a text",
        "choices" | "rank" | "bestWorst" => "a list",
        "matrix" | "points" => "an object",
        "bool" => "true or false",
        _ => return None,
    })
}

fn is_of_kind(field: &str, value: &Value) -> bool {
    value.is_null() || wanted(field) == Some(kind_of(value))
}
