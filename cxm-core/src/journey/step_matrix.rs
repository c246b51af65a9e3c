use super::by::By;
use super::share_columns::{count_column, name_column, with_shares};
use crate::columns::{Key, Table, TableColumn};
use crate::error::Result;
use crate::records::event_log::EventLog;
use crate::stats::Level;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Where customers are at each step of their path: `step` from 1 on, `touchpoint` (null: the path has ended), `n` of all customers, their `share` with Wilson's interval. The
/// rows of a step add up to all customers; touchpoints where nobody is at a step have no row there. With `by`, an attribute or the channel, the same for each group of customers, named in
/// a column before the others: whose first event has this value.
///
/// # Errors
/// `unknown_column` of `by`.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::journey::step_matrix;
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// use cxm_core::stats::Level;
/// let (customer, touchpoint) = (ColumnView::from(&["a", "a", "b"]), ColumnView::from(&["visit", "pay", "visit"]));
/// let columns = EventColumns::new(customer, touchpoint, ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-01"]));
/// let table = step_matrix(&EventLog::new(&columns, &EventLogOptions::default())?, 2, None, Level::default())?;
/// assert_eq!((table.len(), table.value("n", 0)), (3, 2.into())); // both visit; then one pays, and the other's path has ended
/// assert!(table.value("touchpoint", 2).is_null());
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn step_matrix(log: &EventLog, steps: usize, by: Option<&str>, level: Level) -> Result<Table> {
    let touchpoints = log.touchpoints().len();
    let column = by.map(|name| By::of(log, name)).transpose()?;
    // A place for each touchpoint and, at the end, for the paths that have ended.
    let mut groups: BTreeMap<u64, Group> = BTreeMap::new();
    for events in log.paths() {
        let code = column.as_ref().map_or(0, |column| column.code(events.start));
        let group = groups.entry(code).or_default();
        group.customers += 1;
        let steps = steps.min(events.len());
        if group.n.len() < steps {
            group.n.resize(steps, vec![0; touchpoints + 1]);
        }
        for (event, counts) in events.zip(&mut group.n) {
            counts[log.touchpoint_codes().get(event).unwrap_or(touchpoints)] += 1; // codes count the touchpoints
        }
    }
    let mut rows: Vec<(u64, usize, usize, u64)> = Vec::new();
    let mut counts: Vec<(u64, u64)> = Vec::new();
    for (&code, group) in &groups {
        for (step, n) in group.n.iter().enumerate() {
            let from = rows.len();
            // Who is at no touchpoint has ended.
            let ended = group.customers - n.iter().sum::<u64>();
            let here = n.iter().take(touchpoints).copied().chain([ended]).enumerate().filter(|(_, n)| *n > 0);
            rows.extend(here.map(|(touchpoint, n)| (code, step, touchpoint, n)));
            // Most frequent first, those that have ended last.
            rows[from..].sort_by_key(|row| (row.2 == touchpoints, Reverse(row.3))); // `from` is no more than the length
        }
        counts.extend(rows[counts.len()..].iter().map(|row| (row.3, group.customers)));
    }
    let mut table = Table::default();
    if let (Some(name), Some(column)) = (by, &column) {
        let keys: Vec<Key> = rows.iter().map(|row| column.key(row.0)).collect();
        table = table.with(name, TableColumn::Key { keys, rows: None });
    }
    let table = table
        .with("step", count_column(rows.iter().map(|row| row.1 as u64 + 1)))
        .with("touchpoint", name_column(rows.iter().map(|row| log.touchpoints().get(row.2))));
    Ok(with_shares(table, &counts, level))
}

/// How many customers of a group are at each touchpoint, step by step.
#[derive(Default)]
struct Group {
    customers: u64,
    n: Vec<Vec<u64>>,
}
