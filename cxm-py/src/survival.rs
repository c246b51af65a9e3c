//! Survival: curves, tests and Cox's model.

use cxm_core::Result;
use cxm_core::call::{self, Args, FieldsAndTables};
use cxm_core::columns::Frame;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::entry;
use crate::given::Given;
use crate::survey::{fields, on_frame};
use crate::table;

/// A result of fields and tables: Kaplan and Meier's curve, a fitted Cox model, or a calibration.
#[pyfunction]
pub fn survival<'py>(
    py: Python<'py>,
    name: &str,
    frame: &Bound<'py, PyAny>,
    names: Vec<String>,
    given: Given<'py>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyDict>)> {
    entry(py, || {
        let function: fn(&Frame<'_>, Args) -> Result<FieldsAndTables> = match name {
            "calibration" => call::calibration,
            "cox" => call::cox_fit,
            _ => call::kaplan_meier,
        };
        let found = on_frame(frame, names, &given, name, function)?;
        let tables = PyDict::new(py);
        for (name, own) in &found.tables {
            tables.set_item(name, table::to_python(py, own)?)?;
        }
        Ok((fields(py, || Ok(found.fields))?, tables))
    })
}

/// A test of the log-rank family, as fields.
#[pyfunction]
pub fn log_rank<'py>(
    py: Python<'py>,
    frame: &Bound<'py, PyAny>,
    names: Vec<String>,
    given: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let found = on_frame(frame, names, &given, "log_rank", call::log_rank)?;
        fields(py, || Ok(found))
    })
}
