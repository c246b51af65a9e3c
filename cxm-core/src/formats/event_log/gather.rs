//! Events as they are read, column by column, until they become a log.

use super::EventReadOptions;
use crate::columns::time::{Zone, parse_time};
use crate::columns::{Bits, Cell, Chunk, ColumnView, Indices, TimeUnit, Values};
use crate::error::{Code, Error, Result};
use crate::records::event_log::{EventColumns, EventLog, EventLogOptions, MissingEvent};
use std::collections::HashMap;

/// The code of nothing: no dictionary reaches it.
pub(super) const NOTHING: u32 = u32::MAX;
/// The time of an event that has none; outside the window of all that have one.
const NO_TIME: i64 = i64::MIN;

/// What a text of a file stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Whole,
    Number,
    Truth,
    Time,
}

/// Where an event stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    /// The number of the event, from 0.
    pub row: u64,
    /// Its line, from 1; none inside one JSON document.
    pub line: Option<u64>,
}

impl At {
    /// The error with its place.
    pub fn error(self, error: Error, field: &str) -> Error {
        let line = self.line.map_or_else(String::new, |line| format!(", line {line}"));
        let message = format!("{} ({field}, event {}{line})", error.message(), self.row);
        let placed = error.reworded(message).with_row(self.row).with_field(field);
        match self.line {
            Some(line) => placed.with_line(line),
            None => placed,
        }
    }
}

/// A column as codes of its distinct values.
#[derive(Debug, Default)]
pub(super) struct Coded {
    name: String,
    values: Vec<Cell<'static>>,
    /// By kind, then text.
    places: HashMap<String, u32>,
    codes: Vec<u32>,
    scratch: String,
}

impl Coded {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// The code of a text of this kind; [`NOTHING`] of an empty one.
    pub fn code(&mut self, kind: Kind, text: &str, zone: Zone) -> Result<u32> {
        if text.is_empty() {
            return Ok(NOTHING);
        }
        self.scratch.clear();
        self.scratch.push(char::from(b'0' + kind as u8)); // five kinds
        self.scratch.push_str(text);
        if let Some(&code) = self.places.get(&self.scratch) {
            return Ok(code);
        }
        let none = |wanted: &str| Error::new(Code::NotANumber, format!("{wanted} is expected")).with_expected(wanted);
        let value = match kind {
            Kind::Text => Cell::Text(text.to_owned().into()),
            Kind::Whole => Cell::Int(text.trim().parse().map_err(|_| none("a whole number"))?),
            Kind::Number => Cell::Float(number(text)?),
            Kind::Truth => match text.trim() {
                "true" | "1" => Cell::Bool(true),
                "false" | "0" => Cell::Bool(false),
                _ => return Err(none("true or false")),
            },
            Kind::Time => Cell::Time(parse_time(text.trim(), &zone)?.micros()),
        };
        let code = u32::try_from(self.values.len()).unwrap_or(NOTHING);
        if code == NOTHING {
            return Err(Error::new(Code::TooManyGroups, "more than 2^32 - 1 distinct values"));
        }
        self.values.push(value);
        self.places.insert(self.scratch.clone(), code);
        Ok(code)
    }

    fn view(&self) -> ColumnView<'_> {
        let values = Chunk { values: Values::Cells(&self.values), validity: None };
        ColumnView::from(Values::Dictionary(Indices::U32(&self.codes), Box::new(values))).named(self.name.as_str())
    }
}

/// A finite number.
pub(super) fn number(text: &str) -> Result<f64> {
    let refuse = || Error::new(Code::NotANumber, "a finite number is expected").with_expected("a finite number");
    text.trim().parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(refuse)
}

/// Which column of a log a name of the file fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Customer,
    Touchpoint,
    Time,
    Channel,
    Value,
    Attribute(usize),
}

impl Role {
    /// Who, what and where are names, however they are typed; a whole number names a customer as itself.
    fn kind(self, typed: Kind) -> Kind {
        match self {
            Self::Touchpoint | Self::Channel => Kind::Text,
            Self::Customer if typed != Kind::Whole => Kind::Text,
            _ => typed,
        }
    }
}

/// The events read so far.
pub(super) struct Gather<'o> {
    options: &'o EventReadOptions,
    names: [String; 3],
    customer: Coded,
    touchpoint: Coded,
    channel: Option<Coded>,
    attributes: Vec<Coded>,
    times: Vec<i64>,
    values: Vec<f64>,
    /// What is known of the event that is being read: customer, touchpoint, channel and attributes, each a code.
    next: Vec<u32>,
    next_time: i64,
    next_value: f64,
}

const CHANNEL: usize = 2;
const FIRST_ATTRIBUTE: usize = 3;

impl<'o> Gather<'o> {
    /// With the names of the format for customer, touchpoint and time.
    pub fn new(options: &'o EventReadOptions, otherwise: [&str; 3]) -> Self {
        let given = [&options.customer, &options.touchpoint, &options.time];
        let mut names = otherwise.map(str::to_owned);
        for (name, given) in names.iter_mut().zip(given) {
            if let Some(given) = given {
                name.clone_from(given);
            }
        }
        let (customer, touchpoint) = (Coded::new(&names[0]), Coded::new(&names[1])); // of three
        Self {
            options,
            names,
            customer,
            touchpoint,
            channel: options.channel.as_deref().map(Coded::new),
            attributes: options.attributes.iter().map(|name| Coded::new(name)).collect(),
            times: Vec::new(),
            values: Vec::new(),
            next: vec![NOTHING; FIRST_ATTRIBUTE + options.attributes.len()],
            next_time: NO_TIME,
            next_value: f64::NAN,
        }
    }

    /// The names to look for, and what each is.
    pub fn wanted(&self) -> Vec<(String, Role)> {
        let [customer, touchpoint, time] = &self.names;
        let three = [(customer, Role::Customer), (touchpoint, Role::Touchpoint), (time, Role::Time)];
        let two = [(&self.options.channel, Role::Channel), (&self.options.value, Role::Value)];
        let more = self.options.attributes.iter().enumerate().map(|(place, name)| (name, Role::Attribute(place)));
        let all = three.into_iter().chain(two.into_iter().filter_map(|(name, role)| Some((name.as_ref()?, role)))).chain(more);
        all.map(|(name, role)| (name.clone(), role)).collect()
    }

    /// How many events there are.
    pub fn n_events(&self) -> usize {
        self.times.len()
    }

    /// The name of a column as the file has it.
    pub fn name(&self, role: Role) -> &str {
        let [customer, touchpoint, time] = &self.names;
        match role {
            Role::Customer => customer,
            Role::Touchpoint => touchpoint,
            Role::Time => time,
            Role::Channel => self.options.channel.as_deref().unwrap_or("channel"),
            Role::Value => self.options.value.as_deref().unwrap_or("value"),
            Role::Attribute(place) => self.options.attributes.get(place).map_or("attribute", String::as_str),
        }
    }

    /// The code of a text in a column of codes, and the column's place.
    fn coded(&mut self, role: Role) -> Option<(usize, &mut Coded)> {
        match role {
            Role::Customer => Some((0, &mut self.customer)),
            Role::Touchpoint => Some((1, &mut self.touchpoint)),
            Role::Channel => self.channel.as_mut().map(|coded| (CHANNEL, coded)),
            Role::Attribute(place) => self.attributes.get_mut(place).map(|coded| (FIRST_ATTRIBUTE + place, coded)),
            Role::Time | Role::Value => None,
        }
    }

    /// The event that is being read has this.
    ///
    /// # Errors
    /// `invalid_time`, `not_a_number`; without a place.
    pub fn set(&mut self, role: Role, kind: Kind, text: &str) -> Result<()> {
        let zone = self.options.zone;
        match role {
            Role::Time | Role::Value if text.trim().is_empty() => {}
            Role::Time => self.next_time = parse_time(text.trim(), &zone)?.micros(),
            Role::Value => self.next_value = number(text)?,
            role => {
                if let Some((place, coded)) = self.coded(role) {
                    let code = coded.code(role.kind(kind), text, zone)?;
                    if let Some(next) = self.next.get_mut(place) {
                        *next = code;
                    }
                }
            }
        }
        Ok(())
    }

    /// When the event that is being read happened.
    pub fn time(&self) -> Option<i64> {
        (self.next_time != NO_TIME).then_some(self.next_time)
    }

    /// The event is read: it is one of the log, and nothing is known of the next.
    ///
    /// `follow`: what is said later.
    ///
    /// # Errors
    /// `too_few` when customer, touchpoint or time is missing and that is an error.
    pub fn end_event(&mut self, at: At, follow: &[Role]) -> Result<()> {
        let codes = (self.next.first().copied(), self.next.get(1).copied());
        if self.options.missing == MissingEvent::Error {
            let missing = [
                (Role::Customer, codes.0 == Some(NOTHING)),
                (Role::Touchpoint, codes.1 == Some(NOTHING)),
                (Role::Time, self.next_time == NO_TIME),
            ];
            if let Some((role, _)) = missing.iter().find(|(role, missing)| *missing && !follow.contains(role)) {
                return Err(self.missing(*role, at));
            }
        }
        self.customer.codes.push(codes.0.unwrap_or(NOTHING));
        self.touchpoint.codes.push(codes.1.unwrap_or(NOTHING));
        self.times.push(self.next_time);
        if self.options.value.is_some() {
            self.values.push(self.next_value);
        }
        let rest = self.next.get(CHANNEL..).unwrap_or_default();
        if let (Some(channel), Some(code)) = (&mut self.channel, rest.first()) {
            channel.codes.push(*code);
        }
        for (attribute, code) in self.attributes.iter_mut().zip(rest.iter().skip(1)) {
            attribute.codes.push(*code);
        }
        self.forget();
        if self.n_events().is_multiple_of(4_096) { self.options.stop.check() } else { Ok(()) }
    }

    /// Nothing is known of the event that is read next.
    pub fn forget(&mut self) {
        self.next.fill(NOTHING);
        (self.next_time, self.next_value) = (NO_TIME, f64::NAN);
    }

    /// The error of an event that lacks what it needs.
    pub fn missing(&self, role: Role, at: At) -> Error {
        let what = match role {
            Role::Customer => "customer",
            Role::Touchpoint => "touchpoint",
            _ => "time",
        };
        let message = format!(
            "the event has no {what}: it needs customer, touchpoint and time; missing=\"drop\" leaves such events out and counts them"
        );
        at.error(Error::new(Code::TooFew, message).with_got("nothing"), self.name(role))
    }

    /// All events from one on have this in a column; for what is said once of many events.
    ///
    /// # Errors
    /// As [`Gather::set`].
    pub fn fill(&mut self, role: Role, from: usize, kind: Kind, text: &str) -> Result<()> {
        let zone = self.options.zone;
        if role == Role::Value {
            let value = number(text)?;
            self.values.iter_mut().skip(from).for_each(|slot| *slot = value);
            return Ok(());
        }
        if role == Role::Time {
            let time = parse_time(text.trim(), &zone)?.micros();
            self.times.iter_mut().skip(from).for_each(|slot| *slot = time);
            return Ok(());
        }
        if let Some((_, coded)) = self.coded(role) {
            let code = coded.code(role.kind(kind), text, zone)?;
            coded.codes.iter_mut().skip(from).for_each(|slot| *slot = code);
        }
        Ok(())
    }

    /// The first event from one on that lacks this, if that is an error.
    pub fn lacks(&self, role: Role, from: usize) -> Option<usize> {
        if self.options.missing == MissingEvent::Drop {
            return None;
        }
        let first = |codes: &[u32]| codes.iter().skip(from).position(|code| *code == NOTHING).map(|place| from + place);
        match role {
            Role::Customer => first(&self.customer.codes),
            Role::Touchpoint => first(&self.touchpoint.codes),
            _ => self.times.iter().skip(from).position(|time| *time == NO_TIME).map(|place| from + place),
        }
    }

    /// The customer of one event.
    ///
    /// # Errors
    /// `too_many_groups`.
    pub fn set_customer(&mut self, event: usize, text: &str) -> Result<()> {
        let code = self.customer.code(Kind::Text, text, self.options.zone)?;
        if let Some(slot) = self.customer.codes.get_mut(event) {
            *slot = code;
        }
        Ok(())
    }

    /// The log of these events.
    ///
    /// # Errors
    /// `unknown_column` for a channel, value or attribute that no event has; those of [`EventLog::new`].
    pub fn log(self) -> Result<EventLog> {
        self.require_found()?;
        let mut bits = vec![0_u8; self.times.len().div_ceil(8)];
        for (row, _) in self.times.iter().enumerate().filter(|(_, time)| **time != NO_TIME) {
            bits[row / 8] |= 1 << (row % 8); // as long
        }
        let ticks = Values::Timestamp { ticks: &self.times, unit: TimeUnit::Microsecond, zoned: true };
        let validity = if self.times.contains(&NO_TIME) { Bits::new(&bits, 0, self.times.len()) } else { None };
        let time = ColumnView::new(vec![Chunk { values: ticks, validity }]).named(self.name(Role::Time));
        let mut columns = EventColumns::new(self.customer.view(), self.touchpoint.view(), time);
        columns.channel = self.channel.as_ref().map(Coded::view);
        columns.value = self.options.value.as_ref().map(|name| ColumnView::from(&self.values).named(name.as_str()));
        columns.attributes = self.attributes.iter().map(Coded::view).collect();
        let mut options = EventLogOptions::default();
        options.zone = self.options.zone;
        options.missing = self.options.missing;
        options.stop = self.options.stop.clone();
        EventLog::new(&columns, &options)
    }

    fn require_found(&self) -> Result<()> {
        if self.times.is_empty() {
            return Ok(());
        }
        let coded = self.channel.iter().chain(&self.attributes).find(|coded| coded.values.is_empty());
        let value = self.options.value.as_ref().filter(|_| self.values.iter().all(|value| value.is_nan()));
        match coded.map(|coded| &coded.name).or(value) {
            None => Ok(()),
            Some(name) => Err(Error::new(Code::UnknownColumn, format!("no event has {name:?}")).with_field(name.clone())),
        }
    }
}
