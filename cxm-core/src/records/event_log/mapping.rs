use super::EventLog;
use crate::columns::time::Duration;
use crate::domain::Flow;
use crate::error::{Code, Error, Result, did_you_mean, nearest};
use crate::stats::{Direction, Estimate, Level, share};

/// The name of the attribute that holds what an event is to a goal begins like this.
pub const GOAL_ATTRIBUTE: &str = "goal:";

/// What a log knows of the model that it was made from.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Mapping {
    /// How many interactions there were.
    pub n_interactions: u64,
    /// How many of them are on no touchpoint of the model.
    pub n_unmapped: u64,
    /// The goals of the model.
    pub goals: Vec<MappedGoal>,
    /// Its journeys.
    pub journeys: Vec<MappedJourney>,
}

/// A journey whose touchpoints the log holds.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MappedJourney {
    /// Its id.
    pub id: String,
    /// In which order its touchpoints are to be met.
    pub flow: Flow,
}

/// A goal whose events the log holds.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MappedGoal {
    /// Its id.
    pub id: String,
    /// Within which time it is to be reached.
    pub within: Option<Duration>,
    /// Whether something can end the chance.
    pub has_exits: bool,
}

impl Mapping {
    /// The goal of this id.
    ///
    /// # Errors
    /// `unknown_id` with the nearest.
    pub fn goal(&self, id: &str) -> Result<&MappedGoal> {
        self.goals.iter().find(|goal| goal.id == id).ok_or_else(|| {
            let near = did_you_mean(nearest(id, self.goals.iter().map(|goal| goal.id.as_str())));
            Error::new(Code::UnknownId, format!("the model has no goal {id:?}{near}")).with_field("goal").with_got(id)
        })
    }

    /// The journey of this id.
    ///
    /// # Errors
    /// `unknown_id` with the nearest.
    pub fn journey(&self, id: &str) -> Result<&MappedJourney> {
        self.journeys.iter().find(|journey| journey.id == id).ok_or_else(|| {
            let near = did_you_mean(nearest(id, self.journeys.iter().map(|journey| journey.id.as_str())));
            Error::new(Code::UnknownId, format!("the model has no journey {id:?}{near}")).with_field("journey").with_got(id)
        })
    }

    pub(super) fn joined(&self, other: &Self) -> Result<Self> {
        if self.goals != other.goals {
            return Err(Error::new(Code::DefinitionMismatch, "the logs were made from models with other goals"));
        }
        if self.journeys != other.journeys {
            return Err(Error::new(Code::DefinitionMismatch, "the logs were made from models with other journeys"));
        }
        let sum = |own: u64, other: u64| own.saturating_add(other);
        Ok(Self {
            n_interactions: sum(self.n_interactions, other.n_interactions),
            n_unmapped: sum(self.n_unmapped, other.n_unmapped),
            goals: self.goals.clone(),
            journeys: self.journeys.clone(),
        })
    }
}

impl EventLog {
    /// What the log knows of the model that it was made from, if it was made from one.
    #[must_use]
    pub fn mapping(&self) -> Option<&Mapping> {
        self.mapping.as_ref()
    }

    /// The share of interactions on no touchpoint of the model: what the map does not show.
    ///
    /// # Errors
    /// `no_model` for a log that was not made from a model.
    pub fn coverage(&self, level: Level) -> Result<Estimate> {
        let Some(mapping) = &self.mapping else {
            return Err(Error::new(Code::NoModel, "coverage needs an experience model: make the log with from_model"));
        };
        let mut estimate = share("unmapped_share", mapping.n_unmapped, mapping.n_interactions, level)?;
        estimate.direction = Direction::LowerIsBetter;
        Ok(estimate)
    }
}
