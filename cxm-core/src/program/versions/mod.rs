//! Versions of a model document: difference, patch and merge, by the ids of elements and not by their places.

mod across;
mod apply;
mod change;
mod content;
mod diff;
mod increasing;
mod merge;
mod patch;
mod places;
mod pointer;
mod record;
mod traces;

pub use crate::records::ChangeOp;
pub use across::{AcrossOptions, compare_across};
pub use apply::apply;
pub use change::Change;
pub use diff::diff;
pub use merge::{Conflict, Merged, merge};
pub use patch::json_patch;
pub use record::change_records;
