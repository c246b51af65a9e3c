use super::share_columns::{name_column, with_shares};
use crate::columns::Table;
use crate::error::{Error, Result};
use crate::records::event_log::EventLog;
use crate::stats::Level;

/// What comes next after these touchpoints, one directly after the other: `touchpoint` (null: nothing, the path ends there), `n` customers, their `share` with Wilson's interval; most
/// frequent first. Each customer counts once, with the first time that it happens.
///
/// # Errors
/// `unknown_id` with the nearest touchpoint; `invalid_option` without any.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::journey::next_step;
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// use cxm_core::stats::Level;
/// let (customer, touchpoint) = (ColumnView::from(&["a", "a", "b"]), ColumnView::from(&["visit", "pay", "visit"]));
/// let columns = EventColumns::new(customer, touchpoint, ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-01"]));
/// let table = next_step(&EventLog::new(&columns, &EventLogOptions::default())?, &["visit"], Level::default())?;
/// assert_eq!((table.value("touchpoint", 0), table.value("share", 0)), ("pay".into(), 0.5.into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn next_step<S: AsRef<str>>(log: &EventLog, prefix: &[S], level: Level) -> Result<Table> {
    if prefix.is_empty() {
        return Err(Error::option("prefix", "one touchpoint or more", "none"));
    }
    let prefix = prefix.iter().map(|name| log.code_of(name.as_ref())).collect::<Result<Vec<_>>>()?;
    let touchpoints = log.touchpoints().len();
    let mut n = vec![0_u64; touchpoints + 1];
    for events in log.paths() {
        let is_here = |start: usize| {
            start + prefix.len() <= events.end
                && (start..).zip(&prefix).all(|(event, &code)| log.touchpoint_codes().get(event) == Some(code))
        };
        let Some(start) = events.clone().find(|&start| is_here(start)) else { continue };
        let next = start + prefix.len();
        let code = if next < events.end { log.touchpoint_codes().get(next) } else { None };
        n[code.unwrap_or(touchpoints)] += 1; // codes count the touchpoints
    }
    let mut order: Vec<usize> = (0..n.len()).filter(|&code| n[code] > 0).collect();
    order.sort_by_key(|&code| std::cmp::Reverse(n[code]));
    let base: u64 = n.iter().sum();
    let counts: Vec<(u64, u64)> = order.iter().map(|&code| (n[code], base)).collect();
    let names = name_column(order.iter().map(|&code| log.touchpoints().get(code)));
    Ok(with_shares(Table::default().with("touchpoint", names), &counts, level))
}
