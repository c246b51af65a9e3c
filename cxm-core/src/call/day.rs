use super::Args;
use crate::columns::time::{Instant, LocalDays, Zone, checked_day, date_text, day_from_text, parse_time};
use crate::error::{Error, Result};

/// A day: a date, or the local day of a time.
pub(super) fn required_day(args: &mut Args, name: &'static str, zone: Zone) -> Result<i32> {
    optional_day(args, name, zone)?.ok_or_else(|| Error::option(name, "a date such as 2026-01-31", "nothing"))
}

/// The last moment of a date, or an instant.
pub(super) fn end_of(text: &str, zone: Zone) -> Result<Instant> {
    let Ok(day) = day_from_text(text) else { return parse_time(text, &zone) };
    let next = parse_time(&date_text(day.saturating_add(1)), &zone)?;
    Instant::from_micros(next.micros() - 1)
}

/// The last moment of the date, or the instant, that an option says.
pub(super) fn optional_end(args: &mut Args, name: &'static str, zone: Zone) -> Result<Option<Instant>> {
    args.text(name)?.map(|text| end_of(&text, zone).map_err(|error| error.with_field(name))).transpose()
}

/// The same of one that must be there.
pub(super) fn required_end(args: &mut Args, name: &'static str, zone: Zone) -> Result<Instant> {
    optional_end(args, name, zone)?.ok_or_else(|| no_moment(name))
}

/// A moment that is not there.
pub(super) fn no_moment(name: &'static str) -> Error {
    Error::option(name, "a date or time such as 2026-01-31", "nothing")
}

/// A day, where one is given.
pub(super) fn optional_day(args: &mut Args, name: &'static str, zone: Zone) -> Result<Option<i32>> {
    let Some(text) = args.text(name)? else { return Ok(None) };
    if let Ok(day) = day_from_text(&text) {
        return Ok(Some(day));
    }
    let instant = parse_time(&text, &zone).map_err(|error| error.with_field(name))?;
    checked_day(LocalDays::new(&zone).local_day(instant).into()).map(Some)
}
