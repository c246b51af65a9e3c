//! Which share of the customers who began in a period come back in later ones.

mod counts;
mod options;
mod periods;
mod table;

pub use counts::{RetentionCounts, RetentionPass};
pub use options::{RetentionKind, RetentionOptions};
