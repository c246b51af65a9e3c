//! Floor 0: the one error of the crate and its closed table of codes.

mod code;
mod nearest;
mod report;

pub use code::Code;
pub use nearest::nearest;
pub use report::{Error, Result};
