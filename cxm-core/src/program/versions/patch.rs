//! The difference as a JSON Patch, for other tools.

use super::diff::differences;
use super::pointer::{pointer, reading_order, steps};
use serde_json::{Value, json};

/// The JSON Patch (RFC 6902) that makes `old` into `new`: operations `remove`, `add` and `replace`, by position.
///
/// Numbers of one value (4 and 4.0) are no difference.
///
/// A moved element is removed and added anew, so that every tool finds it by the positions of the patch.
///
/// # Examples
/// ```
/// use cxm_core::program::versions::json_patch;
/// use serde_json::json;
/// let patch = json_patch(&json!({ "needs": [{ "id": "a" }] }), &json!({ "needs": [{ "id": "b" }] }));
/// assert_eq!(patch, json!([{ "op": "remove", "path": "/needs/0" }, { "op": "add", "path": "/needs/0", "value": { "id": "b" } }]));
/// ```
///
/// # References
/// RFC 6902, JavaScript Object Notation (JSON) Patch, doi:10.17487/RFC6902. RFC 6901, JSON Pointer.
#[must_use]
pub fn json_patch(old: &Value, new: &Value) -> Value {
    let mut leaving: Vec<(Vec<String>, bool)> = Vec::new();
    let mut coming: Vec<(Vec<String>, bool, Value)> = Vec::new();
    for change in differences(old, new) {
        let path = steps(&change.pointer);
        match (change.from, change.new) {
            (Some(from), _) => {
                leaving.push((steps(&from), true));
                // A pointer of the new version into the new version: it is there.
                coming.push((path, true, new.pointer(&change.pointer).cloned().unwrap_or_default()));
            }
            (None, None) => leaving.push((path, false)),
            (None, Some(value)) => coming.push((path, change.old.is_none(), value)),
        }
    }
    leaving.sort_by(|(a, _), (b, _)| reading_order(a, b));
    // A move comes before the changes inside what moved.
    coming.sort_by(|(a, ..), (b, ..)| reading_order(a, b));
    // What moved goes and comes whole: nothing of it is named again.
    let mut whole: Option<Vec<String>> = None;
    leaving.retain(|(path, moved)| outside(&mut whole, path, *moved));
    whole = None;
    coming.retain(|(path, added, _)| outside(&mut whole, path, *added));
    let removals = leaving.iter().rev().map(|(path, _)| json!({ "op": "remove", "path": pointer(path) }));
    let rest = coming.into_iter().map(
        |(path, added, value)| json!({ "op": if added { "add" } else { "replace" }, "path": pointer(&path), "value": value }),
    );
    removals.chain(rest).collect()
}

/// Whether a path lies outside the last one that was whole; in reading order what is inside follows at once.
fn outside(whole: &mut Option<Vec<String>>, path: &[String], becomes_whole: bool) -> bool {
    if whole.as_ref().is_some_and(|whole| path.starts_with(whole)) {
        return false;
    }
    *whole = becomes_whole.then(|| path.to_vec());
    true
}
