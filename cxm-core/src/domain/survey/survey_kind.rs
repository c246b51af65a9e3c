use crate::domain::document::names;

names! {
    /// What a survey is for.
    pub enum SurveyKind {
        /// The relation as a whole, now and then.
        Relationship "relationship",
        /// One thing that just happened.
        Transactional "transactional",
        /// A few questions, often.
        Pulse "pulse",
        /// An idea before it is built.
        ConceptTest "conceptTest",
        /// Whether employees see the same customer, experience and goal.
        Alignment "alignment",
        /// Employees about their work.
        Employee "employee",
    }
}
