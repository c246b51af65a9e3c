//! Events of a customer in order of time.

use super::{EventLog, TouchpointCodes};
use std::ops::Range;

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
