use super::document::{document, names};
use super::predicate::EventPattern;
use super::{ChannelId, ContentId, OwnerId, Text, TouchpointId, Trait};

document! {
    /// Where customer and company meet.
    pub struct Touchpoint {
        /// Its id, once in the model.
        id: TouchpointId,
        /// Its name.
        name: Text,
        /// Two actors or one.
        kind: TouchpointKind,
        /// By which channels.
        channels: Vec<ChannelId>,
        /// Which events are this touchpoint.
        matches: Option<EventPattern>,
        /// Of two touchpoints whose events overlap the one with the greater number takes them.
        priority: u32 = 0,
        /// Whether it decides how the whole is felt.
        moment_of_truth: bool = false,
        /// The score customers expect here.
        expectation: Option<f64>,
        /// What hurts here.
        pain_points: Vec<Trait> = Vec::new(),
        /// What is shown or said here.
        content: Vec<ContentId> = Vec::new(),
        /// How it can be used by all.
        accessibility: Option<Accessibility>,
        /// Who answers for it.
        owner: Option<OwnerId>,
    }
}

names! {
    /// What a touchpoint is in the customer journey modelling language (CJML 2.0).
    pub enum TouchpointKind {
        /// A communication point: two actors.
        Communication "communication",
        /// An action: one actor.
        Action "action",
    }
}

document! {
    /// How a touchpoint can be used by all.
    pub struct Accessibility {
        /// By which standard: `WCAG 2.2`.
        standard: String,
        /// To which level: `AA`.
        level: String,
        /// By what: `screen-reader`.
        features: Vec<String> = Vec::new(),
    }
}
