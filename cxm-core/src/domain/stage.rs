use super::document::{document, names};
use super::{StageId, Text, Touchpoint};

document! {
    /// A part of a journey.
    pub struct Stage {
        /// Its id.
        id: StageId,
        /// Its name.
        name: Text,
        /// What kind of part.
        kind: StageKind,
        /// Where customer and company meet in it.
        touchpoints: Vec<Touchpoint>,
    }
}

names! {
    /// What a stage of a journey is about.
    pub enum StageKind {
        /// The first time they meet.
        InitialContact "initialContact",
        /// The customer learns that there is something.
        Awareness "awareness",
        /// The customer takes it into account.
        Consideration "consideration",
        /// The customer looks closer.
        Investigation "investigation",
        /// The customer narrows the choice.
        ChoiceReduction "choiceReduction",
        /// The customer buys.
        Purchase "purchase",
        /// The customer gets it.
        Delivery "delivery",
        /// The customer begins.
        Onboarding "onboarding",
        /// The customer uses it.
        Use "use",
        /// The customer needs help.
        Support "support",
        /// The customer buys again.
        Renewal "renewal",
        /// The customer tells others.
        Advocacy "advocacy",
        /// The customer leaves.
        Exit "exit",
        /// Anything else.
        Custom "custom",
    }
}

impl StageKind {
    /// Whether the stage comes after the purchase.
    #[must_use]
    pub const fn is_post_purchase(self) -> bool {
        matches!(
            self,
            Self::Delivery | Self::Onboarding | Self::Use | Self::Support | Self::Renewal | Self::Advocacy | Self::Exit
        )
    }
}
