//! Answers as people write them: a bare 9 stands for `{"score": 9}`.

use super::{Answer, QuestionKind};
use crate::state::Tree;

/// The answer with its key. The bare forms: a number, a text, a list, true or false, null (skipped), and for a matrix and a constant
/// sum the object itself. The bare texts `skipped`, `notApplicable` and `dontKnow` say why there is no answer; words that
/// may be these are written as `{"text": ...}`.
pub(super) fn with_key(kind: &QuestionKind, answer: Tree) -> Tree {
    let key = match &answer {
        Tree::Null => return Tree::Text(Answer::MISSING[0].to_owned()),
        Tree::Text(text) if Answer::MISSING.contains(&text.as_str()) => return answer,
        Tree::Map(pairs) => match kind {
            QuestionKind::Matrix(_) | QuestionKind::ConstantSum(_) if !has_key(pairs) => kind.answered_by(),
            _ => return answer,
        },
        Tree::List(_) => match kind {
            QuestionKind::Ranking(_) | QuestionKind::MaxDiff(_) => kind.answered_by(),
            _ => "choices",
        },
        Tree::Bool(_) => "bool",
        Tree::Whole(_) | Tree::Negative(_) | Tree::Number(_) => match kind.answered_by() {
            "score" => "score",
            _ => "number", // where none is wanted too: no word then of whole numbers
        },
        Tree::Text(_) => match kind {
            QuestionKind::SingleChoice(_) | QuestionKind::Emotion(_) | QuestionKind::Date => kind.answered_by(),
            _ => "text",
        },
    };
    Tree::Map(vec![(key.to_owned(), answer)])
}

/// `{"matrix": {...}}` has its key already; `{"matrix": 5}` is a row of that name.
fn has_key(pairs: &[(String, Tree)]) -> bool {
    matches!(pairs, [(key, Tree::Map(_))] if key == "matrix" || key == "points")
}
