//! Floor 6: what customers live through, read from the log of their events.
//!
//! Every measure takes the customers one by one, so that it is the sum of those of any parts of the customers.

mod channel_consistency;
mod conformance;
mod ends;
mod eventually_follows;
mod flow;
mod friction;
mod funnel;
mod goal_effect;
mod goal_performance;
mod handoffs;
mod journey_goal;
mod next_step;
mod rework;
mod scores;
mod self_distance;
mod sessions;
mod share_columns;
mod step_matrix;
mod throughput;
mod tolerance;
mod transition_matrix;
mod variants;

pub use channel_consistency::{ChannelConsistency, ConsistencyOptions, channel_consistency};
pub use conformance::{Conformance, ConformanceCounts, ConformanceOptions, DeviationKind, JourneyDesign};
pub use ends::{end_touchpoints, start_touchpoints, touchpoints};
pub use eventually_follows::eventually_follows;
pub use flow::{Edge, Flow};
pub use friction::{FrictionOptions, FrictionSignal, friction};
pub use funnel::{Exclusion, FunnelComparison, FunnelCounts, FunnelOptions, FunnelOrder, Incomplete, compare_funnels};
pub use goal_performance::{GoalEvents, GoalOptions, GoalPerformance, GoalTimes, Ties};
pub use handoffs::HandoffCounts;
pub use journey_goal::JourneyGoal;
pub use next_step::next_step;
pub use rework::rework;
pub use self_distance::minimum_self_distances;
pub use step_matrix::step_matrix;
pub use throughput::Throughput;
pub use tolerance::{ToleranceOptions, tolerance};
pub use transition_matrix::{TransitionWeight, transition_matrix};
pub use variants::Variants;
