use crate::records::ChangeOp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One change between two versions of a document.
///
/// What happens to the document is told by the values: with `from` it is a move; without `old` an addition; without `new` a
/// removal; else a replacement. `op` says what it means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Change {
    /// What kind of change it is.
    pub op: ChangeOp,
    /// The id of the element that changed: the innermost object with an id; empty where there is none.
    pub element: String,
    /// Where, as a JSON Pointer: into the new version, of a removal into the old one.
    pub pointer: String,
    /// Where a moved element stood in the old version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What stood there.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub old: Option<Value>,
    /// What stands there now.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub new: Option<Value>,
}

/// A null that stands is a value; serde would read it as nothing.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
