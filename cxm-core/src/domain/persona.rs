use super::document::document;
use super::{Date, Share, Text, TraitId};

document! {
    /// One thing that is true of a persona.
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
