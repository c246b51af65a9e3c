use super::Args;
use crate::columns::Table;
use crate::error::Result;
use crate::formats::csv::{CellForm, CsvWriteOptions, write_table};

/// `table.to_csv(delimiter=",", spreadsheet_safe=False)`. With `spreadsheet_safe`, names and texts that a spreadsheet would run as a formula get a
/// `'` before them.
///
/// # Errors
/// `invalid_option`, and those of [`write_table`].
pub fn table_to_csv(table: &Table, mut args: Args) -> Result<String> {
    let mut options = CsvWriteOptions::default();
    options.delimiter = args.name("delimiter")?.unwrap_or(options.delimiter);
    if args.truth("spreadsheet_safe")?.unwrap_or(false) {
        options.form = CellForm::SpreadsheetSafe;
    }
    args.finish()?;
    write_table(table, &options)
}
