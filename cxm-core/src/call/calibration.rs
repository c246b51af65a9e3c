use super::Args;
use super::survival::FieldsAndTables;
use super::value_covariates::Known;
use super::value_fit::customer_fit;
use super::value_predict::BandArgs;
use crate::clv::{CustomerFit, Groups, Link, Question, RfmColumns, RfmRow, Total, ValueInterval, bands};
use crate::columns::{Frame, Key, Table, TableColumn};
use crate::error::{Code, Error, Result};
use crate::num::Rng;
use crate::retention::numbers;
use serde_json::json;

/// What a calibration reads of a frame beside the columns of a fit.
pub(super) const HELD_OUT: [&str; 2] = ["n_holdout", "t_holdout"];

/// Customers who bought so often or more are one bin.
const BINS: u64 = 7;

/// `calibration(fit, holdout, bins=7, interval="delta", level=0.95, draws=1000, seed=0)`: what a fit to the first part expects of the second, beside what came; the frame is that of
/// [`super::holdout`].
///
/// Table `table`: a row for each number of repeat purchases in the first part, `bins` and more together: `frequency`, `n`, `actual`, `expected`, `pred_low`, `pred_high` (purchases a customer),
/// `covered`. Fields: the same of all, and `coverage`, the share of customers whose own purchases lie within their own interval.
///
/// # Errors
/// As [`RfmColumns`]; `unknown_column`; `out_of_range`, `not_an_integer`, `not_a_number` of the second part; `invalid_option` of a model that says nothing of purchases, and of a fit without a covariance.
pub fn calibration(frame: &Frame<'_>, mut args: Args) -> Result<FieldsAndTables> {
    let fit = customer_fit(&mut args, "fit")?;
    let bins = args.whole("bins")?.unwrap_or(BINS);
    if !(1..=1_000).contains(&bins) {
        return Err(Error::option("bins", "1 to 1000", bins.to_string()));
    }
    let method = args.name::<ValueInterval>("interval")?.unwrap_or(ValueInterval::Delta);
    let options = BandArgs::of(&mut args)?.by(method)?;
    let stop = args.stops().clone();
    args.finish()?;
    fit.baseline()?.purchases()?;
    let known = Known::read(frame, &fit)?;
    let rows = RfmColumns::of(frame)?.stopping(stop).read_each()?;
    let (bought, times) = held_out(frame)?;
    if rows.is_empty() {
        return Err(Error::new(Code::TooFew, "there are no customers to calibrate on"));
    }
    for (place, row) in rows.iter().enumerate() {
        known.model(&fit, place)?.purchases()?.check(&row.history).map_err(|error| error.with_row(place as u64))?;
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most as many as bins
    let of: Vec<usize> = rows.iter().map(|row| row.history.frequency().min(bins as f64) as usize).collect();
    // Places count the rows, and there is one fit.
    let alive = |fits: &[CustomerFit], place: usize| match (fits.first(), rows.get(place), times.get(place)) {
        (Some(fit), Some(RfmRow { history, .. }), Some(t)) => {
            Ok(known.model(fit, place)?.purchases()?.expected_purchases_alive(*t, history.frequency(), history.age()))
        }
        _ => Ok(0.0),
    };
    let expected = |fits: &[CustomerFit], place: usize, alive: f64| match (fits.first(), rows.get(place)) {
        (Some(fit), Some(row)) => Ok(known.model(fit, place)?.purchases()?.p_alive(&row.history) * alive),
        _ => Ok(0.0),
    };
    let alike = |place: usize| rows.get(place).zip(times.get(place)).map_or([0; 3], |(row, t)| row.alike(*t));
    let realised = |fits: &[CustomerFit], place: usize, rng: &mut Rng| match (fits.first(), rows.get(place), times.get(place)) {
        (Some(fit), Some(row), Some(t)) => known.draw(fit, place, *t, &row.history, rng),
        _ => 0.0,
    };
    let groups = Groups { of: &of, n: usize::try_from(bins).map_or(usize::MAX, |bins| bins + 1) };
    let question = Question {
        fits: &[&fit],
        customers: rows.len(),
        link: Link::Logarithm,
        part: &alive,
        alike: known.is_nothing().then_some(&alike),
        mean: &expected,
        realised: Some(&realised),
        groups,
    };
    let own = std::slice::from_ref(&fit);
    let means = (0..rows.len()).map(|place| expected(own, place, alive(own, place)?)).collect::<Result<Vec<f64>>>()?;
    let found = bands(&question, &options)?;
    let within = bought.iter().zip(&found.pred).filter(|(bought, (low, high))| (low..=high).contains(bought)).count();
    let mut sums = vec![Sums::default(); groups.n + 1]; // of all, then of each
    for ((bought, mean), group) in bought.iter().zip(&means).zip(&of) {
        sums[0].add(*bought, *mean);
        sums[group + 1].add(*bought, *mean); // groups are below their number
    }
    let mut each = sums.iter().zip(&found.totals).map(|(sums, total)| Bin::of(sums, total));
    let all = each.next().unwrap_or_default();
    let own: Vec<(usize, Bin)> = each.enumerate().filter(|(_, bin)| bin.n > 0).collect();
    let name = |group: usize| if group as u64 == bins { format!("{group}+") } else { group.to_string() };
    let float = |value: &dyn Fn(&Bin) -> f64| TableColumn::Float(own.iter().map(|(_, bin)| Some(value(bin))).collect());
    let table = Table::default()
        .with("frequency", TableColumn::Text(own.iter().map(|(group, _)| Some(name(*group))).collect()))
        .with("n", TableColumn::Count(own.iter().map(|(_, bin)| Some(bin.n)).collect()))
        .with("actual", float(&|bin| bin.actual))
        .with("expected", float(&|bin| bin.expected))
        .with("pred_low", float(&|bin| bin.pred.0))
        .with("pred_high", float(&|bin| bin.pred.1))
        .with("covered", TableColumn::Key { keys: own.iter().map(|(_, bin)| Key::Bool(bin.is_covered())).collect(), rows: None });
    let fields = json!({
        "model": fit.model(),
        "n": all.n,
        "actual": all.actual,
        "expected": all.expected,
        "pred_low": all.pred.0,
        "pred_high": all.pred.1,
        "covered": all.is_covered(),
        "coverage": within as f64 / rows.len() as f64,
        "level": options.level.get(),
    });
    Ok(FieldsAndTables { fields, tables: vec![("table", table)] })
}

/// Purchases after the split and how long that was, of each customer.
fn held_out(frame: &Frame<'_>) -> Result<(Vec<f64>, Vec<f64>)> {
    let [bought, times] = HELD_OUT.map(|name| {
        let column = frame.column(name)?;
        let values = numbers(column, name)?;
        let is_count = name == HELD_OUT[0];
        let wrong = |value: &f64| *value < 0.0 || is_count && value.fract() != 0.0;
        match (column.first_row()..).zip(&values).find(|(_, value)| wrong(value)) {
            None => Ok(values),
            Some((row, value)) => {
                let (code, expected) = if *value < 0.0 {
                    (Code::OutOfRange, "not negative")
                } else {
                    (Code::NotAnInteger, "a whole number of purchases")
                };
                Err(Error::expected(code, name, expected, value.to_string()).with_row(row))
            }
        }
    });
    Ok((bought?, times?))
}

/// What customers did and were expected to do, each on average.
#[derive(Default)]
struct Bin {
    n: u64,
    actual: f64,
    expected: f64,
    pred: (f64, f64),
}

/// Sums over customers.
#[derive(Clone, Copy, Default)]
struct Sums {
    n: u64,
    actual: f64,
    expected: f64,
}

impl Sums {
    fn add(&mut self, actual: f64, expected: f64) {
        self.n += 1;
        self.actual += actual;
        self.expected += expected;
    }
}

impl Bin {
    fn of(sums: &Sums, total: &Total) -> Self {
        let each = |sum: f64| if sums.n > 0 { sum / sums.n as f64 } else { 0.0 };
        let (low, high) = total.pred.unwrap_or_default();
        Self { n: sums.n, actual: each(sums.actual), expected: each(sums.expected), pred: (each(low), each(high)) }
    }

    fn is_covered(&self) -> bool {
        (self.pred.0..=self.pred.1).contains(&self.actual)
    }
}
