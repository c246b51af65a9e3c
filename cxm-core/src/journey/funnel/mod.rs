//! How many customers get through the steps of a funnel, how many of those who began, and how long each step takes.
//!
//! - **ordered**: the steps one after the other; other events may come between them.
//! - **strict**: the steps one directly after the other; any other event between them ends the attempt.
//! - **any**: the steps in any order; row `k` counts those who did `k + 1` of them.
//!
//! What holds in all three: the window runs from the start of an attempt, its end included; one event fills one step only; events of the same time count in
//! the order that gets the customer furthest; of several starts the latest that can go on does; the first attempt to get as far as any gives the times.

mod any_order;
mod attempts;
mod bits;
mod compare;
mod counts;
mod follow;
mod matching;
mod options;
mod plain;
mod plan;
mod starts;
mod table;
mod waits;

pub use compare::{FunnelComparison, compare_funnels};
pub use counts::FunnelCounts;
pub use follow::FunnelPass;
pub use options::{Exclusion, FunnelOptions, FunnelOrder, Incomplete};
