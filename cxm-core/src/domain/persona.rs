use super::document::document;
use super::predicate::Predicate;
use super::{Date, OwnerId, PersonaId, Share, Text, TraitId};

document! {
    /// Who a customer is.
    pub struct Persona {
        /// Its id.
        id: PersonaId,
        /// Its name.
        name: Text,
        /// Age, place, income.
        demographics: Vec<Trait> = Vec::new(),
        /// What they do.
        behaviors: Vec<Trait> = Vec::new(),
        /// How they live.
        lifestyle: Vec<Trait> = Vec::new(),
        /// What moves them.
        motivations: Vec<Trait> = Vec::new(),
        /// What stands in their way.
        challenges: Vec<Trait> = Vec::new(),
        /// What they need.
        needs: Vec<Trait> = Vec::new(),
        /// Which customers are this persona.
        assign: Option<Predicate>,
        /// The persona is told and never assigned, so `assign` may lack.
        narrative_only: bool = false,
        /// What it rests on.
        evidence: Option<Evidence>,
        /// What they need to take part at all: `large-text`.
        accessibility_needs: Vec<String> = Vec::new(),
        /// Who answers for it.
        owner: Option<OwnerId>,
    }
}

document! {
    /// One thing that is true of a persona, or one thing that hurts at a touchpoint.
    pub struct Trait {
        /// Its id.
        id: TraitId,
        /// What it says.
        text: Text,
        /// Of how many of these customers it is true.
        share: Option<Share>,
    }
}

document! {
    /// What a persona rests on.
    pub struct Evidence {
        /// So many people were asked or counted.
        n: u64,
        /// How: `interviews`, `claims`.
        method: String,
        /// The day it was found.
        as_of: Date,
    }
}
