use crate::columns::time::{Duration, Instant, Zone};
use crate::journey::JourneyGoal;

/// With what deviations are held together, and how it is counted.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ConformanceOptions {
    /// What is to come of the journey; without one deviations have no effect.
    pub goal: Option<JourneyGoal>,
    /// How long after a customer's first event deviations count for the effect; the goal counts only later. Without one the effect is an association.
    pub landmark: Option<Duration>,
    /// Within which time after the landmark, or after the first event, the goal counts; until the end of the log, if it lacks. Customers who were not watched that long have no part in the effect.
    pub within: Option<Duration>,
    /// By whose clocks both run: with a zone a day is a calendar day, without one it is 24 h.
    pub zone: Option<Zone>,
    /// Until when the log is complete; by default until its last event. Later events are not read.
    pub as_of: Option<Instant>,
}
