//! Which share of customers reach a goal within its time, and when.

mod events;
mod follow_up;
mod performance;
mod reached;

pub use events::GoalEvents;
pub(super) use follow_up::{Ending, FollowUp, deadline};
pub use follow_up::{GoalOptions, GoalTimes, Ties};
pub use performance::GoalPerformance;
pub(super) use reached::Reached;
