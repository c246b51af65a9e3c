// Writing to a String cannot fail: its results are dropped.
use std::fmt::Write as _;

use super::frame::{Content, html_table, push};
use crate::columns::time::date_text;
use crate::columns::{Key, Table, TableColumn};
use crate::report::chart::inline_interval_svg;
use crate::report::number::{count, fixed};
use crate::report::page;
use crate::report::scorecard::key_text;

/// Rows of a table that are shown in text.
const TEXT_ROWS: usize = 10;

/// Rows of a table that are shown; how many more there are is said.
const ROWS: usize = 60;

/// A table as HTML, columns of whole numbers without digits after the point; beside an estimate with its interval a small picture on the range of all rows.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Table, TableColumn};
/// use cxm_core::report::notebook;
/// let table = Table::default().with("region", TableColumn::Text(vec![Some("<b>".into())]));
/// assert!(notebook::table(&table).contains("&lt;b&gt;"));
/// let table = table.with("n", TableColumn::Float(vec![Some(60.0)])).with("estimate", TableColumn::Float(vec![Some(12.5)]));
/// assert!(notebook::table(&table).contains(">60</td>"));
/// assert!(notebook::table(&table).contains(">12.5000</td>"));
/// ```
#[must_use]
pub fn table(given: &Table) -> String {
    let float = |name: &str| match given.column(name) {
        Some(TableColumn::Float(values)) => Some(values),
        _ => None,
    };
    let pictures = float("estimate").zip(float("conf_low")).zip(float("conf_high"));
    let range = pictures.map(|((estimate, low), high)| {
        let numbers = estimate.iter().chain(low).chain(high).flatten().filter(|value| value.is_finite());
        numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)))
    });
    let mut headings = Vec::new();
    let mut rows = Vec::new();
    for row in 0..given.len().min(ROWS) {
        let (mut names, mut cells) = (Vec::new(), Vec::new());
        for (name, column) in given.columns() {
            push(&mut names, &mut cells, name.clone(), content(column, row, ROWS));
            if name == "conf_high"
                && let (Some(((estimate, low), high)), Some(range)) = (pictures, range)
            {
                let at = |values: &[Option<f64>]| values.get(row).copied().flatten();
                let svg = inline_interval_svg(at(estimate), at(low).zip(at(high)), range);
                push(&mut names, &mut cells, "", Content::Picture(svg));
            }
        }
        headings = names;
        rows.push(cells);
    }
    if rows.is_empty() {
        headings = given.columns().iter().map(|(name, _)| name.clone()).collect();
    }
    let mut out = html_table("", &headings, &rows);
    if given.len() > ROWS {
        let _ = writeln!(out, "<p>{} more rows</p>", count((given.len() - ROWS) as u64));
    }
    out
}

/// A table as aligned text, its first ten rows; how many more there are is said.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Table, TableColumn};
/// use cxm_core::report::notebook;
/// let table = Table::default().with("region", TableColumn::Text(vec![Some("EU".into()), None])).with("n", TableColumn::Count(vec![Some(5), Some(1200)]));
/// let lines: Vec<_> = notebook::table_text(&table).lines().map(str::to_owned).collect();
/// assert_eq!(lines, ["region      n", "──────  ─────", "EU          5", "        1,200"]);
/// ```
#[must_use]
pub fn table_text(given: &Table) -> String {
    let mut text = page::Table::default();
    for (name, column) in given.columns() {
        text = text.column(name, if is_number(column) { page::Align::Right } else { page::Align::Left });
    }
    for row in 0..given.len().min(TEXT_ROWS) {
        text = text.row(given.columns().iter().map(|(_, column)| cell(column, row)));
    }
    let mut out = text.to_text(usize::MAX);
    match given.len().saturating_sub(TEXT_ROWS) {
        0 => {}
        1 => out.push_str("\n1 more row"),
        more => drop(write!(out, "\n{} more rows", count(more as u64))),
    }
    out
}

fn cell(column: &TableColumn, row: usize) -> page::Cell {
    let text = match column {
        TableColumn::Key { keys, .. } if is_number(column) && keys.get(row) == Some(&Key::Null) => String::new(),
        _ => match content(column, row, TEXT_ROWS) {
            Content::Number(text) | Content::Text(text) => text,
            Content::Picture(_) => String::new(), // a column makes none
        },
    };
    page::Cell::Text(text)
}

fn is_number(column: &TableColumn) -> bool {
    match column {
        TableColumn::Float(_) | TableColumn::Numbers(_) | TableColumn::Count(_) => true,
        TableColumn::Key { keys, .. } => keys.iter().all(|key| matches!(key, Key::Int(_) | Key::Float(_) | Key::Null)),
        _ => false,
    }
}

fn content(column: &TableColumn, row: usize, rows: usize) -> Content {
    match column {
        TableColumn::Float(values) => number(values.iter().take(rows).copied(), row),
        TableColumn::Numbers(values) => number(values.iter().take(rows).copied().map(Some), row),
        TableColumn::Count(values) => Content::Number(values.get(row).copied().flatten().map_or(String::new(), count)),
        TableColumn::Text(values) => Content::Text(values.get(row).cloned().flatten().unwrap_or_default()),
        TableColumn::Date(values) => Content::Text(values.get(row).copied().flatten().map_or(String::new(), date_text)),
        TableColumn::Time(_) => Content::Text(column.value(row).as_str().unwrap_or_default().to_owned()),
        TableColumn::Key { keys, .. } => match keys.get(row) {
            // A column of numbers that a caller gives back has come without its kind.
            Some(Key::Float(value)) if value.get().to_string().len() > 8 => Content::Number(short(value.get())),
            key => Content::Text(key.map_or(String::new(), key_text)),
        },
    }
}

/// One of the numbers of a column, without a fraction where none of them has one.
fn number(mut values: impl Iterator<Item = Option<f64>> + Clone, row: usize) -> Content {
    let whole = values.clone().flatten().all(|value| value.fract() == 0.0);
    let text = |value: f64| if whole && value.abs() < HUGE { fixed(value, 0) } else { short(value) };
    Content::Number(values.nth(row).flatten().map_or(String::new(), text))
}

/// From this size on, numbers are written with a power of ten.
const HUGE: f64 = 1e15;

/// Four digits after the point, or four that count for very small and very large numbers.
fn short(value: f64) -> String {
    if value != 0.0 && !(1e-3..HUGE).contains(&value.abs()) { format!("{value:.3e}") } else { fixed(value, 4) }
}
