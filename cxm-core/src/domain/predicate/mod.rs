//! Conditions on a profile and on what a customer did: decidable, in one pass, in memory bounded by the condition.

mod event;
mod event_pattern;
mod op;
mod overlap;
#[expect(clippy::module_inception, reason = "the file is named for its one type")]
mod predicate;
mod progress;
mod rules;
mod same;
mod test;
mod watch;

pub use event::Event;
pub use event_pattern::{EventPattern, EventTest};
pub use op::Op;
pub use overlap::Overlap;
pub(crate) use overlap::{EventTests, event_tests, may_meet};
pub use predicate::{Did, Predicate};
pub use progress::Progress;
pub use test::Test;
pub use watch::Watch;
