//! The payload of a log: names, then the customers in the order of their keys, each with its events.

use super::{Attribute, EventLog, MappedGoal, MappedJourney, Mapping, NO_CHANNEL, TouchpointCodes};
use crate::columns::Key;
use crate::columns::time::{Duration, Instant};
use crate::domain::Flow;
use crate::domain::document::{Document, read_document};
use crate::error::Result;
use crate::state::{ByteForm, Kind, Reader, Writer, invalid};
use std::sync::OnceLock;

impl ByteForm for EventLog {
    const KIND: Kind = Kind::EventLog;

    fn write(&self, writer: &mut Writer) {
        writer.count(self.n_dropped);
        write_list(writer, &self.touchpoints, |writer, name| writer.text(name));
        writer.byte(
            u8::from(!self.channel.is_empty())
                | u8::from(!self.values.is_empty()) << 1
                | u8::from(self.mapping.is_some()) << 2
                | u8::from(self.mapping.as_ref().is_some_and(|mapping| !mapping.journeys.is_empty())) << 3,
        );
        write_list(writer, &self.channels, |writer, name| writer.text(name));
        writer.count(self.attributes.len() as u64);
        for attribute in &self.attributes {
            writer.text(&attribute.name);
            write_list(writer, &attribute.keys, Writer::key);
        }
        if let Some(mapping) = &self.mapping {
            writer.count(mapping.n_interactions);
            writer.count(mapping.n_unmapped);
            write_list(writer, &mapping.goals, |writer, goal| {
                writer.text(&goal.id);
                writer.text(&goal.within.map(|within| within.to_string()).unwrap_or_default());
                writer.byte(u8::from(goal.has_exits));
            });
            if !mapping.journeys.is_empty() {
                write_list(writer, &mapping.journeys, |writer, journey| {
                    writer.text(&journey.id);
                    writer.text(&flow_text(&journey.flow));
                });
            }
        }
        writer.count(self.customers.len() as u64);
        for customer in self.by_key() {
            writer.key(&self.customers[customer]); // `by_key` counts the customers
            let events = self.events(customer);
            writer.count(events.len() as u64);
            let mut before = None;
            for event in events {
                let time = self.times[event]; // events count the times; so for the fields below
                match before.replace(time) {
                    None => writer.integer(time),
                    Some(before) => writer.count(time.abs_diff(before)), // in order of time
                }
                writer.count(self.touchpoint.get(event).unwrap_or(0) as u64);
                if let Some(&channel) = self.channel.get(event) {
                    writer.byte(channel);
                }
                if let Some(&value) = self.values.get(event) {
                    writer.float(if value.is_nan() { f64::NAN } else { value });
                }
                for attribute in &self.attributes {
                    writer.count(attribute.codes[event].into());
                }
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let n_dropped = reader.count()?;
        let touchpoints = read_names(reader, |reader| reader.text().map(str::to_owned))?;
        let flags = reader.byte()?;
        if flags > 15 || flags & 0b1100 == 0b1000 {
            return Err(invalid("unknown flags of a log"));
        }
        let channels = read_names(reader, |reader| reader.text().map(str::to_owned))?;
        if channels.len() > usize::from(NO_CHANNEL) || (flags & 1 == 0 && !channels.is_empty()) {
            return Err(invalid("a log has more channels than it can hold"));
        }
        let mut attributes = Vec::new();
        for _ in 0..reader.length(2)? {
            let name = reader.text()?.to_owned();
            attributes.push(Attribute { name, keys: read_names(reader, Reader::key)?, codes: Vec::new() });
        }
        let mapping = if flags & 4 == 4 { Some(read_mapping(reader, flags & 8 == 8)?) } else { None };
        let mut read =
            Events { codes: Vec::new(), channel: Vec::new(), times: Vec::new(), values: Vec::new(), attributes, flags };
        let (mut customers, mut offsets): (Vec<Key>, _) = (Vec::new(), vec![0]);
        for _ in 0..reader.length(3)? {
            let key = reader.key()?;
            if matches!(key, Key::Null | Key::Float(_) | Key::Bool(_)) || customers.last().is_some_and(|last| *last >= key) {
                return Err(invalid("its customers are not ids in order"));
            }
            customers.push(key);
            let events = reader.length(2)?;
            if events == 0 {
                return Err(invalid("a customer has no events"));
            }
            read.customer(reader, events, touchpoints.len(), channels.len())?;
            offsets.push(read.times.len());
        }
        require_all_used(read.codes.iter().map(|&code| code as usize), touchpoints.len())?;
        require_all_used(read.channel.iter().filter(|&&code| code != NO_CHANNEL).map(|&code| code.into()), channels.len())?;
        for attribute in &read.attributes {
            require_all_used(attribute.codes.iter().map(|&code| code as usize), attribute.keys.len())?;
        }
        let Events { codes, channel, times, values, attributes, .. } = read;
        let touchpoint = TouchpointCodes::new(codes, touchpoints.len());
        Ok(Self {
            customers,
            offsets,
            touchpoints,
            touchpoint,
            channels,
            channel,
            times,
            values,
            attributes,
            n_dropped,
            mapping,
            span: OnceLock::new(),
        })
    }
}

fn flow_text(flow: &Flow) -> String {
    let mut text = String::new();
    flow.write_json(&mut text);
    text
}

fn read_mapping(reader: &mut Reader<'_>, has_journeys: bool) -> Result<Mapping> {
    let (n_interactions, n_unmapped) = (reader.count()?, reader.count()?);
    if n_unmapped > n_interactions {
        return Err(invalid("more interactions are on no touchpoint than there are"));
    }
    let mut goals = Vec::new();
    for _ in 0..reader.length(3)? {
        let (id, within, exits) = (reader.text()?.to_owned(), reader.text()?, reader.byte()?);
        let parsed: Option<Duration> = if within.is_empty() { None } else { within.parse().ok() };
        if exits > 1 || parsed.map(|within| within.to_string()).unwrap_or_default() != within {
            return Err(invalid("a goal of a log is none"));
        }
        goals.push(MappedGoal { id, within: parsed, has_exits: exits == 1 });
    }
    let mut journeys = Vec::new();
    if has_journeys {
        for _ in 0..reader.length(2)? {
            let (id, text) = (reader.text()?.to_owned(), reader.text()?);
            let flow: Flow = read_document("a flow", text).map_err(|error| invalid(error.message()))?;
            if flow_text(&flow) != text {
                return Err(invalid("a flow of a log is not written as flows are"));
            }
            journeys.push(MappedJourney { id, flow });
        }
        if journeys.is_empty() {
            return Err(invalid("a log has no journeys, and says it has"));
        }
    }
    Ok(Mapping { n_interactions, n_unmapped, goals, journeys })
}

struct Events {
    codes: Vec<u32>,
    channel: Vec<u8>,
    times: Vec<i64>,
    values: Vec<f64>,
    attributes: Vec<Attribute>,
    flags: u8,
}

impl Events {
    fn customer(&mut self, reader: &mut Reader<'_>, events: usize, touchpoints: usize, channels: usize) -> Result<()> {
        let mut before = None;
        for _ in 0..events {
            let time = match before {
                None => reader.integer()?,
                Some(before) => {
                    i64::checked_add_unsigned(before, reader.count()?).ok_or_else(|| invalid("a time passes 64 bits"))?
                }
            };
            Instant::from_micros(time).map_err(|error| invalid(error.message()))?;
            before = Some(time);
            self.times.push(time);
            self.codes.push(code(reader.count()?, touchpoints)?);
            if self.flags & 1 == 1 {
                let channel = reader.byte()?;
                if channel != NO_CHANNEL && usize::from(channel) >= channels {
                    return Err(invalid("an event names a channel that there is not"));
                }
                self.channel.push(channel);
            }
            if self.flags & 2 == 2 {
                let value = reader.float()?;
                if value.is_infinite() || (value.is_nan() && value.to_bits() != f64::NAN.to_bits()) {
                    return Err(invalid("a value is not finite"));
                }
                self.values.push(value);
            }
            for attribute in &mut self.attributes {
                let code = code(reader.count()?, attribute.keys.len())?;
                attribute.codes.push(code);
            }
        }
        Ok(())
    }
}

fn code(read: u64, names: usize) -> Result<u32> {
    let is_known = usize::try_from(read).is_ok_and(|read| read < names);
    u32::try_from(read).ok().filter(|_| is_known).ok_or_else(|| invalid("an event names what there is not"))
}

fn require_all_used(codes: impl Iterator<Item = usize>, names: usize) -> Result<()> {
    let mut is_used = vec![false; names];
    for code in codes {
        is_used[code] = true; // checked as it was read
    }
    if is_used.iter().all(|used| *used) { Ok(()) } else { Err(invalid("a name is of no event")) }
}

fn write_list<T>(writer: &mut Writer, items: &[T], write: impl Fn(&mut Writer, &T)) {
    writer.count(items.len() as u64);
    for item in items {
        write(writer, item);
    }
}

/// Names in strict order.
fn read_names<'b, T: Ord>(reader: &mut Reader<'b>, read: impl Fn(&mut Reader<'b>) -> Result<T>) -> Result<Vec<T>> {
    let mut names = Vec::new();
    for _ in 0..reader.length(1)? {
        let name = read(reader)?;
        if names.last().is_some_and(|last| *last >= name) {
            return Err(invalid("its names are not in order"));
        }
        names.push(name);
    }
    Ok(names)
}
