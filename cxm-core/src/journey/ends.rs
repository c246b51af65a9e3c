use crate::columns::{Key, Table, TableColumn};
use crate::records::event_log::EventLog;
use crate::stats::{Level, share};

/// With which touchpoint customers begin: `touchpoint`, `n` customers, their `share` with Wilson's interval; most frequent first.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::journey::start_touchpoints;
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// use cxm_core::stats::Level;
/// let (customer, touchpoint) = (ColumnView::from(&["a", "a", "b"]), ColumnView::from(&["visit", "pay", "visit"]));
/// let columns = EventColumns::new(customer, touchpoint, ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-01"]));
/// let table = start_touchpoints(&EventLog::new(&columns, &EventLogOptions::default())?, Level::default());
/// assert_eq!((table.len(), table.value("touchpoint", 0), table.value("n", 0)), (1, "visit".into(), 2.into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[must_use]
pub fn start_touchpoints(log: &EventLog, level: Level) -> Table {
    let first = log.paths().filter_map(|events| log.touchpoint_codes().get(events.start));
    shares(log, count(log, first), log.n_customers() as u64, level)
}

/// With which touchpoint customers end, as [`start_touchpoints`].
#[must_use]
pub fn end_touchpoints(log: &EventLog, level: Level) -> Table {
    let last = log.paths().filter_map(|events| log.touchpoint_codes().get(events.end.checked_sub(1)?));
    shares(log, count(log, last), log.n_customers() as u64, level)
}

/// How often each touchpoint is met, and by how many customers: `touchpoint`, `n_events`, `n` customers, their `share` with Wilson's interval.
#[must_use]
pub fn touchpoints(log: &EventLog, level: Level) -> Table {
    let n_events = count(log, (0..log.n_events()).filter_map(|event| log.touchpoint_codes().get(event)));
    let mut n = vec![0_u64; log.touchpoints().len()];
    let mut last = vec![usize::MAX; n.len()];
    for (customer, events) in log.paths().enumerate() {
        for code in events.filter_map(|event| log.touchpoint_codes().get(event)) {
            n[code] += u64::from(last[code] != customer); // codes count the touchpoints
            last[code] = customer;
        }
    }
    let order = order(&n);
    let table = shares(log, n, log.n_customers() as u64, level);
    table.with("n_events", TableColumn::Count(order.into_iter().map(|code| n_events.get(code).copied()).collect()))
}

fn count(log: &EventLog, codes: impl Iterator<Item = usize>) -> Vec<u64> {
    let mut n = vec![0; log.touchpoints().len()];
    for code in codes {
        n[code] += 1; // codes count the touchpoints
    }
    n
}

/// The touchpoints that occur, most frequent first, then in the order of their names.
fn order(n: &[u64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n.len()).filter(|&code| n[code] > 0).collect();
    order.sort_by_key(|&code| std::cmp::Reverse(n[code])); // both count the touchpoints; the sort is stable
    order
}

fn shares(log: &EventLog, n: Vec<u64>, customers: u64, level: Level) -> Table {
    let order = order(&n);
    let estimates: Vec<_> = order.iter().map(|&code| share("share", n[code], customers, level).ok()).collect(); // no touchpoint has more customers than there are
    let keys = order.iter().filter_map(|&code| log.touchpoints().get(code)).map(|name| Key::Text(name.clone())).collect();
    let part = |of: fn(&crate::stats::Estimate) -> Option<f64>| {
        TableColumn::Float(estimates.iter().map(|estimate| estimate.as_ref().and_then(of)).collect())
    };
    Table::default()
        .with("touchpoint", TableColumn::Key { keys, rows: None })
        .with("n", TableColumn::Count(order.iter().map(|&code| n.get(code).copied()).collect()))
        .with("share", part(|share| share.estimate))
        .with("conf_low", part(|share| share.conf_low))
        .with("conf_high", part(|share| share.conf_high))
}
