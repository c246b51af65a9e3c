use crate::columns::time::{Duration, Instant, Zone};
use crate::error::{Error, Result};
use crate::journey::{JourneyDesign, JourneyGoal};
use crate::stats::Level;
use std::str::FromStr;

/// What friction shows in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FrictionSignal {
    /// The path ends there, and the goal was not reached.
    DropOff,
    /// The touchpoint is met more than once.
    Loop,
    /// The next touchpoint is one that comes before it.
    BackStep,
    /// The next event comes late.
    LongWait,
    /// The mean of a score: effort, sentiment.
    Score,
}

impl FrictionSignal {
    /// Every signal.
    pub const ALL: &'static [Self] = &[Self::DropOff, Self::Loop, Self::BackStep, Self::LongWait, Self::Score];

    /// The name used in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DropOff => "drop_off",
            Self::Loop => "loop",
            Self::BackStep => "back_step",
            Self::LongWait => "long_wait",
            Self::Score => "score",
        }
    }
}

impl FromStr for FrictionSignal {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().copied().find(|one| one.name() == name);
        found.ok_or_else(|| Error::option("signal", "drop_off, loop, back_step, long_wait or score", name))
    }
}

/// How friction is looked for.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct FrictionOptions {
    /// The flow that says what comes before what; without one the median position at which customers first meet a touchpoint does.
    pub journey: Option<JourneyDesign>,
    /// Who reaches it has not dropped off.
    pub goal: Option<JourneyGoal>,
    /// A wait of more than this is long; without it none is.
    pub wait_over: Option<Duration>,
    /// A customer without an event for less than this may yet come back, and does not count for drop-off.
    pub inactive: Option<Duration>,
    /// Until when the log is complete; by default until its last event. Later events are not read.
    pub as_of: Option<Instant>,
    /// By whose clocks days run: with a zone a day is a calendar day, without one it is 24 h.
    pub zone: Option<Zone>,
    /// `"value"`, or the name of an attribute of numbers; no score, if it lacks.
    pub score: Option<String>,
    /// The level of the intervals.
    pub level: Level,
}
