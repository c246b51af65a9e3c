//! Touchpoints that the two sides of a merge put into different stages: the ids of a journey's touchpoints stand once.

use super::Conflict;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Takes a touchpoint that stands in two stages of a merged journey, and in one of each side, out of that in which ours does not have it, and lists it as a conflict.
pub(super) fn keep_ours_of_touchpoints_that_stand_twice(
    merged: &mut Value,
    base: &Value,
    ours: &Value,
    theirs: &Value,
) -> Vec<Conflict> {
    let (own, other) = (places(ours), places(theirs));
    let known: HashSet<&[String; 3]> = own.iter().map(|(place, _)| &place.ids).collect();
    let all = places(merged);
    let mut names: HashMap<[&str; 2], usize> = HashMap::new();
    for (Place { ids: [journey, _, touchpoint], .. }, _) in &all {
        *names.entry([journey, touchpoint]).or_default() += 1;
    }
    let several = |[journey, _, touchpoint]: &[String; 3]| names.get(&[journey.as_str(), touchpoint]).is_some_and(|n| *n > 1);
    // Where a side itself has it twice, the ids of its journey tell nothing apart.
    let once =
        |side: &[(Place, &Value)], place: &Place| side.iter().filter(|(own, _)| own.is_same_touchpoint(place)).count() == 1;
    let twice: Vec<[String; 3]> = all
        .iter()
        .filter(|(place, _)| several(&place.ids) && !known.contains(&place.ids) && once(&own, place) && once(&other, place))
        .map(|(place, _)| place.ids.clone())
        .collect();
    for ids in &twice {
        take_out(merged, ids);
    }
    let before = places(base);
    let mut conflicts = Vec::new();
    for (place, value) in places(merged) {
        if twice.iter().any(|[journey, _, touchpoint]| place.ids[0] == *journey && place.ids[2] == *touchpoint) {
            let of = |places: &[(Place, &Value)]| {
                places.iter().find(|(own, _)| own.is_same_touchpoint(&place)).map(|(_, value)| (*value).clone())
            };
            let (base, theirs) = (of(&before), of(&other));
            let [_, _, element] = place.ids.clone();
            conflicts.push(Conflict { element, pointer: place.pointer, base, ours: Some(value.clone()), theirs });
        }
    }
    conflicts
}

/// Where a touchpoint stands: the ids of its journey, its stage and itself, and its place in the document.
struct Place {
    ids: [String; 3],
    pointer: String,
}

impl Place {
    fn is_same_touchpoint(&self, other: &Self) -> bool {
        self.ids[0] == other.ids[0] && self.ids[2] == other.ids[2]
    }
}

fn id(value: &Value) -> Option<&str> {
    value.get("id")?.as_str()
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Every touchpoint of the journeys, with where it stands.
fn places(document: &Value) -> Vec<(Place, &Value)> {
    let mut found = Vec::new();
    for (j, journey) in list(document, "journeys").iter().enumerate() {
        for (s, stage) in list(journey, "stages").iter().enumerate() {
            for (t, touchpoint) in list(stage, "touchpoints").iter().enumerate() {
                if let (Some(journey), Some(stage), Some(own)) = (id(journey), id(stage), id(touchpoint)) {
                    let pointer = format!("/journeys/{j}/stages/{s}/touchpoints/{t}");
                    let ids = [journey, stage, own].map(str::to_owned);
                    found.push((Place { ids, pointer }, touchpoint));
                }
            }
        }
    }
    found
}

fn take_out(document: &mut Value, [own, in_stage, gone]: &[String; 3]) {
    for journey in document.get_mut("journeys").and_then(Value::as_array_mut).into_iter().flatten() {
        if id(journey) != Some(own) {
            continue;
        }
        for stage in journey.get_mut("stages").and_then(Value::as_array_mut).into_iter().flatten() {
            if id(stage) == Some(in_stage)
                && let Some(touchpoints) = stage.get_mut("touchpoints").and_then(Value::as_array_mut)
            {
                touchpoints.retain(|touchpoint| id(touchpoint) != Some(gone));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::program::versions::merge;
    use serde_json::{Value, json};

    fn model(stages: [&[&str]; 3]) -> Value {
        let stage = |(number, ids): (usize, &[&str])| json!({ "id": format!("s{number}"), "touchpoints": ids.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>() });
        json!({ "journeys": [{ "id": "j", "stages": stages.into_iter().enumerate().map(stage).collect::<Vec<_>>() }] })
    }

    #[test]
    fn a_touchpoint_that_both_sides_put_elsewhere_is_one_conflict_and_stays_where_ours_is() {
        let none = model([&["a"], &[], &[]]);
        for base in [model([&["a"], &["t"], &[]]), none] {
            let (ours, theirs) = (model([&["a", "t"], &[], &[]]), model([&["a"], &[], &["t"]]));
            let merged = merge(&base, &ours, &theirs);
            assert_eq!(merged.document, ours);
            let found: Vec<_> = merged.conflicts.iter().map(|each| (each.element.as_str(), each.pointer.as_str())).collect();
            assert_eq!(found, [("t", "/journeys/0/stages/0/touchpoints/1")]);
        }
    }

    #[test]
    fn a_touchpoint_that_one_side_moves_is_no_conflict() {
        let (base, moved) = (model([&["a"], &["t"], &[]]), model([&["a"], &[], &["t"]]));
        for (ours, theirs) in [(&base, &moved), (&moved, &base), (&moved, &moved)] {
            let merged = merge(&base, ours, theirs);
            assert_eq!((merged.document, merged.conflicts.len()), (moved.clone(), 0));
        }
    }
}
