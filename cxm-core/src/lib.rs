//! Customer experience, measured.
#![forbid(unsafe_code)]

pub mod attribution;
pub mod call;
pub mod closed_loop;
pub mod clv;
pub mod columns;
pub mod domain;
pub mod error;
#[cfg(feature = "formats")]
pub mod formats;
pub mod journey;
pub mod num;
pub mod parallel;
pub mod program;
pub mod records;
pub mod report;
pub mod retention;
pub mod state;
pub mod stats;
pub mod survey;

pub use error::{Code, Error, Result};
