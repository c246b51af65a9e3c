//! Who reached the goal, and what of the path counts for it.

use super::options::ConformanceOptions;
use crate::columns::time::{Duration, Instant, Zone};
use crate::error::Result;
use crate::journey::JourneyGoal;
use crate::journey::goal_performance::{GoalEvents, deadline};
use crate::records::event_log::EventLog;
use std::ops::Range;

/// How customers are followed to the goal.
pub(super) struct Following<'l> {
    log: &'l EventLog,
    events: GoalEvents,
    landmark: Option<Duration>,
    within: Option<Duration>,
    zone: Option<Zone>,
    as_of: i64,
}

/// One customer who was followed.
pub(super) struct Followed {
    /// The events that deviations are looked for in.
    pub events: Range<usize>,
    pub has_reached: bool,
}

/// Until when a log is read.
pub(super) fn end_of(log: &EventLog, options: &ConformanceOptions) -> i64 {
    log.known_until(options.as_of.map(Instant::micros))
}

impl<'l> Following<'l> {
    pub fn new(log: &'l EventLog, goal: &JourneyGoal, options: &ConformanceOptions) -> Result<Self> {
        let ConformanceOptions { landmark, within, zone, .. } = *options;
        Ok(Self { log, events: goal.events(log)?, landmark, within, zone, as_of: end_of(log, options) })
    }

    /// A customer's part in the effect, by the events that are read; `None` who reached the goal before the landmark, or was not watched long enough.
    pub fn customer(&self, path: Range<usize>) -> Result<Option<Followed>> {
        let at = |event: usize| self.log.times().get(event).copied().unwrap_or(i64::MAX);
        let first = at(path.start);
        let reached = path.clone().find(|&event| self.events.of_event(self.log, event) & GoalEvents::ACTION != 0).map(at);
        let from = deadline(first, self.landmark, self.zone)?;
        if from.is_some_and(|landmark| landmark > self.as_of || reached.is_some_and(|reached| reached <= landmark)) {
            return Ok(None);
        }
        let until = deadline(from.unwrap_or(first), self.within, self.zone)?;
        if until.is_some_and(|until| until > self.as_of) {
            return Ok(None);
        }
        let has_reached = reached.is_some_and(|reached| until.is_none_or(|until| reached <= until));
        let known = from.map_or(path.len(), |landmark| path.clone().take_while(|&event| at(event) <= landmark).count());
        Ok(Some(Followed { events: path.start..path.start + known, has_reached }))
    }
}
