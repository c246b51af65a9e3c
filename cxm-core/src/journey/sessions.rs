use crate::columns::Key;
use crate::error::{Error, Result};
use crate::records::event_log::{Attribute, EventLog};

impl EventLog {
    /// The sessions of a log: a log in which a customer's events form a new path after each pause of more than `timeout` microseconds.
    ///
    /// A session is called `customer/number`, counted from 1; whose it is says the attribute `customer`.
    ///
    /// # Errors
    /// `invalid_option` for a timeout that is negative, or when there is an attribute `customer` already.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::ColumnView;
    /// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
    /// let (customer, touchpoint) = (ColumnView::from(&["a", "a", "a"]), ColumnView::from(&["visit", "cart", "visit"]));
    /// let columns = EventColumns::new(customer, touchpoint, ColumnView::from(&["2026-01-01T10:00", "2026-01-01T10:30", "2026-01-01T11:00:01"]));
    /// let sessions = EventLog::new(&columns, &EventLogOptions::default())?.sessions(30 * 60 * 1_000_000)?;
    /// assert_eq!(sessions.n_customers(), 2); // half an hour is no pause of more than half an hour
    /// assert_eq!(sessions.customers()[1].to_string(), "a/2");
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn sessions(&self, timeout: i64) -> Result<Self> {
        if timeout < 0 {
            return Err(Error::option("timeout", "a duration, not negative", timeout.to_string()));
        }
        let (mut keys, mut offsets) = (Vec::new(), vec![0]);
        let mut whose = vec![0_u32; self.n_events()];
        let order = self.by_key();
        for (place, &customer) in (0..).zip(&order) {
            for event in self.events(customer) {
                whose[event] = place; // events count all of them
            }
        }
        for (customer, events) in self.paths().enumerate() {
            let mut number = 1;
            for event in events.clone() {
                let is_new = event > events.start && self.times()[event] - self.times()[event - 1] > timeout; // within the events
                if is_new {
                    number += 1;
                }
                if is_new || event == events.start {
                    keys.push(Key::Text(format!("{}/{number}", self.customers()[customer]))); // `paths` counts the customers
                    offsets.push(event + 1);
                } else if let Some(end) = offsets.last_mut() {
                    *end = event + 1;
                }
            }
        }
        let names = order.iter().filter_map(|&customer| self.customers().get(customer).cloned()).collect();
        self.split(keys, offsets, Attribute { name: "customer".to_owned(), keys: names, codes: whose })
    }
}
