//! Floor 0: the one error of the crate and its closed table of codes.

mod code;
mod report;

pub use code::Code;
pub use report::{Error, Result};
