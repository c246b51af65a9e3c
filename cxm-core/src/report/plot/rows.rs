use super::PlotOptions;
use crate::columns::time::date_text;
use crate::columns::{Table, TableColumn};
use crate::error::{Error, Result};
use crate::report::chart::{ChartUnit, PointValue};
use crate::report::scorecard::key_text;

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
        let names = table.columns().iter().map(|(name, _)| name.as_str());
        let at = table.columns().iter().position(|(name, _)| name == "estimate");
        let at = at.ok_or_else(|| crate::columns::unknown_column("estimate", names))?;
        let numbers = |name: &str| -> Result<Vec<Option<f64>>> {
            match table.column(name) {
                None => Ok(vec![None; table.len()]),
                Some(TableColumn::Float(values)) => Ok(values.clone()),
                Some(TableColumn::Count(values)) => Ok(values.iter().map(|value| value.map(|count| count as f64)).collect()),
                Some(_) => Err(Error::option(
                    "table",
                    "a table of scores, of groups or periods",
                    format!("a column {name:?} that holds no numbers"),
                )),
            }
        };
        let (estimate, low, high, n) = (numbers("estimate")?, numbers("conf_low")?, numbers("conf_high")?, numbers("n")?);
        let mut values = Vec::with_capacity(table.len());
        for row in 0..table.len() {
            let flags = table.value("flags", row);
            let flags: Vec<&str> = flags.as_str().unwrap_or_default().split(',').collect();
            // The row is below the length of every column.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // counts, at most 2^53
            let count = n[row].filter(|n| *n >= 0.0).map(|n| n as u64);
            values.push(PointValue::from_fields(estimate[row], low[row], high[row], count, &flags, options.min_n));
        }
        // What stands before the first number names the row.
        let at = table.columns().iter().position(|(name, _)| NUMBERS.contains(&name.as_str())).unwrap_or(at);
        let keys: Vec<(&str, &TableColumn)> =
            table.columns().iter().take(at).map(|(name, column)| (name.as_str(), column)).collect();
        let by: Vec<(&str, &TableColumn)> = keys.iter().copied().filter(|(name, _)| *name != "period").collect();
        let groups = (0..table.len()).map(|row| by.iter().map(|(_, column)| label(column, row)).collect()).collect();
        let periods = table.column("period").map(|column| (0..table.len()).map(|row| period(column, row)).collect());
        let unit = options.unit.unwrap_or_else(|| unit_of(&values));
        Ok(Self { by: by.into_iter().map(|(name, _)| name.to_owned()).collect(), groups, periods, values, unit })
    }
}

fn label(column: &TableColumn, row: usize) -> String {
    let none = || "(none)".to_owned();
    match column {
        TableColumn::Key { keys, .. } => keys.get(row).map_or_else(none, key_text),
        TableColumn::Text(texts) => texts.get(row).cloned().flatten().unwrap_or_else(none),
        TableColumn::Date(days) => days.get(row).copied().flatten().map_or_else(none, date_text),
        TableColumn::Float(values) => values.get(row).copied().flatten().map_or_else(none, |value| value.to_string()),
        TableColumn::Time(_) => column.value(row).as_str().map_or_else(none, str::to_owned),
        TableColumn::Count(values) => values.get(row).copied().flatten().map_or_else(none, |value| value.to_string()),
    }
}

fn period(column: &TableColumn, row: usize) -> String {
    match label(column, row) {
        none if none == "(none)" => String::new(),
        // Times at midnight stand for their day.
        text => text
            .get(..10)
            .filter(|_| text.get(10..).is_some_and(|rest| rest.starts_with(['T', ' '])))
            .map_or(text.clone(), str::to_owned),
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
