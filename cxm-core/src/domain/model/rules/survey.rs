use super::super::parts::ModelParts;
use super::ids::{Ids, require_known};
use crate::domain::document::Problem;

/// The rules of each survey, and the touchpoints its questions are about.
pub(super) fn check(parts: &ModelParts, ids: &Ids<'_>, problems: &mut Vec<Problem>) {
    for (i, survey) in parts.surveys.iter().enumerate() {
        let pointer = format!("/surveys/{i}");
        survey.check(&pointer, problems);
        for (k, question) in survey.questions.iter().enumerate() {
            if let Some(touchpoint) = &question.touchpoint {
                let pointer = || format!("{pointer}/questions/{k}/touchpoint");
                require_known("touchpoint", touchpoint.as_str(), &ids.touchpoints, pointer, problems);
            }
        }
    }
}
