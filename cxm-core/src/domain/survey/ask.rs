//! What is asked next, and whether there are enough such responses already.

use super::bare_answer::with_key;
use super::check_answer::check_answer;
use super::parse::props;
use super::{Answer, Question, Quota, Survey};
use crate::domain::document::{At, Document};
use crate::domain::{QuestionId, QuotaId};
use crate::error::{Error, Result, push_key};
use crate::state::{Tree, read_tree};
use serde_json::Map;
use std::collections::BTreeMap;

impl Survey {
    /// The question to ask next: the first that is not answered (nor skipped) and whose condition the earlier answers meet. None
    /// when the survey is done.
    ///
    /// A condition asks answers of earlier questions only (rule V-S8), and of those only such as are shown themselves; so the order of
    /// the questions is the order of asking, and no answer can hide a question that comes before it.
    #[must_use]
    pub fn next_question(&self, answers: &BTreeMap<QuestionId, Answer>) -> Option<&Question> {
        let mut props = Map::new();
        self.questions.iter().find(|question| {
            let shown = question.show_if.as_ref().is_none_or(|condition| condition.holds_of(&props));
            match answers.get(&question.id) {
                Some(answer) if shown => answer.add_props(question.id.as_str(), &mut props),
                None if shown => return true,
                _ => {}
            }
            false
        })
    }

    /// The question to ask next after answers in JSON, `{"nps": 9}`; an answer that cannot be read, or is off the scale of its question, counts as
    /// skipped: no branch is taken on an NPS of 99.
    ///
    /// # Errors
    /// As [`Survey::answers_of`].
    pub fn next_question_after(&self, answers: &str) -> Result<Option<&Question>> {
        Ok(self.next_question(&self.answers_of(answers)?))
    }

    /// Answers in JSON, `{"nps": 9}`, by question; one that cannot be read, or is off the scale of its question, counts as skipped.
    ///
    /// # Errors
    /// `nesting_too_deep`, `invalid_json`; `invalid_option` for what is no object; `unknown_id` for a key that is no question, with the nearest: passed over, it
    /// would have the question asked again.
    pub fn answers_of(&self, answers: &str) -> Result<BTreeMap<QuestionId, Answer>> {
        let Tree::Map(pairs) = read_tree("the answers", answers)? else {
            return Err(Error::option("answers", "an object of answers by question", "another kind of value"));
        };
        let mut read = BTreeMap::new();
        let questions = self.lookup(pairs.len());
        for (id, tree) in pairs {
            let unknown = |error: Error| {
                let mut pointer = String::new();
                push_key(&mut pointer, &id);
                error.with_field("answers").with_pointer(pointer)
            };
            let question = questions.find(&id).map_or_else(|| self.question(&id), Ok).map_err(unknown)?;
            let mut problems = Vec::new();
            let answer = Answer::read(&At::root(&with_key(&question.kind, tree)), &mut problems);
            if let Some(answer) = &answer {
                check_answer(question, answer, "", &mut problems);
            }
            let kept = answer.filter(|_| problems.is_empty());
            read.insert(question.id.clone(), kept.unwrap_or(Answer::Skipped));
        }
        Ok(read)
    }

    /// Answers to one question in JSON, `[9, null, {"score": 3}]`, each on its scale.
    ///
    /// # Errors
    /// `nesting_too_deep`, `invalid_json`; the first problem of an answer, with its place.
    pub fn answers_to(&self, question: &Question, answers: &str) -> Result<Vec<Answer>> {
        let Tree::List(items) = read_tree("answers to a question", answers)? else {
            return Err(Error::option("answers", "a list", "another kind of value"));
        };
        let mut read = Vec::with_capacity(items.len());
        let mut problems = Vec::new();
        for (place, item) in items.into_iter().enumerate() {
            let tree = with_key(&question.kind, item);
            let answer = Answer::read(&At::root(&tree), &mut problems);
            if let Some(answer) = &answer {
                check_answer(question, answer, "", &mut problems);
            }
            if let Some(problem) = problems.first() {
                let pointer = format!("/{place}{}", problem.pointer);
                return Err(problem.to_error().with_pointer(pointer).with_row(place as u64));
            }
            read.extend(answer);
        }
        Ok(read)
    }

    /// The first quota that is full and that these answers fall into; `counts` holds how many responses each quota has.
    #[must_use]
    pub fn full_quota(&self, answers: &BTreeMap<QuestionId, Answer>, counts: &BTreeMap<QuotaId, u64>) -> Option<&Quota> {
        let props = props(answers);
        self.quotas
            .iter()
            .find(|quota| counts.get(&quota.id).copied().unwrap_or(0) >= u64::from(quota.max) && quota.when.holds_of(&props))
    }
}
