use super::PlotOptions;
use super::rows::Rows;
use crate::columns::Table;
use crate::error::Result;
use crate::report::chart::{Chart, ChartKind, ChartPoint};

/// A dot and a whisker for each row of a table of scores, in the table's order.
///
/// # Errors
/// `unknown_column` without a column `estimate`; `invalid_option` when it holds no numbers.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Table, TableColumn};
/// use cxm_core::report::plot::{PlotOptions, estimates};
/// let table = Table::default()
///     .with("region", TableColumn::Key { keys: vec!["EU".into(), "US".into()], rows: None })
///     .with("estimate", TableColumn::Float(vec![Some(40.0), None]))
///     .with("flags", TableColumn::Text(vec![Some(String::new()), Some("suppressed".into())]));
/// let chart = estimates(&table, &PlotOptions::default().min_n(5))?;
/// assert_eq!(chart.points[1].value.hidden_text().as_deref(), Some("<5"));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn estimates(table: &Table, options: &PlotOptions) -> Result<Chart> {
    let rows = Rows::of(table, options)?;
    let mut chart = Chart::new(ChartKind::Estimates, title(&rows.by), rows.unit);
    for (row, (groups, value)) in rows.groups.iter().zip(&rows.values).enumerate() {
        let period = rows.periods.as_ref().and_then(|periods| periods.get(row));
        let mut parts: Vec<&str> = groups.iter().map(String::as_str).collect();
        parts.extend(period.map(|period| if period.is_empty() { "(no date)" } else { period }));
        let label = if parts.is_empty() { "Total".to_owned() } else { parts.join(" · ") };
        chart = chart.point(ChartPoint::new(label, *value));
    }
    Ok(options.dress(chart))
}

/// `By region and channel`.
pub(super) fn title(by: &[String]) -> String {
    match by.split_last() {
        None => "Total".to_owned(),
        Some((last, [])) => format!("By {last}"),
        Some((last, others)) => format!("By {} and {last}", others.join(", ")),
    }
}
