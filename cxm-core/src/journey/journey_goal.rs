use super::goal_performance::GoalEvents;
use crate::error::Result;
use crate::records::event_log::EventLog;

/// What is to come of a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JourneyGoal {
    /// The action of a goal of the model that the log was made from.
    Model(String),
    /// One of these touchpoints.
    Touchpoints(Vec<String>),
}

impl JourneyGoal {
    /// Which events reach it.
    pub(super) fn events(&self, log: &EventLog) -> Result<GoalEvents> {
        match self {
            Self::Model(id) => GoalEvents::of_goal(log, id),
            Self::Touchpoints(names) => GoalEvents::of_actions(log, names),
        }
    }
}
