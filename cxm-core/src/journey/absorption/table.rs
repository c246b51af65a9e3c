use super::super::share_columns::{count_column, name_column};
use super::chain::Chain;
use crate::columns::{Table, TableColumn};
use crate::records::event_log::EventLog;
use crate::stats::interval::Interval;

/// From a state, or from the start of a path, to a target.
pub(super) struct Row {
    pub state: Option<usize>,
    /// A place among the targets, or past the last.
    pub target: usize,
    pub expected_visits: f64,
    pub steps: f64,
    pub step_range: Option<Interval>,
    pub probability: Option<f64>,
    pub range: Option<Interval>,
    pub steps_to_target: Option<f64>,
}

pub(super) fn table(log: &EventLog, chain: &Chain, rows: &[Row]) -> Table {
    let number = |of: fn(&Row) -> Option<f64>| TableColumn::Float(rows.iter().map(of).collect());
    let name = |code: Option<&usize>| code.and_then(|&code| log.touchpoints().get(code));
    let count = |of: &[u64]| {
        count_column(rows.iter().map(|row| row.state.map_or(chain.n_customers, |state| of.get(state).copied().unwrap_or(0))))
    };
    Table::default()
        .with("touchpoint", name_column(rows.iter().map(|row| name(row.state.and_then(|state| chain.states.get(state))))))
        .with("target", name_column(rows.iter().map(|row| name(chain.targets.get(row.target)))))
        .with("n", count(&chain.visits))
        .with("n_customers", count(&chain.customers))
        .with("expected_visits", number(|row| Some(row.expected_visits)))
        .with("steps_to_end", number(|row| Some(row.steps)))
        .with("steps_low", number(|row| row.step_range.map(|range| range.low)))
        .with("steps_high", number(|row| row.step_range.map(|range| range.high)))
        .with("probability", number(|row| row.probability))
        .with("conf_low", number(|row| row.range.map(|range| range.low)))
        .with("conf_high", number(|row| row.range.map(|range| range.high)))
        .with("steps_to_target", number(|row| row.steps_to_target))
}
