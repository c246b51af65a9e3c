use super::PlotOptions;
use crate::columns::Table;
use crate::error::Result;
use crate::report::chart::{Chart, ChartKind, ChartPoint, ChartUnit, PointValue};
use crate::report::rows::{at, label, numbers, require_columns};

/// A bar and a whisker for each channel: its share of the credit, of a table as [`attribution`](crate::attribution::attribution) gives it.
///
/// # Errors
/// `unknown_column` without `channel` and `share`.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Table, TableColumn};
/// use cxm_core::report::plot::{PlotOptions, attribution};
/// let table = Table::default()
///     .with("channel", TableColumn::Key { keys: vec!["search".into()], rows: None })
///     .with("share", TableColumn::Float(vec![Some(0.4)]));
/// let chart = attribution(&table, &PlotOptions::default())?;
/// assert_eq!((chart.points[0].label.as_str(), chart.unit.text(0.4)), ("search", "40.0 %".to_owned()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn attribution(table: &Table, options: &PlotOptions) -> Result<Chart> {
    require_columns(table, &["channel", "share"])?;
    let [share, low, high] = ["share", "share_conf_low", "share_conf_high"].map(|name| numbers(table, name));
    let (share, low, high) = (share?, low?, high?);
    let mut chart = Chart::new(ChartKind::Bars, "Credit by channel", ChartUnit::Share).value_label("Share of the conversions");
    for row in 0..table.len() {
        let text = |name: &str| table.column(name).and_then(|column| label(column, row));
        let name = text("channel").unwrap_or_else(|| "(none)".to_owned());
        let name = text("position").map_or(name.clone(), |position| format!("{name}, touch {position}"));
        chart = chart.point(ChartPoint::new(
            name,
            PointValue::from_fields(at(&share, row), at(&low, row), at(&high, row), None, &[], None),
        ));
    }
    let most = chart.points.iter().filter_map(|point| point.value.as_shown());
    let most = most.map(|shown| shown.interval.map_or(shown.estimate, |(_, high)| high)).fold(0.0, f64::max);
    // Bars begin at 0.
    chart = chart.domain(0.0, if most > 0.0 { (most * 10.5).ceil().min(10.0) / 10.0 } else { 1.0 });
    Ok(options.dress(chart.note("Credit says which channels were on the way, not what they caused.")))
}
