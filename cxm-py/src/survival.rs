//! Survival: curves, tests and Cox's model.

use cxm_core::Result;
use cxm_core::call::{self, Args, FieldsAndTables};
use cxm_core::columns::{Frame, Table};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::columns::{PyFrame, view};
use crate::error::{entry, run};
use crate::given::Given;
use crate::survey::fields;
use crate::table;

/// A result of fields and tables: Kaplan and Meier's curve, or a fitted Cox model.
#[pyfunction]
pub fn survival<'py>(
    py: Python<'py>,
    name: &str,
    frame: &Bound<'py, PyAny>,
    names: Vec<String>,
    given: Given<'py>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyDict>)> {
    entry(py, || {
        let columns = PyFrame::import(frame, names)?.whole(py)?;
        let args = given.args(name)?;
        let function: fn(&Frame<'_>, Args) -> Result<FieldsAndTables> =
            if name == "cox" { call::cox_fit } else { call::kaplan_meier };
        let found = run(py, || function(&view(&columns)?, args))?;
        let tables = PyDict::new(py);
        for (name, own) in &found.tables {
            tables.set_item(name, table::to_python(py, own)?)?;
        }
        Ok((fields(py, || Ok(found.fields))?, tables))
    })
}

/// The cumulative hazard of Nelson and Aalen, as a table.
#[pyfunction]
pub fn nelson_aalen<'py>(
    py: Python<'py>,
    frame: &Bound<'py, PyAny>,
    names: Vec<String>,
    given: Given<'py>,
) -> PyResult<Bound<'py, PyList>> {
    entry(py, || {
        let columns = PyFrame::import(frame, names)?.whole(py)?;
        let args = given.args("nelson_aalen")?;
        let found: Table = run(py, || call::nelson_aalen_table(&view(&columns)?, args))?;
        table::to_python(py, &found)
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
        let columns = PyFrame::import(frame, names)?.whole(py)?;
        let args = given.args("log_rank")?;
        fields(py, || call::log_rank(&view(&columns)?, args))
    })
}
