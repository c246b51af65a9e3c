use super::document::document;
use super::{Date, EmployeeId, TeamId, Text, TouchpointId};

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

document! {
    /// An employee on the roster.
    pub struct Employee {
        /// A pseudonym.
        id: EmployeeId,
        /// The team.
        team: TeamId,
        /// What the employee does.
        role: String,
        /// The first day.
        from: Date,
        /// The last day.
        to: Option<Date>,
        /// Where the employee meets customers.
        touchpoints: Vec<TouchpointId> = Vec::new(),
        /// The version of the model the employee has read.
        acknowledged_version: Option<u32>,
    }
}
