//! Parts of documents that are kept as they came.

/// A survey.
pub type Survey = serde_json::Value;
