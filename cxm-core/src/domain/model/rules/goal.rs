use crate::domain::Goal;
use crate::domain::document::Problem;
use crate::domain::predicate::{EventPattern, EventTests, Overlap};

/// V-GO1 to V-GO5.
pub(super) fn check(goals: &[Goal], problems: &mut Vec<Problem>) {
    for (i, goal) in goals.iter().enumerate() {
        let pointer = format!("/goals/{i}");
        decidable(&goal.action, &format!("{pointer}/action"), problems);
        decidable(&goal.start, &format!("{pointer}/start"), problems);
        if goal.action.is_same_as(&goal.start) {
            let message = "name another action than the start; a goal that is reached when its clock starts is no goal";
            problems.push(Problem::error("V-GO2", format!("{pointer}/action"), message));
        }
        let action = EventTests::of(&goal.action);
        let mut work = EventTests::MOST;
        for (k, exit) in goal.competing.iter().enumerate() {
            let pointer = format!("{pointer}/competing/{k}");
            decidable(exit, &pointer, problems);
            let message = match action.overlap(&EventTests::of(exit), &mut work) {
                Overlap::Apart => continue,
                Overlap::Possible => "an event may be both this exit and the action; tell them apart by `where`",
                Overlap::Undecided => "action and exits have more tests than are compared; ask for fewer events",
            };
            problems.push(Problem::error("V-GO3", pointer, message));
        }
        if goal.within.as_ref().is_some_and(|within| within.duration().exact_micros() == Some(0)) {
            let message = "give the customer some time; within no time a goal is reached only in the instant of its start";
            problems.push(Problem::warning("V-GO5", format!("{pointer}/within"), message));
        }
        if goal.objective.is_none() {
            problems.push(Problem::warning(
                "V-GO4",
                pointer,
                "add `objective`, the objective of the organisation that this goal serves",
            ));
        }
    }
}

/// V-GO1: whether the pattern happened can be decided on a log.
fn decidable(pattern: &EventPattern, pointer: &str, problems: &mut Vec<Problem>) {
    let before = problems.len();
    pattern.check(pointer, problems);
    for problem in problems.iter_mut().skip(before) {
        problem.code = "V-GO1";
    }
}
