use crate::domain::document::{document, names};
use crate::domain::{AuthorId, ElementId, FeedbackId, IdeaId, Text, Timestamp};

document! {
    /// A thought on how an experience could become better.
    pub struct Idea {
        /// Its id.
        id: IdeaId,
        /// Who had it.
        author: AuthorId,
        /// Whether a customer had it; else an employee.
        by_customer: bool,
        /// When.
        at: Timestamp,
        /// What it says.
        text: Text,
        /// The elements of the model it is about.
        about: Vec<ElementId> = Vec::new(),
        /// The feedback it comes from.
        from_feedback: Vec<FeedbackId> = Vec::new(),
        /// How far it came.
        status: IdeaStatus,
        /// What it would take.
        effort: Option<f64>,
        /// What it would bring.
        impact: Option<f64>,
        /// So many for it, so many against.
        votes: (u32, u32) = (0, 0),
    }
}

names! {
    /// How far an idea came.
    pub enum IdeaStatus {
        /// Nobody has looked at it.
        New "new",
        /// Somebody has.
        Screened "screened",
        /// It is to be done.
        Accepted "accepted",
        /// It is not.
        Rejected "rejected",
        /// It is being done.
        InProgress "inProgress",
        /// It is part of the experience.
        Adopted "adopted",
        /// It was, and is no more.
        Retired "retired",
    }
}
