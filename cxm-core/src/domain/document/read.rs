use serde_json::Value;

use super::at::At;
use super::problem::{Problem, Severity};
use super::schema::Schemas;
use crate::error::{Code, Error, Result};
use crate::state::read_tree;

/// A type of a document: read with every problem listed, written, and described by a JSON Schema.
pub trait Document: Sized {
    /// Reads the value at a place. `None` exactly when it put an error among the problems.
    fn read(at: &At<'_>, problems: &mut Vec<Problem>) -> Option<Self>;

    /// The value as JSON. What stands at its default is left out.
    fn write(&self) -> Value;

    /// The value as JSON text: that of [`write`](Self::write), its keys perhaps in another order.
    fn write_json(&self, json: &mut String) {
        json.push_str(&self.write().to_string());
    }

    /// The JSON Schema (draft 2020-12) of the value; a named type is defined in `schemas` and referred to.
    fn schema(schemas: &mut Schemas) -> Value;

    /// What an object that lacks the key holds; `None` when the key is required.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }

    /// Whether an object leaves the key out.
    fn is_absent(&self) -> bool {
        false
    }
}

/// Reads `what` ("an experience model") from JSON text: the value if there is no error, and every problem.
///
/// # Errors
/// `nesting_too_deep` beyond 128, `invalid_json` when the text is no JSON: then nothing can be listed.
pub fn read_text<D: Document>(what: &str, text: &str) -> Result<(Option<D>, Vec<Problem>)> {
    let tree = read_tree(what, text)?;
    let mut problems = Vec::new();
    let read = D::read(&At::root(&tree), &mut problems);
    let refused = problems.iter().any(|problem| problem.severity == Severity::Error);
    Ok((read.filter(|_| !refused), problems))
}

/// Reads `what` from JSON text.
///
/// # Errors
/// As [`read_text`]; the first problem that is an error.
pub(crate) fn read_document<D: Document>(what: &str, text: &str) -> Result<D> {
    let (value, problems) = read_text(what, text)?;
    require_none(&problems)?;
    value.ok_or_else(|| Error::new(Code::InvalidDocument, format!("this is not {what}"))) // no value without an error
}

/// The first error among problems.
///
/// # Errors
/// It.
pub(crate) fn require_none(problems: &[Problem]) -> Result<()> {
    let first = problems.iter().find(|problem| problem.severity == Severity::Error);
    first.map_or(Ok(()), |problem| Err(problem.to_error()))
}
