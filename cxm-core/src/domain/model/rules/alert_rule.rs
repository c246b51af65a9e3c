use super::super::parts::ModelParts;
use super::ids::{Ids, require_known};
use crate::domain::Condition;
use crate::domain::document::Problem;

/// Routes name elements of the model, conditions can be decided.
pub(super) fn check(parts: &ModelParts, ids: &Ids<'_>, problems: &mut Vec<Problem>) {
    for (i, rule) in parts.alert_rules.iter().enumerate() {
        let pointer = format!("/alertRules/{i}");
        rule.check(&pointer, problems);
        questions(&rule.when, &format!("{pointer}/when"), ids, problems);
        for (k, route) in rule.route.iter().enumerate() {
            if route.to.starts_with("team:") {
                require_known("team", &route.to, &ids.teams, || format!("{pointer}/route/{k}/to"), problems);
            }
            if let Some(element) = &route.owner_of {
                let pointer = || format!("{pointer}/route/{k}/ownerOf");
                require_known("element", element.as_str(), &ids.elements, pointer, problems);
            }
        }
    }
}

/// Questions that are asked are there. The depth of a document is bounded, so recursion is.
fn questions(when: &Condition, pointer: &str, ids: &Ids<'_>, problems: &mut Vec<Problem>) {
    match when {
        Condition::Answer(answer) => {
            let at = || format!("{pointer}/answer/question");
            require_known("question", answer.question.as_str(), &ids.questions, at, problems);
        }
        Condition::All(parts) | Condition::AnyOf(parts) => {
            let key = if matches!(when, Condition::All(_)) { "all" } else { "anyOf" };
            for (k, part) in parts.iter().enumerate() {
                questions(part, &format!("{pointer}/{key}/{k}"), ids, problems);
            }
        }
        Condition::Event(_) | Condition::Metric(_) | Condition::Shift(_) => {}
    }
}
