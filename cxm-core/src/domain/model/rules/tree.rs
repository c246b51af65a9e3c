//! Teams within teams and topics within topics: every parent is there, and nothing is its own ancestor.

use std::collections::BTreeMap;

use super::super::lookup::unknown;
use super::super::parts::ModelParts;
use super::ids::distinct;
use crate::domain::document::Problem;
use crate::domain::parents::{circle_text, circles};
use crate::error::Code;

/// V-TM1 of teams, V-TX1 of taxonomies.
pub(super) fn check(parts: &ModelParts, problems: &mut Vec<Problem>) {
    let teams: Vec<_> = parts.teams.iter().map(|team| (team.id.as_str(), team.parent.as_ref().map(AsRef::as_ref))).collect();
    acyclic("V-TM1", "team", &teams, |i| format!("/teams/{i}/parent"), problems);
    for (i, taxonomy) in parts.taxonomies.iter().enumerate() {
        let pointer = format!("/taxonomies/{i}/concepts");
        let ids = taxonomy.concepts.iter().map(|concept| concept.id.as_str());
        distinct(ids, Code::DuplicateId.name(), |k| format!("{pointer}/{k}/id"), problems);
        let concepts: Vec<_> =
            taxonomy.concepts.iter().map(|concept| (concept.id.as_str(), concept.broader.as_ref().map(AsRef::as_ref))).collect();
        acyclic("V-TX1", "concept", &concepts, |k| format!("{pointer}/{k}/broader"), problems);
    }
}

/// Each place is visited once: linear time, no recursion.
fn acyclic(
    code: &'static str,
    what: &str,
    nodes: &[(&str, Option<&str>)],
    pointer: impl Fn(usize) -> String,
    problems: &mut Vec<Problem>,
) {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (place, (id, _)) in nodes.iter().enumerate() {
        places.entry(id).or_insert(place);
    }
    let found = circles(nodes.len(), |place| {
        let parent = nodes.get(place)?.1?;
        let next = places.get(parent).copied();
        if next.is_none() {
            let near = if problems.len() < 100 { usize::MAX } else { 0 }; // the time stays linear
            let error = unknown(what, parent, places.keys().copied().take(near));
            problems.push(Problem::of(&error, pointer(place)));
        }
        next
    });
    for circle in found {
        let Some(&last) = circle.last() else { continue }; // a circle has a member
        let way = circle_text(&circle, |place| nodes.get(place).map_or("", |node| node.0));
        problems.push(Problem::error(code, pointer(last), format!("{way} lie within themselves; take one parent out")));
    }
}
