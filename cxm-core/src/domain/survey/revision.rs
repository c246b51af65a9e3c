use super::lookup::options;
use super::{Choice, QuestionKind, Survey};
use crate::domain::document::{Document, Problem};
use serde_json::Value;
use std::collections::BTreeSet;

/// Rule V-S5: what keeps the answers collected under `older` from being read by `newer`.
///
/// A question keeps its id only while its answers mean the same. Its kind, scale, form, unit, purpose and options once offered stay;
/// options may be added, and wording, labels and how it is scored may change with a higher revision. The pointers are into
/// `newer`; a question that is left out harms nothing, its answers stay with the older revision.
///
/// # Examples
/// ```
/// use cxm_core::domain::survey::{QuestionKind, check_revision, three_questions};
/// let older = three_questions();
/// let mut newer = older.clone();
/// newer.rev += 1;
/// newer.questions[0].kind = QuestionKind::Nps;
/// let problems = check_revision(&older, &newer);
/// assert_eq!((problems[0].code, problems[0].pointer.as_str()), ("V-S5", "/questions/0/kind"));
/// ```
#[must_use]
pub fn check_revision(older: &Survey, newer: &Survey) -> Vec<Problem> {
    let mut problems = Vec::new();
    if older.id != newer.id {
        let message = format!("this is another survey than {:?}; only revisions of one survey are compared", older.id.as_str());
        problems.push(Problem::error("V-S5", "/id", message));
        return problems;
    }
    let changed = Survey { rev: 0, ..older.clone() } != Survey { rev: 0, ..newer.clone() };
    require_rev("the survey", changed, older.rev, newer.rev, "/rev", &mut problems);
    let olders = older.lookup(newer.questions.len());
    for (place, question) in newer.questions.iter().enumerate() {
        let Some(before) = olders.find(question.id.as_str()) else { continue };
        if let Some(why) = other_meaning(&before.kind, &question.kind) {
            let message = format!(
                "{why}; give the changed question a new id, so that the answers to {:?} keep their meaning",
                question.id.as_str()
            );
            problems.push(Problem::error("V-S5", format!("/questions/{place}/kind"), message));
        }
        let changed = (&before.text, &before.kind) != (&question.text, &question.kind);
        let what = format!("question {:?}", question.id.as_str());
        require_rev(&what, changed, before.rev, question.rev, &format!("/questions/{place}/rev"), &mut problems);
    }
    problems
}

fn require_rev(what: &str, changed: bool, before: u32, after: u32, pointer: &str, problems: &mut Vec<Problem>) {
    let least = if changed { before.saturating_add(1) } else { before };
    if after < least {
        let why = if changed { "has changed" } else { "does not go back" };
        problems.push(Problem::error("V-S5", pointer, format!("{what} {why}; its revision is at least {least}, got {after}")));
    }
}

/// Why answers of the old kind cannot be read as answers of the new one.
fn other_meaning(before: &QuestionKind, after: &QuestionKind) -> Option<String> {
    if before.key() != after.key() {
        return Some(format!("the kind was {:?} and is {:?}", before.key(), after.key()));
    }
    if let (Some(before), Some(after)) = (before.scale(), after.scale())
        && (before.min, before.max, before.direction) != (after.min, after.max, after.direction)
    {
        let show = |scale: &super::QuestionScale| format!("{}..={} ({})", scale.min, scale.max, scale.direction.name());
        return Some(format!("the scale was {} and is {}", show(before), show(after)));
    }
    let kept = options(after.options(), before.options().len());
    if let Some(gone) = before.options().iter().find(|option| kept.find(option.id.as_str()).is_none()) {
        return Some(format!("the option {:?} is gone", gone.id.as_str()));
    }
    let same = match (before, after) {
        (QuestionKind::Ces(before), QuestionKind::Ces(after)) => before.form == after.form,
        (QuestionKind::Rating(before), QuestionKind::Rating(after)) => before.construct == after.construct,
        (QuestionKind::Slider(before), QuestionKind::Slider(after)) => before == after,
        (QuestionKind::Number(before), QuestionKind::Number(after)) => before.unit == after.unit,
        (QuestionKind::Consent(before), QuestionKind::Consent(after)) => before.purpose == after.purpose,
        (QuestionKind::ConstantSum(before), QuestionKind::ConstantSum(after)) => {
            before.total == after.total && ids(&before.options) == ids(&after.options)
        }
        (QuestionKind::MaxDiff(before), QuestionKind::MaxDiff(after)) => before.per_set == after.per_set,
        // One more option changes what a rank means.
        (QuestionKind::Ranking(before), QuestionKind::Ranking(after)) => before.options.len() == after.options.len(),
        (QuestionKind::SingleChoice(before), QuestionKind::SingleChoice(after)) => after.other || !before.other,
        (QuestionKind::MultiChoice(before), QuestionKind::MultiChoice(after)) => {
            after.min <= before.min && after.max.is_none_or(|after| before.max.is_some_and(|before| before <= after))
        }
        (QuestionKind::OpenText(before), QuestionKind::OpenText(after)) => {
            after.max_chars.is_none_or(|after| before.max_chars.is_some_and(|before| before <= after))
        }
        _ => true,
    };
    (!same).then(|| differences(before, after))
}

/// What differs between two questions of one kind, key by key; of lists that they do.
fn differences(before: &QuestionKind, after: &QuestionKind) -> String {
    let (before, after) = (before.write(), after.write());
    let held =
        |kind: &Value| kind.as_object().and_then(|kind| kind.values().find_map(Value::as_object).cloned()).unwrap_or_default();
    let (before, after) = (held(&before), held(&after));
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).filter(|key| !key.starts_with("x-")).collect();
    let differing = keys.into_iter().filter(|key| before.get(*key) != after.get(*key));
    let shown = |value: Option<&Value>| match value {
        None => "not given".to_owned(),
        Some(Value::Array(list)) => format!("{} of them", list.len()),
        Some(value) => value.to_string().chars().take(40).collect(),
    };
    differing
        .map(|key| format!("{key}: was {} and is {}", shown(before.get(key)), shown(after.get(key))))
        .collect::<Vec<_>>()
        .join(", ")
}

fn ids(options: &[Choice]) -> BTreeSet<&str> {
    options.iter().map(|option| option.id.as_str()).collect()
}
