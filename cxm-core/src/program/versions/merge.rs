//! Two versions with one parent, made one.

use super::content::{Content, as_models};
use super::diff::by_id;
use super::places::keep_one_place;
use super::pointer::pointer;
use crate::domain::{Timestamp, content_hash};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A place that both sides changed, each in its own way.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Conflict {
    /// The id of the innermost element; empty where there is none.
    pub element: String,
    /// Where, as a JSON Pointer whose lists of elements are numbered as `ours`, `theirs` or the base has them, the first that has the element.
    pub pointer: String,
    /// What stood there.
    pub base: Option<Value>,
    /// What we put there; the merged document has this.
    pub ours: Option<Value>,
    /// What they put there.
    pub theirs: Option<Value>,
}

/// A merged document, and where the sides disagree.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Merged {
    /// The document; where the sides disagree it has ours.
    pub document: Value,
    /// Where they disagree, in the order of the document.
    pub conflicts: Vec<Conflict>,
}

/// The changes of both sides since `base` in one document, by id and not by position.
///
/// A side that changed nothing at a place leaves the other's change there; the same change on both sides is one. What both changed
/// differently is a conflict. Two elements added at one place stand one after the other, ours first. An element that one side moved to another list
/// and the other side changed is a conflict of a removal with a change. An element that the sides moved to different places, or a touchpoint that both added to
/// different stages of a journey, is a conflict of the places (JSON Pointers with ids for places); it stands where we have it, and only there. So is one that a side removed and the other moved: it has
/// no place where we removed it.
///
/// Models are compared by what their hash covers: to write 4.0 for 4, or a default out, is no change.
///
/// When both sides have a version record of their own, the merged one follows both: the next number, both hashes as parents, the later time, our author.
///
/// # Valid when
/// The documents are nested no deeper than 128, as every reader here makes sure.
///
/// # Examples
/// ```
/// use cxm_core::program::versions::merge;
/// use serde_json::json;
/// let base = json!({ "goals": [{ "id": "g", "target": 0.8, "owner": "emp:1" }] });
/// let ours = json!({ "goals": [{ "id": "g", "target": 0.9, "owner": "emp:1" }] });
/// let theirs = json!({ "goals": [{ "id": "h" }, { "id": "g", "target": 0.8, "owner": "emp:2" }] });
/// let merged = merge(&base, &ours, &theirs);
/// assert!(merged.conflicts.is_empty());
/// assert_eq!(merged.document, json!({ "goals": [{ "id": "h" }, { "id": "g", "target": 0.9, "owner": "emp:2" }] }));
/// ```
#[must_use]
pub fn merge(base: &Value, ours: &Value, theirs: &Value) -> Merged {
    let models = as_models([base, ours, theirs]);
    let mut merge = Merge { content: Content::of([base, ours, theirs], models.as_ref()), ..Merge::default() };
    let mut document = merge.values(Some(base), Some(ours), Some(theirs)).unwrap_or_default();
    keep_one_place(&mut document, [base, ours, theirs], &mut merge.conflicts);
    let versions = [base, ours, theirs].map(|document| document.get("version"));
    if let [before, Some(our), Some(their)] = versions
        && our != their
        && before != Some(our)
        && before != Some(their)
        && let Some(slot) = document.get_mut("version")
    {
        merge.conflicts.retain(|conflict| conflict.pointer != "/version" && !conflict.pointer.starts_with("/version/"));
        let whole = |document| merge.content.meant(document).unwrap_or(document);
        *slot = following(whole(ours), whole(theirs), our, their);
    }
    Merged { document, conflicts: merge.conflicts }
}

/// The version record after two.
fn following(ours: &Value, theirs: &Value, our: &Value, their: &Value) -> Value {
    let number = |version: &Value| version.get("seq").and_then(Value::as_u64).unwrap_or(0);
    let text = |version: &Value, key: &str| version.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let instant = |version: &Value| text(version, "at").parse::<Timestamp>().ok().map(Timestamp::instant);
    let later = if instant(their) > instant(our) { their } else { our };
    json!({
        "seq": number(our).max(number(their)).saturating_add(1),
        "parents": [content_hash(ours), content_hash(theirs)],
        "at": text(later, "at"),
        "author": text(our, "author"),
        "message": format!("Merges version {} of {}", number(their), text(their, "author")),
    })
}

#[derive(Default)]
struct Merge<'v> {
    content: Content<'v>,
    path: Vec<String>,
    elements: Vec<String>,
    conflicts: Vec<Conflict>,
}

type Side<'v> = Option<&'v Value>;

impl Merge<'_> {
    fn values(&mut self, base: Side<'_>, ours: Side<'_>, theirs: Side<'_>) -> Option<Value> {
        match (base, ours, theirs) {
            (_, Some(Value::Object(ours)), Some(Value::Object(theirs))) if base.is_none_or(Value::is_object) => {
                let none = Map::new();
                let base = base.and_then(Value::as_object).unwrap_or(&none);
                Some(Value::Object(self.objects(base, ours, theirs)))
            }
            (_, Some(Value::Array(our)), Some(Value::Array(their))) if base.is_none_or(Value::is_array) => {
                let before = base.and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
                match (by_id(before), by_id(our), by_id(their)) {
                    (Some(base), Some(ours), Some(theirs)) => Some(Value::Array(self.lists(&base, &ours, &theirs))),
                    _ => self.whole(base, ours, theirs),
                }
            }
            _ => self.whole(base, ours, theirs),
        }
    }

    /// One value that is not looked into.
    fn whole(&mut self, base: Side<'_>, ours: Side<'_>, theirs: Side<'_>) -> Option<Value> {
        // First as it is written, so that a side that changed nothing leaves how the other writes.
        let written = |a: Side<'_>, b: Side<'_>| a == b;
        let meant = |a: Side<'_>, b: Side<'_>| self.content.same(a, b);
        for alike in [&written as &dyn Fn(Side<'_>, Side<'_>) -> bool, &meant] {
            if alike(ours, theirs) || alike(theirs, base) {
                return ours.cloned();
            }
            if alike(ours, base) {
                return theirs.cloned();
            }
        }
        self.conflict(base.cloned(), ours.cloned(), theirs.cloned());
        ours.cloned()
    }

    fn conflict(&mut self, base: Option<Value>, ours: Option<Value>, theirs: Option<Value>) {
        let element = self.elements.last().cloned().unwrap_or_default();
        self.conflicts.push(Conflict { element, pointer: pointer(&self.path), base, ours, theirs });
    }

    fn objects(
        &mut self,
        base: &Map<String, Value>,
        ours: &Map<String, Value>,
        theirs: &Map<String, Value>,
    ) -> Map<String, Value> {
        let id = ours.get("id").and_then(Value::as_str);
        self.elements.extend(id.map(str::to_owned));
        let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        let mut out = Map::new();
        for key in keys {
            self.path.push(key.clone());
            if let Some(value) = self.values(base.get(key), ours.get(key), theirs.get(key)) {
                out.insert(key.clone(), value);
            }
            self.path.pop();
        }
        if id.is_some() {
            self.elements.pop();
        }
        out
    }

    fn lists(&mut self, base: &[(&str, &Value)], ours: &[(&str, &Value)], theirs: &[(&str, &Value)]) -> Vec<Value> {
        let [before, our, their] = [base, ours, theirs].map(index);
        let order = self.order([base, ours, theirs], [&before, &our, &their]);
        let mut out = Vec::with_capacity(order.len());
        for id in order {
            let [b, o, t] = [&before, &our, &their].map(|side| side.get(id).copied());
            let place = o.or(t).or(b).map_or(0, |(place, _)| place);
            self.path.push(place.to_string());
            // An element that one side removed has no id of its own to show.
            self.elements.push(id.to_owned());
            out.extend(self.values(b.map(|b| b.1), o.map(|o| o.1), t.map(|t| t.1)));
            self.elements.pop();
            self.path.pop();
        }
        out
    }

    /// All ids in the order of the merged list, those that both sides removed left out.
    fn order<'v>(&mut self, lists: [&[(&'v str, &'v Value)]; 3], known: [&Index<'v>; 3]) -> Vec<&'v str> {
        let [base, ours, theirs] = lists;
        let [_, our, their] = known;
        let in_both = |list: &[(&'v str, &'v Value)], a: &Index<'v>, b: &Index<'v>| -> Vec<&'v str> {
            list.iter().map(|(id, _)| *id).filter(|id| a.contains_key(id) && b.contains_key(id)).collect()
        };
        let before = known[0];
        let they_kept = in_both(theirs, before, their) == in_both(base, before, their);
        let we_kept = in_both(ours, before, our) == in_both(base, before, our);
        if !they_kept && !we_kept && in_both(ours, our, their) != in_both(theirs, our, their) {
            let ids = |list: &[(&str, &Value)]| Some(list.iter().map(|(id, _)| Value::from(*id)).collect());
            self.conflict(ids(base), ids(ours), ids(theirs));
        }
        let (frame, other, in_other) = if we_kept && !they_kept { (theirs, ours, our) } else { (ours, theirs, their) };
        weave(frame, other, in_other)
    }
}

type Index<'v> = BTreeMap<&'v str, (usize, &'v Value)>;

fn index<'v>(list: &[(&'v str, &'v Value)]) -> Index<'v> {
    list.iter().enumerate().map(|(place, (id, value))| (*id, (place, *value))).collect()
}

/// The order of `frame`, and what only `other` has behind the member that it follows there.
fn weave<'v>(frame: &[(&'v str, &'v Value)], other: &[(&'v str, &'v Value)], in_other: &Index<'v>) -> Vec<&'v str> {
    let in_frame: BTreeSet<&str> = frame.iter().map(|(id, _)| *id).collect();
    let mut followers: BTreeMap<Option<&str>, Vec<&'v str>> = BTreeMap::new();
    let mut anchor = None;
    for (id, _) in other {
        if in_frame.contains(id) {
            anchor = Some(*id);
        } else {
            followers.entry(anchor).or_default().push(id);
        }
    }
    let mut out: Vec<&str> = Vec::with_capacity(frame.len() + other.len());
    let mut pending = followers.remove(&None).unwrap_or_default();
    for (id, _) in frame {
        if in_other.contains_key(id) {
            // What the frame alone has behind a member comes before what the other has there.
            out.append(&mut pending);
            pending = followers.remove(&Some(*id)).unwrap_or_default();
        }
        out.push(id);
    }
    out.append(&mut pending);
    out
}
