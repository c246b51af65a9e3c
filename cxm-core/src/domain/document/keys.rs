//! The keys of an object: each once, each known or kept.

use serde_json::{Map, Value};

use super::at::At;
use super::problem::Problem;
use super::read::Document;
use super::standard::Extensions;
use crate::error::{Code, nearest};
use crate::state::Tree;

/// The keys of the object at a place while it is being read.
pub(crate) struct Keys<'t> {
    at: &'t At<'t>,
    pairs: &'t [(String, Tree)],
}

impl<'t> Keys<'t> {
    /// The keys of the object; a key that stands twice is a problem.
    pub(crate) fn of(at: &'t At<'t>, problems: &mut Vec<Problem>) -> Option<Self> {
        let Tree::Map(pairs) = at.tree() else {
            at.wanted("an object", problems);
            return None;
        };
        require_distinct(at, pairs, problems);
        Some(Self { at, pairs })
    }

    /// The value of a field.
    pub(crate) fn read<D: Document>(&self, field: &str, default: Option<D>, problems: &mut Vec<Problem>) -> Option<D> {
        let absent = || default.or_else(D::absent);
        match self.pairs.iter().find(|(key, _)| is_key(key, field)) {
            Some((key, tree)) => match (tree, absent()) {
                (Tree::Null, Some(value)) => Some(value),
                _ => D::read(&self.at.key(key, tree), problems),
            },
            None => absent().or_else(|| {
                let message = format!("add the key {:?}", camel_case(field));
                problems.push(Problem::error(Code::InvalidJson.name(), self.at.pointer(), message));
                None
            }),
        }
    }

    /// The keys that are no field: `x-` keys of other tools, and unknown keys, which are kept with a warning.
    pub(crate) fn rest(&self, fields: &[&str], problems: &mut Vec<Problem>) -> Extensions {
        let mut rest = Extensions::new();
        for (key, tree) in self.pairs {
            if fields.iter().any(|field| is_key(key, field)) {
                continue;
            }
            let at = self.at.key(key, tree);
            if !key.starts_with("x-") {
                let known: Vec<String> = fields.iter().map(|field| camel_case(field)).collect();
                let near = nearest(key, known.iter().map(String::as_str));
                let mend = near.map_or_else(String::new, |near| format!("did you mean {near:?}? "));
                let message = format!("{key:?} is not known here; {mend}a key of your own begins with \"x-\"");
                problems.push(Problem::warning(Code::UnknownKey.name(), at.pointer(), message));
            }
            if let Some(value) = Value::read(&at, problems) {
                rest.entry(key.clone()).or_insert(value);
            }
        }
        rest
    }
}

/// So many keys are few.
const FEW: usize = 16;

/// No key twice.
pub(super) fn require_distinct(at: &At<'_>, pairs: &[(String, Tree)], problems: &mut Vec<Problem>) {
    let mut seen = std::collections::BTreeSet::new();
    for (place, (key, tree)) in pairs.iter().enumerate() {
        // Few keys are compared faster than they are gathered.
        let again = if pairs.len() <= FEW {
            pairs.iter().take(place).any(|(before, _)| before == key)
        } else {
            !seen.insert(key.as_str())
        };
        if again {
            let message = format!("the key {key:?} stands twice; keep one");
            problems.push(Problem::error(Code::DuplicateKey.name(), at.key(key, tree).pointer(), message));
        }
    }
}

/// Writes a field, unless it stands at its default.
pub(crate) fn write_key<D: Document + PartialEq>(object: &mut Map<String, Value>, field: &str, value: &D, default: Option<&D>) {
    if is_written(value, default) {
        object.insert(camel_case(field), value.write());
    }
}

/// Whether a field is written: it neither lacks nor stands at its default.
pub(super) fn is_written<D: Document + PartialEq>(value: &D, default: Option<&D>) -> bool {
    !value.is_absent() && default != Some(value)
}

/// The key of a field: `as_of` is `asOf`, `type_` is `type`.
pub(crate) fn camel_case(field: &str) -> String {
    let mut key = String::with_capacity(field.len());
    push_camel_case(&mut key, field);
    key
}

pub(super) fn push_camel_case(key: &mut String, field: &str) {
    let mut upper = false;
    for c in field.chars() {
        match c {
            '_' => upper = true,
            _ if upper => {
                key.push(c.to_ascii_uppercase());
                upper = false;
            }
            _ => key.push(c),
        }
    }
}

/// Whether `key` is the key of `field`, without building it.
fn is_key(key: &str, field: &str) -> bool {
    let mut key = key.bytes();
    let mut upper = false;
    for byte in field.bytes() {
        if byte == b'_' {
            upper = true;
            continue;
        }
        let wanted = if upper { byte.to_ascii_uppercase() } else { byte };
        upper = false;
        if key.next() != Some(wanted) {
            return false;
        }
    }
    key.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_names_its_key() {
        for (field, key) in [("as_of", "asOf"), ("type_", "type"), ("id", "id"), ("moment_of_truth", "momentOfTruth")] {
            assert_eq!(camel_case(field), key);
            assert!(is_key(key, field));
        }
        assert!(!is_key("asof", "as_of") && !is_key("asOfx", "as_of") && !is_key("as", "as_of"));
    }
}
