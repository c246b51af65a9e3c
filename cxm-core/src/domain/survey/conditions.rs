//! The conditions of a survey: V-S8 of its questions, V-S9 of its quotas.

use super::answerable::{Answers, FEW};
use super::parse::HINTS;
use super::rules::Way;
use super::{Question, QuestionKind, Survey};
use crate::domain::document::Problem;
use crate::domain::predicate::Predicate;
use crate::error::{did_you_mean, nearest};
use std::collections::BTreeMap;

/// The answers that the conditions of a survey may ask.
pub(super) struct Conditions<'s> {
    answers: Answers<'s>,
    /// The questions that are answered row by row, or by sets.
    with_rows: BTreeMap<&'s str, &'s Question>,
    hints: usize,
}

impl<'s> Conditions<'s> {
    pub(super) fn of(survey: &'s Survey) -> Self {
        let has_rows = |question: &&Question| {
            matches!(question.kind, QuestionKind::Matrix(_) | QuestionKind::ConstantSum(_) | QuestionKind::MaxDiff(_))
        };
        let with_rows = survey.questions.iter().filter(has_rows).map(|question| (question.id.as_str(), question)).collect();
        Self { answers: Answers::of(survey), with_rows, hints: 0 }
    }

    /// A condition asks only what the first `asked` questions are answered with, and what they can be answered with.
    pub(super) fn check(
        &mut self,
        condition: &Predicate,
        asked: usize,
        rule: &'static str,
        way: &Way,
        problems: &mut Vec<Problem>,
    ) {
        condition.check(way.as_str(), problems);
        if condition.asks_for_events() {
            way.report(rule, "a survey knows answers, not events; test an answer instead of \"did\"", problems);
        }
        for prop in condition.props() {
            let why = match self.answers.get(prop) {
                Some((place, _)) if *place < asked => continue,
                Some(_) => "is asked later; move it up".to_owned(),
                None => self.unknown(prop, asked),
            };
            let shown: String = prop.chars().take(40).collect();
            way.report(rule, format!("{shown:?} {why}"), problems);
        }
        condition.each_test(way.as_str(), &mut |pointer, test| {
            let Some(why) = self.answers.get(&test.prop).and_then(|(_, answerable)| answerable.refuses(test)) else { return };
            Way::at(pointer).key("value").report(rule, why, problems);
        });
    }

    /// Why a property is none of an answer, and what may be meant. The nearest is sought for the first problems only: the time stays linear in the survey.
    fn unknown(&mut self, prop: &str, asked: usize) -> String {
        self.hints += 1;
        let sought = if self.hints <= HINTS { usize::MAX } else { 0 };
        let (question, row) = self.question(prop).map_or((None, None), |(question, row)| (Some(question), row));
        match (question, row) {
            (Some(Question { kind: QuestionKind::MaxDiff(_), .. }), _) => {
                "is a MaxDiff question: its answer is sets of best and worst, which no condition can ask".to_owned()
            }
            (Some(question), None) => {
                let (what, rows) = parts_of(&question.kind);
                let id = question.id.as_str();
                let ids = question.kind.options().iter();
                let first: Vec<_> = ids.take(FEW).map(|option| format!("\"{id}.{}\"", option.id.as_str())).collect();
                let n = question.kind.options().len();
                let more = if n > FEW { format!(" and {} more", n - FEW) } else { String::new() };
                format!("is a whole {what}; ask one of its {rows}: {}{more}", first.join(", "))
            }
            (Some(question), Some(row)) => {
                let (what, rows) = parts_of(&question.kind);
                let id = question.id.as_str();
                let near = nearest(row, question.kind.options().iter().map(|option| option.id.as_str()).take(sought));
                let near = near.map(|row| format!("{id}.{row}"));
                format!("is none of the {rows} of the {what} {id:?}{}", did_you_mean(near.as_deref()))
            }
            (None, _) => {
                let near = nearest(prop, self.answers.before(asked).take(sought));
                format!("is no question of this survey{}", did_you_mean(near))
            }
        }
    }

    /// The question with rows that a property names, and after its id and a dot the row.
    fn question<'p>(&self, prop: &'p str) -> Option<(&'s Question, Option<&'p str>)> {
        let whole = self.with_rows.get(prop).map(|question| (*question, None));
        whole.or_else(|| {
            let mut dots = prop.match_indices('.').filter_map(|(dot, _)| prop.split_at_checked(dot));
            dots.find_map(|(id, row)| Some((*self.with_rows.get(id)?, row.strip_prefix('.'))))
        })
    }
}

/// What a question with rows is called, and its rows.
const fn parts_of(kind: &QuestionKind) -> (&'static str, &'static str) {
    if matches!(kind, QuestionKind::Matrix(_)) { ("matrix", "rows") } else { ("constant sum", "options") }
}
