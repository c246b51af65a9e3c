//! One of several kinds: a name alone, or an object of one key.

use serde_json::{Value, json};

use super::at::At;
use super::problem::Problem;
use super::read::Document;
use super::schema::Schemas;
use crate::error::{Code, Error, nearest};
use crate::state::Tree;

/// The kind that stands at a place.
pub(crate) struct Kind<'t> {
    name: &'t str,
    inner: Option<&'t Tree>,
}

impl<'t> Kind<'t> {
    /// The kind, if it is one of `names`.
    pub(crate) fn of(at: &At<'t>, names: &[&'static str], problems: &mut Vec<Problem>) -> Option<Self> {
        let kind = match at.tree() {
            Tree::Text(name) => Self { name, inner: None },
            Tree::Map(pairs) => {
                let [(name, inner)] = pairs.as_slice() else {
                    let message = format!("write an object of one key here, of {}", names.join(", "));
                    problems.push(Problem::error(Code::InvalidJson.name(), at.pointer(), message));
                    return None;
                };
                Self { name, inner: Some(inner) }
            }
            _ => {
                at.wanted(&format!("one of {}", names.join(", ")), problems);
                return None;
            }
        };
        if names.contains(&kind.name) {
            return Some(kind);
        }
        at.refused(&unknown_name(kind.name, names.iter().copied()), problems);
        None
    }

    pub(crate) const fn name(&self) -> &'t str {
        self.name
    }

    /// The kind is a name alone.
    #[expect(clippy::needless_pass_by_value, reason = "a kind is read once")]
    pub(crate) fn bare(kind: Self, at: &At<'_>, problems: &mut Vec<Problem>) -> Option<()> {
        if kind.inner.is_none() {
            return Some(());
        }
        at.wanted(&format!("the text {:?} alone", kind.name), problems);
        None
    }

    /// What the kind holds.
    #[expect(clippy::needless_pass_by_value, reason = "a kind is read once")]
    pub(crate) fn inner<D: Document>(kind: Self, at: &At<'_>, problems: &mut Vec<Problem>) -> Option<D> {
        let Some(tree) = kind.inner else {
            at.wanted(&format!("an object with the key {:?}", kind.name), problems);
            return None;
        };
        D::read(&at.key(kind.name, tree), problems)
    }

    /// The JSON Schema of an object of this one key.
    pub(crate) fn schema<D: Document>(name: &str, schemas: &mut Schemas) -> Value {
        json!({ "type": "object", "properties": { name: D::schema(schemas) }, "required": [name], "additionalProperties": false })
    }
}

/// The refusal of a name that is none of `names`.
pub(crate) fn unknown_name<'n>(name: &str, names: impl Iterator<Item = &'n str> + Clone) -> Error {
    let near = nearest(name, names.clone()).map_or_else(String::new, |near| format!("did you mean {near:?}? "));
    let known: Vec<&str> = names.collect();
    let known = known.join(", ");
    Error::new(Code::InvalidOption, format!("{name:?} is not known here; {near}one of {known}"))
        .with_expected(known)
        .with_got(name)
}
