use super::super::MissingEvent;
use crate::columns::time::Zone;
use crate::error::{Error, Result};
use std::str::FromStr;

/// What happens to an event that comes when it should not: after the watermark has passed it, or after its customer was drained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutOfTime {
    /// It is an error that names the row.
    Error,
    /// It is left out and counted.
    Drop,
    /// It is taken in and counted.
    Keep,
}

impl OutOfTime {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Error, Self::Drop, Self::Keep];

    /// `"error"`, `"drop"` or `"keep"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Drop => "drop",
            Self::Keep => "keep",
        }
    }
}

impl FromStr for OutOfTime {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().copied().find(|one| one.name() == name);
        found.ok_or_else(|| Error::option("late and returning", "error, drop or keep", name))
    }
}

/// Which columns a stream reads, and when a customer is settled.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct EventStreamSpec {
    /// The column of customers.
    pub customer: String,
    /// The column of what they met.
    pub touchpoint: String,
    /// The column of times.
    pub time: String,
    /// The column of channels, if there is one.
    pub channel: Option<String>,
    /// The column of a number of each event.
    pub value: Option<String>,
    /// The column of what orders events of one customer at the same time.
    pub sequence: Option<String>,
    /// The columns to break results down by.
    pub attributes: Vec<String>,
    /// How much earlier than the latest event so far an event may come, in microseconds.
    pub lateness: i64,
    /// A customer without an event for so long is settled, in microseconds.
    pub idle: i64,
    /// What happens to events before the watermark.
    pub late: OutOfTime,
    /// What happens to events of customers who were drained.
    pub returning: OutOfTime,
    /// How many events are held at most.
    pub max_open: u64,
    /// Where wall-clock times are read.
    pub zone: Zone,
    /// What happens to rows without customer, touchpoint or time.
    pub missing: MissingEvent,
}

impl EventStreamSpec {
    /// How many events are held at most unless it is said: about a gigabyte of them.
    pub const MAX_OPEN: u64 = 1 << 24;

    /// Three columns; no event may come late; a customer is settled after `idle` microseconds without an event.
    #[must_use]
    pub fn new(customer: impl Into<String>, touchpoint: impl Into<String>, time: impl Into<String>, idle: i64) -> Self {
        Self {
            customer: customer.into(),
            touchpoint: touchpoint.into(),
            time: time.into(),
            channel: None,
            value: None,
            sequence: None,
            attributes: Vec::new(),
            lateness: 0,
            idle,
            late: OutOfTime::Keep,
            returning: OutOfTime::Error,
            max_open: Self::MAX_OPEN,
            zone: Zone::default(),
            missing: MissingEvent::default(),
        }
    }

    pub(super) fn validate(&self) -> Result<()> {
        if self.lateness < 0 {
            return Err(Error::option("lateness", "a duration that is not negative", format!("{} us", self.lateness)));
        }
        if self.idle <= 0 {
            return Err(Error::option("idle", "a duration of more than nothing", format!("{} us", self.idle)));
        }
        if self.max_open == 0 || self.max_open >= u64::from(u32::MAX) {
            return Err(Error::option("max_open", "a number of events from 1 to 4294967294", self.max_open.to_string()));
        }
        Ok(())
    }
}
