use super::document::document;
use super::{Flow, GoalId, JourneyId, MapState, OwnerId, PersonaId, Stage, Text, Touchpoint};

document! {
    /// What a persona lives through.
    pub struct JourneyMap {
        /// Its id.
        id: JourneyId,
        /// Its name.
        name: Text,
        /// Whose journey it is.
        persona: PersonaId,
        /// What should come of it.
        goals: Vec<GoalId> = Vec::new(),
        /// Its parts, in their order.
        stages: Vec<Stage>,
        /// In which order its touchpoints are met.
        flow: Flow,
        /// Who answers for it.
        owner: Option<OwnerId>,
        /// As it is or as it is to be.
        state: MapState = MapState::AsIs,
    }
}

impl JourneyMap {
    /// Its touchpoints, in the order of its stages.
    pub fn touchpoints(&self) -> impl Iterator<Item = &Touchpoint> {
        self.stages.iter().flat_map(|stage| &stage.touchpoints)
    }
}
