use super::super::parts::ModelParts;
use super::ids::{Ids, require_known};
use crate::domain::document::Problem;
use crate::domain::{Program, Timestamp};
use crate::error::Code;

/// V-O1, and what benchmarks and programs name.
pub(super) fn check(parts: &ModelParts, ids: &Ids<'_>, problems: &mut Vec<Problem>) {
    for (i, initiative) in parts.initiatives.iter().enumerate() {
        let pointer = format!("/initiatives/{i}");
        if initiative.status == "active" && initiative.targets.is_empty() {
            let message = "add a target: the metric this initiative is to move, and how far";
            problems.push(Problem::error("V-O1", pointer.as_str(), message));
        }
        if let Some(control) = &initiative.control {
            control.check(&format!("{pointer}/control"), problems);
        }
        if let (Some(start), Some(end)) = (initiative.start, initiative.end)
            && end < start
        {
            problems.push(Problem::error(
                Code::OutOfRange.name(),
                format!("{pointer}/end"),
                "an initiative ends after its start",
            ));
        }
    }
    for (i, benchmark) in parts.benchmarks.iter().enumerate() {
        if benchmark.ci.is_some_and(|(low, high)| low > high) {
            let message = "write the lower end of the interval first";
            problems.push(Problem::error(Code::OutOfRange.name(), format!("/benchmarks/{i}/ci"), message));
        }
    }
    for (i, program) in parts.programs.iter().enumerate() {
        for (k, id) in program.initiatives.iter().enumerate() {
            require_known("initiative", id.as_str(), &ids.initiatives, || format!("/programs/{i}/initiatives/{k}"), problems);
        }
        for (k, id) in program.surveys.iter().enumerate() {
            require_known("survey", id.as_str(), &ids.surveys, || format!("/programs/{i}/surveys/{k}"), problems);
        }
        if is_overdue(program, parts.version.at) {
            let message = format!("a review is overdue: it is due every {}", program.review_every);
            problems.push(Problem::warning("V-O1", format!("/programs/{i}/reviewEvery"), message));
        }
    }
}

/// Whether a review was due before the day on which this version was made, where it was made; or there was none.
fn is_overdue(program: &Program, at: Timestamp) -> bool {
    let today = at.day();
    match program.reviewed(today) {
        Ok(Some((_, due))) => today > due,
        Ok(None) => true,
        Err(_) => false, // outside 1900 to 2200
    }
}
