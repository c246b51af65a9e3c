use super::ids::{Ids, require_known};
use super::overlap::may_overlap;
use crate::domain::document::Problem;
use crate::domain::{JourneyMap, Touchpoint};

/// V-T1, V-G1, V-J6.
pub(super) fn check(touchpoint: &Touchpoint, pointer: &str, ids: &Ids<'_>, problems: &mut Vec<Problem>) {
    for (k, channel) in touchpoint.channels.iter().enumerate() {
        let before = problems.len();
        require_known("channel", channel.as_str(), &ids.channels, || format!("{pointer}/channels/{k}"), problems);
        for problem in problems.iter_mut().skip(before) {
            problem.code = "V-T1";
        }
    }
    if let Some(pattern) = &touchpoint.matches {
        pattern.check(&format!("{pointer}/matches"), problems);
    } else {
        let message = "not measurable; add `matches`, the events by which this touchpoint is seen";
        problems.push(Problem::warning("V-J6", pointer, message));
    }
    if touchpoint.owner.is_none() {
        problems.push(Problem::error("V-G1", pointer, "add `owner`, the team or employee that answers for this touchpoint"));
    }
}

/// V-T2: no event is of two touchpoints that have the same priority.
pub(super) fn check_overlaps(journey: &JourneyMap, pointer: &str, problems: &mut Vec<Problem>) {
    let mut before: Vec<&Touchpoint> = Vec::new();
    for (j, stage) in journey.stages.iter().enumerate() {
        for (k, each) in stage.touchpoints.iter().enumerate() {
            let Some(pattern) = &each.matches else { continue };
            let twin = before.iter().find(|other| {
                other.priority == each.priority && other.matches.as_ref().is_some_and(|other| may_overlap(pattern, other))
            });
            if let Some(twin) = twin {
                let message = format!(
                    "an event may be this touchpoint and {:?}; tell them apart by `where`, or give one a `priority`",
                    twin.id.as_str()
                );
                let pointer = format!("{pointer}/stages/{j}/touchpoints/{k}/matches");
                problems.push(Problem::warning("V-T2", pointer, message));
            }
            before.push(each);
        }
    }
}
