use super::PlotOptions;
use crate::columns::Table;
use crate::error::{Error, Result, by_name};
use crate::report::chart::{Chart, ChartKind, ChartPoint, ChartUnit, PointValue};
use crate::report::rows::{at, label, numbers, period, require_columns};
use std::str::FromStr;

/// Which repeat purchases a picture of tracking shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum TrackingView {
    /// Those of each period.
    #[default]
    Incremental,
    /// All to the end of each.
    Cumulative,
}

impl TrackingView {
    /// The stable name, `incremental`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Incremental => "incremental",
            Self::Cumulative => "cumulative",
        }
    }
}

impl FromStr for TrackingView {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        by_name("value", &[Self::Incremental, Self::Cumulative], Self::name, name)
    }
}

/// The repeat purchases that came beside those that a model expected, period by period, and where the model had seen its last: of a table as [`tracking_table`](crate::clv::tracking_table) gives it.
///
/// # Errors
/// `unknown_column` without `end` and the columns that are shown; `invalid_option` where one holds no numbers.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Table, TableColumn};
/// use cxm_core::report::plot::{PlotOptions, TrackingView, tracking};
/// let table = Table::default()
///     .with("end", TableColumn::Date(vec![Some(6), Some(13)]))
///     .with("part", TableColumn::Text(["calibration", "holdout"].map(|part| Some(part.to_owned())).to_vec()))
///     .with("actual", TableColumn::Count(vec![Some(4), Some(6)]))
///     .with("expected", TableColumn::Float(vec![Some(4.5), Some(5.5)]));
/// let chart = tracking(&table, TrackingView::Incremental, &PlotOptions::default())?;
/// assert_eq!((chart.points.len(), chart.mark.unwrap().label.as_str()), (4, "1970-01-07"));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn tracking(table: &Table, view: TrackingView, options: &PlotOptions) -> Result<Chart> {
    let (columns, title, caption) = match view {
        TrackingView::Incremental => {
            (["actual", "expected"], "Repeat purchases, period by period", "Repeat purchases in the period")
        }
        TrackingView::Cumulative => (
            ["actual_cumulative", "expected_cumulative"],
            "Repeat purchases, added up",
            "Repeat purchases to the end of the period",
        ),
    };
    let [actual, expected] = columns;
    require_columns(table, &["end", actual, expected])?;
    let ends: Vec<String> =
        table.column("end").map_or_else(Vec::new, |column| (0..table.len()).map(|row| period(column, row)).collect());
    let mut chart =
        Chart::new(ChartKind::Trend, title, ChartUnit::Number).value_label(caption).across("End of the period").from_zero();
    for (series, name) in [("Actual", actual), ("Expected", expected)] {
        let values = numbers(table, name)?;
        for (row, end) in ends.iter().enumerate().filter(|(_, end)| !end.is_empty()) {
            let value = PointValue::from_fields(at(&values, row), None, None, None, &[], None);
            chart = chart.point(ChartPoint::new(end.clone(), value).series(series));
        }
    }
    let part = |row: usize| table.column("part").and_then(|column| label(column, row)).unwrap_or_default();
    // Where all is calibration, nothing ends.
    let learnt = ends.iter().enumerate().rev().find(|(row, _)| part(*row) == "calibration");
    if let Some((_, end)) = learnt.filter(|(row, _)| row + 1 < ends.len()) {
        chart = chart.mark("Calibration ends", end.clone());
    }
    Ok(options.dress(chart))
}
