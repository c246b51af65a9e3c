use super::PlotOptions;
use crate::columns::{Table, TableColumn};
use crate::error::Result;
use crate::report::chart::{ChartUnit, PointValue};
use crate::report::rows::{group, period, shown_values};

/// The columns of results that may stand first, in tables of `score` and `compare_groups`.
const NUMBERS: [&str; 3] = ["estimate", "n", "score"];

/// The rows of a table of scores: what names them, and what may be shown.
pub(super) struct Rows {
    /// The group columns.
    pub by: Vec<String>,
    /// The groups of each row.
    pub groups: Vec<Vec<String>>,
    /// The period of each row, `2026-05-01`; empty where it has none. `None` without a column of periods.
    pub periods: Option<Vec<String>>,
    /// What may be shown.
    pub values: Vec<PointValue>,
    /// The unit of the values.
    pub unit: ChartUnit,
}

impl Rows {
    /// Reads a table as `score` gives it: `by...`, `period`, `estimate`, `conf_low`, `conf_high`, `n`, `flags`.
    ///
    /// # Errors
    /// `unknown_column` without a column `estimate` of numbers.
    pub fn of(table: &Table, options: &PlotOptions) -> Result<Self> {
        let values = shown_values(table, options.min_n)?;
        // What stands before the first number names the row.
        let is_key = |(name, _): &(&str, &TableColumn)| !NUMBERS.contains(name);
        let keys: Vec<(&str, &TableColumn)> =
            table.columns().iter().map(|(name, column)| (name.as_str(), column)).take_while(is_key).collect();
        let by: Vec<(&str, &TableColumn)> = keys.iter().copied().filter(|(name, _)| *name != "period").collect();
        let groups = (0..table.len()).map(|row| group(&by, row)).collect();
        let periods = table.column("period").map(|column| (0..table.len()).map(|row| period(column, row)).collect());
        let unit = options.unit.unwrap_or_else(|| unit_of(&values));
        Ok(Self { by: by.into_iter().map(|(name, _)| name.to_owned()).collect(), groups, periods, values, unit })
    }
}

fn unit_of(values: &[PointValue]) -> ChartUnit {
    let numbers = values.iter().filter_map(PointValue::as_shown).flat_map(|shown| {
        let (low, high) = shown.interval.unwrap_or((shown.estimate, shown.estimate));
        [low, shown.estimate, high]
    });
    let (low, high) = numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low > high {
        ChartUnit::Number
    } else if low >= 0.0 && high <= 1.0 {
        ChartUnit::Share
    } else if low < -10.0 || high > 10.0 {
        if low >= -100.0 && high <= 100.0 { ChartUnit::Points } else { ChartUnit::Number }
    } else {
        ChartUnit::Number
    }
}
