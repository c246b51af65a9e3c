use super::Args;
use crate::columns::time::{LocalDays, Zone, checked_day, day_from_text, parse_time};
use crate::error::{Error, Result};

/// A day: a date, or the local day of a time.
pub(super) fn required_day(args: &mut Args, name: &'static str, zone: Zone) -> Result<i32> {
    optional_day(args, name, zone)?.ok_or_else(|| Error::option(name, "a date such as 2026-01-31", "nothing"))
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
