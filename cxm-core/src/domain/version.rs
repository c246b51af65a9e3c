use super::document::document;
use super::{OwnerId, Timestamp};

document! {
    /// Which version of a model a document is.
    pub struct ModelVersion {
        /// Its number.
        seq: u32,
        /// The SHA-256 of the canonical JSON without this key.
        hash: Option<String>,
        /// The hashes of the versions it was made from.
        parents: Vec<String> = Vec::new(),
        /// When.
        at: Timestamp,
        /// By whom.
        author: OwnerId,
        /// What was changed.
        message: String = String::new(),
    }
}
