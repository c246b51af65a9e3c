//! Tallies by any number of columns and by calendar period: one state for live dashboards, streamed files and clusters.

mod fill;
mod form;
mod observe;
mod order;
mod pass;
mod reduce;
mod state;

pub use observe::{FrameAnswers, Seen};
pub use reduce::{Cell, Cells};
pub use state::{CubeSpec, TallyCube};
