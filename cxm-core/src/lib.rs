//! Customer experience, measured.
#![forbid(unsafe_code)]

pub mod error;
pub mod num;
pub mod columns;
pub mod parallel;
pub mod state;
pub mod stats;
pub mod survey;
#[cfg(feature = "formats")]
pub mod formats;
pub mod report;
pub mod call;

pub use error::{Code, Error, Result};
