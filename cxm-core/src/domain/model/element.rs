//! The elements of a model that somebody answers for.

use super::ModelParts;
use crate::domain::{OwnerId, Text};

/// An element: what it is, its id, its name, its owner and where it stands.
pub(super) struct Element<'m> {
    pub kind: &'static str,
    pub id: &'m str,
    pub name: &'m Text,
    pub owner: Option<&'m OwnerId>,
    pub pointer: String,
}

/// Personas, journeys, touchpoints, goals, programs and initiatives, in the order of the document.
pub(super) fn elements(parts: &ModelParts) -> Vec<Element<'_>> {
    let mut all = Vec::new();
    for (i, each) in parts.personas.iter().enumerate() {
        all.push(Element {
            kind: "persona",
            id: each.id.as_str(),
            name: &each.name,
            owner: each.owner.as_ref(),
            pointer: format!("/personas/{i}"),
        });
    }
    for (i, journey) in parts.journeys.iter().enumerate() {
        let (id, owner) = (journey.id.as_str(), journey.owner.as_ref());
        all.push(Element { kind: "journey", id, name: &journey.name, owner, pointer: format!("/journeys/{i}") });
        for (j, stage) in journey.stages.iter().enumerate() {
            for (k, each) in stage.touchpoints.iter().enumerate() {
                let pointer = format!("/journeys/{i}/stages/{j}/touchpoints/{k}");
                all.push(Element {
                    kind: "touchpoint",
                    id: each.id.as_str(),
                    name: &each.name,
                    owner: each.owner.as_ref(),
                    pointer,
                });
            }
        }
    }
    for (i, each) in parts.goals.iter().enumerate() {
        all.push(Element {
            kind: "goal",
            id: each.id.as_str(),
            name: &each.name,
            owner: each.owner.as_ref(),
            pointer: format!("/goals/{i}"),
        });
    }
    for (i, each) in parts.programs.iter().enumerate() {
        all.push(Element {
            kind: "program",
            id: each.id.as_str(),
            name: &each.name,
            owner: Some(&each.owner),
            pointer: format!("/programs/{i}"),
        });
    }
    for (i, each) in parts.initiatives.iter().enumerate() {
        all.push(Element {
            kind: "initiative",
            id: each.id.as_str(),
            name: &each.name,
            owner: each.owner.as_ref(),
            pointer: format!("/initiatives/{i}"),
        });
    }
    all
}
