//! The events that are held, by customer.

use super::super::rows::Rows;
use super::super::{Attribute, EventLog, NO_CHANNEL, TouchpointCodes};
use super::EventStreamSpec;
use super::names::{Names, Translation};
use crate::columns::Key;
use crate::error::{Code, Error, Result};
use std::collections::BTreeMap;

/// The code of an event without a channel.
const NO_CODE: u32 = u32::MAX;

#[derive(Debug, Clone)]
pub(super) struct Event {
    pub time: i64,
    pub sequence: f64,
    value: f64,
    touchpoint: u32,
    channel: u32,
    attributes: Box<[u32]>,
}

/// Customers in order, each with events in order of time, then sequence, then as they came.
#[derive(Debug, Clone, Default)]
pub(super) struct Open {
    customers: BTreeMap<Key, Vec<Event>>,
    n_events: usize,
    touchpoints: Names<String>,
    channels: Names<String>,
    attributes: Vec<Names<Key>>,
}

impl Open {
    pub fn n_events(&self) -> usize {
        self.n_events
    }

    pub fn n_customers(&self) -> usize {
        self.customers.len()
    }

    pub fn holds(&self, customer: &Key) -> bool {
        self.customers.contains_key(customer)
    }

    /// The customers and their last events.
    pub fn last_times(&self) -> impl Iterator<Item = (&Key, i64)> {
        self.customers.iter().filter_map(|(customer, events)| Some((customer, events.last()?.time)))
    }

    /// The sequence of each event, in the order of the log.
    pub fn sequences(&self) -> impl Iterator<Item = f64> {
        self.customers.values().flatten().map(|event| event.sequence)
    }

    /// Takes in the rows that `take` says; all of them or none.
    pub fn add(&mut self, rows: &Rows<'_>, take: &[bool]) -> Result<()> {
        let mut order: Vec<usize> = (0..rows.times.len()).filter(|&row| take[row]).collect(); // as many as rows
        let mut uses_channel = vec![false; rows.channels.len()];
        for code in order.iter().filter_map(|&row| rows.channel.get(row)) {
            if let Some(is_used) = uses_channel.get_mut(usize::from(*code)) {
                *is_used = true;
            }
        }
        let used = rows.channels.iter().zip(&uses_channel).filter(|(_, used)| **used).map(|(name, _)| name);
        let n_channels = self.channels.len_with(used);
        if n_channels > usize::from(NO_CHANNEL) {
            let message = format!("the stream has {n_channels} channels; a log holds at most {NO_CHANNEL}");
            return Err(Error::new(Code::TooManyGroups, message).with_field("channel"));
        }

        order.sort_by_key(|&row| rows.customer[row]); // all fields are as long as the rows, or empty
        self.attributes.resize_with(rows.attributes.len(), Names::default);
        let mut touchpoints = Translation::new(&rows.touchpoints);
        let mut channels = Translation::new(&rows.channels);
        let mut attributes: Vec<_> = rows.attributes.iter().map(|attribute| Translation::new(&attribute.keys)).collect();
        for group in order.chunk_by(|&a, &b| rows.customer[a] == rows.customer[b]) {
            let Some(&first) = group.first() else { continue };
            let customer = rows.customers[rows.customer[first] as usize].clone(); // codes count the customers
            let events = self.customers.entry(customer).or_default();
            for &row in group {
                let own = rows.attributes.iter().zip(&mut attributes).zip(&mut self.attributes);
                events.push(Event {
                    time: rows.times[row],
                    sequence: rows.sequence.get(row).copied().unwrap_or(0.0),
                    value: rows.values.get(row).copied().unwrap_or(f64::NAN),
                    touchpoint: touchpoints.code(rows.touchpoint.get(row).unwrap_or(usize::MAX), &mut self.touchpoints, NO_CODE),
                    channel: channels.code(
                        rows.channel.get(row).copied().unwrap_or(NO_CHANNEL).into(),
                        &mut self.channels,
                        NO_CODE,
                    ),
                    attributes: own.map(|((all, own), names)| own.code(all.codes[row] as usize, names, NO_CODE)).collect(),
                });
            }
            let order = |a: &Event, b: &Event| a.time.cmp(&b.time).then_with(|| a.sequence.total_cmp(&b.sequence));
            if !events.is_sorted_by(|a, b| order(a, b).is_le()) {
                events.sort_by(order);
            }
        }
        self.n_events += order.len();
        Ok(())
    }

    /// The log of everything that is held.
    pub fn log(&self, spec: &EventStreamSpec, n_dropped: u64) -> Result<EventLog> {
        self.rows(spec, n_dropped).into_log()
    }

    /// What is held, as the rows of a log.
    pub fn rows(&self, spec: &EventStreamSpec, n_dropped: u64) -> Rows<'static> {
        let events = || self.customers.values().flatten();
        let field = |is_there: bool, code: &dyn Fn(&Event) -> u32| -> Vec<u32> {
            if is_there { events().map(code).collect() } else { Vec::new() }
        };
        let mut touchpoint = field(true, &|event| event.touchpoint);
        let touchpoints = self.touchpoints.of(&mut touchpoint);
        let mut channel = field(spec.channel.is_some(), &|event| event.channel);
        let channels = self.channels.of(&mut channel);
        let none = Names::default();
        let attributes = spec.attributes.iter().enumerate().map(|(place, name)| {
            let mut codes = field(true, &|event| event.attributes.get(place).copied().unwrap_or(NO_CODE));
            let keys = self.attributes.get(place).unwrap_or(&none).of(&mut codes);
            Attribute { name: name.clone(), keys, codes }
        });
        let customers = (0..).zip(self.customers.values());
        Rows {
            customers: self.customers.keys().cloned().collect(),
            customer: customers.flat_map(|(code, events)| std::iter::repeat_n(code, events.len())).collect(),
            attributes: attributes.collect(),
            touchpoint: TouchpointCodes::new(touchpoint, touchpoints.len()),
            touchpoints,
            channels,
            channel: channel.into_iter().map(|code| u8::try_from(code).unwrap_or(NO_CHANNEL)).collect(),
            times: events().map(|event| event.time).collect(),
            values: if spec.value.is_some() { events().map(|event| event.value).collect() } else { Vec::new() },
            sequence: if spec.sequence.is_some() { self.sequences().collect() } else { Vec::new() },
            n_dropped,
            kept: None,
        }
    }

    /// What is held of these customers, and what is left, each with only its own names.
    pub fn part(&self, spec: &EventStreamSpec, is_in: impl Fn(&Key) -> bool) -> Result<[Self; 2]> {
        let rows = self.rows(spec, 0);
        let of: Vec<bool> = rows.customers.iter().map(is_in).collect();
        let take: Vec<bool> = rows.customer.iter().map(|&customer| of[customer as usize]).collect(); // codes count the customers
        let rest: Vec<bool> = take.iter().map(|take| !take).collect();
        let mut parts = [Self::default(), Self::default()];
        let [own, others] = &mut parts;
        own.add(&rows, &take)?;
        others.add(&rows, &rest)?;
        Ok(parts)
    }
}
