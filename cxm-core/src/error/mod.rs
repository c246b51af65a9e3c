//! Floor 0: the one error of the crate and its closed table of codes.

mod by_name;
mod code;
mod nearest;
mod pointer;
mod report;

pub use by_name::by_name;
pub use code::Code;
pub use nearest::nearest;
pub(crate) use nearest::{did_you_mean, is_misspelt};
pub(crate) use pointer::{push_key, push_place};
pub use report::{Error, Result};
