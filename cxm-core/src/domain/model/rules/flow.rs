use crate::domain::Flow;
use crate::domain::document::Problem;
use crate::error::Code;

/// V-J4; the steps of the flow and their places. The depth of a document is bounded, so recursion is.
pub(super) fn check<'f>(flow: &'f Flow, pointer: &str, problems: &mut Vec<Problem>) -> Vec<(&'f str, String)> {
    let mut steps = Vec::new();
    walk(flow, pointer, &mut steps, problems);
    steps
}

/// Whether the flow may be gone through without a step.
fn walk<'f>(flow: &'f Flow, pointer: &str, steps: &mut Vec<(&'f str, String)>, problems: &mut Vec<Problem>) -> bool {
    let mut parts = |key: &str, list: &'f [Flow], problems: &mut Vec<Problem>| -> Vec<bool> {
        list.iter().enumerate().map(|(i, part)| walk(part, &format!("{pointer}/{key}/{i}"), steps, problems)).collect()
    };
    match flow {
        Flow::Step(id) => {
            steps.push((id.as_str(), format!("{pointer}/step")));
            false
        }
        Flow::Seq(list) => parts("seq", list, problems).into_iter().all(|empty| empty),
        Flow::Any(list) => parts("any", list, problems).into_iter().all(|empty| empty),
        Flow::Choice(list) => {
            if list.is_empty() {
                let message = "name what there is to choose from";
                problems.push(Problem::error(Code::InvalidDocument.name(), format!("{pointer}/choice"), message));
            }
            parts("choice", list, problems).into_iter().any(|empty| empty)
        }
        Flow::Opt(part) => {
            walk(part, &format!("{pointer}/opt"), steps, problems);
            true
        }
        Flow::Loop(part) => {
            let empty = walk(part, &format!("{pointer}/loop"), steps, problems);
            if empty {
                let message = "what is repeated must hold a step that cannot be left out; write {\"opt\": {\"loop\": ...}} for none or more";
                problems.push(Problem::error("V-J4", format!("{pointer}/loop"), message));
            }
            empty
        }
    }
}
