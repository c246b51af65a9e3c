use super::PlotOptions;
use crate::columns::Table;
use crate::error::Result;
use crate::report::chart::range::Range;
use crate::report::chart::{Chart, ChartKind, ChartPoint, ChartUnit, PointValue};
use crate::report::rows::{at, count, label, numbers, require_columns};

/// What a model expected beside what came, by how often customers had bought before: of a table as [`calibration`](crate::call::calibration) gives it, with the interval of what was expected where it has one.
///
/// # Errors
/// `unknown_column` without `frequency`, `actual` and `expected`; `invalid_option` where one holds no numbers.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Table, TableColumn};
/// use cxm_core::report::plot::{PlotOptions, calibration};
/// let number = |number| TableColumn::Float(vec![Some(number)]);
/// let table = Table::default()
///     .with("frequency", TableColumn::Text(vec![Some("7+".to_owned())]))
///     .with("actual", number(4.5))
///     .with("expected", number(4.0))
///     .with("pred_low", number(3.5))
///     .with("pred_high", number(4.6));
/// let chart = calibration(&table, &PlotOptions::default())?;
/// assert_eq!(chart.points[1].value.as_shown().unwrap().interval, Some((3.5, 4.6)));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn calibration(table: &Table, options: &PlotOptions) -> Result<Chart> {
    require_columns(table, &["frequency", "actual", "expected"])?;
    let names = ["actual", "expected", "pred_low", "pred_high", "n"];
    let [actual, expected, low, high, n] = names.map(|name| numbers(table, name));
    let (actual, expected, low, high, n) = (actual?, expected?, low?, high?, n?);
    let mut chart = Chart::new(ChartKind::Trend, "What was expected, and what came", ChartUnit::Number);
    chart = chart.value_label("Purchases a customer, after the split").across("Repeat purchases before the split");
    chart.interval_name = Some("prediction interval".to_owned());
    let frequency = |row: usize| table.column("frequency").and_then(|column| label(column, row)).unwrap_or_default();
    for (series, values, ends) in [("Actual", &actual, None), ("Expected", &expected, Some((&low, &high)))] {
        for row in 0..table.len() {
            let (low, high) = ends.map_or((None, None), |(low, high)| (at(low, row), at(high, row)));
            let value = PointValue::from_fields(at(values, row), low, high, count(at(&n, row)), &[], None);
            chart = chart.point(ChartPoint::new(frequency(row), value).series(series));
        }
    }
    // Nobody buys less than nothing.
    let high = Range::of(&chart).high;
    Ok(options.dress(chart.domain(0.0, high)))
}
