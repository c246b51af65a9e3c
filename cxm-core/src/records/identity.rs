use crate::domain::document::document;
use crate::domain::{Share, Timestamp};

document! {
    /// One of the names by which systems know a customer.
    pub struct Identity {
        /// The namespace: the system, or what kind of key it is.
        ns: String,
        /// The key: a keyed hash of what the system has, so that nobody can be looked up from it.
        key: String,
        /// Since when.
        since: Timestamp,
        /// How sure it is that the key is this customer's.
        confidence: Share,
    }
}

/// Whether a raw e-mail address or phone number may be a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RawKeys {
    /// It is refused (V-C1).
    #[default]
    Refused,
    /// It is taken; whoever allows it answers for who can read the records.
    Allowed,
}
