//! Floor 4: documents, the nouns they are made of, and how they are read and written.

mod canonical;

pub use canonical::{canonical_json, content_hash};
