use std::collections::BTreeSet;

use super::ids::{Ids, distinct, require_known};
use super::{flow, touchpoint};
use crate::domain::document::Problem;
use crate::domain::{JourneyMap, StageKind};
use crate::error::Code;

/// A journey has so many stages, and so many touchpoints, at most.
const MOST: usize = 1_000;

/// V-J1 to V-J6, and V-ST1, V-ST2 of its stages.
pub(super) fn check(journey: &JourneyMap, pointer: &str, ids: &Ids<'_>, problems: &mut Vec<Problem>) {
    require_known("persona", journey.persona.as_str(), &ids.personas, || format!("{pointer}/persona"), problems);
    for (k, goal) in journey.goals.iter().enumerate() {
        require_known("goal", goal.as_str(), &ids.goals, || format!("{pointer}/goals/{k}"), problems);
    }
    if journey.stages.len() > MOST || journey.touchpoints().count() > MOST {
        let message = format!("a journey has at most {MOST} stages (max_stages) and {MOST} touchpoints (max_touchpoints)");
        problems.push(Problem::error(Code::OutOfRange.name(), format!("{pointer}/stages"), message));
        return;
    }
    stages(journey, pointer, problems);
    let stage_ids: BTreeSet<&str> = journey.stages.iter().map(|stage| stage.id.as_str()).collect();
    let mut listed = BTreeSet::new();
    let steps = flow::check(&journey.flow, &format!("{pointer}/flow"), problems);
    let in_flow: BTreeSet<&str> = steps.iter().map(|(id, _)| *id).collect();
    for (j, stage) in journey.stages.iter().enumerate() {
        for (k, each) in stage.touchpoints.iter().enumerate() {
            let pointer = format!("{pointer}/stages/{j}/touchpoints/{k}");
            touchpoint::check(each, &pointer, ids, problems);
            if stage_ids.contains(each.id.as_str()) {
                let message =
                    format!("the id {:?} is that of a stage of this journey too; give one of them another", each.id.as_str());
                problems.push(Problem::error("V-J5", format!("{pointer}/id"), message));
            }
            if !listed.insert(each.id.as_str()) {
                let message =
                    format!("the touchpoint {:?} stands twice in this journey; give one of them another id", each.id.as_str());
                problems.push(Problem::error("V-J5", format!("{pointer}/id"), message));
            } else if !in_flow.contains(each.id.as_str()) {
                let message = format!("add {{\"step\": {:?}}} to the flow, or take the touchpoint out", each.id.as_str());
                problems.push(Problem::error("V-J3", pointer, message));
            }
        }
    }
    for (id, pointer) in steps {
        require_known_step(id, &listed, pointer, problems);
    }
    touchpoint::check_overlaps(journey, pointer, problems);
}

fn require_known_step(id: &str, listed: &BTreeSet<&str>, pointer: String, problems: &mut Vec<Problem>) {
    let before = problems.len();
    require_known("touchpoint in the stages of this journey", id, listed, || pointer, problems);
    for problem in problems.iter_mut().skip(before) {
        problem.code = "V-J3";
    }
}

fn stages(journey: &JourneyMap, pointer: &str, problems: &mut Vec<Problem>) {
    let Some(first) = journey.stages.first() else {
        problems.push(Problem::error("V-ST1", format!("{pointer}/stages"), "name at least one stage"));
        return;
    };
    if !matches!(first.kind, StageKind::Awareness | StageKind::InitialContact) {
        let message = format!("begin with a stage of kind \"awareness\" or \"initialContact\", not {:?}", first.kind.name());
        problems.push(Problem::warning("V-J1", format!("{pointer}/stages/0/kind"), message));
    }
    if !journey.stages.iter().any(|stage| stage.kind.is_post_purchase()) {
        let message = "add a stage after the purchase: delivery, onboarding, use, support, renewal, advocacy or exit";
        problems.push(Problem::warning("V-J2", format!("{pointer}/stages"), message));
    }
    distinct(journey.stages.iter().map(|stage| stage.id.as_str()), "V-J5", |j| format!("{pointer}/stages/{j}/id"), problems);
    for (j, stage) in journey.stages.iter().enumerate() {
        if stage.touchpoints.is_empty() {
            let message = "name at least one touchpoint of this stage";
            problems.push(Problem::warning("V-ST2", format!("{pointer}/stages/{j}/touchpoints"), message));
        }
    }
}
