use crate::columns::{Key, Table, TableColumn};
use crate::records::event_log::EventLog;
use std::collections::BTreeMap;

/// How often one touchpoint comes some time after another: `source`, `target`, `n` pairs of events of a customer, and for how many customers (`n_customers`).
///
/// Every pair of events of a customer counts, so a path of L events has L (L - 1) / 2. The work is the events times the touchpoints of a path, not the pairs.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::journey::eventually_follows;
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// let (customer, touchpoint) = (ColumnView::from(&["a"; 3]), ColumnView::from(&["visit", "cart", "visit"]));
/// let columns = EventColumns::new(customer, touchpoint, ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-03"]));
/// let table = eventually_follows(&EventLog::new(&columns, &EventLogOptions::default())?);
/// assert_eq!(table.len(), 3); // cart > visit, visit > cart, visit > visit
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[must_use]
pub fn eventually_follows(log: &EventLog) -> Table {
    let mut pairs: BTreeMap<(usize, usize), (u64, u64)> = BTreeMap::new();
    // How often each touchpoint was met so far, in the order of first sight; and the pairs of one customer.
    let mut met: Vec<(usize, u64)> = Vec::new();
    let mut own: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for events in log.paths() {
        met.clear();
        own.clear();
        for target in events.filter_map(|event| log.touchpoint_codes().get(event)) {
            for &(source, times) in &met {
                *own.entry((source, target)).or_default() += times;
            }
            match met.iter_mut().find(|(code, _)| *code == target) {
                Some((_, times)) => *times += 1,
                None => met.push((target, 1)),
            }
        }
        for (&ends, &n) in &own {
            let (all, customers) = pairs.entry(ends).or_default();
            *all += n;
            *customers += 1;
        }
    }
    let name = |code: usize| log.touchpoints().get(code).map_or(Key::Null, |name| Key::Text(name.clone()));
    Table::default()
        .with("source", TableColumn::Key { keys: pairs.keys().map(|ends| name(ends.0)).collect(), rows: None })
        .with("target", TableColumn::Key { keys: pairs.keys().map(|ends| name(ends.1)).collect(), rows: None })
        .with("n", TableColumn::Count(pairs.values().map(|(n, _)| Some(*n)).collect()))
        .with("n_customers", TableColumn::Count(pairs.values().map(|(_, customers)| Some(*customers)).collect()))
}
