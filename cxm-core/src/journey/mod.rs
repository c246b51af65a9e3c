//! Floor 6: what customers live through, read from the log of their events.
//!
//! Every measure takes the customers one by one, so that it is the sum of those of any parts of the customers.

mod ends;
mod eventually_follows;
mod flow;
mod goal_performance;
mod rework;
mod self_distance;
mod throughput;
mod tolerance;
mod variants;

pub use ends::{end_touchpoints, start_touchpoints, touchpoints};
pub use eventually_follows::eventually_follows;
pub use flow::{Edge, Flow};
pub use goal_performance::{GoalEvents, GoalOptions, GoalPerformance, GoalTimes, Ties};
pub use rework::rework;
pub use self_distance::minimum_self_distances;
pub use throughput::Throughput;
pub use tolerance::{ToleranceOptions, tolerance};
pub use variants::Variants;
