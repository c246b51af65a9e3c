//! Events of a customer side by side, and in order of time.

use super::{EventLog, TouchpointCodes};
use crate::error::{Code, Error, Result};
use std::ops::Range;

/// Where each row of the input goes: a counting sort by customer.
pub(super) struct Scatter {
    /// `None` where the rows stand by customer already.
    places: Option<Vec<u32>>,
    offsets: Vec<usize>,
}

impl Scatter {
    /// By codes below `customers`, each of which occurs.
    pub fn new(codes: Vec<u32>, customers: usize) -> Result<Self> {
        if u32::try_from(codes.len()).is_err() {
            return Err(Error::new(Code::CountOverflow, "a log holds at most 2^32 - 1 events; split it by customer"));
        }
        let mut offsets = vec![0_usize; customers + 1];
        for &code in &codes {
            offsets[code as usize + 1] += 1; // codes are below `customers`
        }
        let mut sum = 0;
        for offset in &mut offsets {
            sum += *offset;
            *offset = sum;
        }
        if codes.is_sorted() {
            return Ok(Self { places: None, offsets });
        }
        let mut next: Vec<u32> = offsets.iter().map(|&offset| u32::try_from(offset).unwrap_or(u32::MAX)).collect(); // at most the rows
        let mut places = codes;
        for place in &mut places {
            let next = &mut next[*place as usize]; // as above
            *place = *next;
            *next += 1;
        }
        Ok(Self { places: Some(places), offsets })
    }

    /// Moves the values to their places; nothing to do for a field that the log has not.
    pub fn apply<T: Copy + Default>(&self, values: &mut Vec<T>) {
        let Some(places) = self.places.as_ref().filter(|_| !values.is_empty()) else { return };
        let mut moved = vec![T::default(); values.len()];
        for (&place, &value) in places.iter().zip(values.iter()) {
            moved[place as usize] = value; // places are a permutation of the rows
        }
        *values = moved;
    }

    pub fn into_offsets(self) -> Vec<usize> {
        self.offsets
    }
}

/// Sorts the events of each customer by time, then `sequence` (empty, or one number an event), then as they stand.
pub(super) fn sort_events(log: &mut EventLog, sequence: &mut [f64]) {
    let mut order = Vec::new();
    for customer in 0..log.customers.len() {
        let events = log.events(customer);
        let times = log.times.get(events.clone()).unwrap_or(&[]);
        let own = sequence.get(events.clone()).unwrap_or(&[]);
        let in_order = times.is_sorted()
            && (own.is_empty()
                || times.windows(2).zip(own.windows(2)).all(|(t, s)| t[0] < t[1] || s[0].total_cmp(&s[1]).is_le()));
        if in_order {
            continue;
        }
        order.clear();
        order.extend(0..times.len());
        order.sort_by(|&a, &b| {
            // Both count the events of this customer.
            let by_time = times[a].cmp(&times[b]);
            by_time.then_with(|| own.get(a).unwrap_or(&0.0).total_cmp(own.get(b).unwrap_or(&0.0)))
        });
        log.permute(events, &order);
    }
}

impl EventLog {
    /// Puts events of a range in another order, given as places within it.
    fn permute(&mut self, events: Range<usize>, order: &[usize]) {
        match &mut self.touchpoint {
            TouchpointCodes::Short(codes) => permute(codes, events.clone(), order),
            TouchpointCodes::Long(codes) => permute(codes, events.clone(), order),
        }
        permute(&mut self.times, events.clone(), order);
        permute(&mut self.channel, events.clone(), order);
        permute(&mut self.values, events.clone(), order);
        for attribute in &mut self.attributes {
            permute(&mut attribute.codes, events.clone(), order);
        }
    }
}

fn permute<T: Copy>(values: &mut [T], events: Range<usize>, order: &[usize]) {
    let Some(values) = values.get_mut(events) else { return };
    let moved: Vec<T> = order.iter().map(|&place| values[place]).collect(); // `order` counts the events of the range
    values.copy_from_slice(&moved);
}
