//! Floor 2: the algebra. States observe, merge, subtract and travel as bytes; `check_laws` proves a state keeps its promises.

mod algebra;
mod bytes;
mod grouped;
mod json;
mod json_tree;
mod key_bytes;
mod laws;

pub use algebra::{Retract, Scatter, State};
pub(crate) use bytes::invalid;
pub use bytes::{ByteForm, Kind, Reader, Writer};
pub use grouped::Grouped;
pub use json::MAX_DEPTH;
pub(crate) use json::{from_json, read_tree, require_depth, require_version, to_json, without_mark};
pub(crate) use json_tree::{Tree, kind_of};
pub use laws::{check_laws, check_retract};
