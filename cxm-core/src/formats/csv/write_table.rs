use super::{CellForm, CsvWriteOptions, write_csv};
use crate::columns::{Table, TableColumn};
use crate::error::Result;
use serde_json::Value;

/// Writes a result as CSV: null as an empty cell, numbers in their shortest form, dates and times in ISO 8601.
///
/// The spreadsheet-safe form guards names and texts; a negative number stays a number.
///
/// # Errors
/// As [`write_csv`].
///
/// # Examples
/// ```
/// use cxm_core::columns::{Table, TableColumn};
/// use cxm_core::formats::csv::{CellForm, CsvWriteOptions, write_table};
/// let table = Table::default()
///     .with("group", TableColumn::Text(vec![Some("=1+1".to_owned()), None]))
///     .with("nps", TableColumn::Float(vec![Some(-12.5), None]));
/// let options = CsvWriteOptions::default().form(CellForm::SpreadsheetSafe);
/// assert_eq!(write_table(&table, &options)?, "group,nps\r\n'=1+1,-12.5\r\n,\r\n");
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn write_table(table: &Table, options: &CsvWriteOptions) -> Result<String> {
    let names: Vec<_> = table.columns().iter().map(|(name, _)| options.form.of(name)).collect();
    let cell = |row: usize, (_, column): &(String, TableColumn)| match column.value(row) {
        Value::Null => String::new(),
        Value::String(text) => options.form.of(&text).into_owned(),
        other => other.to_string(),
    };
    let rows = (0..table.len()).map(|row| table.columns().iter().map(move |column| cell(row, column)));
    // The cells are in their form already.
    write_csv(&names, rows, &options.clone().form(CellForm::Plain))
}
