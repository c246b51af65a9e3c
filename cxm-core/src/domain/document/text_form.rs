//! Types whose document is one text: ids, times, durations, languages.

use std::str::FromStr;

use serde_json::{Value, json};

use super::at::At;
use super::problem::Problem;
use crate::error::Error;
use crate::state::Tree;

/// Reads the text at a place; a refusal becomes a problem there.
pub(crate) fn read_text_form<T: FromStr<Err = Error>>(at: &At<'_>, problems: &mut Vec<Problem>) -> Option<T> {
    let Tree::Text(text) = at.tree() else {
        at.wanted("a text", problems);
        return None;
    };
    text.parse().map_err(|error| at.refused(&error, problems)).ok()
}

/// The JSON Schema of a text with a pattern.
pub(crate) fn text_schema(pattern: &str) -> Value {
    if pattern.is_empty() { json!({ "type": "string" }) } else { json!({ "type": "string", "pattern": pattern }) }
}
