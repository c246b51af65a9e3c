//! Which cells of published tables must be hidden so that no small group can be read or worked out.

mod audit;
mod field;
mod null_space;
mod relations;
mod rests;

pub use audit::{Cell, Suppression, audit, suppress};
pub use rests::suppress_beside_rests;
