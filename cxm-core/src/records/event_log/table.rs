//! A log as a table, a row an event: the way out to Arrow and to every kind of frame.

use super::{EventLog, NO_CHANNEL};
use crate::columns::{Key, Table, TableColumn};

/// The columns that a log has of its own.
const OWN: [&str; 5] = ["customer", "touchpoint", "time", "channel", "value"];

impl EventLog {
    /// The events in the order of customers and then of time: `customer`, `touchpoint`, `time` in UTC, `channel` and `value` where the log has them, and its attributes (`attribute x` where
    /// one has the name of another column). A log of this table is this log, but for rows that were dropped.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::ColumnView;
    /// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
    /// let (customer, touchpoint) = (ColumnView::from(&["b", "a"]), ColumnView::from(&["pay", "visit"]));
    /// let columns = EventColumns::new(customer, touchpoint, ColumnView::from(&["2026-01-02", "2026-01-01"]));
    /// let table = EventLog::new(&columns, &EventLogOptions::default())?.table();
    /// assert_eq!((table.len(), table.value("customer", 0), table.value("touchpoint", 0)), (2, "a".into(), "visit".into()));
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    #[must_use]
    pub fn table(&self) -> Table {
        let by_key = self.by_key();
        let events: Vec<usize> = by_key.iter().flat_map(|&customer| self.events(customer)).collect();
        let customers = by_key.iter().flat_map(|&customer| {
            let key = self.customers().get(customer).cloned().unwrap_or(Key::Null); // `by_key` counts the customers
            std::iter::repeat_n(key, self.events(customer).len())
        });
        let keys = |keys: Vec<Key>| TableColumn::Key { keys, rows: None };
        let named = |names: &[String], code: Option<usize>| {
            code.and_then(|code| names.get(code)).map_or(Key::Null, |name| Key::Text(name.clone()))
        };
        let touchpoints = events.iter().map(|&event| named(self.touchpoints(), self.touchpoint_codes().get(event)));
        let mut table = Table::default()
            .with("customer", keys(customers.collect()))
            .with("touchpoint", keys(touchpoints.collect()))
            .with("time", TableColumn::Time(events.iter().map(|&event| self.times().get(event).copied()).collect()));
        if !self.channel_codes().is_empty() {
            let code =
                |event: usize| self.channel_codes().get(event).filter(|code| **code != NO_CHANNEL).map(|&code| code.into());
            table = table.with("channel", keys(events.iter().map(|&event| named(self.channels(), code(event))).collect()));
        }
        if !self.values().is_empty() {
            let value = |event: &usize| self.values().get(*event).copied().filter(|value| !value.is_nan());
            table = table.with("value", TableColumn::Float(events.iter().map(value).collect()));
        }
        for attribute in self.attributes() {
            let key = |event: &usize| attribute.codes.get(*event).and_then(|&code| attribute.keys.get(code as usize));
            let own = events.iter().map(|event| key(event).cloned().unwrap_or(Key::Null)).collect();
            let name = attribute.name.as_str();
            let name = if OWN.contains(&name) { format!("attribute {name}") } else { name.to_owned() };
            table = table.with(name, keys(own));
        }
        table
    }
}
