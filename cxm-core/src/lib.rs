//! Customer experience, measured.
#![forbid(unsafe_code)]

pub mod call;
pub mod columns;
pub mod error;
#[cfg(feature = "formats")]
pub mod formats;
pub mod num;
pub mod parallel;
pub mod program;
pub mod report;
pub mod state;
pub mod stats;
pub mod survey;

pub use error::{Code, Error, Result};
