use super::PlotOptions;
use super::estimates::title;
use super::rows::Rows;
use crate::columns::Table;
use crate::error::{Error, Result};
use crate::report::chart::{Chart, ChartKind, ChartPoint};

/// A line with its band for each group of a table of scores over time. Rows without a time are left out.
///
/// # Errors
/// `unknown_column` without a column `estimate`; `invalid_option` without a column `period`.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Table, TableColumn};
/// use cxm_core::report::plot::{PlotOptions, trend};
/// let table = Table::default()
///     .with("period", TableColumn::Date(vec![Some(0), Some(31)]))
///     .with("estimate", TableColumn::Float(vec![Some(40.0), Some(42.0)]));
/// assert_eq!(trend(&table, &PlotOptions::default())?.points[1].label, "1970-02-01");
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn trend(table: &Table, options: &PlotOptions) -> Result<Chart> {
    let rows = Rows::of(table, options)?;
    let Some(periods) = &rows.periods else {
        return Err(Error::option("table", "scores by period, as score gives them with time and every", "no column \"period\""));
    };
    let heading = if rows.by.is_empty() { "Over time".to_owned() } else { format!("{} over time", title(&rows.by)) };
    let mut chart = Chart::new(ChartKind::Trend, heading, rows.unit);
    for ((groups, value), period) in rows.groups.iter().zip(&rows.values).zip(periods).filter(|(_, period)| !period.is_empty()) {
        let point = ChartPoint::new(period.clone(), *value);
        chart = chart.point(if groups.is_empty() { point } else { point.series(groups.join(" · ")) });
    }
    Ok(options.dress(chart))
}
