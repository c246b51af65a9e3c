use crate::domain::document::document;
use crate::domain::{ConceptId, Share};

document! {
    /// A topic that somebody or something found in feedback.
    pub struct Tag {
        /// The topic.
        concept: ConceptId,
        /// The revision of the taxonomy it was taken from.
        taxonomy_rev: u32,
        /// Who or what tagged: `emp:mia`, `lexicon/1`.
        by: String,
        /// How sure that is.
        confidence: Option<Share>,
    }
}
