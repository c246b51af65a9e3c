//! XES out.

use crate::columns::Key;
use crate::columns::time::Instant;
use crate::error::{Code, Error, Result};
use crate::records::event_log::{Attribute, EventLog};
use std::fmt::Write as _;
use std::ops::Range;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <date key="time:timestamp" value="1970-01-01T00:00:00Z"/>
  </global>
  <classifier name="Touchpoint" keys="concept:name"/>
"#;

/// Under which keys the fields of an event stand that XES has no name for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XesNames {
    /// The channel: `channel`.
    pub channel: String,
    /// The value: `value`.
    pub value: String,
}

impl Default for XesNames {
    fn default() -> Self {
        Self { channel: "channel".to_owned(), value: "value".to_owned() }
    }
}

/// The log as XES: a trace a customer, in the order of their keys; times in UTC.
///
/// Attributes stand under their names; one whose name begins with `case:` stands in the trace where it is the same throughout, else in the events.
/// [`read_xes`](super::read_xes) gives the log back, with names of customers as texts.
///
/// # Errors
/// `duplicate_id` when two fields have one key; `invalid_xml` for a text with a character that XML has no way to write.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::formats::event_log::{EventReadOptions, XesNames, read_xes, write_xes};
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// let (who, what, at) = (["ann", "ann"], ["visit", "pay"], ["2026-01-01", "2026-01-02"]);
/// let columns = EventColumns::new(ColumnView::from(&who), ColumnView::from(&what), ColumnView::from(&at));
/// let log = EventLog::new(&columns, &EventLogOptions::default())?;
/// let xes = write_xes(&log, &XesNames::default())?;
/// assert_eq!(read_xes(&xes, &EventReadOptions::default())?, log);
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn write_xes(log: &EventLog, names: &XesNames) -> Result<Vec<u8>> {
    require_distinct(log, names)?;
    let mut out = String::with_capacity(HEAD.len() + 160 * log.n_events());
    out.push_str(HEAD);
    for customer in log.by_key() {
        out.push_str("  <trace>\n");
        let who = log.customers().get(customer).map_or_else(String::new, Key::to_string);
        tag(&mut out, "    ", "string", "concept:name", &who)?;
        let events = log.events(customer);
        let (mut of_trace, mut of_event) = (Vec::new(), Vec::new());
        for attribute in log.attributes() {
            match attribute.name.strip_prefix("case:").filter(|_| is_same(attribute, events.clone())) {
                Some(key) => of_trace.push((key, attribute)),
                None => of_event.push(attribute),
            }
        }
        for (key, attribute) in of_trace {
            typed(&mut out, "    ", key, key_of(attribute, events.start))?;
        }
        for event in events {
            out.push_str("    <event>\n");
            let name = log.touchpoint_codes().get(event).and_then(|code| log.touchpoints().get(code));
            tag(&mut out, "      ", "string", "concept:name", name.map_or("", String::as_str))?;
            typed(&mut out, "      ", "time:timestamp", log.times().get(event).map(|micros| Key::Time(*micros)).as_ref())?;
            if let Some(channel) = log.channel_codes().get(event).and_then(|code| log.channels().get(usize::from(*code))) {
                tag(&mut out, "      ", "string", &names.channel, channel)?;
            }
            if let Some(value) = log.values().get(event).filter(|value| !value.is_nan()) {
                tag(&mut out, "      ", "float", &names.value, &value.to_string())?;
            }
            for attribute in &of_event {
                typed(&mut out, "      ", &attribute.name, key_of(attribute, event))?;
            }
            out.push_str("    </event>\n");
        }
        out.push_str("  </trace>\n");
    }
    out.push_str("</log>\n");
    Ok(out.into_bytes())
}

fn key_of(attribute: &Attribute, event: usize) -> Option<&Key> {
    attribute.keys.get(*attribute.codes.get(event)? as usize)
}

/// Whether all events of a customer have one value.
fn is_same(attribute: &Attribute, events: Range<usize>) -> bool {
    let codes = attribute.codes.get(events).unwrap_or_default();
    codes.iter().all(|code| Some(code) == codes.first())
}

fn require_distinct(log: &EventLog, names: &XesNames) -> Result<()> {
    let mut keys = vec!["concept:name", "time:timestamp", "case:concept:name"];
    keys.extend((!log.channel_codes().is_empty()).then_some(names.channel.as_str()));
    keys.extend((!log.values().is_empty()).then_some(names.value.as_str()));
    keys.extend(log.attributes().iter().map(|attribute| attribute.name.as_str()));
    keys.sort_unstable();
    match keys.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(()),
        Some(pair) => {
            let message = format!(
                "two fields of an event would stand under the key {:?} in XES; leave one out or name it otherwise",
                pair[0]
            );
            Err(Error::new(Code::DuplicateId, message).with_field(pair[0]).with_got(pair[0])) // windows of two
        }
    }
}

fn typed(out: &mut String, indent: &str, key: &str, value: Option<&Key>) -> Result<()> {
    let midnight = |day: i32| i64::from(day).saturating_mul(86_400_000_000);
    match value {
        None | Some(Key::Null) => Ok(()),
        Some(Key::Bool(truth)) => tag(out, indent, "boolean", key, if *truth { "true" } else { "false" }),
        Some(Key::Int(whole)) => tag(out, indent, "int", key, &whole.to_string()),
        Some(Key::Float(number)) => tag(out, indent, "float", key, &number.get().to_string()),
        Some(Key::Date(day)) => tag(out, indent, "date", key, &Instant::from_micros(midnight(*day))?.to_string()),
        Some(Key::Time(micros)) => tag(out, indent, "date", key, &Instant::from_micros(*micros)?.to_string()),
        Some(Key::Text(text)) => tag(out, indent, "string", key, text),
    }
}

fn tag(out: &mut String, indent: &str, kind: &str, key: &str, value: &str) -> Result<()> {
    for part in [indent, "<", kind, " key=\""] {
        out.push_str(part);
    }
    escape(out, key)?;
    out.push_str("\" value=\"");
    escape(out, value)?;
    out.push_str("\"/>\n");
    Ok(())
}

/// The text within quotes. Line ends and tabs by their numbers: as they stand they would read as spaces (XML 1.0, 3.3.3).
fn escape(out: &mut String, text: &str) -> Result<()> {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(letter)); // a String takes everything
            }
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                let message = format!(
                    "a text of the log holds the character U+{:04X}, which XML 1.0 has no way to write",
                    u32::from(letter)
                );
                return Err(Error::new(Code::InvalidXml, message));
            }
            _ => out.push(letter),
        }
    }
    Ok(())
}
