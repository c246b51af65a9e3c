//! What two documents are compared by: their content, and not how it is written.

use crate::domain::ModelParts;
use crate::domain::document::{Document, read_text};
use serde_json::Value;
use std::collections::HashMap;

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

/// What parts of documents mean where that is not what is written: of models, what their hash covers.
#[derive(Default)]
pub(super) struct Content<'v> {
    /// By the address of the part, which lives as long as the document; `None` for what stands at its default.
    means: HashMap<*const Value, Option<&'v Value>>,
}

impl<'v> Content<'v> {
    pub fn of<const N: usize>(documents: [&'v Value; N], models: Option<&'v [Value; N]>) -> Self {
        let mut content = Self::default();
        for (document, model) in documents.into_iter().zip(models.into_iter().flatten()) {
            content.note(document, model);
        }
        content
    }

    fn note(&mut self, written: &'v Value, meant: &'v Value) {
        if written == meant {
            return;
        }
        self.means.insert(std::ptr::from_ref(written), Some(meant));
        match (written, meant) {
            (Value::Object(written), Value::Object(meant)) => {
                for (key, value) in written {
                    match meant.get(key) {
                        Some(meant) => self.note(value, meant),
                        None => _ = self.means.insert(std::ptr::from_ref(value), None),
                    }
                }
            }
            (Value::Array(written), Value::Array(meant)) if written.len() == meant.len() => {
                written.iter().zip(meant).for_each(|(written, meant)| self.note(written, meant));
            }
            _ => {}
        }
    }

    /// What a part means; `None` for what stands at its default.
    pub fn meant<'a>(&self, part: &'a Value) -> Option<&'a Value>
    where
        'v: 'a,
    {
        self.means.get(&std::ptr::from_ref(part)).copied().unwrap_or(Some(part))
    }

    /// Whether two parts mean the same; a part that is not there stands at its default.
    pub fn same(&self, a: Option<&Value>, b: Option<&Value>) -> bool {
        match (a.and_then(|a| self.meant(a)), b.and_then(|b| self.meant(b))) {
            (Some(a), Some(b)) => same(a, b),
            (a, b) => a.is_none() && b.is_none(),
        }
    }
}

/// The models as their hash sees them: what stands at its default is left out; `None` when one of the documents cannot be read as a model.
pub(super) fn as_models<const N: usize>(documents: [&Value; N]) -> Option<[Value; N]> {
    // By its shape: a model that breaks a rule is still compared as what it is.
    let read = |document: &Value| {
        let (parts, _) = read_text::<ModelParts>("an experience model", &document.to_string()).ok()?;
        parts.map(|parts| parts.write())
    };
    let models: Vec<Value> = documents.into_iter().map(read).collect::<Option<_>>()?;
    models.try_into().ok()
}
