use super::PlotOptions;
use crate::columns::Table;
use crate::error::Result;
use crate::report::chart::{Base, Chart, ChartKind, ChartPoint, ChartUnit, PointValue};
use crate::report::rows::{at, columns_before, count, group, label, numbers, require_columns};
use crate::stats::LOW_BASE;

/// A bar and a whisker for each step of a funnel: the share of those who began, with its interval.
///
/// # Errors
/// `unknown_column` without the columns `step`, `touchpoint`, `n` and `share_of_first`; `invalid_option` where one holds no numbers.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Table, TableColumn};
/// use cxm_core::report::plot::{PlotOptions, funnel};
/// let table = Table::default()
///     .with("step", TableColumn::Count(vec![Some(0), Some(1)]))
///     .with("touchpoint", TableColumn::Text(vec![Some("visit".to_owned()), Some("pay".to_owned())]))
///     .with("n", TableColumn::Count(vec![Some(200), Some(50)]))
///     .with("share_of_first", TableColumn::Float(vec![Some(1.0), Some(0.25)]));
/// let chart = funnel(&table, &PlotOptions::default())?;
/// assert_eq!(chart.description(), "Shares of those who began, step by step, with intervals. visit: 100.0 %, n 200. pay: 25.0 %, n 50.");
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn funnel(table: &Table, options: &PlotOptions) -> Result<Chart> {
    require_columns(table, &["step", "touchpoint", "n", "share_of_first"])?;
    let [step, n, share, low, high] = ["step", "n", "share_of_first", "conf_low", "conf_high"].map(|name| numbers(table, name));
    let (step, n, share, low, high) = (step?, n?, share?, low?, high?);
    let by = columns_before(table, "step");
    let title = if by.is_empty() {
        "Funnel".to_owned()
    } else {
        format!(
            "Funnel, {}",
            super::estimates::title(&by.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>()).replacen("By", "by", 1)
        )
    };
    let mut chart =
        Chart::new(ChartKind::Funnel, title, ChartUnit::Share).domain(0.0, 1.0).value_label("Share of those who began");
    let mut began = 0.0;
    for row in 0..table.len() {
        if at(&step, row) == Some(0.0) {
            began = at(&n, row).unwrap_or_default();
        }
        let mut parts = group(&by, row);
        parts.extend(table.column("touchpoint").and_then(|column| label(column, row)));
        let value = PointValue::from_fields(at(&share, row), at(&low, row), at(&high, row), count(at(&n, row)), &[], None);
        let base = if began < LOW_BASE { Base::Low } else { Base::Enough };
        chart = chart.point(ChartPoint::new(parts.join(" \u{b7} "), value).base(base));
    }
    Ok(options.dress(chart))
}
