//! One of several kinds: a name alone, or an object of one key, perhaps with keys of one's own beside it.

use serde_json::{Value, json};

use super::at::At;
use super::extended::Extended;
use super::keys::require_distinct;
use super::problem::Problem;
use super::read::Document;
use super::schema::Schemas;
use super::standard::Extensions;
use crate::error::{Code, Error, nearest};
use crate::state::Tree;

/// The kind that stands at a place.
pub(crate) struct Kind<'t> {
    name: &'t str,
    inner: Option<&'t Tree>,
    /// The whole object, where keys may stand beside the one.
    pairs: &'t [(String, Tree)],
}

impl<'t> Kind<'t> {
    /// The kind, if it is one of `names`.
    pub(crate) fn of(at: &At<'t>, names: &[&'static str], problems: &mut Vec<Problem>) -> Option<Self> {
        let kind = match at.tree() {
            Tree::Text(name) => Self { name, inner: None, pairs: &[] },
            Tree::Map(pairs) => {
                let [(name, inner)] = pairs.as_slice() else {
                    let message = format!("write an object of one key here, of {}", names.join(", "));
                    problems.push(Problem::error(Code::InvalidJson.name(), at.pointer(), message));
                    return None;
                };
                Self { name, inner: Some(inner), pairs: &[] }
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

    /// The same, of an object that may have `x-` keys beside the one.
    pub(crate) fn of_extended(at: &At<'t>, names: &[&'static str], problems: &mut Vec<Problem>) -> Option<Self> {
        let Tree::Map(pairs) = at.tree() else { return Self::of(at, names, problems) };
        if pairs.len() == 1 {
            return Self::of(at, names, problems);
        }
        require_distinct(at, pairs, problems);
        let mut others = pairs.iter().filter(|(key, _)| !is_own(key));
        match (others.next(), others.next()) {
            (Some((name, inner)), None) if names.contains(&name.as_str()) => Some(Self { name, inner: Some(inner), pairs }),
            (Some((name, _)), None) => {
                at.refused(&unknown_name(name, names.iter().copied()), problems);
                None
            }
            _ => {
                let message = format!(
                    "write an object of one key here, of {}; keys of your own beside it begin with \"x-\"",
                    names.join(", ")
                );
                problems.push(Problem::error(Code::InvalidJson.name(), at.pointer(), message));
                None
            }
        }
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

    /// What the kind holds, and the keys beside it.
    pub(crate) fn extended<D: Document>(kind: Self, at: &At<'_>, problems: &mut Vec<Problem>) -> Option<Extended<D>> {
        let mut ext = Extensions::new();
        for (key, tree) in kind.pairs.iter().filter(|(key, _)| is_own(key)) {
            ext.insert(key.clone(), Value::read(&at.key(key, tree), problems)?);
        }
        Self::inner(kind, at, problems).map(|value| Extended::new(value, ext))
    }

    /// The JSON Schema of an object of this one key, and perhaps of keys of one's own.
    pub(crate) fn extended_schema<D: Document>(name: &str, schemas: &mut Schemas) -> Value {
        let mut schema = Self::schema::<D>(name, schemas);
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("patternProperties".to_owned(), json!({ "^x-": true }));
        }
        schema
    }

    /// The JSON Schema of an object of this one key.
    pub(crate) fn schema<D: Document>(name: &str, schemas: &mut Schemas) -> Value {
        json!({ "type": "object", "properties": { name: D::schema(schemas) }, "required": [name], "additionalProperties": false })
    }
}

/// Keys of one's own begin with `x-`.
fn is_own(key: &str) -> bool {
    key.starts_with("x-")
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
