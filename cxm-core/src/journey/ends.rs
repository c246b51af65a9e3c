use super::share_columns::{count_column, name_column, with_shares};
use crate::columns::Table;
use crate::records::event_log::EventLog;
use crate::stats::Level;

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
    customers(log, &count(log, first), level).0
}

/// With which touchpoint customers end, as [`start_touchpoints`].
#[must_use]
pub fn end_touchpoints(log: &EventLog, level: Level) -> Table {
    let last = log.paths().filter_map(|events| log.touchpoint_codes().get(events.end.checked_sub(1)?));
    customers(log, &count(log, last), level).0
}

/// How often each touchpoint is met, and by how many customers: `touchpoint`, `n` customers, their `share` with Wilson's interval, `n_events`.
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
    let (table, order) = customers(log, &n, level);
    table.with("n_events", count_column(order.into_iter().filter_map(|code| n_events.get(code).copied())))
}

fn count(log: &EventLog, codes: impl Iterator<Item = usize>) -> Vec<u64> {
    let mut n = vec![0; log.touchpoints().len()];
    for code in codes {
        n[code] += 1; // codes count the touchpoints
    }
    n
}

/// The touchpoints that occur, most frequent first, then in the order of their names; and their codes.
fn customers(log: &EventLog, n: &[u64], level: Level) -> (Table, Vec<usize>) {
    let mut order: Vec<usize> = (0..n.len()).filter(|&code| n[code] > 0).collect();
    order.sort_by_key(|&code| std::cmp::Reverse(n[code])); // both count the touchpoints; the sort is stable
    let counts: Vec<(u64, u64)> = order.iter().map(|&code| (n[code], log.n_customers() as u64)).collect();
    let names = name_column(order.iter().map(|&code| log.touchpoints().get(code)));
    (with_shares(Table::default().with("touchpoint", names), &counts, level), order)
}
