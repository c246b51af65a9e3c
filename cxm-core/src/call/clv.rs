use super::Args;
use super::value_fit::fit;
use crate::clv::{BasisName, Horizon, RfmColumns, ValueBasis};
use crate::columns::{Frame, Table, TableColumn};
use crate::error::{Error, Result};
use serde::Serialize;

/// What customers are worth, each and together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LifetimeValue {
    /// A row a customer: `clv`.
    #[serde(skip)]
    pub table: Table,
    /// All together.
    pub total: f64,
    /// The part of it that the tenth of the customers with the highest values holds; `None` of nothing.
    pub share_top_decile: Option<f64>,
}

/// `clv(purchase_fit, spend_fit, rfm, months=12, discount_rate_monthly=0.01, basis="revenue", margin=)`.
///
/// # Errors
/// As [`Horizon::new`] and [`Horizon::value`]; `unknown_column`; `invalid_option` of a margin without `basis="margin"`, and the other way round.
pub fn clv(frame: &Frame<'_>, mut args: Args) -> Result<LifetimeValue> {
    let (purchases, spend) = (fit(&mut args, "purchase_fit")?, fit(&mut args, "spend_fit")?);
    let months = args.whole("months")?.unwrap_or(12);
    let rate = args.number("discount_rate_monthly")?.unwrap_or(0.01);
    let basis = match (args.name::<BasisName>("basis")?.unwrap_or_default(), args.number("margin")?) {
        (BasisName::Revenue, None) => ValueBasis::Revenue,
        (BasisName::Margin, Some(margin)) if margin.is_finite() => ValueBasis::Margin(margin),
        (BasisName::Margin, _) => {
            return Err(Error::option("margin", "the share of revenue that is left, with basis=\"margin\"", "nothing"));
        }
        (BasisName::Revenue, Some(margin)) => {
            return Err(Error::option("basis", "\"margin\" where a margin is given", margin.to_string()));
        }
    };
    let stop = args.stops().clone();
    args.finish()?;
    let horizon = Horizon::new(months, rate, purchases.unit())?;
    let (purchases, spend) = (purchases.purchases()?, spend.spend()?);
    frame.column("monetary_value")?;
    let rows = RfmColumns::of(frame)?.stopping(stop).read_each()?;
    let mut values = Vec::with_capacity(rows.len());
    for (row, number) in rows.iter().zip(0..) {
        let value = horizon.value(purchases, spend, &row.history, row.monetary_value, basis);
        values.push(value.map_err(|error| error.with_row(number))?);
    }
    let mut ordered = values.clone();
    ordered.sort_unstable_by(|one, two| two.total_cmp(one));
    // Added in order of size, so that the order of rows changes no bit.
    let total: f64 = ordered.iter().sum();
    let top: f64 = ordered.iter().take(ordered.len().div_ceil(10)).sum();
    let share_top_decile = (total > 0.0).then(|| top / total);
    let table = Table::default().with("clv", TableColumn::Float(values.into_iter().map(Some).collect()));
    Ok(LifetimeValue { table, total, share_top_decile })
}
