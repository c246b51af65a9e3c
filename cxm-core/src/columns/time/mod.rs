//! Instants, zones, local calendar days and durations.
//!
//! Inside the crate a time is an [`Instant`]: microseconds since 1970-01-01T00:00:00Z, from 1900 until 2200. A zone is needed only
//! at the two borders: [`parse_time`] reads a wall-clock time in a [`Zone`], [`LocalDays`] gives the calendar day on which an
//! instant falls there. A calendar day is an `i32`, days since 1970-01-01; [`Every`](super::Every) groups days into periods.
//!
//! Rules of zones come from the IANA tz database as chrono-tz holds it ([`database_version`]). It lists every change of
//! offset until 2099; later instants keep the last listed offset (standard time), so summer time is not known from 2100 on.

mod civil;
mod cursor;
mod date;
mod duration;
mod instant;
mod local_days;
mod parse;
mod refusal;
mod unit;
mod wall_clock;
mod zone;

pub use date::{checked_day, date_text, day_from_text, naive_day};
pub use duration::Duration;
pub use instant::{Instant, instant_from_epoch};
pub use local_days::LocalDays;
pub use parse::parse_time;
pub use unit::TimeUnit;
pub use wall_clock::wall_clock_instant;
pub use zone::{Zone, database_version};

pub(super) use civil::{civil_of, day_of};
pub(super) use date::narrow;
pub(crate) use parse::parse_written;
