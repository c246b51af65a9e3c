use super::{Attribute, Mapping, TouchpointCodes};
use crate::columns::Key;
use crate::error::{Code, Error, Result, did_you_mean, nearest};
use std::ops::Range;
use std::sync::OnceLock;

/// The channel of an event that came without one.
pub const NO_CHANNEL: u8 = u8::MAX;

/// The interactions of customers with touchpoints, by customer and time.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// let customer = ColumnView::from(&["b", "a", "b"]);
/// let touchpoint = ColumnView::from(&["pay", "visit", "visit"]);
/// let time = ColumnView::from(&["2026-01-03", "2026-01-01", "2026-01-02"]);
/// let log = EventLog::new(&EventColumns::new(customer, touchpoint, time), &EventLogOptions::default())?;
/// assert_eq!((log.n_events(), log.n_customers(), log.touchpoints()), (3, 2, &["pay".to_owned(), "visit".to_owned()][..]));
/// assert_eq!(log.path(0).collect::<Vec<_>>(), ["visit", "pay"]); // of b, who was seen first
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct EventLog {
    pub(super) customers: Vec<Key>,
    /// Where the events of each customer begin, and the end of the last.
    pub(super) offsets: Vec<usize>,
    /// In order.
    pub(super) touchpoints: Vec<String>,
    pub(super) touchpoint: TouchpointCodes,
    /// In order.
    pub(super) channels: Vec<String>,
    /// Empty in a log without channels.
    pub(super) channel: Vec<u8>,
    pub(super) times: Vec<i64>,
    /// Empty in a log without values; NaN where an event has none.
    pub(super) values: Vec<f64>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) n_dropped: u64,
    /// Of a log that was made from a model.
    pub(super) mapping: Option<Mapping>,
    /// The earliest and the latest time, once they were asked for.
    pub(super) span: OnceLock<Option<(i64, i64)>>,
}

impl EventLog {
    /// How many events there are.
    #[must_use]
    pub fn n_events(&self) -> usize {
        self.times.len()
    }

    /// How many customers there are.
    #[must_use]
    pub fn n_customers(&self) -> usize {
        self.customers.len()
    }

    /// How many rows were left out because customer, touchpoint or time was missing.
    #[must_use]
    pub fn n_dropped(&self) -> u64 {
        self.n_dropped
    }

    /// The customers, in the order in which they were first seen.
    #[must_use]
    pub fn customers(&self) -> &[Key] {
        &self.customers
    }

    /// The names of the touchpoints, in order.
    #[must_use]
    pub fn touchpoints(&self) -> &[String] {
        &self.touchpoints
    }

    /// The touchpoint of each event.
    #[must_use]
    pub fn touchpoint_codes(&self) -> &TouchpointCodes {
        &self.touchpoint
    }

    /// The names of the channels, in order.
    #[must_use]
    pub fn channels(&self) -> &[String] {
        &self.channels
    }

    /// The channel of each event, [`NO_CHANNEL`] where it came without one; empty in a log without channels.
    #[must_use]
    pub fn channel_codes(&self) -> &[u8] {
        &self.channel
    }

    /// The time of each event: microseconds since 1970-01-01T00:00Z.
    #[must_use]
    pub fn times(&self) -> &[i64] {
        &self.times
    }

    /// The value of each event, NaN where it has none; empty in a log without values.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The columns to break down by.
    #[must_use]
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// The events of one customer.
    #[must_use]
    pub fn events(&self, customer: usize) -> Range<usize> {
        match self.offsets.get(customer..customer.saturating_add(2)) {
            Some(&[from, to]) => from..to,
            _ => 0..0,
        }
    }

    /// The events of customers who stand side by side.
    pub(crate) fn events_of(&self, customers: Range<usize>) -> Range<usize> {
        match (self.offsets.get(customers.start), self.offsets.get(customers.end)) {
            (Some(&from), Some(&to)) => from..to,
            _ => 0..0,
        }
    }

    /// The events of each of some customers in turn.
    pub(crate) fn paths_of(&self, customers: Range<usize>) -> impl ExactSizeIterator<Item = Range<usize>> + Clone {
        let offsets = self.offsets.get(customers.start..customers.end.saturating_add(1)).unwrap_or_default();
        offsets.windows(2).map(|ends| ends[0]..ends[1]) // windows of two
    }

    /// The events of each customer in turn.
    #[must_use]
    pub fn paths(&self) -> impl ExactSizeIterator<Item = Range<usize>> + Clone {
        self.paths_of(0..self.n_customers())
    }

    /// Where the events of each customer begin, and the end of the last.
    #[must_use]
    pub fn offsets(&self) -> &[usize] {
        &self.offsets
    }

    /// The names of the touchpoints that one customer met, in order of time.
    pub fn path(&self, customer: usize) -> impl Iterator<Item = &str> {
        self.events(customer).filter_map(|event| self.touchpoints.get(self.touchpoint.get(event)?)).map(String::as_str)
    }

    /// The code of a touchpoint.
    ///
    /// # Errors
    /// `unknown_id` with the nearest name.
    pub fn code_of(&self, touchpoint: &str) -> Result<usize> {
        place(&self.touchpoints, "touchpoint", touchpoint)
    }

    /// The code of a channel.
    ///
    /// # Errors
    /// `unknown_id` with the nearest name.
    pub fn channel_code_of(&self, channel: &str) -> Result<usize> {
        place(&self.channels, "channel", channel)
    }

    /// The column of this name to break down by.
    ///
    /// # Errors
    /// `unknown_column` with the nearest name.
    pub fn attribute(&self, name: &str) -> Result<&Attribute> {
        let known = self.attributes.iter().map(|attribute| attribute.name.as_str());
        let found = self.attributes.iter().find(|attribute| attribute.name == name);
        found.ok_or_else(|| {
            let error = crate::columns::unknown_column(name, known);
            if !self.attributes.is_empty() {
                return error;
            }
            error.reworded(format!(
                "the log has no attribute {name:?}: it was made without any, name the columns it should keep in `attributes`"
            ))
        })
    }

    /// The customers in the order of their keys, which is the same whatever the order of the input was.
    #[must_use]
    pub fn by_key(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.customers.len()).collect();
        order.sort_unstable_by(|&a, &b| self.customers[a].cmp(&self.customers[b])); // both count the customers
        order
    }

    /// The earliest and the latest time; `None` of no events.
    #[must_use]
    pub fn span(&self) -> Option<(i64, i64)> {
        let all = || self.times.iter().fold((i64::MAX, i64::MIN), |(first, last), &time| (first.min(time), last.max(time)));
        *self.span.get_or_init(|| (!self.times.is_empty()).then(all))
    }

    /// Until when events are known: as it was said, or else until the last.
    pub(crate) fn known_until(&self, as_of: Option<i64>) -> i64 {
        as_of.or_else(|| self.span().map(|(_, last)| last)).unwrap_or_default()
    }

    /// Which touchpoints these are.
    ///
    /// # Errors
    /// `unknown_id` with the nearest name, of the option `field`.
    pub(crate) fn among_touchpoints(&self, field: &str, names: &[String]) -> Result<Vec<bool>> {
        let mut is_one = vec![false; self.touchpoints.len()];
        for name in names {
            is_one[self.code_of(name).map_err(|error| error.with_field(field))?] = true; // codes count the touchpoints
        }
        Ok(is_one)
    }
}

fn place(names: &[String], what: &str, wanted: &str) -> Result<usize> {
    names.binary_search_by(|name| name.as_str().cmp(wanted)).map_err(|_| {
        let near = did_you_mean(nearest(wanted, names.iter().map(String::as_str)));
        Error::new(Code::UnknownId, format!("the log has no {what} {wanted:?}{near}")).with_field(what).with_got(wanted)
    })
}

/// Logs are equal when the same customers met the same things, in whatever order the customers stand.
impl PartialEq for EventLog {
    fn eq(&self, other: &Self) -> bool {
        let same_names = self.touchpoints == other.touchpoints && self.channels == other.channels;
        let same_size = self.customers.len() == other.customers.len() && self.times.len() == other.times.len();
        let same_attributes = self.attributes.len() == other.attributes.len()
            && self.attributes.iter().zip(&other.attributes).all(|(a, b)| a.name == b.name && a.keys == b.keys);
        let same_fields = self.channel.len() == other.channel.len() && self.values.len() == other.values.len();
        same_names
            && same_size
            && same_attributes
            && same_fields
            && self.n_dropped == other.n_dropped
            && self.mapping == other.mapping
            && {
                let (own, theirs) = (self.by_key(), other.by_key());
                own.into_iter().zip(theirs).all(|(own, theirs)| {
                    self.customers.get(own) == other.customers.get(theirs)
                        && self.same_events(self.events(own), other, other.events(theirs))
                })
            }
    }
}

impl EventLog {
    fn same_events(&self, own: Range<usize>, other: &Self, theirs: Range<usize>) -> bool {
        let bits = |values: &[f64], events: Range<usize>| {
            values.get(events).map(|values| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>())
        };
        self.times.get(own.clone()) == other.times.get(theirs.clone())
            && self.channel.get(own.clone()) == other.channel.get(theirs.clone())
            && bits(&self.values, own.clone()) == bits(&other.values, theirs.clone())
            && own.clone().zip(theirs.clone()).all(|(own, theirs)| self.touchpoint.get(own) == other.touchpoint.get(theirs))
            && self.attributes.iter().zip(&other.attributes).all(|(a, b)| a.codes.get(own.clone()) == b.codes.get(theirs.clone()))
    }
}

impl EventLog {
    /// The same events under other customers, each of whom has a stretch of one path; `whose` says whose it was.
    pub(crate) fn split(&self, customers: Vec<Key>, offsets: Vec<usize>, whose: Attribute) -> Result<Self> {
        if self.attributes.iter().any(|attribute| attribute.name == whose.name) {
            return Err(Error::new(Code::DuplicateId, format!("the log has an attribute {:?} already", whose.name))
                .with_field(whose.name));
        }
        let mut log = self.clone();
        (log.customers, log.offsets) = (customers, offsets);
        log.attributes.push(whose);
        Ok(log)
    }
}
