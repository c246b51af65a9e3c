//! Floor 1: numbers only.

pub mod dist;
pub mod root;
