use super::document::document;
use super::{TeamId, Text};

document! {
    /// A team.
    pub struct Team {
        /// Its id.
        id: TeamId,
        /// Its name.
        name: Text,
        /// The team it is part of.
        parent: Option<TeamId>,
        /// What it does: `service`, `operations`.
        function: Option<String>,
    }
}
