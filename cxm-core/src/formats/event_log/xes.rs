//! XES in (IEEE 1849-2016).

use super::EventReadOptions;
use super::gather::{At, Gather, Kind, Role};
use super::input::Input;
use crate::error::{Code, Error, Result};
use crate::records::event_log::EventLog;
use crate::state::MAX_DEPTH;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// The log of an XES file, plain or gzip: each `trace` is a customer, each `event` in it an event.
///
/// Names are the keys of attributes; `case:` before a key means the one of the trace. Attributes within attributes, `global` defaults and
/// classifiers are not read. Traces of one name are one customer. Every event counts, whatever its `lifecycle:transition` is.
///
/// # Errors
/// `invalid_xml` for what is no well-formed XML, is no XES, or declares a document type or an entity; `nesting_too_deep`; `invalid_encoding`
/// for bytes that are not UTF-8; `invalid_gzip`; `too_few` for an event without customer, touchpoint or time, `invalid_time` and
/// `not_a_number`, with the event's number as row and its line; `unknown_column` for an attribute that no event has; `stopped`.
///
/// # Examples
/// ```
/// use cxm_core::formats::event_log::{EventReadOptions, read_xes};
/// let xes = br#"<log><trace><string key="concept:name" value="ann"/>
///   <event><string key="concept:name" value="pay"/><date key="time:timestamp" value="2026-01-02T10:00:00+01:00"/></event>
///   <event><string key="concept:name" value="visit"/><date key="time:timestamp" value="2026-01-01T10:00:00+01:00"/></event>
/// </trace></log>"#;
/// let log = read_xes(xes, &EventReadOptions::default())?;
/// assert_eq!(log.path(0).collect::<Vec<_>>(), ["visit", "pay"]);
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// IEEE Std 1849-2016, XES.
pub fn read_xes(bytes: &[u8], options: &EventReadOptions) -> Result<EventLog> {
    let mut reader = Reader::from_reader(Input::new(bytes, options));
    let mut state = State::new(Gather::new(options, ["case:concept:name", "concept:name", "time:timestamp"]));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let begins = reader.get_ref().line();
        reader.get_mut().begin_part();
        let event = reader.read_event_into(&mut buffer).map_err(|error| fault(&error, reader.get_ref()))?;
        match event {
            Event::Start(tag) => state.open(&tag, begins)?,
            Event::Empty(tag) => {
                state.open(&tag, begins)?;
                state.close()?;
            }
            Event::End(_) => state.close()?,
            Event::DocType(_) => {
                return Err(invalid(
                    "a document type (DOCTYPE) is not read: a log needs none, and its entities can grow without bounds",
                    begins,
                ));
            }
            Event::GeneralRef(entity) => {
                // Text between tags means nothing in XES; an entity that is not XML's own shows that the file wants a document type.
                unescape(&format!("&{};", &*entity)).map_err(|error| invalid(&error.to_string(), begins))?;
            }
            Event::Eof => break,
            Event::Text(_) | Event::CData(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    state.finish(reader.get_ref().line())
}

fn invalid(what: &str, line: u64) -> Error {
    Error::new(Code::InvalidXml, format!("{what} (line {line})")).with_line(line)
}

fn fault(error: &quick_xml::Error, input: &Input<'_>) -> Error {
    match error {
        quick_xml::Error::Io(error) => input.error(error),
        quick_xml::Error::Encoding(_) => {
            let line = input.line();
            Error::new(Code::InvalidEncoding, format!("invalid UTF-8 (by line {line}); XES is read as UTF-8 alone"))
                .with_line(line)
        }
        other => invalid(&format!("this is not well-formed XML: {other}"), input.line()),
    }
}

/// Where in the file the reader stands.
struct State<'o> {
    gather: Gather<'o>,
    in_trace: Vec<(String, Role)>,
    in_event: Vec<(String, Role)>,
    /// What traces say, of customer, touchpoint and time.
    follow: Vec<Role>,
    depth: usize,
    has_log: bool,
    trace: Option<Trace>,
    event: Option<At>,
}

/// The trace that is being read.
struct Trace {
    line: u64,
    first_event: usize,
    /// What it says of all its events.
    said: Vec<(Role, Kind, String)>,
}

impl<'o> State<'o> {
    fn new(gather: Gather<'o>) -> Self {
        let (mut in_trace, mut in_event) = (Vec::new(), Vec::new());
        for (name, role) in gather.wanted() {
            match name.strip_prefix("case:") {
                Some(key) => in_trace.push((key.to_owned(), role)),
                None => in_event.push((name, role)),
            }
        }
        let follow = in_trace.iter().map(|(_, role)| *role).collect();
        Self { gather, in_trace, in_event, follow, depth: 0, has_log: false, trace: None, event: None }
    }

    fn open(&mut self, tag: &BytesStart<'_>, line: u64) -> Result<()> {
        let name = tag.local_name();
        let name: &str = name.as_ref();
        match self.depth {
            0 if self.has_log || name != "log" => {
                let message =
                    if self.has_log { "a second root element" } else { "the root element is not <log>: this is no XES" };
                return Err(invalid(message, line));
            }
            0 => self.has_log = true,
            1 if name == "trace" => self.trace = Some(Trace { line, first_event: self.gather.n_events(), said: Vec::new() }),
            _ if name == "event" && self.event.is_none() && self.depth == 1 + usize::from(self.trace.is_some()) => {
                self.event = Some(At { row: self.gather.n_events() as u64, line: Some(line) });
            }
            3 if self.event.is_some() && self.trace.is_some() => self.attribute(name, tag, line)?,
            2 if self.event.is_some() || self.trace.is_some() => self.attribute(name, tag, line)?,
            _ => {}
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = format!("XML is nested deeper than {MAX_DEPTH} (line {line})");
            return Err(Error::new(Code::NestingTooDeep, message).with_line(line).with_expected(format!("at most {MAX_DEPTH}")));
        }
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        self.depth = self.depth.saturating_sub(1);
        let in_trace = usize::from(self.trace.is_some());
        if let Some(at) = self.event.filter(|_| self.depth == 1 + in_trace) {
            self.event = None;
            return self.gather.end_event(at, if in_trace == 1 { &self.follow } else { &[] });
        }
        if self.depth == 1
            && let Some(trace) = self.trace.take()
        {
            return self.end_trace(trace);
        }
        Ok(())
    }

    fn end_trace(&mut self, trace: Trace) -> Result<()> {
        let (from, line) = (trace.first_event, Some(trace.line));
        for (role, kind, text) in trace.said {
            let at = At { row: from as u64, line };
            self.gather.fill(role, from, kind, &text).map_err(|error| at.error(error, self.gather.name(role)))?;
        }
        for &role in self.follow.iter().filter(|role| matches!(role, Role::Customer | Role::Touchpoint | Role::Time)) {
            if let Some(event) = self.gather.lacks(role, from) {
                return Err(self.gather.missing(role, At { row: event as u64, line }));
            }
        }
        Ok(())
    }

    /// One attribute of the event or of the trace.
    fn attribute(&mut self, name: &str, tag: &BytesStart<'_>, line: u64) -> Result<()> {
        let kind = match name {
            "string" | "id" => Kind::Text,
            "date" => Kind::Time,
            "int" => Kind::Whole,
            "float" => Kind::Number,
            "boolean" => Kind::Truth,
            _ => return Ok(()),
        };
        let (mut key, mut value) = (None, None);
        // Not quick-xml's check of names that stand twice: it takes time in the square of their number.
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| invalid(&format!("this is not well-formed XML: {error}"), line))?;
            let slot = match attribute.key.as_ref() {
                "key" => &mut key,
                "value" => &mut value,
                _ => continue,
            };
            if slot.replace(attribute.value).is_some() {
                return Err(invalid("an attribute stands twice in a tag", line));
            }
        }
        let Some(key) = key else { return Err(invalid(&format!("a <{name}> has no key"), line)) };
        let key = plain(&key, line)?;
        let wanted = if self.event.is_some() { &self.in_event } else { &self.in_trace };
        for place in 0..wanted.len() {
            let wanted = if self.event.is_some() { &self.in_event } else { &self.in_trace };
            let Some(&(_, role)) = wanted.get(place).filter(|(wanted, _)| *wanted == key) else { continue };
            let text = plain(value.as_deref().unwrap_or_default(), line)?;
            match (self.event, &mut self.trace) {
                (Some(at), _) => {
                    self.gather.set(role, kind, &text).map_err(|error| at.error(error, &key))?;
                }
                (None, Some(trace)) => trace.said.push((role, kind, text.into_owned())),
                (None, None) => {}
            }
        }
        Ok(())
    }

    fn finish(self, line: u64) -> Result<EventLog> {
        if self.depth > 0 {
            let inside = if self.event.is_some() { "an event" } else { "the log" };
            return Err(invalid(&format!("the file ends inside {inside}: it is cut off"), line));
        }
        if !self.has_log {
            return Err(invalid("there is no <log>: this is no XES", line));
        }
        self.gather.log()
    }
}

/// The text of an attribute, whose only entities are the five of XML and characters by number.
fn plain(text: &str, line: u64) -> Result<Cow<'_, str>> {
    unescape(text).map_err(|error| {
        let message = format!("this is not well-formed XML: {error}; entities of a document type are not read");
        invalid(&message, line)
    })
}
