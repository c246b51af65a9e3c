use super::Args;
use crate::clv::{AnyFit, Covariate, CovariateFit, CustomerFit, History, Process, RfmColumns, RfmRow, RfmUnit, term};
use crate::columns::{Frame, Stop, Table, TableColumn};
use crate::error::{Error, Result};
use crate::num::Rng;
use crate::num::dist::normal_upper_quantile;
use crate::retention::numbers;
use crate::stats::Level;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// The columns of covariates by the options `transaction` and `attrition`.
pub(super) fn covariate_names(args: &mut Args) -> Result<Vec<(Process, String)>> {
    let mut names = Vec::new();
    for process in Process::ALL {
        let of_process = args.columns(process.name())?.unwrap_or_default();
        for (place, name) in of_process.iter().enumerate() {
            if of_process.iter().take(place).any(|other| other == name) {
                return Err(Error::option(process.name(), "each column once", name.clone()));
            }
        }
        names.extend(of_process.into_iter().map(|name| (*process, name)));
    }
    Ok(names)
}

/// The columns of covariates that a fit reads of a frame.
pub(super) fn columns_of(fit: &Value) -> Vec<String> {
    let covariates = fit.get("covariates").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    covariates.iter().filter_map(|one| one.get("column")?.as_str().map(str::to_owned)).collect()
}

/// What is known of each customer of a frame, by the columns that a fit asks for.
pub(super) struct Known {
    columns: Vec<Vec<f64>>,
}

impl Known {
    pub fn read(frame: &Frame<'_>, fit: &CustomerFit) -> Result<Self> {
        let columns = fit.columns().into_iter().map(|column| numbers(frame.column(column)?, column));
        Ok(Self { columns: columns.collect::<Result<_>>()? })
    }

    /// Whether nothing is, so that customers differ by their rows alone.
    pub fn is_nothing(&self) -> bool {
        self.columns.is_empty()
    }

    /// The model of the customer at a place.
    pub fn model<'f>(&self, fit: &'f CustomerFit, place: usize) -> Result<Cow<'f, AnyFit>> {
        fit.of(&self.columns.iter().filter_map(|column| column.get(place)).copied().collect::<Vec<f64>>())
    }

    /// Purchases of the customer at a place in the time `t`, drawn; 0 of a model that has none.
    pub fn draw(&self, fit: &CustomerFit, place: usize, t: f64, history: &History, rng: &mut Rng) -> f64 {
        let own = self.model(fit, place);
        own.ok().and_then(|own| Some(own.purchases().ok()?.draw(t, history, rng))).unwrap_or(0.0)
    }
}

/// The model with covariates that is fitted to a frame.
pub(super) fn fit_with_covariates(
    frame: &Frame<'_>,
    model: &str,
    unit: Option<RfmUnit>,
    counts: Option<String>,
    names: &[(Process, String)],
    stop: Stop,
) -> Result<CovariateFit> {
    let (rows, covariates) = covariate_rows(frame, counts, names, stop)?;
    CovariateFit::fit(model, &rows, &covariates, unit)
}

/// The fit with the covariance that holds where the model does not, of the frame that it was fitted to.
pub(super) fn sandwich(frame: &Frame<'_>, fit: &CovariateFit, counts: Option<String>, stop: Stop) -> Result<CovariateFit> {
    let names: Vec<(Process, String)> = fit.coefficients.iter().map(|(process, column, ..)| (*process, column.clone())).collect();
    let (rows, covariates) = covariate_rows(frame, counts, &names, stop)?;
    fit.sandwich(&rows, &covariates)
}

/// The customers of a frame, and their covariates.
#[allow(clippy::type_complexity)] // rows with how many customers each stands for
fn covariate_rows(
    frame: &Frame<'_>,
    counts: Option<String>,
    names: &[(Process, String)],
    stop: Stop,
) -> Result<(Vec<(RfmRow, u64)>, Vec<Covariate>)> {
    let mut columns = RfmColumns::of(frame)?.stopping(stop);
    columns.monetary_value = None;
    columns.counts = counts.map(|name| frame.column(&name).cloned()).transpose()?;
    let mut values = names.iter().map(|(_, name)| numbers(frame.column(name)?, name)).collect::<Result<Vec<_>>>()?;
    let rows = columns.read_all()?;
    // Rows of no customer take no part.
    for own in &mut values {
        let mut kept = rows.iter().map(|(_, count)| *count > 0);
        own.retain(|_| kept.next().unwrap_or(true));
    }
    let rows: Vec<(RfmRow, u64)> = rows.into_iter().filter(|(_, count)| *count > 0).collect();
    let covariate = |((process, name), values): (&(Process, String), Vec<f64>)| Covariate::new(*process, name, values);
    Ok((rows, names.iter().zip(values).map(covariate).collect()))
}

/// What there is to say of a fit with covariates, in the form of [`super::value_about`]; of coefficients the interval is Wald's on their own scale.
pub(super) fn about(fit: &CovariateFit, level: Level) -> Value {
    let rows = rows(fit, level);
    let named = |of: &dyn Fn(&Row) -> Option<f64>| -> Map<String, Value> {
        rows.iter().map(|row| (row.term.clone(), json!(of(row)))).collect()
    };
    let evidence = &fit.evidence;
    let known = evidence.log_covariance.is_some();
    let row = |row: &Row| json!({"term": row.term, "estimate": row.estimate, "std_error": row.std_error, "conf_low": row.low, "conf_high": row.high});
    json!({
        "model": fit.model,
        "params": named(&|row| Some(row.estimate)),
        "std_errors": known.then(|| named(&|row| row.std_error)),
        "covariance": covariance(fit),
        "summary": rows.iter().map(row).collect::<Vec<_>>(),
        "log_likelihood": evidence.log_likelihood,
        "aic": evidence.aic(fit.n_free()),
        "bic": evidence.bic(fit.n_free()),
        "n": evidence.n,
        "unit": fit.unit.map(RfmUnit::name),
        "status": evidence.status.name(),
        "degenerate": evidence.degenerate,
        "converged": evidence.status.name() == "converged",
        "fixed": evidence.fixed,
        "n_draws": 0,
    })
}

/// The table of [`super::value_intervals`].
pub(super) fn intervals(fit: &CovariateFit, level: Level) -> Table {
    let rows = rows(fit, level);
    let float = |of: &dyn Fn(&Row) -> Option<f64>| TableColumn::Float(rows.iter().map(of).collect());
    Table::default()
        .with("term", TableColumn::Text(rows.iter().map(|row| Some(row.term.clone())).collect()))
        .with("estimate", float(&|row| Some(row.estimate)))
        .with("std_error", float(&|row| row.std_error))
        .with("conf_low", float(&|row| row.low))
        .with("conf_high", float(&|row| row.high))
}

struct Row {
    term: String,
    estimate: f64,
    std_error: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

/// By how much each term grows with its variable: a parameter with its logarithm, a coefficient with itself.
fn factors(fit: &CovariateFit) -> Vec<f64> {
    fit.parameters.iter().copied().chain(fit.coefficients.iter().map(|_| 1.0)).collect()
}

fn covariance(fit: &CovariateFit) -> Option<Vec<Vec<f64>>> {
    let factors = factors(fit);
    let of_logs = fit.evidence.log_covariance.as_ref()?;
    let row = |(row, p): (&Vec<f64>, &f64)| row.iter().zip(&factors).map(|(v, q)| p * v * q).collect();
    Some(of_logs.iter().zip(&factors).map(row).collect())
}

fn rows(fit: &CovariateFit, level: Level) -> Vec<Row> {
    let names = AnyFit::parameter_names(fit.model).unwrap_or_default();
    let own = names.iter().zip(fit.parameters).map(|(name, value)| ((*name).to_owned(), value));
    let coefficients = fit.coefficients.iter().map(|(process, column, value, _)| (term(*process, column), *value));
    let z = normal_upper_quantile(0.5 * (1.0 - level.get()));
    let row = |(place, (term, estimate)): (usize, (String, f64))| {
        let variance = fit.evidence.log_covariance.as_ref().and_then(|rows| rows.get(place)?.get(place));
        let error = variance.map(|variance| variance.sqrt());
        let is_parameter = place < fit.parameters.len();
        let end = |sign: f64| {
            error.map(|error| if is_parameter { estimate * (sign * z * error).exp() } else { estimate + sign * z * error })
        };
        let std_error = error.map(|error| if is_parameter { estimate * error } else { error });
        Row { term, estimate, std_error, low: end(-1.0), high: end(1.0) }
    };
    own.chain(coefficients).enumerate().map(row).collect()
}
