use super::Args;
use crate::error::{Error, Result};
use crate::formats::event_log::{EventReadOptions, XesNames, read_cloudevents, read_ocel, read_segment, read_xes, write_xes};
use crate::records::event_log::EventLog;

/// `EventLog.read_xes(source, customer=, touchpoint=, time=, channel=, value=, attributes=, tz=, missing=, max_bytes=, max_ratio=)`, `read_ocel(source,
/// object_type=, ...)`, `read_cloudevents`, `read_segment`: the log of a file's bytes, by the name of the format.
///
/// # Errors
/// `invalid_option`, and those of the format's function.
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, event_log_read};
/// let line = br#"{"type": "visit", "subject": "ann", "time": "2026-01-01T10:00:00Z"}"#;
/// let log = event_log_read("cloudevents", line, Args::from_json("read_cloudevents", "{}")?)?;
/// assert_eq!(log.n_events(), 1);
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn event_log_read(format: &str, bytes: &[u8], mut args: Args) -> Result<EventLog> {
    let mut options = EventReadOptions::default();
    (options.customer, options.touchpoint, options.time) = (args.text("customer")?, args.text("touchpoint")?, args.text("time")?);
    (options.channel, options.value) = (args.text("channel")?, args.text("value")?);
    options.attributes = args.texts("attributes")?.unwrap_or_default();
    options.zone = args.zone()?;
    options.missing = args.name("missing")?.unwrap_or_default();
    options.max_bytes = args.whole("max_bytes")?.unwrap_or(options.max_bytes);
    options.max_ratio = args.whole("max_ratio")?.unwrap_or(options.max_ratio);
    options.stop = args.stops().clone();
    let object_type = if format == "ocel" { args.text("object_type")? } else { None };
    args.finish()?;
    match format {
        "xes" => read_xes(bytes, &options),
        "ocel" => {
            let wanted = "the type of object that is the customer";
            let object_type = object_type.ok_or_else(|| Error::option("object_type", wanted, "nothing"))?;
            read_ocel(bytes, &object_type, &options)
        }
        "cloudevents" => read_cloudevents(bytes, &options),
        "segment" => read_segment(bytes, &options),
        other => Err(Error::option("format", "xes, ocel, cloudevents or segment", other)),
    }
}

/// `log.to_xes(channel="channel", value="value")`: the bytes of a file, by the name of the format.
///
/// # Errors
/// `invalid_option`, and those of [`write_xes`].
pub fn event_log_write(log: &EventLog, format: &str, mut args: Args) -> Result<Vec<u8>> {
    let mut names = XesNames::default();
    names.channel = args.text("channel")?.unwrap_or(names.channel);
    names.value = args.text("value")?.unwrap_or(names.value);
    args.finish()?;
    match format {
        "xes" => write_xes(log, &names),
        other => Err(Error::option("format", "xes", other)),
    }
}
