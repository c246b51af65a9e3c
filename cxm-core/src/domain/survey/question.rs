use super::QuestionKind;
use crate::domain::document::document;
use crate::domain::predicate::Predicate;
use crate::domain::{MetricId, QuestionId, Text, TouchpointId};

document! {
    /// A question of a survey.
    pub struct Question {
        /// Its id, which answers name; a changed scale or kind is another question.
        id: QuestionId,
        /// The revision of its wording, counted up.
        rev: u32,
        /// What the respondent reads.
        text: Text,
        /// What it asks for.
        kind: QuestionKind,
        /// Whether a complete response answers it, where it is shown.
        required: bool = false,
        /// When it is shown: a condition on earlier answers; without one, always.
        show_if: Option<Predicate>,
        /// The touchpoint it is about.
        touchpoint: Option<TouchpointId>,
        /// The metric it feeds, which links waves and languages.
        metric: Option<MetricId>,
    }
}
