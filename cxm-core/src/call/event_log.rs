use super::Args;
use crate::columns::{ColumnView, Frame, Table};
use crate::error::{Error, Result};
use crate::journey::{self, Flow, Throughput, Variants};
use crate::records::event_log::{EventColumns, EventLog, EventLogOptions};

/// `EventLog(frame, customer=, touchpoint=, time=, channel=, value=, sequence=, attributes=, tz=, missing=)`.
///
/// # Errors
/// As [`EventLog::new`]; `unknown_column`, `invalid_option`.
pub fn event_log(frame: &Frame<'_>, mut args: Args) -> Result<EventLog> {
    let mut required = |name: &'static str| match args.column(name)? {
        Some(column) => frame.column(&column).cloned(),
        None => Err(Error::option(name, "the name of a column", "nothing")),
    };
    let mut columns = EventColumns::new(required("customer")?, required("touchpoint")?, required("time")?);
    let mut optional = |name: &'static str| -> Result<Option<ColumnView<'_>>> {
        args.column(name)?.map(|column| frame.column(&column).cloned()).transpose()
    };
    columns.channel = optional("channel")?;
    columns.value = optional("value")?;
    columns.sequence = optional("sequence")?;
    let attributes = args.columns("attributes")?.unwrap_or_default();
    columns.attributes = attributes.iter().map(|name| frame.column(name).cloned()).collect::<Result<_>>()?;
    let mut options = EventLogOptions::default();
    options.zone = args.zone()?;
    options.missing = args.name("missing")?.unwrap_or_default();
    options.stop = args.stops().clone();
    args.finish()?;
    EventLog::new(&columns, &options)
}

/// The tables of a log by name: what each is, its function of [`crate::journey`] says.
///
/// # Errors
/// `invalid_option`, `invalid_level`, and those of the function.
pub fn event_log_table(log: &EventLog, name: &str, mut args: Args) -> Result<Table> {
    let table = match name {
        "directly_follows" => Flow::of(log).table(),
        "eventually_follows" => journey::eventually_follows(log),
        "start_touchpoints" => journey::start_touchpoints(log, args.level()?),
        "end_touchpoints" => journey::end_touchpoints(log, args.level()?),
        "touchpoint_counts" => journey::touchpoints(log, args.level()?),
        "variants" => {
            let top = args.whole("top")?.map(|top| usize::try_from(top).unwrap_or(usize::MAX));
            Variants::of(log, top).table(log, args.level()?)
        }
        "rework" => journey::rework(log, args.level()?),
        "minimum_self_distances" => journey::minimum_self_distances(log),
        "tolerance" => super::goal_performance::tolerance(log, &mut args)?,
        other => return Err(Error::option("measure", TABLES.join(", "), other)),
    };
    args.finish()?;
    Ok(table)
}

/// What [`event_log_table`] knows.
const TABLES: [&str; 9] = [
    "directly_follows",
    "eventually_follows",
    "start_touchpoints",
    "end_touchpoints",
    "touchpoint_counts",
    "variants",
    "rework",
    "minimum_self_distances",
    "tolerance",
];

/// `log.throughput(level=)`.
///
/// # Errors
/// `invalid_level`.
pub fn throughput(log: &EventLog, mut args: Args) -> Result<Throughput> {
    let level = args.level()?;
    args.finish()?;
    Ok(Throughput::of(log, level))
}
