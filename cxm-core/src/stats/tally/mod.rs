//! The tally: how many answers each point of a scale has. The heart of every survey score.

mod byte_form;
mod byte_histogram;
mod histogram;
mod json;
mod observe;
mod state;
mod table;
mod weights;

pub(crate) use byte_form::{read_spec, read_sum, write_spec, write_sum};
pub(crate) use json::TallyForm;
pub use observe::{Answers, Codes, Ticks};
pub(crate) use observe::{for_each_block, length_mismatch, refuse_invalid};
pub use state::{Question, Tally, TallySpec};
pub use table::TallyTable;
pub(crate) use weights::{Weights, sum_of};
