//! The functions over survey answers.

use cxm_core::call::{self, Args, Columns};
use cxm_core::stats::Estimate;
use cxm_core::{Code, Error, Result};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyList;
use serde::Serialize;
use serde_json::Value;
use std::fmt::Display;

use crate::columns::{PyColumn, PyFrame, view};
use crate::error::run;
use crate::given::{Given, to_json, to_python};
use crate::table;

/// The columns of one call, held for as long as the core borrows them.
pub struct Held {
    values: PyColumn,
    weights: Option<PyColumn>,
    counts: Option<PyColumn>,
}

impl Held {
    pub fn view(&self) -> Columns<'_> {
        let [weights, counts] = [&self.weights, &self.counts].map(|column| column.as_ref().map(PyColumn::view));
        Columns { values: self.values.view(), weights, counts }
    }
}

pub fn columns(given: &Given<'_>) -> PyResult<Held> {
    let values = given.column("column")?.ok_or_else(|| PyTypeError::new_err("column must be a column, got None"))?;
    Ok(Held { values, weights: given.column("weights")?, counts: given.column("counts")? })
}

/// Runs the core and gives the fields of its result.
pub fn fields<'py, T: Serialize>(py: Python<'py>, call: impl FnOnce() -> Result<T> + Send) -> PyResult<Bound<'py, PyAny>> {
    let value = run(py, || call().and_then(|result| serde_json::to_value(result).map_err(|error| unreadable(&error))))?;
    to_python(py, &value)
}

#[pyfunction]
pub fn estimate<'py>(py: Python<'py>, name: &str, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    let held = columns(&given)?;
    let args = given.args(name)?;
    fields(py, || call::estimate(name, held.view(), args))
}

/// The result of this class as one line.
#[pyfunction]
pub fn line(py: Python<'_>, class: &str, fields: &Bound<'_, PyAny>) -> PyResult<String> {
    shown(py, class, fields, |result| result.to_string())
}

fn shown(py: Python<'_>, class: &str, fields: &Bound<'_, PyAny>, show: impl FnOnce(&dyn Display) -> String + Send) -> PyResult<String> {
    let fields = to_json(fields)?;
    let read = |error: serde_json::Error| Error::new(Code::InvalidJson, format!("this is no {class}: {error}"));
    run(py, || serde_json::from_value::<Estimate>(fields).map(|estimate| show(&estimate)).map_err(read))
}

/// Refuses what is no metric.
#[pyfunction]
pub fn check_metric(py: Python<'_>, name: &str, given: Given<'_>) -> PyResult<()> {
    let mut args: Args = given.args(name)?;
    run(py, || call::metric(name, &mut args, None).and_then(|_| args.finish()))
}

fn unreadable(error: &serde_json::Error) -> Error {
    Error::new(Code::InvalidJson, format!("this result is no JSON: {error}"))
}

/// The metric of a call, a name or an object; "nps" unless it is named.
pub fn metric(given: &Given<'_>) -> PyResult<Value> {
    given.take("metric")?.map_or(Ok(Value::Null), |metric| to_json(&metric))
}

#[pyfunction]
pub fn score<'py>(py: Python<'py>, frame: &Bound<'py, PyAny>, names: Vec<String>, given: Given<'py>) -> PyResult<Bound<'py, PyList>> {
    let columns = PyFrame::import(frame, names)?.whole(py)?;
    let (metric, column) = (metric(&given)?, given.text("column")?);
    let args = given.args("score")?;
    let result = run(py, || call::score(&view(&columns)?, &metric, column.as_deref(), args))?;
    table::to_python(py, &result)
}
