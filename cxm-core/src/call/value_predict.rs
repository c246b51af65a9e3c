use super::Args;
use super::args::{one_or_more, shown};
use super::value_fit::{fit, not_negative};
use crate::clv::{AnyFit, BandOptions, Bands, Link, Question, RfmColumns, RfmRow, ValueInterval, bands};
use crate::columns::{ColumnView, Frame, Table, TableColumn};
use crate::error::{Error, Result};
use crate::num::Rng;

/// `fit.p_alive(rfm)`, `fit.expected_purchases(t, rfm)`, `fit.dert(rfm, discount_rate=)`, `fit.expected_spend(rfm)`, by `what`: a row a customer. With `interval` (`"delta"`, `"simulate"`; `level`,
/// `draws`, `seed`) also the ends of the interval of the mean, `conf_low` and `conf_high`, and of purchases those of what will be, `pred_low` and `pred_high`.
///
/// # Errors
/// `unknown_column`; as [`RfmColumns`]; `invalid_option` of a model that does not say it; `infinite_mean` with the row.
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, value_predict};
/// use cxm_core::columns::{ColumnView, Frame};
/// let frame = Frame::new(vec![ColumnView::from(&[0]).named("frequency"), ColumnView::from(&[0.0]).named("recency"), ColumnView::from(&[1.0]).named("T")])?;
/// let args = r#"{"what": "p_alive", "fit": {"model": "mbg_nbd", "params": {"r": 1, "alpha": 1, "a": 1, "b": 1}}}"#;
/// let table = value_predict(&frame, Args::from_json("p_alive", args)?)?;
/// assert!((table.value("p_alive", 0).as_f64().unwrap() - 1.0 / 3.0).abs() < 1e-15); // odds of being lost: 1 · (1 + 1)
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn value_predict(frame: &Frame<'_>, mut args: Args) -> Result<Table> {
    let what = args.text("what")?.unwrap_or_default();
    let fit = fit(&mut args, "fit")?;
    let option = match what.as_str() {
        "expected_purchases" => not_negative(&mut args, "t")?,
        "dert" => not_negative(&mut args, "discount_rate")?,
        _ => 0.0,
    };
    let options = bands_options(&mut args)?;
    let stop = args.stops().clone();
    args.finish()?;
    let rows = match what.as_str() {
        "expected_spend" => RfmColumns::read_spend(frame)?,
        _ => RfmColumns::of(frame)?.stopping(stop).read_each()?,
    };
    let mut values = Vec::with_capacity(rows.len());
    for (row, number) in rows.iter().zip(customers_from(frame)..) {
        let value = predict(&fit, &what, option, row).map_err(|error| error.with_row(number))?;
        values.push(Some(value));
    }
    let table = Table::default().with(what.as_str(), TableColumn::Float(values));
    let Some(options) = options else { return Ok(table) };
    let mean = |fits: &[AnyFit], place: usize| match (fits.first(), rows.get(place)) {
        (Some(fit), Some(row)) => predict(fit, &what, option, row),
        _ => Ok(0.0), // places count the rows, and there is one fit
    };
    let realised = |fits: &[AnyFit], place: usize, rng: &mut Rng| match (fits.first().map(AnyFit::purchases), rows.get(place)) {
        (Some(Ok(model)), Some(row)) => model.draw(option, &row.history, rng),
        _ => 0.0,
    };
    let question = Question {
        fits: &[&fit],
        customers: rows.len(),
        link: if what == "p_alive" { Link::LogOdds } else { Link::Logarithm },
        mean: &mean,
        realised: if what == "expected_purchases" { Some(&realised) } else { None },
    };
    Ok(with_bands(table, &bands(&question, &options)?))
}

/// `interval`, `level`, `draws`, `seed`; nothing without `interval`.
pub(super) fn bands_options(args: &mut Args) -> Result<Option<BandOptions>> {
    let (method, level, draws, seed) =
        (args.name::<ValueInterval>("interval")?, args.level()?, args.whole("draws")?, args.whole("seed")?);
    let Some(method) = method else { return Ok(None) };
    let mut options = BandOptions::new(method);
    options.level = level;
    options.seed = seed.unwrap_or(options.seed);
    options.stop = args.stops().clone();
    if let Some(draws) = draws {
        let most = 1_000_000;
        let known = u32::try_from(draws).ok().filter(|draws| (100..=most).contains(draws));
        options.draws = known.ok_or_else(|| Error::option("draws", format!("100 to {most}"), draws.to_string()))?;
    }
    Ok(Some(options))
}

/// The table with the columns of the intervals.
pub(super) fn with_bands(table: Table, bands: &Bands) -> Table {
    let column = |of: &[(f64, f64)], pick: fn(&(f64, f64)) -> f64| {
        TableColumn::Float(of.iter().map(pick).map(|end| Some(end).filter(|end| end.is_finite())).collect())
    };
    let table = table.with("conf_low", column(&bands.conf, |ends| ends.0)).with("conf_high", column(&bands.conf, |ends| ends.1));
    if bands.total_pred.is_none() {
        return table;
    }
    table.with("pred_low", column(&bands.pred, |ends| ends.0)).with("pred_high", column(&bands.pred, |ends| ends.1))
}

fn customers_from(frame: &Frame<'_>) -> u64 {
    frame.columns().first().map_or(0, ColumnView::first_row)
}

fn predict(fit: &AnyFit, what: &str, option: f64, row: &RfmRow) -> Result<f64> {
    if let Ok(model) = fit.purchases() {
        model.check(&row.history)?;
    }
    Ok(match what {
        "dert" => fit.purchases()?.dert(option, &row.history)?,
        "p_alive" => fit.purchases()?.p_alive(&row.history),
        "expected_purchases" => fit.purchases()?.expected_purchases(option, &row.history),
        "expected_spend" => fit.spend()?.expected_spend(row.history.frequency(), row.monetary_value)?,
        other => return Err(Error::option("what", "one of p_alive, expected_purchases, dert, expected_spend", other)),
    })
}

/// `fit.expected_purchases_new(t)`, `fit.survival(t)`, `fit.retention_rate(t)`, `fit.derl(t, discount_rate=)`, by `what`: a row for each `t`, a number or several.
///
/// # Errors
/// As [`value_predict`].
pub fn value_new(mut args: Args) -> Result<Table> {
    let what = args.text("what")?.unwrap_or_default();
    let fit = fit(&mut args, "fit")?;
    let rate = if what == "derl" { not_negative(&mut args, "discount_rate")? } else { 0.0 };
    let given = args.take("t").unwrap_or_default();
    args.finish()?;
    let refused = || Error::option("t", "a time that is not negative, or several", shown(&given));
    let times = one_or_more(&given).filter(|times| times.iter().all(|t| *t >= 0.0)).ok_or_else(refused)?;
    let value = |t: &f64| {
        Ok(Some(match what.as_str() {
            "expected_purchases" => fit.purchases()?.expected_purchases_new(*t),
            "survival" => fit.contracts()?.survival(*t),
            "retention_rate" => fit.contracts()?.retention_rate(t.max(1.0)),
            "derl" => fit.contracts()?.derl(*t, rate)?,
            other => {
                return Err(Error::option("what", "one of expected_purchases, survival, retention_rate, derl", other));
            }
        }))
    };
    let values = times.iter().map(value).collect::<Result<_>>()?;
    let times = times.into_iter().map(Some).collect();
    Ok(Table::default().with("t", TableColumn::Float(times)).with(what, TableColumn::Float(values)))
}
