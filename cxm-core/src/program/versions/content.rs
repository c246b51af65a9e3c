//! What two documents are compared by: their content, and not how it is written.

use crate::domain::ModelParts;
use crate::domain::document::{Document, read_text};
use serde_json::Value;

/// The same value. Numbers are compared by value, as RFC 6902 does in section 4.6: 4 and 4.0 are one.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => {
            // Whole numbers exactly: beyond 2^53 two of them may be one double.
            x == y || ((x.is_f64() || y.is_f64()) && x.as_f64().zip(y.as_f64()).is_some_and(|(x, y)| (x - y).abs() <= 0.0))
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        }
        _ => a == b,
    }
}

/// Models as their hash sees them, with what stands at its default left out; `None` when one of the documents cannot be read as a model.
pub(super) fn as_models<const N: usize>(documents: [&Value; N]) -> Option<[Value; N]> {
    // By its shape: a model that breaks a rule is still compared as what it is.
    let read = |document: &Value| {
        let (parts, _) = read_text::<ModelParts>("an experience model", &document.to_string()).ok()?;
        parts.map(|parts| parts.write())
    };
    let models: Vec<Value> = documents.into_iter().map(read).collect::<Option<_>>()?;
    models.try_into().ok()
}
