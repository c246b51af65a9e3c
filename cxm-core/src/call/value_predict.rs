use super::Args;
use super::args::{one_or_more, shown};
use super::each_customer::{each_block, each_distinct, each_of};
use super::kept::Kept;
use super::value_covariates::Known;
use super::value_fit::{customer_fit, fit, not_negative};
use crate::clv::{
    AliveInVectors, AnyFit, BandOptions, Bands, CustomerFit, Customers, Groups, Link, Question, RfmColumns, RfmRow,
    ValueInterval, bands, frequency_recency,
};
use crate::columns::{ColumnView, Frame, MAX_COUNT, Stop, Table, TableColumn};
use crate::error::{Error, Result};
use crate::num::Rng;
use crate::stats::Level;

/// `fit.p_alive(rfm)`, `fit.expected_purchases(t, rfm)`, `fit.probability_of(n, t, rfm)`, `fit.dert(rfm, discount_rate=)`, `fit.expected_spend(rfm)`, by `what`: a row a customer. With `interval` (`"delta"`, `"simulate"`, `"bootstrap"`; `level`,
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
    let fit = customer_fit(&mut args, "fit")?;
    let option = match what.as_str() {
        "expected_purchases" | "probability_of" => not_negative(&mut args, "t")?,
        "dert" => not_negative(&mut args, "discount_rate")?,
        _ => 0.0,
    };
    let n = if what == "probability_of" { purchases(&mut args)? } else { 0.0 };
    let asked = Asked { what: &what, option, n };
    let options = bands_options(&mut args)?;
    let stop = args.stops().clone();
    args.finish()?;
    let table = |values| Table::default().with(what.as_str(), TableColumn::Numbers(values));
    if let (CustomerFit::Same(fit), None, true) = (&fit, &options, what != "expected_spend") {
        let columns = RfmColumns::of(frame)?.stopping(stop);
        if let Some(found) = asked.in_blocks(fit, &columns)? {
            return Ok(table(found));
        }
        return Ok(table(asked.of_all(fit, &columns.rows()?, customers_from(frame))?));
    }
    let rows = match what.as_str() {
        "expected_spend" => RfmColumns::read_spend(frame)?,
        _ => RfmColumns::of(frame)?.stopping(stop).read_each()?,
    };
    let known = Known::read(frame, &fit)?;
    let values = match &fit {
        CustomerFit::Same(fit) => asked.of_all(fit, rows.as_slice(), customers_from(frame))?,
        fit => each_of(&rows, |place, row| asked.of(known.model(fit, place)?.as_ref(), row), customers_from(frame))?,
    };
    let table = table(values);
    let Some(options) = options else { return Ok(table) };
    // Places count the rows, and there is one fit.
    let are_purchases = what == "expected_purchases";
    let alive = |fits: &[CustomerFit], place: usize| match (fits.first(), rows.get(place)) {
        (Some(fit), Some(RfmRow { history, .. })) if are_purchases => {
            Ok(known.model(fit, place)?.purchases()?.expected_purchases_alive(option, history.frequency(), history.age()))
        }
        _ => Ok(0.0),
    };
    let mean = |fits: &[CustomerFit], place: usize, alive: f64| match (fits.first(), rows.get(place)) {
        (Some(fit), Some(row)) if are_purchases => Ok(known.model(fit, place)?.purchases()?.p_alive(&row.history) * alive),
        (Some(fit), Some(row)) => asked.of(known.model(fit, place)?.as_ref(), row),
        _ => Ok(0.0),
    };
    let alike = |place: usize| rows.get(place).map_or([0; 3], |row| row.alike(option));
    let realised = |fits: &[CustomerFit], place: usize, rng: &mut Rng| match (fits.first(), rows.get(place)) {
        (Some(fit), Some(row)) => known.draw(fit, place, option, &row.history, rng),
        _ => 0.0,
    };
    let question = Question {
        fits: &[&fit],
        customers: rows.len(),
        link: if ["p_alive", "probability_of"].contains(&what.as_str()) { Link::LogOdds } else { Link::Logarithm },
        part: &alive,
        alike: (are_purchases && known.is_nothing()).then_some(&alike),
        mean: &mean,
        realised: if are_purchases { Some(&realised) } else { None },
        groups: Groups::default(),
    };
    Ok(with_bands(table, &bands(&question, &options)?))
}

/// `interval`, `level`, `draws`, `seed`; nothing without `interval`.
pub(super) fn bands_options(args: &mut Args) -> Result<Option<BandOptions>> {
    let (method, asked) = (args.name("interval")?, BandArgs::of(args)?);
    method.map(|method| asked.by(method)).transpose()
}

/// `level`, `draws`, `seed`.
pub(super) struct BandArgs {
    level: Level,
    draws: Option<u64>,
    seed: Option<u64>,
    stop: Stop,
}

impl BandArgs {
    pub(super) fn of(args: &mut Args) -> Result<Self> {
        Ok(Self { level: args.level()?, draws: args.whole("draws")?, seed: args.whole("seed")?, stop: args.stops().clone() })
    }

    /// Intervals found in this way.
    pub(super) fn by(self, method: ValueInterval) -> Result<BandOptions> {
        let mut options = BandOptions::new(method);
        options.level = self.level;
        options.seed = self.seed.unwrap_or(options.seed);
        options.stop = self.stop;
        if let Some(draws) = self.draws {
            let most = 1_000_000;
            let known = u32::try_from(draws).ok().filter(|draws| (100..=most).contains(draws));
            options.draws = known.ok_or_else(|| Error::option("draws", format!("100 to {most}"), draws.to_string()))?;
        }
        Ok(options)
    }
}

/// The table with the columns of the intervals.
pub(super) fn with_bands(table: Table, bands: &Bands) -> Table {
    let column = |of: &[(f64, f64)], pick: fn(&(f64, f64)) -> f64| {
        TableColumn::Float(of.iter().map(pick).map(|end| Some(end).filter(|end| end.is_finite())).collect())
    };
    let table = table.with("conf_low", column(&bands.conf, |ends| ends.0)).with("conf_high", column(&bands.conf, |ends| ends.1));
    if bands.totals.iter().all(|total| total.pred.is_none()) {
        return table;
    }
    table.with("pred_low", column(&bands.pred, |ends| ends.0)).with("pred_high", column(&bands.pred, |ends| ends.1))
}

fn customers_from(frame: &Frame<'_>) -> u64 {
    frame.columns().first().map_or(0, ColumnView::first_row)
}

/// What is asked of a customer.
struct Asked<'a> {
    what: &'a str,
    /// A time, or a rate.
    option: f64,
    /// A number of purchases.
    n: f64,
}

impl Asked<'_> {
    /// The answers of all; purchases are expected of whoever is a customer by frequency and age, of which there are fewer.
    fn of_all(&self, fit: &AnyFit, rows: &(impl Customers + ?Sized), first: u64) -> Result<Vec<f64>> {
        if self.what != "expected_purchases" {
            return each_distinct(rows, |row, _| self.of(fit, row), first);
        }
        let model = fit.purchases()?;
        let answer = |row: &RfmRow, kept: &Kept<2>| {
            let (frequency, age) = (row.history.frequency(), row.history.age());
            model.check(&row.history)?;
            let alive = || Ok(model.expected_purchases_alive(self.option, frequency, age));
            Ok(model.p_alive(&row.history) * kept.get([frequency.to_bits(), age.to_bits()], alive)?)
        };
        each_distinct(rows, answer, first)
    }

    /// The same of columns, of what is found sooner in vectors than looked up; nothing of the rest.
    fn in_blocks(&self, fit: &AnyFit, columns: &RfmColumns<'_>) -> Result<Option<Vec<f64>>> {
        let Some(alive) = AliveInVectors::of(fit) else { return Ok(None) };
        let are_purchases = match self.what {
            "p_alive" => false,
            "expected_purchases" => true,
            _ => return Ok(None),
        };
        let model = fit.purchases()?;
        let kept = Kept::<2>::of(if are_purchases { columns.frequency.len() } else { 0 });
        let found = each_block(columns, |histories, own| {
            alive.write(histories, own);
            if are_purchases {
                for (slot, (frequency, age)) in own.iter_mut().zip(histories.frequency.iter().zip(histories.age)) {
                    let purchases = || Ok(model.expected_purchases_alive(self.option, *frequency, *age));
                    *slot *= kept.get([frequency.to_bits(), age.to_bits()], purchases)?;
                }
            }
            Ok(())
        })?;
        Ok(Some(found))
    }

    fn of(&self, fit: &AnyFit, row: &RfmRow) -> Result<f64> {
        if let Ok(model) = fit.purchases() {
            model.check(&row.history)?;
        }
        Ok(match self.what {
            "dert" => fit.purchases()?.dert(self.option, &row.history)?,
            "p_alive" => fit.purchases()?.p_alive(&row.history),
            "expected_purchases" => fit.purchases()?.expected_purchases(self.option, &row.history),
            "probability_of" => fit.purchases()?.probability_of(self.n, self.option, &row.history)?,
            "expected_spend" => fit.spend()?.expected_spend(row.history.frequency(), row.monetary_value)?,
            other => {
                let expected = "one of p_alive, expected_purchases, probability_of, dert, expected_spend";
                return Err(Error::option("what", expected, other));
            }
        })
    }
}

/// A number of purchases.
fn purchases(args: &mut Args) -> Result<f64> {
    args.whole("n")?.map(|n| n as f64).ok_or_else(|| Error::option("n", "a number of purchases, 0 or more", "nothing"))
}

/// `fit.expected_purchases_new(t)`, `fit.probability_of_new(n, t)` (a row for each `n`), `fit.survival(t)`, `fit.retention_rate(t)`, `fit.derl(t, discount_rate=)`, by `what`: a row for each `t`, a number or several.
/// `fit.frequency_recency(t, T, max_frequency=20, step=)`: as [`frequency_recency`].
///
/// # Errors
/// As [`value_predict`].
pub fn value_new(mut args: Args) -> Result<Table> {
    let what = args.text("what")?.unwrap_or_default();
    if what == "frequency_recency" {
        return matrix(args);
    }
    let fit = fit(&mut args, "fit")?;
    let rate = if what == "derl" { not_negative(&mut args, "discount_rate")? } else { 0.0 };
    if what == "probability_of" {
        return probabilities(&fit, args);
    }
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

/// `fit.frequency_recency(t, T, max_frequency=20, step=)`; of a fit with covariates the customers who have 0 in all.
fn matrix(mut args: Args) -> Result<Table> {
    let fit = customer_fit(&mut args, "fit")?;
    let fit = fit.baseline()?;
    let (t, age) = (not_negative(&mut args, "t")?, not_negative(&mut args, "T")?);
    let (most, step) = (args.whole("max_frequency")?.unwrap_or(20), args.number("step")?);
    args.finish()?;
    frequency_recency(fit.purchases()?, t, age, most, step)
}

/// How probable each of one or more numbers of purchases in the first `t` is.
fn probabilities(fit: &AnyFit, mut args: Args) -> Result<Table> {
    let t = not_negative(&mut args, "t")?;
    let given = args.take("n").unwrap_or_default();
    args.finish()?;
    let refused = || Error::option("n", "a number of purchases, 0 or more, or several", shown(&given));
    let is_count = |n: &f64| (0.0..=MAX_COUNT as f64).contains(n) && n.fract() == 0.0;
    let numbers = one_or_more(&given).filter(|numbers| numbers.iter().all(is_count)).ok_or_else(refused)?;
    let model = fit.purchases()?;
    let values = numbers.iter().map(|n| model.probability_of_new(*n, t).map(Some)).collect::<Result<_>>()?;
    let numbers = numbers.into_iter().map(Some).collect();
    Ok(Table::default().with("n", TableColumn::Float(numbers)).with("probability_of", TableColumn::Float(values)))
}
