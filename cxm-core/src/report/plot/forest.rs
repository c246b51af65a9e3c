use super::PlotOptions;
use crate::columns::Table;
use crate::error::Result;
use crate::report::chart::{Chart, ChartKind, ChartPoint, ChartUnit, PointValue};
use crate::report::rows::{at, label, numbers, require_columns};

/// A ratio and its interval for each term on a logarithmic axis, with a line at 1: of a table as [`CoxFit::table`](crate::stats::cox::CoxFit::table) gives it, with `term`, `hazard_ratio` (or `odds_ratio`),
/// `ratio_low` and `ratio_high`. A ratio without bound stands at the end of the axis.
///
/// # Errors
/// `unknown_column` without `term` and one of the ratios; `invalid_option` where one holds no numbers.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Table, TableColumn};
/// use cxm_core::report::plot::{PlotOptions, forest};
/// let number = |number| TableColumn::Float(vec![Some(number)]);
/// let table = Table::default()
///     .with("term", TableColumn::Key { keys: vec!["complaints".into()], rows: None })
///     .with("hazard_ratio", number(2.0))
///     .with("ratio_low", number(1.25))
///     .with("ratio_high", number(3.2));
/// let chart = forest(&table, &PlotOptions::default())?;
/// assert_eq!(chart.points[0].value.as_shown().unwrap().interval, Some((1.25, 3.2)));
/// assert_eq!(chart.reference.unwrap().value, 1.0);
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn forest(table: &Table, options: &PlotOptions) -> Result<Chart> {
    let (name, title) =
        if table.column("odds_ratio").is_some() { ("odds_ratio", "Odds ratios") } else { ("hazard_ratio", "Hazard ratios") };
    require_columns(table, &["term", name])?;
    let [ratio, low, high] = [name, "ratio_low", "ratio_high"].map(|name| numbers(table, name));
    let (ratio, low, high) = (ratio?, low?, high?);
    let caption = format!("{}, logarithmic; 1 is no difference", title.trim_end_matches('s'));
    let mut chart = Chart::new(ChartKind::Forest, title, ChartUnit::Number).value_label(caption).reference("No difference", 1.0);
    for row in 0..table.len() {
        // What is infinite stands at the end.
        let bounded = |values: &[Option<f64>]| at(values, row).map(|ratio| ratio.min(f64::MAX));
        let value = PointValue::from_fields(bounded(&ratio), bounded(&low), bounded(&high), None, &[], None);
        let term = table.column("term").and_then(|column| label(column, row)).unwrap_or_else(|| "(none)".to_owned());
        chart = chart.point(ChartPoint::new(term, value));
    }
    Ok(options.dress(chart))
}
