use super::Args;
use crate::clv::{
    AnyFit, Covariate, CovariateFit, CustomerFit, CustomersKnown, History, ParameterInterval, ParameterRange, Process,
    RfmColumns, RfmUnit,
};
use crate::columns::{Frame, Stop};
use crate::error::{Error, Result};
use crate::num::Rng;
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

    /// The numbers of each column.
    pub fn columns(&self) -> &[Vec<f64>] {
        &self.columns
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

/// The customers of a frame, and what is known of them by these columns.
pub(super) fn customers_known(
    frame: &Frame<'_>,
    counts: Option<String>,
    names: &[(Process, String)],
    stop: Stop,
) -> Result<CustomersKnown> {
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
    let rows = rows.into_iter().filter(|(_, count)| *count > 0).collect();
    let covariate = |((process, name), values): (&(Process, String), Vec<f64>)| Covariate::new(*process, name, values);
    Ok(CustomersKnown { rows, covariates: names.iter().zip(values).map(covariate).collect() })
}

/// Those that a model was fitted to.
pub(super) fn fitted_to(frame: &Frame<'_>, fit: &CovariateFit, counts: Option<String>, stop: Stop) -> Result<CustomersKnown> {
    let names: Vec<(Process, String)> = fit.coefficients.iter().map(|(process, column, ..)| (*process, column.clone())).collect();
    customers_known(frame, counts, &names, stop)
}

/// What there is to say of a fit with covariates, in the form of [`super::value_about`]; of coefficients the interval is Wald's on their own scale.
pub(super) fn about(fit: &CovariateFit, level: Level) -> Value {
    let (terms, values) = (fit.terms(), fit.values());
    let ranges = fit.ranges(ParameterInterval::WaldLog, None, level).unwrap_or_default(); // asks for no data
    let evidence = &fit.evidence;
    let known = evidence.log_covariance.is_some();
    let params: Map<String, Value> = terms.iter().cloned().zip(values.iter().map(|value| json!(value))).collect();
    let errors: Map<String, Value> = terms.iter().cloned().zip(ranges.iter().map(|range| json!(range.std_error))).collect();
    let row = |((term, value), range): ((&String, &f64), &ParameterRange)| json!({"term": term, "estimate": value, "std_error": range.std_error, "conf_low": range.low, "conf_high": range.high});
    json!({
        "model": fit.model,
        "params": params,
        "std_errors": known.then_some(errors),
        "covariance": covariance(fit),
        "summary": terms.iter().zip(&values).zip(&ranges).map(row).collect::<Vec<_>>(),
        "log_likelihood": evidence.log_likelihood,
        "aic": evidence.aic(fit.n_free()),
        "bic": evidence.bic(fit.n_free()),
        "n": evidence.n,
        "unit": fit.unit.map(RfmUnit::name),
        "status": evidence.status.name(),
        "degenerate": evidence.degenerate,
        "converged": evidence.status.name() == "converged",
        "fixed": evidence.fixed,
        "n_draws": evidence.draws.as_ref().map_or(0, Vec::len),
    })
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
