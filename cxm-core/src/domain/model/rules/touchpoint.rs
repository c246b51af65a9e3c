use super::ids::{Ids, require_known};
use crate::domain::document::Problem;
use crate::domain::predicate::{EventTest, Overlap, event_tests, may_meet};
use crate::domain::{JourneyMap, Touchpoint};
use std::collections::BTreeMap;

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

/// So many pairs of tests are compared in one journey, which is more than 1,000 touchpoints of one test each have.
const MOST_PAIRS: usize = 2_000_000;

/// V-T2: no event is of two touchpoints that have the same priority.
pub(super) fn check_overlaps(journey: &JourneyMap, pointer: &str, problems: &mut Vec<Problem>) {
    // By priority and type of event: those of earlier touchpoints, in their order.
    let mut before: BTreeMap<_, Vec<(usize, &Touchpoint, &EventTest)>> = BTreeMap::new();
    let mut work = MOST_PAIRS;
    let mut at = 0;
    for (j, stage) in journey.stages.iter().enumerate() {
        for (k, each) in stage.touchpoints.iter().enumerate() {
            let tests = each.matches.as_ref().map(event_tests).unwrap_or_default();
            let twins = tests.iter().filter_map(|test| {
                let alike = before.get(&(each.priority, test.type_.as_str()))?;
                alike.iter().find_map(|(at, other, others)| match may_meet(test, others, &mut work) {
                    Overlap::Apart => None,
                    found => Some((*at, other.id.as_str(), found)),
                })
            });
            if let Some((_, twin, found)) = twins.min_by_key(|(at, ..)| *at) {
                let message = if found == Overlap::Possible {
                    format!("an event may be this touchpoint and {twin:?}; tell them apart by `where`, or give one a `priority`")
                } else {
                    format!("this journey has more tests than are compared; give this touchpoint or {twin:?} a `priority`")
                };
                let pointer = format!("{pointer}/stages/{j}/touchpoints/{k}/matches");
                problems.push(Problem::warning("V-T2", pointer, message));
            }
            for test in tests {
                before.entry((each.priority, test.type_.as_str())).or_default().push((at, each, test));
            }
            at += 1;
        }
    }
}
