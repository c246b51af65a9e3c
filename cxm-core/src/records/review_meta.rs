use crate::domain::Timestamp;
use crate::domain::document::document;

document! {
    /// How a review came about (ISO 20488).
    pub struct ReviewMeta {
        /// Whether its author is known to have bought.
        verified: bool,
        /// Whether its author got something for it.
        incentivized: bool,
        /// What moderation did: `published`, `edited`, `rejected`.
        moderation: String,
        /// When the company answered.
        responded_at: Option<Timestamp>,
    }
}
