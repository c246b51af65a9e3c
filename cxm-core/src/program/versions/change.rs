use crate::error::Error;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;
use std::str::FromStr;

/// What kind of change it is.
///
/// `Rename` is a change of nothing but an element's `name`. `Cosmetic` is a change that alters no meaning, so that it counts in no
/// rate of improvement: of `x-` keys, of the version's own record, of letter case and blanks in texts, and of the order of
/// lists whose order says nothing (personas, goals, channels, ...).
///
/// # Examples
/// ```
/// use cxm_core::program::versions::ChangeOp;
/// assert_eq!("rename".parse::<ChangeOp>()?, ChangeOp::Rename);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ChangeOp {
    /// An element or a field is new.
    Add,
    /// An element or a field is gone.
    Remove,
    /// A value is another.
    Replace,
    /// An element stands at another place, of its list or in another list.
    Move,
    /// An element has another name.
    Rename,
    /// Nothing that means anything.
    Cosmetic,
}

impl ChangeOp {
    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::Add, Self::Remove, Self::Replace, Self::Move, Self::Rename, Self::Cosmetic];

    /// The name used in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
            Self::Replace => "replace",
            Self::Move => "move",
            Self::Rename => "rename",
            Self::Cosmetic => "cosmetic",
        }
    }
}

impl fmt::Display for ChangeOp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for ChangeOp {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL
            .iter()
            .copied()
            .find(|op| op.name() == name)
            .ok_or_else(|| Error::option("op", "one of add, remove, replace, move, rename, cosmetic", name))
    }
}

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
