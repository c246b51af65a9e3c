//! The functions over survey answers.

use cxm_core::call::{self, Args, Columns};
use cxm_core::stats::Estimate;
use cxm_core::{Code, Error, Result};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::columns::PyColumn;
use crate::error::run;
use crate::given::{Given, to_json, to_python};

/// The columns of one call, held for as long as the core borrows them.
pub struct Held {
    values: PyColumn,
    weights: Option<PyColumn>,
    counts: Option<PyColumn>,
}

impl Held {
    pub fn view(&self) -> Columns<'_> {
        let view = |column: &'_ Option<PyColumn>| column.as_ref().map(PyColumn::view);
        Columns { values: self.values.view(), weights: view(&self.weights), counts: view(&self.counts) }
    }
}

pub fn columns(given: &Given<'_>) -> PyResult<Held> {
    let values = given.column("column")?.ok_or_else(|| PyTypeError::new_err("column must be a column, got None"))?;
    Ok(Held { values, weights: given.column("weights")?, counts: given.column("counts")? })
}

/// Runs the core and gives the fields of its estimate.
pub fn estimated<'py>(py: Python<'py>, call: impl FnOnce() -> Result<Estimate> + Send) -> PyResult<Bound<'py, PyAny>> {
    let value = run(py, || call().and_then(|estimate| serde_json::to_value(estimate).map_err(|error| unreadable(&error))))?;
    to_python(py, &value)
}

#[pyfunction]
pub fn estimate<'py>(py: Python<'py>, name: &str, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    let held = columns(&given)?;
    let args = given.args(name)?;
    estimated(py, || call::estimate(name, held.view(), args))
}

/// The one line of an estimate.
#[pyfunction]
pub fn estimate_line(py: Python<'_>, fields: &Bound<'_, PyAny>) -> PyResult<String> {
    let fields = to_json(fields)?;
    run(py, || serde_json::from_value::<Estimate>(fields).map(|estimate| estimate.to_string()).map_err(|error| unreadable(&error)))
}

/// Refuses what is no metric.
#[pyfunction]
pub fn check_metric(py: Python<'_>, name: &str, given: Given<'_>) -> PyResult<()> {
    let mut args: Args = given.args(name)?;
    run(py, || call::metric(name, &mut args, None).and_then(|_| args.finish()))
}

fn unreadable(error: &serde_json::Error) -> Error {
    Error::new(Code::InvalidJson, format!("this is no estimate: {error}"))
}
