use super::document::document;
use super::{ConceptId, TaxonomyId, Text};

document! {
    /// The topics that feedback is sorted by (SKOS).
    pub struct Taxonomy {
        /// Its id.
        id: TaxonomyId,
        /// Its revision.
        rev: u32,
        /// Its topics.
        concepts: Vec<Concept>,
    }
}

document! {
    /// A topic.
    pub struct Concept {
        /// Its id.
        id: ConceptId,
        /// Its name.
        label: Text,
        /// The wider topic it belongs to.
        broader: Option<ConceptId>,
        /// The words it is known by.
        terms: Vec<String> = Vec::new(),
    }
}
