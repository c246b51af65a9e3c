//! Fits of customer value, and what customers are worth.

use cxm_core::Result;
use cxm_core::call::{self, Args};
use cxm_core::columns::Frame;
use pyo3::prelude::*;
use pyo3::types::PyList;
use serde_json::Value;

use crate::error::{entry, progress};
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

/// A fit with its bootstrap, as fields; `progress` is called with how many fits are made, and of how many.
#[pyfunction]
pub fn value_bootstrap<'py>(
    py: Python<'py>,
    frame: &Bound<'py, PyAny>,
    names: Vec<String>,
    given: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let progress = given.take("progress")?.map(|called| progress(called.unbind())).unwrap_or_default();
        let call = |frame: &Frame<'_>, args: Args| call::value_bootstrap(frame, args.progress(progress));
        let found = on_frame(frame, names, &given, "bootstrap", call)?;
        fields(py, || Ok(found))
    })
}

/// A model of given parameters, what there is to say of a fit, or the test of one against another, as fields.
#[pyfunction]
pub fn value_of<'py>(py: Python<'py>, name: &str, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let args = given.args(name)?;
        if name == "likelihood_ratio" {
            return fields(py, || call::likelihood_ratio(args));
        }
        let function: fn(Args) -> Result<Value> = if name == "from_params" { call::value_given } else { call::value_about };
        fields(py, || function(args))
    })
}

/// The fields of all together, a row each, and a row a group.
type Worth<'py> = (Bound<'py, PyAny>, Bound<'py, PyList>, Option<Bound<'py, PyList>>);

/// What customers are worth: the fields of all together, a row each, and a row a group.
#[pyfunction]
pub fn clv<'py>(py: Python<'py>, frame: &Bound<'py, PyAny>, names: Vec<String>, given: Given<'py>) -> PyResult<Worth<'py>> {
    entry(py, || {
        let mut found = on_frame(frame, names, &given, "clv", call::clv)?;
        let rows = table::to_python(py, std::mem::take(&mut found.table))?;
        let groups = found.groups.take().map(|groups| table::to_python(py, groups)).transpose()?;
        Ok((fields(py, || Ok(found))?, rows, groups))
    })
}
