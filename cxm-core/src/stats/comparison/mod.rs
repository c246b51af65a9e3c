//! Two and more samples compared through a metric: which test, on what, in which unit.

mod all;
mod columns;
mod compare;
mod method;
mod options;
mod range;
mod result;
mod simpson;

pub use all::{AllMethod, compare_all};
pub(crate) use columns::with_tests;
pub use compare::compare;
pub(crate) use compare::empty as empty_test;
pub use method::CompareMethod;
pub use options::CompareOptions;
pub(crate) use range::{published as published_range, two_sided_level};
pub use result::{Test, show_p};
pub use simpson::turns_over;
