//! Fits of customer value, and what customers are worth.

use cxm_core::Result;
use cxm_core::call::{self, Args};
use pyo3::prelude::*;
use pyo3::types::PyList;
use serde_json::Value;

use crate::error::entry;
use crate::given::Given;
use crate::survey::{fields, on_frame};
use crate::table;

/// A model fitted to a frame, as fields.
#[pyfunction]
pub fn value_fit<'py>(
    py: Python<'py>,
    frame: &Bound<'py, PyAny>,
    names: Vec<String>,
    given: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let found = on_frame(frame, names, &given, "fit", call::value_fit)?;
        fields(py, || Ok(found))
    })
}

/// A model of given parameters, or what there is to say of a fit, as fields.
#[pyfunction]
pub fn value_of<'py>(py: Python<'py>, name: &str, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let args = given.args(name)?;
        let function: fn(Args) -> Result<Value> = if name == "from_params" { call::value_given } else { call::value_about };
        fields(py, || function(args))
    })
}

/// What customers are worth: the fields of all together, and a row each.
#[pyfunction]
pub fn clv<'py>(
    py: Python<'py>,
    frame: &Bound<'py, PyAny>,
    names: Vec<String>,
    given: Given<'py>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyList>)> {
    entry(py, || {
        let mut found = on_frame(frame, names, &given, "clv", call::clv)?;
        let rows = table::to_python(py, &std::mem::take(&mut found.table))?;
        Ok((fields(py, || Ok(found))?, rows))
    })
}
