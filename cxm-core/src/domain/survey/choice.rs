use crate::domain::document::document;
use crate::domain::{ChoiceId, Text};

document! {
    /// One of the options of a question, or a row of a matrix.
    pub struct Choice {
        /// Its id, which answers name.
        id: ChoiceId,
        /// What the respondent reads.
        text: Text,
    }
}
