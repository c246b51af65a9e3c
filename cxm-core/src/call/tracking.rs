use super::Args;
use super::day::{optional_end, required_end};
use super::rfm::transactions;
use super::value_covariates::Known;
use super::value_fit::customer_fit;
use crate::clv::{CustomerFit, RfmOptions, TrackingOptions, tracking_table};
use crate::columns::{Frame, Table};
use crate::error::{Code, Error, Result};

/// `tracking(fit, frame, customer, time, observation_end=, calibration_end=, every="week", kind=, merge="day", tz=)`: the repeat purchases of each period beside those that a fitted model expects, a row a period. A fit with covariates reads their columns, which have one value in all rows of a customer.
///
/// # Errors
/// As [`crate::clv::tracking`]; `unit_unknown` of a fit whose unit is not known; `unknown_column`, `invalid_option`, `invalid_time`, `unknown_zone`.
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, tracking};
/// use cxm_core::columns::{ColumnView, Frame};
/// let frame = Frame::new(vec![ColumnView::from(&["a", "a"]).named("who"), ColumnView::from(&["2026-01-05", "2026-01-19"]).named("day")])?;
/// let args = r#"{"fit": {"model": "mbg_nbd", "unit": "week", "params": {"r": 1, "alpha": 1, "a": 1, "b": 1}}, "customer": "who", "time": "day", "observation_end": "2026-01-25"}"#;
/// let table = tracking(&frame, Args::from_json("tracking", args)?)?;
/// assert_eq!((table.len(), table.value("period", 2), table.value("actual_cumulative", 2)), (3, "2026-01-19".into(), 1.into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn tracking(frame: &Frame<'_>, mut args: Args) -> Result<Table> {
    let fit = customer_fit(&mut args, "fit")?;
    let columns = transactions(frame, &mut args)?;
    let zone = args.zone()?;
    let mut rfm = RfmOptions::new(required_end(&mut args, "observation_end", zone)?).zone(zone);
    rfm.merge = args.name("merge")?.unwrap_or_default();
    rfm.unit = fit.unit().ok_or_else(|| {
        let message = "periods cannot be counted in a model whose unit of time is not known: give unit to fit or from_params (day, week, month, quarter, year)";
        Error::new(Code::UnitUnknown, message).with_field("unit")
    })?;
    rfm.stop = args.stops().clone();
    let mut options = TrackingOptions::new(rfm);
    options.calibration_end = optional_end(&mut args, "calibration_end", zone)?;
    options.every = args.name("every")?.unwrap_or(options.every);
    args.finish()?;
    let known = Known::read(frame, &fit)?;
    Ok(tracking_table(&match &fit {
        CustomerFit::Same(fit) => crate::clv::tracking(fit.purchases()?, &columns, &options)?,
        CustomerFit::Own(fit) => crate::clv::tracking_with_covariates(fit, &columns, known.columns(), &options)?,
    }))
}
