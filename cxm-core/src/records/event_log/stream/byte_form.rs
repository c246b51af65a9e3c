//! The payload of a stream: its columns and options, what it counted, who was drained, and the log of what it holds.

use super::super::rows::Rows;
use super::super::{EventLog, MissingEvent};
use super::open::Open;
use super::{EventStream, EventStreamSpec, OutOfTime};
use crate::columns::Key;
use crate::columns::time::Zone;
use crate::error::Result;
use crate::state::{ByteForm, Kind, Reader, Writer, invalid};

impl ByteForm for EventStream {
    const KIND: Kind = Kind::EventStream;

    fn write(&self, writer: &mut Writer) {
        let spec = &self.spec;
        for name in [&spec.customer, &spec.touchpoint, &spec.time] {
            writer.text(name);
        }
        for name in [&spec.channel, &spec.value, &spec.sequence] {
            writer.byte(name.is_some().into());
            if let Some(name) = name {
                writer.text(name);
            }
        }
        writer.count(spec.attributes.len() as u64);
        for name in &spec.attributes {
            writer.text(name);
        }
        writer.count(spec.lateness.unsigned_abs()); // neither is negative
        writer.count(spec.idle.unsigned_abs());
        writer.byte(place(OutOfTime::ALL, &spec.late));
        writer.byte(place(OutOfTime::ALL, &spec.returning));
        writer.byte(place(MissingEvent::ALL, &spec.missing));
        writer.count(spec.max_open);
        writer.text(spec.zone.name());
        writer.byte(self.latest.is_some().into());
        if let Some(latest) = self.latest {
            writer.integer(latest);
        }
        for count in [self.n_late, self.n_returning, self.n_left_out] {
            writer.count(count);
        }
        writer.count(self.closed.len() as u64);
        for customer in &self.closed {
            writer.key(customer);
        }
        // A log of 2^32 events fails in the making; the bytes of so many do not fit their header either.
        if let Ok(log) = self.open_log() {
            log.write(writer);
        }
        if spec.sequence.is_some() {
            for sequence in self.open.sequences() {
                writer.float(if sequence.is_nan() { f64::NAN } else { sequence });
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let spec = read_spec(reader)?;
        let mut stream = Self::new(spec).map_err(|error| invalid(error.message()))?;
        stream.latest = if truth(reader)? { Some(reader.integer()?) } else { None };
        (stream.n_late, stream.n_returning, stream.n_left_out) = (reader.count()?, reader.count()?, reader.count()?);
        let mut last: Option<Key> = None;
        for _ in 0..reader.length(2)? {
            let key = reader.key()?;
            if matches!(key, Key::Null | Key::Float(_) | Key::Bool(_)) || last.as_ref().is_some_and(|last| *last >= key) {
                return Err(invalid("its drained customers are not ids in order"));
            }
            stream.closed.insert(key.clone());
            last = Some(key);
        }
        let log = EventLog::read(reader)?;
        require_own(&log, &stream)?;
        let sequence = read_sequence(reader, &log, &stream.spec)?;
        stream.n_dropped = log.n_dropped();
        stream.open = held(log, sequence)?;
        Ok(stream)
    }
}

fn place<T: PartialEq>(all: &[T], one: &T) -> u8 {
    all.iter().position(|each| each == one).and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX) // it is one of all
}

fn at<T: Copy>(all: &[T], place: u8) -> Result<T> {
    all.get(usize::from(place)).copied().ok_or_else(|| invalid("unknown options of a stream"))
}

fn truth(reader: &mut Reader<'_>) -> Result<bool> {
    match reader.byte()? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(invalid("a stream has something, or has it not")),
    }
}

fn read_spec(reader: &mut Reader<'_>) -> Result<EventStreamSpec> {
    let text = |reader: &mut Reader<'_>| reader.text().map(str::to_owned);
    let micros = |reader: &mut Reader<'_>| i64::try_from(reader.count()?).map_err(|_| invalid("a time of a stream is too long"));
    let mut spec = EventStreamSpec::new(text(reader)?, text(reader)?, text(reader)?, 1);
    for name in [&mut spec.channel, &mut spec.value, &mut spec.sequence] {
        if truth(reader)? {
            *name = Some(text(reader)?);
        }
    }
    for _ in 0..reader.length(1)? {
        spec.attributes.push(text(reader)?);
    }
    (spec.lateness, spec.idle) = (micros(reader)?, micros(reader)?);
    (spec.late, spec.returning) = (at(OutOfTime::ALL, reader.byte()?)?, at(OutOfTime::ALL, reader.byte()?)?);
    spec.missing = at(MissingEvent::ALL, reader.byte()?)?;
    spec.max_open = reader.count()?;
    spec.zone = Zone::parse(reader.text()?).map_err(|error| invalid(error.message()))?;
    Ok(spec)
}

fn require_own(log: &EventLog, stream: &EventStream) -> Result<()> {
    let spec = &stream.spec;
    let has_events = log.n_events() > 0;
    let same_names = log.attributes().iter().map(|attribute| &attribute.name).eq(&spec.attributes);
    let same_fields = log.channel_codes().is_empty() != (has_events && spec.channel.is_some())
        && log.values().is_empty() != (has_events && spec.value.is_some());
    if !same_names || !same_fields || log.mapping().is_some() {
        return Err(invalid("a stream holds events of other columns"));
    }
    if log.span().is_some_and(|(_, last)| stream.latest.is_none_or(|latest| latest < last)) {
        return Err(invalid("a stream holds an event after its latest"));
    }
    let returns = || log.customers().iter().any(|customer| stream.closed.contains(customer));
    if spec.returning != OutOfTime::Keep && returns() {
        return Err(invalid("a stream holds a customer who was drained"));
    }
    Ok(())
}

/// A number for each event, in order within each time of a customer; empty in a stream without.
fn read_sequence(reader: &mut Reader<'_>, log: &EventLog, spec: &EventStreamSpec) -> Result<Vec<f64>> {
    if spec.sequence.is_none() {
        return Ok(Vec::new());
    }
    let mut sequence: Vec<f64> = Vec::new();
    for events in log.paths() {
        let first = events.start;
        for event in events {
            let number = reader.float()?;
            if number.is_infinite() || (number.is_nan() && number.to_bits() != f64::NAN.to_bits()) {
                return Err(invalid("a sequence is no finite number"));
            }
            let is_tied = event > first && log.times().get(event) == log.times().get(event - 1);
            if is_tied && sequence.last().is_some_and(|before| before.total_cmp(&number).is_gt()) {
                return Err(invalid("its events are not in order"));
            }
            sequence.push(number);
        }
    }
    Ok(sequence)
}

/// The events of a log, which has its customers in order, with their sequence.
fn held(log: EventLog, sequence: Vec<f64>) -> Result<Open> {
    let lengths = (0_u32..).zip(log.paths()).flat_map(|(customer, events)| std::iter::repeat_n(customer, events.len()));
    let rows = Rows {
        customer: lengths.collect(),
        customers: log.customers,
        touchpoints: log.touchpoints,
        touchpoint: log.touchpoint,
        channels: log.channels,
        channel: log.channel,
        times: log.times.into(),
        values: log.values,
        sequence,
        attributes: log.attributes,
        n_dropped: 0,
        kept: None,
    };
    let mut open = Open::default();
    open.add(&rows, &vec![true; rows.times.len()])?;
    Ok(open)
}
