use super::Args;
use crate::columns::time::{Instant, date_text};
use crate::columns::{Cell, ColumnView, Frame, Table};
use crate::error::{Error, Result};
use crate::formats::csv::{CellForm, CsvWriteOptions, write_csv, write_table};
use std::borrow::Cow;

/// `table.to_csv(delimiter=",", spreadsheet_safe=False)`. With `spreadsheet_safe`, names and texts that a spreadsheet would run as a formula get a
/// `'` before them.
///
/// # Errors
/// `invalid_option`, and those of [`write_table`].
pub fn table_to_csv(table: &Table, args: Args) -> Result<String> {
    write_table(table, &options(args)?)
}

/// [`table_to_csv`] of a table that came back as the caller's own frame.
///
/// # Errors
/// `invalid_option` for a value that is no text, number, date or time; else as [`table_to_csv`].
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, frame_to_csv};
/// use cxm_core::columns::{ColumnView, Frame};
/// let frame = Frame::new(vec![ColumnView::from(&["=1+1", "a,b"]).named("group"), ColumnView::from(&[-12.5, f64::NAN]).named("nps")])?;
/// assert_eq!(frame_to_csv(&frame, Args::from_json("to_csv", "{}")?)?, "group,nps\r\n=1+1,-12.5\r\n\"a,b\",\r\n");
/// let safe = Args::from_json("to_csv", r#"{"spreadsheet_safe": true}"#)?;
/// assert!(frame_to_csv(&frame, safe)?.starts_with("group,nps\r\n'=1+1,-12.5\r\n"));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn frame_to_csv(frame: &Frame<'_>, args: Args) -> Result<String> {
    let options = options(args)?;
    let guarded = |text: &str| options.form.of(text).into_owned();
    let names: Vec<String> = frame.columns().iter().map(|column| guarded(column.name().unwrap_or_default())).collect();
    let column = |column: &ColumnView<'_>| {
        let name = column.name().unwrap_or_default().to_owned();
        let cell = |(row, cell): (usize, Cell<'_>)| match cell {
            Cell::Text(text) => Ok(guarded(&text)),
            other => written(&other).map(Cow::into_owned).map_err(|kind| {
                let error = Error::option("table", "a table of texts, numbers, dates and times", kind);
                error.with_row(row as u64).with_field(name.clone())
            }),
        };
        column.cells().enumerate().map(cell).collect::<Result<Vec<String>>>()
    };
    let columns = frame.columns().iter().map(column).collect::<Result<Vec<_>>>()?;
    let rows = (0..frame.rows()).map(|row| columns.iter().map(move |cells| cells.get(row).map_or("", String::as_str)));
    // The cells are in their form already.
    write_csv(&names, rows, &options.form(CellForm::Plain))
}

fn options(mut args: Args) -> Result<CsvWriteOptions> {
    let mut options = CsvWriteOptions::default();
    options.delimiter = args.name("delimiter")?.unwrap_or(options.delimiter);
    if args.truth("spreadsheet_safe")?.unwrap_or(false) {
        options.form = CellForm::SpreadsheetSafe;
    }
    args.finish()?;
    Ok(options)
}

/// A cell that is no text: numbers in their shortest form, dates and times in ISO 8601; else what it is.
fn written(cell: &Cell<'_>) -> Result<Cow<'static, str>, String> {
    Ok(match cell {
        Cell::Null => "".into(),
        Cell::Bool(true) => "true".into(),
        Cell::Bool(false) => "false".into(),
        Cell::Int(value) => value.to_string().into(),
        Cell::Float(value) if value.is_nan() => "".into(),
        Cell::Float(value) if *value != 0.0 && !(1e-5..1e16).contains(&value.abs()) => format!("{value:e}").into(),
        Cell::Float(value) => value.to_string().into(),
        Cell::Date(day) => date_text(*day).into(),
        Cell::Time(micros) => Instant::from_micros(*micros).map_err(|error| error.message().to_owned())?.to_string().into(),
        Cell::LocalTime(micros) => {
            let shown = Instant::from_micros(*micros).map_err(|error| error.message().to_owned())?.to_string();
            shown.trim_end_matches('Z').to_owned().into()
        }
        Cell::Text(text) => text.clone().into_owned().into(),
        Cell::List(_) => return Err("a list".to_owned()),
        Cell::Other(kind) => return Err((*kind).to_owned()),
    })
}
