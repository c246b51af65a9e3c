//! The rows of a table of results, read for people: what may be shown of each, and its keys as text.

use super::chart::PointValue;
use super::chart::flow_layout::MOST_STAGES;
use super::scorecard::key_text;
use crate::columns::time::date_text;
use crate::columns::{Key, Table, TableColumn, unknown_column};
use crate::error::{Code, Error, Result};

/// What may be shown of each row, by its `estimate`, and where it has them `conf_low`, `conf_high`, `n` and `flags`.
///
/// # Errors
/// `unknown_column` without a column `estimate`; `invalid_option` where one of numbers holds something else.
pub(super) fn shown_values(table: &Table, min_n: Option<u64>) -> Result<Vec<PointValue>> {
    require_columns(table, &["estimate"])?;
    let [estimate, low, high, n] = ["estimate", "conf_low", "conf_high", "n"].map(|name| numbers(table, name));
    let (estimate, low, high, n) = (estimate?, low?, high?, n?);
    let value = |row: usize| {
        let flags = table.value("flags", row);
        let flags: Vec<&str> = flags.as_str().unwrap_or_default().split(',').collect();
        PointValue::from_fields(at(&estimate, row), at(&low, row), at(&high, row), count(at(&n, row)), &flags, min_n)
    };
    Ok((0..table.len()).map(value).collect())
}

/// The number of a row, if there is one.
pub(super) fn at(values: &[Option<f64>], row: usize) -> Option<f64> {
    values.get(row).copied().flatten()
}

/// A number of a table as the count that it is.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // counts, at most 2^53
pub(super) fn count(number: Option<f64>) -> Option<u64> {
    number.filter(|number| *number >= 0.0).map(|number| number as u64)
}

/// The steps of a table, from 1 on; where one is 0 or no number, nothing.
///
/// # Errors
/// `out_of_range` past the most that a picture has.
pub(super) fn steps(table: &Table) -> Result<Vec<Option<usize>>> {
    let step = |number: Option<f64>| match count(number) {
        Some(step) if step > MOST_STAGES as u64 => {
            Err(Error::expected(Code::OutOfRange, "step", format!("1 to {MOST_STAGES}"), step.to_string()))
        }
        step => Ok(step.and_then(|step| usize::try_from(step).ok()).filter(|step| *step > 0)),
    };
    numbers(table, "step")?.into_iter().map(step).collect()
}

/// The columns before this one: they name the group of a row.
pub(super) fn columns_before<'t>(table: &'t Table, name: &str) -> Vec<(&'t str, &'t TableColumn)> {
    table.columns().iter().take_while(|(own, _)| own != name).map(|(own, column)| (own.as_str(), column)).collect()
}

/// The group that a row is of, as people read it.
pub(super) fn group(by: &[(&str, &TableColumn)], row: usize) -> Vec<String> {
    by.iter().map(|(_, column)| label(column, row).unwrap_or_else(|| "(none)".to_owned())).collect()
}

/// Refuses a table that lacks one of these.
///
/// # Errors
/// `unknown_column` that names the nearest.
pub(super) fn require_columns(table: &Table, names: &[&str]) -> Result<()> {
    let missing = names.iter().find(|name| table.column(name).is_none());
    let known = || table.columns().iter().map(|(name, _)| name.as_str());
    missing.map_or(Ok(()), |name| Err(unknown_column(name, known())))
}

/// The numbers of a column; nothing where the table has none of this name.
///
/// # Errors
/// `invalid_option` where it holds something else.
pub(super) fn numbers(table: &Table, name: &str) -> Result<Vec<Option<f64>>> {
    match table.column(name) {
        None => Ok(vec![None; table.len()]),
        Some(TableColumn::Float(values)) => Ok(values.clone()),
        Some(TableColumn::Numbers(values)) => Ok(values.iter().copied().map(Some).collect()),
        Some(TableColumn::Count(values)) => Ok(values.iter().map(|value| value.map(|count| count as f64)).collect()),
        Some(TableColumn::Key { keys, .. }) => keys.iter().map(|key| key_number(name, key)).collect(),
        Some(_) => Err(no_numbers(name)),
    }
}

/// The number that a key is: columns of a frame that came back are keys.
fn key_number(name: &str, key: &Key) -> Result<Option<f64>> {
    match key {
        Key::Null => Ok(None),
        Key::Int(value) => Ok(Some(*value as f64)),
        Key::Float(value) => Ok(Some(value.get())),
        _ => Err(no_numbers(name)),
    }
}

fn no_numbers(name: &str) -> Error {
    Error::option("table", "a table of results, of groups or periods", format!("a column {name:?} that holds no numbers"))
}

/// What a column says of a row, as people read it; `None` where it says nothing.
pub(super) fn label(column: &TableColumn, row: usize) -> Option<String> {
    match column {
        TableColumn::Key { keys, .. } => keys.get(row).filter(|key| **key != Key::Null).map(key_text),
        TableColumn::Text(texts) => texts.get(row).cloned().flatten(),
        TableColumn::Date(days) => days.get(row).copied().flatten().map(date_text),
        TableColumn::Float(values) => values.get(row).copied().flatten().map(|value| value.to_string()),
        TableColumn::Numbers(values) => values.get(row).map(f64::to_string),
        TableColumn::Count(values) => values.get(row).copied().flatten().map(|value| value.to_string()),
        TableColumn::Time(_) => column.value(row).as_str().map(str::to_owned),
    }
}

/// The period of a row, `2026-05-01`; empty where it has none.
pub(super) fn period(column: &TableColumn, row: usize) -> String {
    let text = label(column, row).unwrap_or_default();
    // Times at midnight stand for their day.
    match text.split_at_checked(10) {
        Some((day, time)) if time.starts_with(['T', ' ']) => day.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_numbers_that_holds_text_is_refused_and_a_missing_one_named() {
        let texts = TableColumn::Text(vec![Some("41".to_owned())]);
        assert_eq!(shown_values(&Table::default().with("estimate", texts), None).unwrap_err().code(), Code::InvalidOption);
        let error = require_columns(&Table::default().with("kpis", TableColumn::Float(Vec::new())), &["kpi"]).unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::UnknownColumn, Some("kpi")));
    }

    #[test]
    fn a_period_is_a_day_however_the_table_came_back() {
        let day = TableColumn::Date(vec![Some(20_727), None]);
        assert_eq!((period(&day, 0).as_str(), period(&day, 1).as_str()), ("2026-10-01", ""));
        let time = TableColumn::Time(vec![Some(20_727 * 86_400_000_000)]);
        let text = TableColumn::Text(vec![Some("2026-10-01 00:00:00".to_owned())]);
        let key = TableColumn::Key { keys: vec![Key::Date(20_727)], rows: None };
        assert_eq!([time, text, key].map(|column| period(&column, 0)), ["2026-10-01"; 3]);
    }
}
