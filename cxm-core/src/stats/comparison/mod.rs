//! Two and more samples compared through a metric: which test, on what, in which unit.

mod all;
mod compare;
mod method;
mod options;
mod result;

pub use all::{AllMethod, compare_all};
pub use compare::compare;
pub use method::CompareMethod;
pub use options::CompareOptions;
pub use result::{Test, show_p};
