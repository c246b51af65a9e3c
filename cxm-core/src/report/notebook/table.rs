// Writing to a String cannot fail: its results are dropped.
use std::fmt::Write as _;

use super::frame::{Content, html_table, push};
use crate::columns::time::date_text;
use crate::columns::{Table, TableColumn};
use crate::report::chart::inline_interval_svg;
use crate::report::number::{count, fixed};
use crate::report::scorecard::key_text;

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
            push(&mut names, &mut cells, name.clone(), content(column, row));
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

fn content(column: &TableColumn, row: usize) -> Content {
    match column {
        TableColumn::Float(values) => {
            let whole = values.iter().take(ROWS).flatten().all(|value| value.fract() == 0.0);
            let text = |value| if whole { fixed(value, 0) } else { short(value) };
            Content::Number(values.get(row).copied().flatten().map_or(String::new(), text))
        }
        TableColumn::Count(values) => Content::Number(values.get(row).copied().flatten().map_or(String::new(), count)),
        TableColumn::Text(values) => Content::Text(values.get(row).cloned().flatten().unwrap_or_default()),
        TableColumn::Date(values) => Content::Text(values.get(row).copied().flatten().map_or(String::new(), date_text)),
        TableColumn::Time(_) => Content::Text(column.value(row).as_str().unwrap_or_default().to_owned()),
        TableColumn::Key { keys, .. } => Content::Text(keys.get(row).map_or(String::new(), key_text)),
    }
}

/// Four digits after the point, or four that count for very small numbers.
fn short(value: f64) -> String {
    if value != 0.0 && value.abs() < 1e-3 { format!("{value:.3e}") } else { fixed(value, 4) }
}
