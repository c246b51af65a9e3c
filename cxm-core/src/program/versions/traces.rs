//! What stood at the place of a change before and after it, told so that a later version that puts it back is known by it.

use super::Change;
use super::diff::by_id;
use super::pointer::pointer;
use crate::domain::{canonical_json, sha256};
use serde_json::Value;

/// The way to a touchpoint: its id stands once in the journey, not once a stage.
pub(super) const TOUCHPOINT: [&str; 6] = ["journeys", "*", "stages", "*", "touchpoints", "*"];

/// A change, and the place with what stood there before and after: equal texts are one place with one content.
pub(super) struct Traced {
    pub change: Change,
    /// The list in which its element stands, by ids.
    pub within: Option<String>,
    pub before: String,
    pub after: String,
}

/// A place by ids, with what stands there; `kind` is its way with `*` for the ids.
pub(super) fn standing(kind: &[&str], ids: &[&str], value: Option<&Value>) -> String {
    let is_touchpoint = kind.starts_with(&TOUCHPOINT);
    let steps = ids.iter().enumerate().filter(|(step, _)| !(is_touchpoint && matches!(step, 2 | 3)));
    let place = written(steps.map(|(_, step)| *step));
    match value {
        // A whole touchpoint that stands in another stage is not put back.
        Some(value) if is_touchpoint && kind.len() == TOUCHPOINT.len() => {
            format!("{place}\nin {}\n{}", written(ids.iter().copied()), canonical_json(value))
        }
        Some(value) => format!("{place}\n{}", canonical_json(value)),
        None => place,
    }
}

/// That an element belongs to a list; `ids` is its way there.
pub(super) fn belonging(kind: &[&str], ids: &[&str]) -> String {
    format!("{}\nin {}", written(kind.iter().copied()), written(ids.iter().copied()))
}

/// The order of a list of elements, short however long the list; `ids` is the way to it.
pub(super) fn order(ids: &[&str], list: &[Value]) -> String {
    let members = by_id(list).into_iter().flatten().map(|(id, _)| id);
    format!("{}\norder {}", written(ids.iter().copied()), sha256(written(members).as_bytes()))
}

fn written<'s>(steps: impl Iterator<Item = &'s str>) -> String {
    pointer(&steps.collect::<Vec<_>>())
}
