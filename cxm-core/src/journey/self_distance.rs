use crate::columns::{Key, Table, TableColumn};
use crate::records::event_log::EventLog;

/// After how many events at the least a customer meets a touchpoint again: `touchpoint`, `events_between` (0: directly again) and `steps` (one more).
/// Only touchpoints that some customer meets again.
#[must_use]
pub fn minimum_self_distances(log: &EventLog) -> Table {
    let mut least: Vec<Option<u64>> = vec![None; log.touchpoints().len()];
    let mut last = vec![(usize::MAX, 0_usize); least.len()];
    for (customer, events) in log.paths().enumerate() {
        for event in events {
            let Some(code) = log.touchpoint_codes().get(event) else { continue };
            let before = last[code]; // codes count the touchpoints, as both lists do
            if before.0 == customer {
                let steps = (event - before.1) as u64;
                least[code] = Some(least[code].map_or(steps, |least| least.min(steps)));
            }
            last[code] = (customer, event);
        }
    }
    let found: Vec<(Key, u64)> =
        log.touchpoints().iter().zip(least).filter_map(|(name, least)| Some((Key::Text(name.clone()), least?))).collect();
    Table::default()
        .with("touchpoint", TableColumn::Key { keys: found.iter().map(|(key, _)| key.clone()).collect(), rows: None })
        .with("events_between", TableColumn::Count(found.iter().map(|(_, steps)| Some(steps - 1)).collect()))
        .with("steps", TableColumn::Count(found.iter().map(|(_, steps)| Some(*steps)).collect()))
}
