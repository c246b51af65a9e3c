use super::share_columns::{count_column, name_column, share_columns, shares};
use crate::columns::Table;
use crate::error::Result;
use crate::records::event_log::EventLog;
use crate::stats::Level;
use std::cmp::Reverse;
use std::collections::HashMap;

/// What a customer at each step of their path does next, for the first `steps` steps: `step` from 1 on, `source`, `target` (null: the path ends there), `n` customers,
/// `share_of_first` of all who are at the first step, and `share_of_previous` of those who are at the source at this step, each with Wilson's interval (`conf_low`,
/// `conf_high`; `previous_conf_low`, `previous_conf_high`). With `start` paths begin at its first time, and customers without it are left out.
///
/// # Errors
/// `unknown_id` with the nearest touchpoint.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::journey::step_flows;
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// use cxm_core::stats::Level;
/// let (customer, touchpoint) = (ColumnView::from(&["a", "a", "b"]), ColumnView::from(&["visit", "pay", "visit"]));
/// let columns = EventColumns::new(customer, touchpoint, ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-01"]));
/// let table = step_flows(&EventLog::new(&columns, &EventLogOptions::default())?, 2, None, Level::default())?;
/// assert_eq!((table.value("target", 0), table.value("share_of_previous", 0)), ("pay".into(), 0.5.into())); // of two visits, one pays
/// assert!(table.value("target", 1).is_null()); // and the other's path ends
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn step_flows(log: &EventLog, steps: usize, start: Option<&str>, level: Level) -> Result<Table> {
    let start = start.map(|name| log.code_of(name)).transpose()?;
    let (codes, end) = (log.touchpoint_codes(), log.touchpoints().len());
    let mut first = 0;
    let mut flows: HashMap<(usize, usize, usize), u64> = HashMap::new();
    for events in log.paths() {
        let begin = match start {
            Some(start) => events.clone().find(|&event| codes.get(event) == Some(start)),
            None => Some(events.start),
        };
        let Some(begin) = begin.filter(|&begin| begin < events.end) else { continue };
        first += 1;
        for (step, event) in (begin..events.end).enumerate().take(steps) {
            let target = if event + 1 < events.end { codes.get(event + 1) } else { None };
            *flows.entry((step, codes.get(event).unwrap_or(end), target.unwrap_or(end))).or_default() += 1;
        }
    }
    let mut sources: HashMap<(usize, usize), u64> = HashMap::new();
    for (&(step, source, _), &n) in &flows {
        *sources.entry((step, source)).or_default() += n;
    }
    let at_source = |step: usize, source: usize| sources.get(&(step, source)).copied().unwrap_or_default();
    let mut rows: Vec<(usize, usize, usize, u64)> = flows.into_iter().map(|((step, from, to), n)| (step, from, to, n)).collect();
    // The largest sources of a step first, the end of paths last.
    rows.sort_unstable_by_key(|&(step, from, to, n)| (step, Reverse(at_source(step, from)), from, to == end, Reverse(n), to));
    let [of_first, first_low, first_high] = share_columns(&shares(rows.iter().map(|row| (row.3, first)), level));
    let of_previous = shares(rows.iter().map(|row| (row.3, at_source(row.0, row.1))), level);
    let [of_previous, previous_low, previous_high] = share_columns(&of_previous);
    Ok(Table::default()
        .with("step", count_column(rows.iter().map(|row| row.0 as u64 + 1)))
        .with("source", name_column(rows.iter().map(|row| log.touchpoints().get(row.1))))
        .with("target", name_column(rows.iter().map(|row| log.touchpoints().get(row.2))))
        .with("n", count_column(rows.iter().map(|row| row.3)))
        .with("share_of_first", of_first)
        .with("conf_low", first_low)
        .with("conf_high", first_high)
        .with("share_of_previous", of_previous)
        .with("previous_conf_low", previous_low)
        .with("previous_conf_high", previous_high))
}
