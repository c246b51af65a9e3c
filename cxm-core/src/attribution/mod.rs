//! Floor 6: which channels conversions are credited to, by rules of touch, by a Markov chain, or by Shapley values.
//!
//! None of these numbers is incremental: they divide what happened among the channels that were there, and do not say what would have happened without one of
//! them. Only an experiment (a holdout, a region left alone) says that.

mod absorb;
mod attribute;
mod auto_order;
mod batch;
mod bootstrap;
mod byte_form;
mod chain;
mod channels;
mod credit;
mod design;
mod events;
mod json;
mod log_paths;
mod markov;
mod method;
mod observe;
mod options;
mod path_value;
mod paths;
mod poisson;
mod range;
mod ranked;
mod result;
mod shapley;
mod touch;

pub use attribute::attribution;
pub use log_paths::Touch;
pub use method::AttributionMethod;
pub use observe::PathColumns;
pub use options::{AttributionOptions, MarkovOrder};
pub use paths::{Outcome, Paths, PathsSpec};
pub use result::{Attribution, Credit};
