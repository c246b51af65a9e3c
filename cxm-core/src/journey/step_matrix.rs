use super::share_columns::{count_column, name_column, with_shares};
use crate::columns::Table;
use crate::records::event_log::EventLog;
use crate::stats::Level;

/// Where customers are at each step of their path: `step` from 1 on, `touchpoint` (null: the path has ended), `n` of all customers, their `share` with Wilson's interval. The
/// rows of a step add up to all customers; touchpoints where nobody is at a step have no row there.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::journey::step_matrix;
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// use cxm_core::stats::Level;
/// let (customer, touchpoint) = (ColumnView::from(&["a", "a", "b"]), ColumnView::from(&["visit", "pay", "visit"]));
/// let columns = EventColumns::new(customer, touchpoint, ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-01"]));
/// let table = step_matrix(&EventLog::new(&columns, &EventLogOptions::default())?, 2, Level::default());
/// assert_eq!((table.len(), table.value("n", 0)), (3, 2.into())); // both visit; then one pays, and the other's path has ended
/// assert!(table.value("touchpoint", 2).is_null());
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[must_use]
pub fn step_matrix(log: &EventLog, steps: usize, level: Level) -> Table {
    let touchpoints = log.touchpoints().len();
    let steps = steps.min(log.paths().map(|events| events.len()).max().unwrap_or(0));
    // A place for each touchpoint and, at the end, for the paths that have ended.
    let mut n = vec![vec![0_u64; touchpoints + 1]; steps];
    for events in log.paths() {
        for (step, counts) in n.iter_mut().enumerate() {
            let event = events.start + step;
            let code = if event < events.end { log.touchpoint_codes().get(event) } else { None };
            counts[code.unwrap_or(touchpoints)] += 1; // codes count the touchpoints
        }
    }
    let mut rows: Vec<(usize, usize, u64)> = Vec::new();
    for (step, counts) in n.iter().enumerate() {
        let from = rows.len();
        rows.extend(counts.iter().enumerate().filter(|(_, n)| **n > 0).map(|(code, &n)| (step, code, n)));
        // Most frequent first, those that have ended last.
        rows[from..].sort_by_key(|&(_, code, n)| (code == touchpoints, std::cmp::Reverse(n))); // `from` is no more than the length
    }
    let customers = log.n_customers() as u64;
    let counts: Vec<(u64, u64)> = rows.iter().map(|&(_, _, n)| (n, customers)).collect();
    let table = Table::default()
        .with("step", count_column(rows.iter().map(|(step, _, _)| *step as u64 + 1)))
        .with("touchpoint", name_column(rows.iter().map(|(_, code, _)| log.touchpoints().get(*code))));
    with_shares(table, &counts, level)
}
