//! Two logs into one.

use super::sort::sort_events;
use super::{EventLog, TouchpointCodes};
use crate::columns::Key;
use crate::error::{Code, Error, Result};
use crate::records::by_customer::Scatter;
use std::collections::HashMap;
use std::sync::OnceLock;

/// What it means that a customer stands in both logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Overlap {
    Refuse,
    Join,
}

impl EventLog {
    /// Adds the customers of another log, none of whom may be in this one: logs of parts of the customers become the log of all, in any order.
    ///
    /// # Errors
    /// `duplicate_id` with a customer of both; `definition_mismatch` when one has channels, values or attributes that the other has not. The log is then as it was.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::ColumnView;
    /// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
    /// let log = |customer: &str| {
    ///     let (customer, time) = ([customer], ["2026-01-01"]);
    ///     let columns = EventColumns::new(ColumnView::from(&customer), ColumnView::from(&["visit"]), ColumnView::from(&time));
    ///     EventLog::new(&columns, &EventLogOptions::default())
    /// };
    /// let mut both = log("a")?;
    /// both.merge(&log("b")?)?;
    /// assert_eq!(both.n_customers(), 2);
    /// assert_eq!(both.merge(&log("a")?).unwrap_err().code().name(), "duplicate_id");
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        *self = self.combined(other, Overlap::Refuse)?;
        Ok(())
    }

    /// Adds later events, also of customers who are in this log already; at the same time, events of this log go first.
    ///
    /// # Errors
    /// `definition_mismatch`, as [`EventLog::merge`].
    pub fn append(&mut self, other: &Self) -> Result<()> {
        *self = self.combined(other, Overlap::Join)?;
        Ok(())
    }

    fn combined(&self, other: &Self, overlap: Overlap) -> Result<Self> {
        self.require_same_fields(other)?;
        let known: HashMap<&Key, usize> = self.customers.iter().zip(0..).collect();
        let mut customers = self.customers.clone();
        let mut places = Vec::with_capacity(other.customers.len());
        for key in &other.customers {
            match known.get(key) {
                Some(_) if overlap == Overlap::Refuse => {
                    let message = format!(
                        "customer {key} is in both logs: a merge joins logs of different customers; append() adds events of the same ones"
                    );
                    return Err(Error::new(Code::DuplicateId, message).with_field("customer").with_got(key.to_string()));
                }
                Some(&place) => places.push(place),
                None => {
                    places.push(customers.len());
                    customers.push(key.clone());
                }
            }
        }
        let customer_codes = |log: &Self, place: &dyn Fn(usize) -> usize| -> Vec<u32> {
            let counted = (0..log.customers.len()).map(|customer| (place(customer), log.events(customer).len()));
            counted.flat_map(|(place, events)| std::iter::repeat_n(u32::try_from(place).unwrap_or(u32::MAX), events)).collect()
        };
        let mut codes = customer_codes(self, &|customer| customer);
        codes.extend(customer_codes(other, &|customer| places[customer])); // one place a customer
        let scatter = Scatter::new(&codes, customers.len())?;

        let (touchpoints, own, theirs) = union(&self.touchpoints, &other.touchpoints);
        let translate = |log: &Self, places: &[u32]| -> Vec<u32> {
            (0..log.n_events()).filter_map(|event| places.get(log.touchpoint.get(event)?).copied()).collect()
        };
        let mut touchpoint = translate(self, &own);
        touchpoint.extend(translate(other, &theirs));
        scatter.apply(&mut touchpoint);
        let touchpoint = TouchpointCodes::new(touchpoint, touchpoints.len());

        let (channels, own, theirs) = union(&self.channels, &other.channels);
        if channels.len() > usize::from(super::NO_CHANNEL) {
            return Err(Error::new(
                Code::TooManyGroups,
                format!("both logs have {} channels; a log holds at most 255", channels.len()),
            ));
        }
        // A code without a name is the one of no channel.
        let code = |code: u8, places: &[u32]| {
            places.get(usize::from(code)).and_then(|&place| u8::try_from(place).ok()).unwrap_or(super::NO_CHANNEL)
        };
        let mut channel: Vec<u8> = self.channel.iter().map(|&one| code(one, &own)).collect();
        channel.extend(other.channel.iter().map(|&one| code(one, &theirs)));
        scatter.apply(&mut channel);

        let mut times = [&self.times[..], &other.times].concat();
        scatter.apply(&mut times);
        let mut values = [&self.values[..], &other.values].concat();
        scatter.apply(&mut values);
        let mut attributes = Vec::with_capacity(self.attributes.len());
        for (one, two) in self.attributes.iter().zip(&other.attributes) {
            let (keys, own, theirs) = union(&one.keys, &two.keys);
            let mut codes: Vec<u32> = one.codes.iter().map(|&code| own[code as usize]).collect(); // codes count the keys
            codes.extend(two.codes.iter().map(|&code| theirs[code as usize]));
            scatter.apply(&mut codes);
            attributes.push(super::Attribute { name: one.name.clone(), keys, codes });
        }
        let n_dropped = self.n_dropped.saturating_add(other.n_dropped);
        let mapping = match (&self.mapping, &other.mapping) {
            (Some(own), Some(theirs)) => Some(own.joined(theirs)?),
            (own, theirs) => own.clone().or_else(|| theirs.clone()), // one of them has no events
        };
        let offsets = scatter.into_offsets();
        let mut log = Self {
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
        };
        sort_events(&mut log, &mut []);
        Ok(log)
    }

    fn require_same_fields(&self, other: &Self) -> Result<()> {
        let is_empty = self.n_events() == 0 || other.n_events() == 0;
        let names = |log: &Self| log.attributes.iter().map(|attribute| attribute.name.clone()).collect::<Vec<_>>();
        let fields = [
            ("channels", !is_empty && self.channel.is_empty() != other.channel.is_empty()),
            ("values", !is_empty && self.values.is_empty() != other.values.is_empty()),
            ("touchpoints of a model", !is_empty && self.mapping.is_some() != other.mapping.is_some()),
            ("these attributes", names(self) != names(other)),
        ];
        match fields.iter().find(|(_, differ)| *differ) {
            Some((what, _)) => {
                Err(Error::new(Code::DefinitionMismatch, format!("one of the logs has {what}, the other has not")))
            }
            None => Ok(()),
        }
    }
}

/// The union of two sorted lists, and where the items of each stand in it.
fn union<T: Ord + Clone>(one: &[T], two: &[T]) -> (Vec<T>, Vec<u32>, Vec<u32>) {
    let mut all: Vec<T> = one.iter().chain(two).cloned().collect();
    all.sort_unstable();
    all.dedup();
    // Each item is one of all.
    let places = |items: &[T]| {
        items.iter().map(|item| all.binary_search(item).map_or(0, |place| u32::try_from(place).unwrap_or(u32::MAX))).collect()
    };
    let (own, theirs) = (places(one), places(two));
    (all, own, theirs)
}
