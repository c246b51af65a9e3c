//! Elements that the two sides of a merge have at different places: one stays, where we have it.

use super::content::same;
use super::diff::by_id;
use super::merge::Conflict;
use super::pointer::{place, pointer, reading_order};
use super::traces::TOUCHPOINT;
use serde_json::Value;
use std::collections::BTreeMap;

/// What an element is known by: its kind (the way to it, `*` for the ids), the element of the document to which it belongs, its id.
type Name<'v> = (Vec<&'v str>, Option<&'v str>, &'v str);
type Found<'v> = BTreeMap<Name<'v>, Vec<Element<'v>>>;

struct Element<'v> {
    /// The way to it with ids for places.
    way: Vec<String>,
    path: Vec<String>,
    value: &'v Value,
}

/// Takes out of a merged document what stands there twice because the sides have it at different places, or once because only the other side still has it, elsewhere, and tells where that is a conflict.
pub(super) fn keep_one_place(merged: &mut Value, [base, ours, theirs]: [&Value; 3], conflicts: &mut Vec<Conflict>) {
    let mut gone: Vec<Vec<String>> = Vec::new();
    let before = conflicts.len();
    // First within a journey, where an id may be another's elsewhere; then what went to two journeys.
    for apart in [true, false] {
        let in_merged = elements(merged, apart);
        let sides = [base, ours, theirs].map(|side| elements(side, apart));
        for (name, places) in &in_merged {
            let [b, o, t] = sides.each_ref().map(|side| side.get(name).map_or(&[] as &[Element<'_>], Vec::as_slice));
            if let [place] = places.as_slice() {
                if let Some(conflict) = removed_and_moved(name, place, [b, o, t]) {
                    if o.is_empty() {
                        gone.push(place.path.clone());
                    }
                    // Both passes may find it; a place of theirs may be another's of ours.
                    let is_it = |known: &Conflict| known.element == conflict.element && known.pointer == conflict.pointer;
                    if !conflicts.iter().any(is_it) {
                        conflicts.push(conflict);
                    }
                }
                continue;
            }
            let ([our], [their]) = (o, t) else { continue };
            let moved = match b {
                [_] => true,
                [] => apart && name.0 == TOUCHPOINT,
                _ => false,
            };
            if !moved || our.way == their.way {
                continue;
            }
            let leave = places.iter().filter(|place| place.way != our.way).map(|place| place.path.clone());
            gone.extend(leave);
            let at = pointer(&our.path);
            if conflicts.iter().all(|conflict| conflict.pointer != at) {
                let whole = |element: &Element<'_>| Some(element.value.clone());
                let conflict =
                    |base, ours, theirs| Conflict { element: name.2.to_owned(), pointer: at.clone(), base, ours, theirs };
                conflicts.push(conflict(b.first().map(way), Some(way(our)), Some(way(their))));
                let changed = b.first().is_none_or(|b| !same(b.value, their.value));
                if changed && !same(our.value, their.value) {
                    conflicts.push(conflict(b.first().and_then(whole), whole(our), whole(their)));
                }
            }
        }
    }
    // From the back, so that the places stay true.
    gone.sort_by(|a, b| reading_order(b, a));
    gone.dedup();
    for path in gone {
        take(merged, &path);
    }
    if conflicts.len() > before {
        let steps = |conflict: &Conflict| super::pointer::steps(&conflict.pointer);
        conflicts.sort_by(|a, b| reading_order(&steps(a), &steps(b)));
    }
}

/// Where an element stands, by ids.
fn way(element: &Element<'_>) -> Value {
    pointer(&element.way).into()
}

/// The conflict of an element that one side took out and the other moved to where it stands now.
fn removed_and_moved(name: &Name<'_>, now: &Element<'_>, sides: [&[Element<'_>]; 3]) -> Option<Conflict> {
    let ([[before], [], [moved]] | [[before], [moved], []]) = sides else { return None };
    if before.way == moved.way || now.way != moved.way {
        return None;
    }
    let [base, ours, theirs] = sides.map(|side| side.first().map(way));
    Some(Conflict { element: name.2.to_owned(), pointer: pointer(&moved.path), base, ours, theirs })
}

fn elements(document: &Value, apart: bool) -> Found<'_> {
    let mut found = Found::new();
    walk(document, &mut Way { apart, ..Way::default() }, &mut found);
    found
}

#[derive(Default)]
struct Way<'v> {
    apart: bool,
    kind: Vec<&'v str>,
    ids: Vec<&'v str>,
    path: Vec<String>,
    owner: Option<&'v str>,
}

fn walk<'v>(value: &'v Value, way: &mut Way<'v>, found: &mut Found<'v>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                way.step(key, key, key.clone(), |way| walk(value, way, found));
            }
        }
        Value::Array(list) => {
            for (index, (id, value)) in by_id(list).into_iter().flatten().enumerate() {
                let owner = way.owner;
                way.step("*", id, index.to_string(), |way| {
                    let told = (way.kind.clone(), owner.filter(|_| way.apart), id);
                    let ids = way.ids.iter().map(|step| (*step).to_owned()).collect();
                    found.entry(told).or_default().push(Element { way: ids, path: way.path.clone(), value });
                    way.owner = owner.or(Some(id));
                    walk(value, way, found);
                });
                way.owner = owner;
            }
        }
        _ => {}
    }
}

impl<'v> Way<'v> {
    fn step(&mut self, kind: &'v str, id: &'v str, place: String, then: impl FnOnce(&mut Self)) {
        self.kind.push(kind);
        self.ids.push(id);
        self.path.push(place);
        then(self);
        self.path.pop();
        self.ids.pop();
        self.kind.pop();
    }
}

fn take(document: &mut Value, path: &[String]) {
    let Some((last, parents)) = path.split_last() else { return };
    let list = parents.iter().try_fold(document, |at, step| match at {
        Value::Object(map) => map.get_mut(step),
        Value::Array(list) => list.get_mut(place(step)?),
        _ => None,
    });
    if let (Some(list), Some(place)) = (list.and_then(Value::as_array_mut), place(last))
        && place < list.len()
    {
        list.remove(place);
    }
}
