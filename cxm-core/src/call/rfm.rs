use super::Args;
use super::day::required_end;
use crate::clv::{RfmOptions, TransactionColumns};
use crate::columns::{Frame, Table};
use crate::error::Result;

/// The columns of transactions by the options that name them.
pub(super) fn transaction_columns(args: &mut Args) -> Result<Vec<String>> {
    let required = [args.required_column("customer")?, args.required_column("time")?];
    let optional = [
        args.column("amount")?,
        args.column("kind")?,
        args.column("currency")?,
        args.column("by")?,
        args.column("transaction_kind")?,
    ];
    Ok(required.into_iter().chain(optional.into_iter().flatten()).collect())
}

/// Transactions by the options that name their columns.
pub(super) fn transactions<'a>(frame: &Frame<'a>, args: &mut Args) -> Result<TransactionColumns<'a>> {
    let mut columns =
        TransactionColumns::new(args.required_column_of(frame, "customer")?, args.required_column_of(frame, "time")?);
    columns.kind = args.column_of(frame, "kind")?;
    Ok(columns)
}

/// `rfm(frame, customer, time, amount=, kind=, currency=, observation_end=, merge="day", unit="week", tz=)`.
///
/// A date is observed to its end.
///
/// # Errors
/// As [`crate::clv::rfm`]; `unknown_column`, `invalid_option`, `invalid_time`, `unknown_zone`.
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, rfm};
/// use cxm_core::columns::{ColumnView, Frame};
/// let frame = Frame::new(vec![ColumnView::from(&["a", "a"]).named("who"), ColumnView::from(&["2026-01-01", "2026-01-15"]).named("day")])?;
/// let args = Args::from_json("rfm", r#"{"customer": "who", "time": "day", "observation_end": "2026-02-12"}"#)?;
/// let table = rfm(&frame, args)?;
/// assert_eq!((table.value("frequency", 0), table.value("recency", 0), table.value("T", 0)), (1.into(), 2.0.into(), 6.0.into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn rfm(frame: &Frame<'_>, mut args: Args) -> Result<Table> {
    let (columns, options) = observed(frame, &mut args)?;
    args.finish()?;
    Ok(crate::clv::rfm(&columns, &options)?.into_table())
}

/// `holdout(frame, customer, time, calibration_end=, observation_end=, ...)`: the options of [`rfm`], of whose table up to `calibration_end` each row has `n_holdout`, how many purchases
/// the customer made from then to `observation_end`, and `t_holdout`, how long that is in the unit.
///
/// # Errors
/// As [`rfm`] and [`crate::clv::holdout`].
pub fn holdout(frame: &Frame<'_>, mut args: Args) -> Result<Table> {
    let (columns, options) = observed(frame, &mut args)?;
    let split = required_end(&mut args, "calibration_end", options.zone)?;
    args.finish()?;
    Ok(crate::clv::holdout(&columns, split, &options)?.table())
}

/// The columns and options of [`rfm`].
fn observed<'a>(frame: &Frame<'a>, args: &mut Args) -> Result<(TransactionColumns<'a>, RfmOptions)> {
    let mut columns = transactions(frame, args)?;
    columns.amount = args.column_of(frame, "amount")?;
    columns.currency = args.column_of(frame, "currency")?;
    let zone = args.zone()?;
    let mut options = RfmOptions::new(required_end(args, "observation_end", zone)?).zone(zone);
    options.merge = args.name("merge")?.unwrap_or_default();
    options.unit = args.name("unit")?.unwrap_or(options.unit);
    options.stop = args.stops().clone();
    Ok((columns, options))
}
