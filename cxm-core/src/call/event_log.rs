use super::Args;
use crate::columns::time::Duration;
use crate::columns::{Frame, Table};
use crate::error::{Code, Error, Result};
use crate::journey::{self, Throughput, Variants};
use crate::records::event_log::{EventColumns, EventLog, EventLogOptions};
use serde_json::{Value, json};

/// `EventLog(frame, customer=, touchpoint=, time=, channel=, value=, sequence=, attributes=, tz=, missing=)`.
///
/// # Errors
/// As [`EventLog::new`]; `unknown_column`, `invalid_option`.
pub fn event_log(frame: &Frame<'_>, mut args: Args) -> Result<EventLog> {
    let mut required = |name| args.required_column_of(frame, name);
    let mut columns = EventColumns::new(required("customer")?, required("touchpoint")?, required("time")?);
    columns.channel = args.column_of(frame, "channel")?;
    columns.value = args.column_of(frame, "value")?;
    columns.sequence = args.column_of(frame, "sequence")?;
    columns.attributes = args.columns_of(frame, "attributes")?;
    let options = log_options(&mut args)?;
    args.finish()?;
    EventLog::new(&columns, &options)
}

/// `tz`, `missing`.
pub(super) fn log_options(args: &mut Args) -> Result<EventLogOptions> {
    let (zone, missing) = (args.zone()?, args.name("missing")?.unwrap_or_default());
    Ok(EventLogOptions { zone, missing, stop: args.stops().clone() })
}

/// The tables that share no pass over the events.
pub(super) fn table(log: &EventLog, name: &str, mut args: Args) -> Result<Table> {
    let table = match name {
        "events" => log.table(),
        "eventually_follows" => journey::eventually_follows(log),
        "start_touchpoints" => journey::start_touchpoints(log, args.level()?),
        "end_touchpoints" => journey::end_touchpoints(log, args.level()?),
        "touchpoint_counts" => journey::touchpoints(log, args.level()?),
        "variants" => {
            let top = args.size("top")?;
            Variants::of(log, top).table(log, args.level()?)
        }
        "rework" => journey::rework(log, args.level()?),
        "minimum_self_distances" => journey::minimum_self_distances(log),
        "tolerance" => super::goal_performance::tolerance(log, &mut args)?,
        "friction" => super::conformance::friction(log, &mut args)?,
        "next_step" => journey::next_step(log, &args.texts("prefix")?.unwrap_or_default(), args.level()?)?,
        "step_flows" => {
            let steps = args.size("steps")?.unwrap_or(FLOW_STEPS);
            journey::step_flows(log, steps, args.text("start")?.as_deref(), args.level()?)?
        }
        "step_matrix" => {
            let steps = args.size("steps")?.unwrap_or(STEPS);
            journey::step_matrix(log, steps, args.text("by")?.as_deref(), args.level()?)?
        }
        "absorption" => super::cohorts::absorption(log, &mut args)?,
        "peak_end" => super::cohorts::peak_end(log, &mut args)?,
        "peak_end_summary" => super::cohorts::peak_end_summary(log, &mut args)?,
        "moments_of_truth" => super::cohorts::moments_of_truth(log, &mut args)?,
        "self_service" => super::cohorts::self_service(log, &mut args)?,
        "compare_segments" => super::cohorts::compare_segments(log, &mut args)?,
        "attribution" => return super::attribution::log_attribution(log, args),
        other => return Err(Error::option("measure", TABLES.join(", "), other)),
    };
    args.finish()?;
    Ok(table)
}

/// What [`super::event_log_table`] knows.
const TABLES: &[&str] = &[
    "absorption",
    "retention",
    "peak_end",
    "peak_end_summary",
    "moments_of_truth",
    "self_service",
    "compare_segments",
    "attribution",
    "events",
    "directly_follows",
    "eventually_follows",
    "start_touchpoints",
    "end_touchpoints",
    "touchpoint_counts",
    "variants",
    "rework",
    "minimum_self_distances",
    "funnel",
    "compare_funnels",
    "tolerance",
    "handoffs",
    "friction",
    "next_step",
    "step_flows",
    "step_matrix",
    "transition_matrix",
];

/// How many steps a step matrix has unless it is said.
const STEPS: usize = 20;
/// The same of what is done next, which is drawn as a picture.
const FLOW_STEPS: usize = 4;

/// What can be read off a log: `n_events`, `n_customers`, `n_dropped`, `n_touchpoints`, `touchpoints`, `channels` or the names of its `attributes`.
///
/// # Errors
/// `invalid_option` for another name.
pub fn event_log_fact(log: &EventLog, name: &str) -> Result<Value> {
    Ok(match name {
        "n_events" => json!(log.n_events()),
        "n_customers" => json!(log.n_customers()),
        "n_dropped" => json!(log.n_dropped()),
        "n_touchpoints" => json!(log.touchpoints().len()),
        "touchpoints" => json!(log.touchpoints()),
        "channels" => json!(log.channels()),
        "attributes" => json!(log.attributes().iter().map(|attribute| &attribute.name).collect::<Vec<_>>()),
        other => {
            let known = "n_events, n_customers, n_dropped, n_touchpoints, touchpoints, channels, attributes";
            return Err(Error::option("fact", known, other));
        }
    })
}

/// `log.sessionize(timeout)`: a duration such as `"30m"` or `"PT30M"`.
///
/// # Errors
/// `invalid_duration`, also of calendar months, which have no fixed length; those of [`EventLog::sessions`].
pub fn sessionize(log: &EventLog, mut args: Args) -> Result<EventLog> {
    let timeout = args.text("timeout")?.ok_or_else(|| Error::option("timeout", "a duration such as 30m", "nothing"))?;
    args.finish()?;
    log.sessions(exact_micros("timeout", &timeout)?)
}

/// A duration of fixed length: days of 24 h, hours, minutes, seconds.
pub(super) fn exact_micros(name: &str, text: &str) -> Result<i64> {
    let duration = text.parse::<Duration>().map_err(|error| error.with_field(name))?;
    let micros = duration.exact_micros();
    micros.ok_or_else(|| Error::expected(Code::InvalidDuration, name, "days, hours, minutes or seconds", text))
}

/// `log.throughput(level=)`.
///
/// # Errors
/// `invalid_level`.
pub fn throughput(log: &EventLog, mut args: Args) -> Result<Throughput> {
    let level = args.level()?;
    args.finish()?;
    Ok(Throughput::of(log, level))
}
