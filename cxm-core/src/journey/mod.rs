//! Floor 6: what customers live through, read from the log of their events.
//!
//! Every measure takes the customers one by one, so that it is the sum of those of any parts of the customers.

mod absorption;
mod by;
mod channel_consistency;
mod compare_segments;
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
mod moments_of_truth;
mod next_step;
mod pass;
mod peak_end;
mod retention;
mod rework;
mod scores;
mod self_distance;
mod self_service;
mod sessions;
mod share_columns;
mod step_flows;
mod step_matrix;
mod throughput;
mod tolerance;
mod transition_matrix;
mod variants;

pub use absorption::absorption;
pub use channel_consistency::{ChannelConsistency, ConsistencyOptions, channel_consistency};
pub use compare_segments::{Counted, SegmentOptions, compare_segments};
pub use conformance::{Conformance, ConformanceCounts, ConformanceOptions, DeviationKind, JourneyDesign};
pub use ends::{end_touchpoints, start_touchpoints, touchpoints};
pub use eventually_follows::eventually_follows;
pub use flow::{Edge, Flow, FlowPass};
pub use friction::{FrictionOptions, FrictionSignal, friction};
pub use funnel::{
    Exclusion, FunnelComparison, FunnelCounts, FunnelOptions, FunnelOrder, FunnelPass, Incomplete, compare_funnels,
};
pub use goal_performance::{GoalEvents, GoalOptions, GoalPerformance, GoalTimes, Ties};
pub use handoffs::{HandoffCounts, HandoffPass};
pub use journey_goal::JourneyGoal;
pub use moments_of_truth::{ClockStart, MomentsOptions, moments_of_truth};
pub use next_step::next_step;
pub use pass::{Measure, pass};
pub use peak_end::PeakEnd;
pub use retention::{RetentionCounts, RetentionKind, RetentionOptions, RetentionPass};
pub use rework::rework;
pub use self_distance::minimum_self_distances;
pub use self_service::{ContactField, SelfServiceOptions, self_service};
pub use step_flows::step_flows;
pub use step_matrix::step_matrix;
pub use throughput::Throughput;
pub use tolerance::{ToleranceOptions, tolerance};
pub use transition_matrix::{TransitionWeight, transition_matrix};
pub use variants::Variants;
