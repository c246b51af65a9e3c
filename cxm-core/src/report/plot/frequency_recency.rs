use super::PlotOptions;
use crate::columns::Table;
use crate::error::{Error, Result, by_name};
use crate::report::chart::{Chart, ChartKind, ChartPoint, ChartUnit, PointValue};
use crate::report::rows::{at, numbers, require_columns};
use std::str::FromStr;

/// What the cells of a frequency-recency matrix show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum CustomerOutlook {
    /// The probability that they are still customers.
    #[default]
    PAlive,
    /// How many purchases are expected of them.
    ExpectedPurchases,
}

impl CustomerOutlook {
    /// The stable name, `p_alive`, which is that of the column, too.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PAlive => "p_alive",
            Self::ExpectedPurchases => "expected_purchases",
        }
    }
}

impl FromStr for CustomerOutlook {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        by_name("value", &[Self::PAlive, Self::ExpectedPurchases], Self::name, name)
    }
}

/// Who is still a customer, or what is expected of whom: a matrix of how often customers bought again by when they did last, the latest on top, of a table as
/// [`frequency_recency`](crate::clv::frequency_recency) gives it.
///
/// # Errors
/// `unknown_column` without `frequency`, `recency` and the column of what is shown; `invalid_option` where one holds no numbers.
///
/// # Examples
/// ```
/// use cxm_core::clv::{MbgNbd, Model, frequency_recency};
/// use cxm_core::report::plot::{self, CustomerOutlook, PlotOptions};
/// let table = frequency_recency(&MbgNbd::of(&[1.0, 1.0, 1.0, 1.0])?, 1.0, 1.0, 2, Some(1.0))?;
/// let chart = plot::frequency_recency(&table, CustomerOutlook::PAlive, &PlotOptions::default())?;
/// assert_eq!((chart.points[0].label.as_str(), chart.points[0].series.as_deref()), ("1", Some("0")));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn frequency_recency(table: &Table, shows: CustomerOutlook, options: &PlotOptions) -> Result<Chart> {
    require_columns(table, &["frequency", "recency", shows.name()])?;
    let [frequency, recency, value, age, t] = ["frequency", "recency", shows.name(), "T", "t"].map(|name| numbers(table, name));
    let (frequency, recency, value, age, t) = (frequency?, recency?, value?, age?, t?);
    let chart = match shows {
        CustomerOutlook::PAlive => {
            Chart::new(ChartKind::Matrix, "Who is still a customer", ChartUnit::Share).value_label("P(alive)").domain(0.0, 1.0)
        }
        CustomerOutlook::ExpectedPurchases => {
            Chart::new(ChartKind::Matrix, "Purchases that are expected", ChartUnit::Number).value_label("Expected purchases")
        }
    };
    let mut chart = chart.axes("Recency", "Frequency (repeat purchases)");
    let known = at(&age, 0).map(|age| format!("Known for {age}"));
    let next = at(&t, 0).filter(|_| shows == CustomerOutlook::ExpectedPurchases).map(|t| format!("in the next {t}"));
    chart.subtitle = known.map(|known| [Some(known), next].into_iter().flatten().collect::<Vec<_>>().join(", "));
    let mut rows: Vec<(f64, f64, Option<f64>)> = Vec::with_capacity(table.len());
    for row in 0..table.len() {
        if let (Some(frequency), Some(recency)) = (at(&frequency, row), at(&recency, row)) {
            rows.push((recency, frequency, at(&value, row)));
        }
    }
    rows.sort_by(|one, two| two.0.total_cmp(&one.0).then(one.1.total_cmp(&two.1)));
    // Columns stand in the order in which one has a value first: rows are numbered so that this is their own.
    let mut columns: Vec<f64> = rows.iter().filter(|row| row.2.is_some()).map(|row| row.1).collect();
    columns.sort_by(f64::total_cmp);
    columns.dedup();
    chart.columns = Some(columns.iter().map(f64::to_string).collect());
    chart = chart.points(rows.into_iter().map(|(recency, frequency, value)| {
        let value = PointValue::from_fields(value, None, None, None, &[], None);
        ChartPoint::new(recency.to_string(), value).series(frequency.to_string())
    }));
    Ok(options.dress(chart))
}
