use super::EventReadOptions;
use super::gather::{Gather, Role};
use super::json::{Place, objects, set};
use crate::error::Result;
use crate::records::event_log::EventLog;

/// The log of `CloudEvents` 1.0, one a line or as a list (the batch form), plain or gzip: `subject` met `type` at `time`.
///
/// Names are attributes of an event, or JSON Pointers into it: `customer("/data/customer")`.
///
/// # Errors
/// `invalid_json`, `nesting_too_deep`, `duplicate_key`, `invalid_encoding`; `too_few` for an event without customer, touchpoint or time,
/// `invalid_time`, `not_a_number`; each with the event's number as row and its line. `invalid_gzip`; `unknown_column`; `stopped`.
///
/// # Examples
/// ```
/// use cxm_core::formats::event_log::{EventReadOptions, read_cloudevents};
/// let lines = br#"{"specversion": "1.0", "id": "1", "source": "/shop", "type": "visit", "subject": "ann", "time": "2026-01-01T10:00:00Z"}
/// {"specversion": "1.0", "id": "2", "source": "/till", "type": "pay", "subject": "ann", "time": "2026-01-01T10:05:00Z", "data": {"amount": 12.5}}"#;
/// let log = read_cloudevents(lines, &EventReadOptions::default().channel("source").value("/data/amount"))?;
/// assert_eq!(log.path(0).collect::<Vec<_>>(), ["visit", "pay"]);
/// assert_eq!(log.channels(), ["/shop", "/till"]);
/// assert_eq!(log.values()[1], 12.5);
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// Cloud Native Computing Foundation, `CloudEvents` 1.0.2, and its JSON format.
pub fn read_cloudevents(bytes: &[u8], options: &EventReadOptions) -> Result<EventLog> {
    let mut gather = Gather::new(options, ["subject", "type", "time"]);
    let places: Vec<(Place, Role)> = gather.wanted().into_iter().map(|(name, role)| (Place::new(&name), role)).collect();
    objects(bytes, options, "a CloudEvent", |event, at| {
        for (place, role) in &places {
            set(&mut gather, *role, place, event, at)?;
        }
        gather.end_event(at, &[])
    })?;
    gather.log()
}
