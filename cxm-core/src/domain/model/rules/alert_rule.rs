use super::super::parts::ModelParts;
use super::ids::{Ids, require_known};
use crate::domain::document::Problem;
use crate::domain::{Condition, require_severity};
use crate::error::Code;

/// Routes name elements of the model, conditions can be decided.
pub(super) fn check(parts: &ModelParts, ids: &Ids<'_>, problems: &mut Vec<Problem>) {
    for (i, rule) in parts.alert_rules.iter().enumerate() {
        let pointer = format!("/alertRules/{i}");
        if let Err(error) = require_severity(rule.severity) {
            problems.push(Problem::error(error.code().name(), format!("{pointer}/severity"), error.message()));
        }
        condition(&rule.when, &format!("{pointer}/when"), ids, problems);
        for (k, route) in rule.route.iter().enumerate() {
            if let Some(element) = &route.owner_of {
                let pointer = || format!("{pointer}/route/{k}/ownerOf");
                require_known("element", element.as_str(), &ids.elements, pointer, problems);
            }
        }
    }
}

/// The depth of a document is bounded, so recursion is.
fn condition(when: &Condition, pointer: &str, ids: &Ids<'_>, problems: &mut Vec<Problem>) {
    match when {
        Condition::Event(pattern) => pattern.check(&format!("{pointer}/event"), problems),
        Condition::Answer(answer) => {
            let at = || format!("{pointer}/answer/question");
            require_known("question", answer.question.as_str(), &ids.questions, at, problems);
            answer.test.check(&format!("{pointer}/answer/test"), problems);
        }
        Condition::Metric(metric) => metric.test.check(&format!("{pointer}/metric/test"), problems),
        Condition::Shift(shift) => {
            if shift.arl0 <= 1.0 {
                let message = "write how many periods it should run until a false alarm, more than 1";
                problems.push(Problem::error(Code::OutOfRange.name(), format!("{pointer}/shift/arl0"), message));
            }
        }
        Condition::All(parts) | Condition::AnyOf(parts) => {
            let key = if matches!(when, Condition::All(_)) { "all" } else { "anyOf" };
            if parts.is_empty() {
                let message = "name at least one condition";
                problems.push(Problem::error(Code::InvalidDocument.name(), format!("{pointer}/{key}"), message));
            }
            for (k, part) in parts.iter().enumerate() {
                condition(part, &format!("{pointer}/{key}/{k}"), ids, problems);
            }
        }
    }
}
