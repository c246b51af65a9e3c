//! The difference of two documents by the ids of their elements.

use super::content::{Content, as_models};
use super::increasing::longest_increasing;
use super::pointer::pointer;
use super::traces::{Traced, belonging, order, standing};
use super::{Change, ChangeOp};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What changed from `old` to `new`, by id and not by position.
///
/// An *element* is an object with an `id` in a list whose members all have different ids: it is found again wherever it
/// stands in the list, or in another list of the same kind (a touchpoint in another stage). Every other list is one value.
/// Two models are compared by what their hash covers: a default that is written out is none that is left out, and 4.0 is 4.
/// [`apply`](super::apply) of the changes to `old` gives `new`, up to that. The time is that of reading both documents, and of sorting where order changed.
///
/// # Valid when
/// Both are nested no deeper than 128, as every reader here makes sure.
///
/// # Examples
/// ```
/// use cxm_core::program::versions::{ChangeOp, diff};
/// use serde_json::json;
/// let old = json!({ "stages": [{ "id": "hear" }, { "id": "buy", "name": { "en": "Buys" } }] });
/// let new = json!({ "stages": [{ "id": "buy", "name": { "en": "Purchase" } }, { "id": "hear" }, { "id": "use" }] });
/// let changes = diff(&old, &new);
/// let told: Vec<_> = changes.iter().map(|c| (c.op, c.element.as_str(), c.pointer.as_str())).collect();
/// assert_eq!(told, [
///     (ChangeOp::Move, "buy", "/stages/0"),
///     (ChangeOp::Rename, "buy", "/stages/0/name"),
///     (ChangeOp::Add, "use", "/stages/2"),
/// ]);
/// assert!(diff(&new, &new).is_empty());
/// ```
#[must_use]
pub fn diff(old: &Value, new: &Value) -> Vec<Change> {
    let models = as_models([old, new]);
    changes(old, new, Walk { content: Content::of([old, new], models.as_ref()), ..Walk::default() })
        .map(|found| found.change)
        .collect()
}

/// What changed in the documents as they are written.
pub(super) fn differences(old: &Value, new: &Value) -> Vec<Change> {
    changes(old, new, Walk::default()).map(|found| found.change).collect()
}

/// What [`diff`] finds, with what stood at each place before and after.
pub(super) fn traced(old: &Value, new: &Value) -> impl Iterator<Item = Traced> {
    let models = as_models([old, new]);
    let content = Content::of([old, new], models.as_ref());
    changes(old, new, Walk { content, traced: true, ..Walk::default() })
}

fn changes<'v>(old: &'v Value, new: &'v Value, mut walk: Walk<'v>) -> std::vec::IntoIter<Traced> {
    walk.values(old, new);
    walk.follow_moves();
    walk.finish().into_iter()
}

/// The fields that hold a text by language.
const TEXTS: [&str; 7] = ["name", "text", "title", "label", "left", "right", "labels"];
/// The lists whose order means something.
const ORDERED: [&str; 6] = ["stages", "touchpoints", "questions", "options", "rows", "concepts"];

/// An element of a list that only one of the versions has there.
struct Single<'v> {
    value: &'v Value,
    id: &'v str,
    place: Place<'v>,
}

/// Where the walk is, in both versions.
#[derive(Clone, Default)]
struct Place<'v> {
    old: Vec<String>,
    new: Vec<String>,
    /// The path with `*` for the ids: lists of the same kind have the same.
    kind: Vec<&'v str>,
    /// The path of the new version with ids for places; of the old one where it is gone.
    ids: Vec<&'v str>,
    element: &'v str,
    /// How many steps lead to the element.
    depth: usize,
}

#[derive(Default)]
struct Walk<'v> {
    content: Content<'v>,
    /// Whether what stood at each place is told.
    traced: bool,
    place: Place<'v>,
    changes: Vec<Traced>,
    removed: Vec<Single<'v>>,
    added: Vec<Single<'v>>,
}

impl<'v> Walk<'v> {
    fn step_in(&mut self, old: String, new: String, kind: &'v str, id: &'v str) {
        self.place.ids.push(id);
        self.place.old.push(old);
        self.place.new.push(new);
        self.place.kind.push(kind);
    }

    fn step_out(&mut self) {
        self.place.ids.pop();
        self.place.old.pop();
        self.place.new.pop();
        self.place.kind.pop();
    }

    fn values(&mut self, old: &'v Value, new: &'v Value) {
        let alike = || self.content.same(Some(old), Some(new));
        match (old, new) {
            (Value::Object(old), Value::Object(new)) => self.objects(old, new),
            (Value::Array(list), Value::Array(other)) => match (by_id(list), by_id(other)) {
                (Some(old), Some(new)) => self.lists([list, other], &old, &new),
                _ if alike() => {}
                _ => self.leaf(Some(old), Some(new)),
            },
            _ if alike() => {}
            _ => self.leaf(Some(old), Some(new)),
        }
    }

    fn objects(&mut self, old: &'v Map<String, Value>, new: &'v Map<String, Value>) {
        let outer = (self.place.element, self.place.depth);
        if let Some(id) = new.get("id").and_then(Value::as_str) {
            (self.place.element, self.place.depth) = (id, self.place.ids.len());
        }
        for (key, value) in old {
            self.step_in(key.clone(), key.clone(), key, key);
            match new.get(key) {
                None if self.content.meant(value).is_none() => {} // its default: nothing is gone
                None => self.leaf(Some(value), None),
                Some(other) if key == "name" && !self.content.same(Some(value), Some(other)) => {
                    self.leaf(Some(value), Some(other));
                }
                Some(other) => self.values(value, other),
            }
            self.step_out();
        }
        for (key, value) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
            self.step_in(key.clone(), key.clone(), key, key);
            if self.content.meant(value).is_some() {
                self.leaf(None, Some(value));
            }
            self.step_out();
        }
        (self.place.element, self.place.depth) = outer;
    }

    /// Two lists of elements: what is in one only, what changed its place, and what changed inside.
    fn lists(&mut self, whole: [&[Value]; 2], old: &[(&'v str, &'v Value)], new: &[(&'v str, &'v Value)]) {
        let mut orders: Option<[String; 2]> = None;
        let places: BTreeMap<&str, usize> = old.iter().enumerate().map(|(place, (id, _))| (*id, place)).collect();
        let common: Vec<usize> = new.iter().filter_map(|(id, _)| places.get(id).copied()).collect();
        let mut kept = longest_increasing(&common).into_iter();
        let mut stays = vec![false; old.len()];
        for (index, (id, value)) in new.iter().enumerate() {
            let Some((from, (_, before))) = places.get(id).and_then(|&from| Some((from, old.get(from)?))) else {
                let place = self.inside(None, Some(index), id);
                self.added.push(Single { value, id, place });
                continue;
            };
            if let Some(stay) = stays.get_mut(from) {
                *stay = true;
            }
            let outer = (self.place.element, self.place.depth);
            self.step_in(from.to_string(), index.to_string(), "*", id);
            (self.place.element, self.place.depth) = (id, self.place.ids.len());
            if kept.next() == Some(false) {
                let list = self.place.ids.get(..self.place.ids.len() - 1).unwrap_or_default(); // stepped in just now
                let orders = orders.get_or_insert_with(|| self.told(|| whole.map(|members| order(list, members)))).clone();
                self.moved(true, orders);
            }
            self.values(before, value);
            (self.place.element, self.place.depth) = outer;
            self.step_out();
        }
        for (index, (id, value)) in old.iter().enumerate().filter(|(index, _)| stays.get(*index) == Some(&false)) {
            let place = self.inside(Some(index), None, id);
            self.removed.push(Single { value, id, place });
        }
    }

    fn inside(&self, old: Option<usize>, new: Option<usize>, id: &'v str) -> Place<'v> {
        self.place.clone().inside(old, new, id)
    }

    /// What stood somewhere, where it is asked for.
    fn told<T: Default>(&self, stood: impl FnOnce() -> T) -> T {
        if self.traced { stood() } else { T::default() }
    }

    /// The element at this place stood elsewhere: in the same list, or in another one.
    fn moved(&mut self, in_list: bool, [before, after]: [String; 2]) {
        let Place { old, new, kind, element, .. } = &self.place;
        let list = kind.iter().rev().nth(1).copied().unwrap_or_default();
        let means = !in_list || ORDERED.contains(&list);
        let op = if means && !is_aside(kind) { ChangeOp::Move } else { ChangeOp::Cosmetic };
        let (element, within) = ((*element).to_owned(), self.place.within());
        let change = Change { op, element, pointer: pointer(new), from: Some(pointer(old)), old: None, new: None };
        self.changes.push(Traced { change, within, before, after });
    }

    /// A value that is another, new or gone.
    fn leaf(&mut self, old: Option<&'v Value>, new: Option<&'v Value>) {
        let Place { old: before, new: after, kind, ids, element, .. } = &self.place;
        let place = if new.is_none() { before } else { after };
        let op = match (old, new) {
            _ if is_aside(kind) => ChangeOp::Cosmetic,
            (Some(old), Some(new)) if is_text(kind) && reads_the_same(old, new) => ChangeOp::Cosmetic,
            (Some(_), Some(_)) if kind.last() == Some(&"name") => ChangeOp::Rename,
            (None, _) => ChangeOp::Add,
            (_, None) => ChangeOp::Remove,
            _ => ChangeOp::Replace,
        };
        let stood =
            |value: Option<&'v Value>| self.told(|| standing(kind, ids, value.and_then(|value| self.content.meant(value))));
        let (before, after) = (stood(old), stood(new));
        let (element, within) = ((*element).to_owned(), self.place.within());
        let change = Change { op, element, pointer: pointer(place), from: None, old: old.cloned(), new: new.cloned() };
        self.changes.push(Traced { change, within, before, after });
    }

    /// Pairs what is gone from one list with what is new in another of the same kind, until nothing pairs.
    fn follow_moves(&mut self) {
        loop {
            let mut gone: BTreeMap<_, Option<usize>> = BTreeMap::new();
            for (index, single) in self.removed.iter().enumerate() {
                gone.entry((single.place.kind.clone(), single.id)).and_modify(|twice| *twice = None).or_insert(Some(index));
            }
            let mut came: BTreeMap<_, Option<usize>> = BTreeMap::new();
            for (index, single) in self.added.iter().enumerate() {
                came.entry((single.place.kind.clone(), single.id)).and_modify(|twice| *twice = None).or_insert(Some(index));
            }
            let pairs: BTreeMap<usize, usize> =
                gone.into_iter().filter_map(|(key, from)| Some((from?, came.get(&key).copied().flatten()?))).collect();
            if pairs.is_empty() {
                return;
            }
            let mut removed: Vec<_> = std::mem::take(&mut self.removed).into_iter().map(Some).collect();
            let mut added: Vec<_> = std::mem::take(&mut self.added).into_iter().map(Some).collect();
            for (from, to) in pairs {
                if let Some((before, after)) =
                    removed.get_mut(from).and_then(Option::take).zip(added.get_mut(to).and_then(Option::take))
                {
                    let stood = self.told(|| [&before.place, &after.place].map(|place| belonging(&place.kind, &place.ids)));
                    self.place = Place { old: before.place.old, ..after.place };
                    self.moved(false, stood);
                    self.values(before.value, after.value);
                }
            }
            self.removed.extend(removed.into_iter().flatten());
            self.added.extend(added.into_iter().flatten());
        }
    }

    /// The changes in the order of the new version, removals first.
    fn finish(mut self) -> Vec<Traced> {
        let mut out = Vec::with_capacity(self.changes.len() + self.removed.len() + self.added.len());
        for single in std::mem::take(&mut self.removed) {
            self.place = single.place;
            self.leaf(Some(single.value), None);
        }
        for single in std::mem::take(&mut self.added) {
            self.place = single.place;
            self.leaf(None, Some(single.value));
        }
        out.append(&mut self.changes);
        out.sort_by_cached_key(|Traced { change, .. }| {
            (change.new.is_some() || change.from.is_some(), Order(super::pointer::steps(&change.pointer)))
        });
        out
    }
}

impl<'v> Place<'v> {
    fn inside(mut self, old: Option<usize>, new: Option<usize>, id: &'v str) -> Self {
        // A place that one version lacks is never read: its path stays that of the list.
        self.old.extend(old.map(|place| place.to_string()));
        self.new.extend(new.map(|place| place.to_string()));
        self.kind.push("*");
        self.ids.push(id);
        (self.element, self.depth) = (id, self.ids.len());
        self
    }

    /// The way to the element, its own id left out.
    fn within(&self) -> Option<String> {
        self.ids.get(..self.depth.checked_sub(1)?).map(pointer)
    }
}

/// Steps in reading order.
#[derive(PartialEq, Eq)]
struct Order(Vec<String>);

impl Ord for Order {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        super::pointer::reading_order(&self.0, &other.0)
    }
}

impl PartialOrd for Order {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The members with their ids, when all are objects with different ids.
pub(super) fn by_id(list: &[Value]) -> Option<Vec<(&str, &Value)>> {
    let members: Vec<_> = list.iter().map(|item| Some((item.as_object()?.get("id")?.as_str()?, item))).collect::<Option<_>>()?;
    let mut ids: Vec<&str> = members.iter().map(|(id, _)| *id).collect();
    ids.sort_unstable();
    ids.is_sorted_by(|a, b| a < b).then_some(members)
}

/// Under an `x-` key, or in the version's own record: no part of the experience.
fn is_aside(kind: &[&str]) -> bool {
    kind.first() == Some(&"version") || kind.iter().any(|key| key.starts_with("x-"))
}

/// A text by language, or one language of it.
fn is_text(kind: &[&str]) -> bool {
    kind.iter().rev().take(3).any(|key| TEXTS.contains(key))
}

/// The same texts but for letter case and blanks.
fn reads_the_same(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::String(old), Value::String(new)) => folded(old).eq(folded(new)),
        (Value::Object(old), Value::Object(new)) => {
            old.len() == new.len() && old.iter().all(|(key, old)| new.get(key).is_some_and(|new| reads_the_same(old, new)))
        }
        _ => old == new,
    }
}

/// The words in small letters with one blank between them.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.split_whitespace().flat_map(|word| word.chars().chain([' '])).flat_map(char::to_lowercase)
}
