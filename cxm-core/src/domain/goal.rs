use super::document::{document, names};
use super::predicate::EventPattern;
use super::{GoalId, IsoDuration, ObjectiveId, OwnerId, Share, Text};

document! {
    /// What should come of a journey: an action of the customer that can be counted.
    pub struct Goal {
        /// Its id.
        id: GoalId,
        /// Its name.
        name: Text,
        /// What the customer does when the goal is reached.
        action: EventPattern,
        /// Whose goal it is.
        population: Population,
        /// From when the clock runs.
        start: EventPattern,
        /// Within which time; for ever, if it lacks.
        within: Option<IsoDuration>,
        /// What ends the chance: an opt-out.
        competing: Vec<EventPattern> = Vec::new(),
        /// The share that is aimed at.
        target: Option<Share>,
        /// The objective of the organisation that it serves.
        objective: Option<ObjectiveId>,
        /// Who answers for it.
        owner: Option<OwnerId>,
    }
}

names! {
    /// Whose goal a goal is.
    pub enum Population {
        /// Those who have bought.
        Customers "customers",
        /// Those who have not yet.
        Prospects "prospects",
        /// Both.
        CustomersAndProspects "customersAndProspects",
    }
}
