use std::collections::BTreeMap;

use super::super::parts::ModelParts;
use super::ids::distinct;
use crate::columns::time::Duration;
use crate::domain::document::Problem;
use crate::domain::{Date, Persona, Timestamp};
use crate::error::Code;

/// V-P1 to V-P4.
pub(super) fn check(parts: &ModelParts, problems: &mut Vec<Problem>) {
    let mut assigned = BTreeMap::new();
    for (i, persona) in parts.personas.iter().enumerate() {
        let pointer = format!("/personas/{i}");
        if persona.needs.is_empty() || persona.challenges.is_empty() {
            let message = "name at least one need and one challenge of this persona";
            problems.push(Problem::error("V-P1", pointer.as_str(), message));
        }
        traits(persona, &pointer, problems);
        match &persona.assign {
            Some(assign) => assign.check(&format!("{pointer}/assign"), problems),
            None if persona.narrative_only => {}
            None => {
                let message =
                    "add `assign`, which says of every customer whether they are this persona, or \"narrativeOnly\": true";
                problems.push(Problem::error("V-P2", pointer.as_str(), message));
            }
        }
        if let Some(evidence) = &persona.evidence
            && is_old(evidence.as_of, parts.version.at)
        {
            let message = format!("the evidence of {} is older than 12 months; ask again", evidence.as_of);
            problems.push(Problem::warning("V-P3", format!("{pointer}/evidence/asOf"), message));
        }
        let Some(assign) = &persona.assign else { continue };
        if let Some(twin) = assigned.insert(assign.form().to_string(), persona.id.as_str()) {
            let message = format!("every customer of this persona is also {twin:?}; tell them apart");
            problems.push(Problem::warning("V-P4", format!("{pointer}/assign"), message));
        }
    }
}

/// Whether a day lies more than 12 months of the calendar before another.
fn is_old(day: Date, now: Timestamp) -> bool {
    let twelve_months = "P12M".parse::<Duration>().and_then(|year| day.later(year));
    // A day outside 1900 to 2199 is long ago or to come.
    twelve_months.map_or(day.day() < 0, |last| now.utc_day() > last)
}

/// The ids of one group of traits stand once.
fn traits(persona: &Persona, pointer: &str, problems: &mut Vec<Problem>) {
    let groups = [
        ("demographics", &persona.demographics),
        ("behaviors", &persona.behaviors),
        ("lifestyle", &persona.lifestyle),
        ("motivations", &persona.motivations),
        ("challenges", &persona.challenges),
        ("needs", &persona.needs),
    ];
    for (key, group) in groups {
        let ids = group.iter().map(|each| each.id.as_str());
        distinct(ids, Code::DuplicateId.name(), |i| format!("{pointer}/{key}/{i}/id"), problems);
    }
}
