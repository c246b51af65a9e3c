use super::Args;
use crate::columns::Table;
use crate::error::{Error, Result};
use crate::journey::{self, RetentionCounts, RetentionOptions};
use crate::records::event_log::EventLog;

/// `log.retention(every, kind=, touchpoint=, return_touchpoint=, by=, as_of=, tz=, level=)`.
///
/// # Errors
/// As [`RetentionCounts::of`]; `invalid_option`, `invalid_time`, `unknown_zone`, `invalid_level`.
pub(super) fn retention(log: &EventLog, args: &mut Args) -> Result<Table> {
    let every = args.name("every")?;
    let every = every.ok_or_else(|| Error::option("every", "one of day, week, month, quarter, year", "nothing"))?;
    let mut options = RetentionOptions::new(every);
    options.kind = args.name("kind")?.unwrap_or_default();
    options.touchpoint = args.texts("touchpoint")?.unwrap_or_default();
    options.return_touchpoint = args.texts("return_touchpoint")?.unwrap_or_default();
    options.by = args.column("by")?;
    options.zone = args.zone()?;
    options.as_of = args.text("as_of")?.map(|text| super::funnel::end(&text, options.zone)).transpose()?;
    Ok(RetentionCounts::of(log, &options)?.table(args.level()?))
}

/// `log.absorption(targets, level=)`.
///
/// # Errors
/// As [`journey::absorption`]; `invalid_level`.
pub(super) fn absorption(log: &EventLog, args: &mut Args) -> Result<Table> {
    journey::absorption(log, &args.texts("targets")?.unwrap_or_default(), args.level()?)
}
