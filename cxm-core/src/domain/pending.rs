//! Parts of documents that are kept as they came.

/// What happened, told by events.
pub type EventPattern = serde_json::Value;
/// Who is meant.
pub type Predicate = serde_json::Value;
/// A test of one property.
pub type PropertyTest = serde_json::Value;
/// A survey.
pub type Survey = serde_json::Value;
