use super::share_columns::{count_column, name_column, with_shares};
use crate::columns::Table;
use crate::records::event_log::EventLog;
use crate::stats::Level;

/// Which touchpoints customers must come back to: `touchpoint`, `n_customers` who met it more than once, `n_repeats` beyond the first time, and the `share` of those
/// who met it at all (`n_met`) with Wilson's interval. Only touchpoints that some customer repeats; most customers first.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::journey::rework;
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// use cxm_core::stats::Level;
/// let (customer, touchpoint) = (ColumnView::from(&["a", "a", "a", "b"]), ColumnView::from(&["call", "call", "call", "call"]));
/// let columns = EventColumns::new(customer, touchpoint, ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-01"]));
/// let table = rework(&EventLog::new(&columns, &EventLogOptions::default())?, Level::default());
/// assert_eq!((table.value("n_customers", 0), table.value("n_repeats", 0), table.value("share", 0)), (1.into(), 2.into(), 0.5.into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[must_use]
pub fn rework(log: &EventLog, level: Level) -> Table {
    let touchpoints = log.touchpoints().len();
    let (mut met, mut repeating, mut repeats) = (vec![0_u64; touchpoints], vec![0_u64; touchpoints], vec![0_u64; touchpoints]);
    let mut last = vec![(usize::MAX, 0_u32); touchpoints];
    for (customer, events) in log.paths().enumerate() {
        for code in events.filter_map(|event| log.touchpoint_codes().get(event)) {
            // Codes count the touchpoints, as all of these do.
            let times = if last[code].0 == customer { last[code].1 } else { 0 };
            met[code] += u64::from(times == 0);
            repeating[code] += u64::from(times == 1);
            repeats[code] += u64::from(times > 0);
            last[code] = (customer, times.saturating_add(1));
        }
    }
    let mut order: Vec<usize> = (0..touchpoints).filter(|&code| repeating[code] > 0).collect();
    order.sort_by_key(|&code| std::cmp::Reverse(repeating[code]));
    let count = |of: &[u64]| count_column(order.iter().filter_map(|&code| of.get(code).copied()));
    let shares: Vec<(u64, u64)> = order.iter().map(|&code| (repeating[code], met[code])).collect();
    let shares = with_shares(Table::default(), &shares, level);
    let mut table = Table::default()
        .with("touchpoint", name_column(order.iter().map(|&code| log.touchpoints().get(code))))
        .with("n_customers", count(&repeating))
        .with("n_repeats", count(&repeats))
        .with("n_met", count(&met));
    for (name, column) in shares.columns().iter().filter(|(name, _)| name != "n") {
        table = table.with(name.as_str(), column.clone());
    }
    table
}
