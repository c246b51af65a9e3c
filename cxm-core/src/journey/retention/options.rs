use crate::columns::Every;
use crate::columns::time::Zone;
use crate::error::{Error, Result};
use std::str::FromStr;

/// Which customers make a cohort, and what it means that they came back.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RetentionOptions {
    /// How long a period is.
    pub every: Every,
    /// When a customer counts as active.
    pub kind: RetentionKind,
    /// The touchpoints that begin a customer's time, any of them; empty: the first event does.
    pub touchpoint: Vec<String>,
    /// The touchpoints that count as coming back, any of them; empty: every event does.
    pub return_touchpoint: Vec<String>,
    /// An attribute of the event that begins it, or `channel`, to break down by.
    pub by: Option<String>,
    /// In which zone periods are those of the calendar.
    pub zone: Zone,
    /// Until when events are known, in microseconds since 1970, that moment included; the last event of the log by default. Later events are not looked at.
    pub as_of: Option<i64>,
}

impl RetentionOptions {
    /// Cohorts of periods of this length: of all first events, with every event as a return, in UTC.
    #[must_use]
    pub fn new(every: Every) -> Self {
        Self {
            every,
            kind: RetentionKind::default(),
            touchpoint: Vec::new(),
            return_touchpoint: Vec::new(),
            by: None,
            zone: Zone::default(),
            as_of: None,
        }
    }
}

/// When a customer counts as active at an age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum RetentionKind {
    /// With an event in that period.
    #[default]
    Bounded,
    /// With an event in that period or a later one. Others call it rolling.
    OnOrAfter,
}

impl RetentionKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::Bounded, Self::OnOrAfter];

    /// The name used in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bounded => "bounded",
            Self::OnOrAfter => "on_or_after",
        }
    }
}

impl FromStr for RetentionKind {
    type Err = Error;

    /// By its name; `rolling` is `on_or_after`.
    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().copied().find(|kind| kind.name() == name);
        let found = found.or_else(|| (name == "rolling").then_some(Self::OnOrAfter));
        found.ok_or_else(|| Error::option("kind", "one of bounded, on_or_after, rolling", name))
    }
}
