use crate::domain::Timestamp;
use crate::domain::document::document;

document! {
    /// What a customer has allowed or forbidden.
    pub struct Consent {
        /// For what: `marketing`, `research`.
        purpose: String,
        /// Whether it is allowed.
        granted: bool,
        /// When the customer said so.
        at: Timestamp,
        /// Until when it holds.
        expires: Option<Timestamp>,
    }
}

impl Consent {
    /// Whether it allows its purpose at a time.
    #[must_use]
    pub fn allows(&self, now: Timestamp) -> bool {
        let begun = self.at.instant() <= now.instant();
        self.granted && begun && self.expires.is_none_or(|expires| now.instant() < expires.instant())
    }
}
