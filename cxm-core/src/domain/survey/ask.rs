//! What is asked next, and whether there are enough such responses already.

use super::{Answer, Question, Quota, Survey};
use crate::domain::{QuestionId, QuotaId};
use crate::error::Result;
use crate::state::read_tree;
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

    /// The question to ask next after answers in JSON, `{"nps": 9}`; an answer that cannot be read counts as skipped.
    ///
    /// # Errors
    /// `nesting_too_deep`, `invalid_json`.
    pub fn next_question_after(&self, answers: &str) -> Result<Option<&Question>> {
        let tree = read_tree("the answers", answers)?;
        Ok(self.next_question(&self.lenient_answers(tree)))
    }

    /// The first quota that is full and that these answers fall into; `counts` holds how many responses each quota has.
    #[must_use]
    pub fn full_quota(&self, answers: &BTreeMap<QuestionId, Answer>, counts: &BTreeMap<QuotaId, u64>) -> Option<&Quota> {
        let props = self.props(answers);
        self.quotas
            .iter()
            .find(|quota| counts.get(&quota.id).copied().unwrap_or(0) >= u64::from(quota.max) && quota.when.holds_of(&props))
    }
}
