//! Changes put upon a document.

use super::Change;
use super::pointer::{place, reading_order, steps};
use crate::error::{Code, Error, Result};
use serde_json::Value;

/// The document with these changes.
///
/// The changes of one [`diff`](super::diff), given in any order: `apply(a, diff(a, b))` is `b`.
///
/// # Errors
/// `unknown_id` with the pointer when a change does not fit the document.
///
/// # Examples
/// ```
/// use cxm_core::program::versions::{apply, diff};
/// use serde_json::json;
/// let (a, b) = (json!({ "goals": [{ "id": "g", "target": 0.8 }] }), json!({ "goals": [{ "id": "h" }, { "id": "g", "target": 1 }] }));
/// assert_eq!(apply(&a, &diff(&a, &b))?, b);
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn apply(document: &Value, changes: &[Change]) -> Result<Value> {
    let mut out = document.clone();
    // From the back, so that places of the old version stay true: what goes, and what is taken to be put elsewhere.
    let mut leaving: Vec<(Vec<String>, usize)> = Vec::new();
    // From the front, so that places of the new version become true.
    let mut coming: Vec<(Vec<String>, usize)> = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        match &change.from {
            Some(from) => {
                leaving.push((steps(from), index));
                coming.push((steps(&change.pointer), index));
            }
            None if change.new.is_none() => leaving.push((steps(&change.pointer), index)),
            None => coming.push((steps(&change.pointer), index)),
        }
    }
    leaving.sort_by(|(a, _), (b, _)| reading_order(b, a));
    coming.sort_by(|(a, _), (b, _)| reading_order(a, b));
    let mut taken: Vec<Option<Value>> = changes.iter().map(|change| change.new.clone()).collect();
    for (path, index) in leaving {
        let value = take(&mut out, &path).ok_or_else(|| misfit(changes, index))?;
        if let (Some(slot), true) = (taken.get_mut(index), changes.get(index).is_some_and(|change| change.from.is_some())) {
            *slot = Some(value);
        }
    }
    for (path, index) in coming {
        let (value, new) = taken
            .get_mut(index)
            .and_then(Option::take)
            .zip(changes.get(index).map(|change| change.old.is_none()))
            .ok_or_else(|| misfit(changes, index))?;
        put(&mut out, &path, value, new).ok_or_else(|| misfit(changes, index))?;
    }
    Ok(out)
}

fn misfit(changes: &[Change], index: usize) -> Error {
    let pointer = changes.get(index).map_or("", |change| change.pointer.as_str());
    Error::new(Code::UnknownId, "a change does not fit this document; take the changes from a diff that began with it")
        .with_pointer(pointer)
}

fn find<'d>(document: &'d mut Value, path: &[String]) -> Option<&'d mut Value> {
    path.iter().try_fold(document, |at, step| match at {
        Value::Object(map) => map.get_mut(step),
        Value::Array(list) => list.get_mut(place(step)?),
        _ => None,
    })
}

fn take(document: &mut Value, path: &[String]) -> Option<Value> {
    let (last, parents) = path.split_last()?;
    match find(document, parents)? {
        Value::Object(map) => map.remove(last),
        Value::Array(list) => place(last).filter(|place| *place < list.len()).map(|place| list.remove(place)),
        _ => None,
    }
}

fn put(document: &mut Value, path: &[String], value: Value, new: bool) -> Option<()> {
    let Some((last, parents)) = path.split_last() else {
        *document = value;
        return Some(());
    };
    match find(document, parents)? {
        Value::Object(map) => _ = map.insert(last.clone(), value),
        Value::Array(list) if new => {
            let place = place(last).filter(|place| *place <= list.len())?;
            list.insert(place, value);
        }
        Value::Array(list) => *list.get_mut(place(last)?)? = value,
        _ => return None,
    }
    Some(())
}
