//! Events in any order, and the log of them.

use super::sort::sort_events;
use super::{Attribute, EventLog, TouchpointCodes};
use crate::columns::Key;
use crate::error::Result;
use crate::records::by_customer::Scatter;
use std::borrow::Cow;
use std::sync::OnceLock;

/// Events in the order in which they came; names stand in order, and each is of some event.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    pub customers: Vec<Key>,
    /// The customer of each row.
    pub customer: Vec<u32>,
    pub touchpoints: Vec<String>,
    pub touchpoint: TouchpointCodes,
    pub channels: Vec<String>,
    /// Empty without channels; so are values and sequence without theirs.
    pub channel: Vec<u8>,
    /// Where they lie in the input, or read from it.
    pub times: Cow<'a, [i64]>,
    pub values: Vec<f64>,
    pub sequence: Vec<f64>,
    pub attributes: Vec<Attribute>,
    pub n_dropped: u64,
    /// Which rows of the input these are; `None` for all of them.
    pub kept: Option<Vec<bool>>,
}

impl Rows<'_> {
    /// Where a row stands in the input.
    pub fn input_row(&self, row: usize) -> usize {
        let Some(kept) = &self.kept else { return row };
        let mut places = kept.iter().enumerate().filter(|(_, kept)| **kept).map(|(place, _)| place);
        places.nth(row).unwrap_or(row)
    }

    /// The log of the rows.
    pub fn into_log(self) -> Result<EventLog> {
        let Self { customers, mut touchpoint, mut channel, times, mut values, mut sequence, mut attributes, .. } = self;
        let scatter = Scatter::new(&self.customer, customers.len())?;
        drop(self.customer);
        match &mut touchpoint {
            TouchpointCodes::Short(codes) => scatter.apply(codes),
            TouchpointCodes::Long(codes) => scatter.apply(codes),
        }
        // Rows in order of time leave each customer's so.
        let in_order = sequence.is_empty() && times.is_sorted();
        let times = scatter.moved(times);
        scatter.apply(&mut channel);
        scatter.apply(&mut values);
        scatter.apply(&mut sequence);
        for attribute in &mut attributes {
            scatter.apply(&mut attribute.codes);
        }
        let offsets = scatter.into_offsets();
        let mut log = EventLog {
            customers,
            offsets,
            touchpoints: self.touchpoints,
            touchpoint,
            channels: self.channels,
            channel,
            times,
            values,
            attributes,
            n_dropped: self.n_dropped,
            mapping: None,
            span: OnceLock::new(),
        };
        if !in_order {
            sort_events(&mut log, &mut sequence);
        }
        Ok(log)
    }
}
