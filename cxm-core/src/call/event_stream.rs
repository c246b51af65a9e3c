use super::Args;
use super::event_log::exact_micros;
use crate::columns::{ColumnView, Frame};
use crate::error::{Error, Result};
use crate::records::event_log::{EventColumns, EventStream, EventStreamSpec, OutOfTime};
use serde_json::{Value, json};

/// `EventStream(customer=, touchpoint=, time=, channel=, value=, sequence=, attributes=, idle=, lateness=, late=, returning=, max_open=, tz=, missing=)`.
///
/// # Errors
/// `invalid_option`, `invalid_duration`, `unknown_zone`.
pub fn event_stream_new(mut args: Args) -> Result<EventStream> {
    let mut required = |name| args.required_column(name);
    let (customer, touchpoint, time) = (required("customer")?, required("touchpoint")?, required("time")?);
    let idle = args.text("idle")?.ok_or_else(|| Error::option("idle", "a duration such as P30D", "nothing"))?;
    let mut spec = EventStreamSpec::new(customer, touchpoint, time, exact_micros("idle", &idle)?);
    spec.channel = args.column("channel")?;
    spec.value = args.column("value")?;
    spec.sequence = args.column("sequence")?;
    spec.attributes = args.columns("attributes")?.unwrap_or_default();
    if let Some(lateness) = args.text("lateness")? {
        spec.lateness = exact_micros("lateness", &lateness)?;
    }
    spec.late = out_of_time(&mut args, "late")?.unwrap_or(spec.late);
    spec.returning = out_of_time(&mut args, "returning")?.unwrap_or(spec.returning);
    spec.max_open = args.whole("max_open")?.unwrap_or(spec.max_open);
    spec.zone = args.zone()?;
    spec.missing = args.name("missing")?.unwrap_or_default();
    args.finish()?;
    EventStream::new(spec)
}

fn out_of_time(args: &mut Args, option: &'static str) -> Result<Option<OutOfTime>> {
    let Some(name) = args.text(option)? else { return Ok(None) };
    name.parse().map(Some).map_err(|_| Error::option(option, "error, drop or keep", name))
}

/// `stream.observe(frame)`: the columns are those that the stream was made with.
///
/// # Errors
/// As [`EventStream::observe`]; `unknown_column`.
pub fn event_stream_observe(stream: &mut EventStream, frame: &Frame<'_>, args: Args) -> Result<()> {
    let spec = stream.spec();
    let column = |name: &String| frame.column(name).cloned();
    let optional = |name: &Option<String>| -> Result<Option<ColumnView<'_>>> { name.as_ref().map(column).transpose() };
    let mut columns = EventColumns::new(column(&spec.customer)?, column(&spec.touchpoint)?, column(&spec.time)?);
    columns.channel = optional(&spec.channel)?;
    columns.value = optional(&spec.value)?;
    columns.sequence = optional(&spec.sequence)?;
    columns.attributes = spec.attributes.iter().map(column).collect::<Result<_>>()?;
    let stop = args.stops().clone();
    args.finish()?;
    stream.observe(&columns, &stop)
}

/// What can be read off a stream: its counts, the `columns` it reads, and its `watermark` in microseconds since 1970-01-01T00:00Z.
#[must_use]
pub fn event_stream_facts(stream: &EventStream) -> Value {
    let spec = stream.spec();
    let mut columns: Vec<&String> = vec![&spec.customer, &spec.touchpoint, &spec.time];
    for name in [&spec.channel, &spec.value, &spec.sequence].into_iter().flatten().chain(&spec.attributes) {
        if !columns.contains(&name) {
            columns.push(name);
        }
    }
    json!({
        "columns": columns, "watermark": stream.watermark(), "n_open": stream.n_open(), "n_open_customers": stream.n_open_customers(),
        "n_closed_customers": stream.n_closed_customers(), "n_late": stream.n_late(), "n_returning": stream.n_returning(),
        "n_left_out": stream.n_left_out(), "n_dropped": stream.n_dropped(),
    })
}
