//! Who stays: rates of customers, survival curves, tests and Cox's model.

use cxm_core::Result;
use cxm_core::call::{self, Args, CoxModel, FieldsAndTables, SurvivalCurves};
use cxm_core::columns::Frame;
use cxm_core::stats::Test;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::error::{entry, run};
use crate::given::Given;
use crate::survey::{fields, on_frame};
use crate::table;

/// A result of fields and tables: a fitted model of covariates, or a calibration.
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
            _ => call::discrete_hazard_fit,
        };
        let found = on_frame(frame, names, &given, name, function)?;
        let tables = PyDict::new(py);
        for (name, own) in found.tables {
            tables.set_item(name, table::to_python(py, own)?)?;
        }
        Ok((fields(py, || Ok(found.fields))?, tables))
    })
}

/// Kaplan and Meier's curves: what was watched is counted once, and each question is answered from that.
#[pyclass(frozen, module = "cxm._cxm")]
pub struct SurvivalCurvesData(SurvivalCurves);

#[pymethods]
impl SurvivalCurvesData {
    #[new]
    fn new(py: Python<'_>, frame: &Bound<'_, PyAny>, names: Vec<String>, given: Given<'_>) -> PyResult<Self> {
        entry(py, || Ok(Self(on_frame(frame, names, &given, "kaplan_meier", SurvivalCurves::of)?)))
    }

    fn fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || fields(py, || Ok(self.0.fields())))
    }

    fn ask<'py>(&self, py: Python<'py>, question: &str, given: Given<'py>) -> PyResult<Bound<'py, PyList>> {
        entry(py, || {
            let args = given.args("kaplan_meier")?;
            table::to_python(py, run(py, || self.0.ask(question, args))?)
        })
    }
}

/// A fitted Cox model, with its rows.
#[pyclass(frozen, module = "cxm._cxm")]
pub struct CoxModelData(CoxModel);

#[pymethods]
impl CoxModelData {
    #[new]
    fn new(py: Python<'_>, frame: &Bound<'_, PyAny>, names: Vec<String>, given: Given<'_>) -> PyResult<Self> {
        entry(py, || Ok(Self(on_frame(frame, names, &given, "cox", CoxModel::of)?)))
    }

    fn fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || fields(py, || Ok(self.0.fields())))
    }

    fn concordance<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || fields(py, || Ok(self.0.concordance())))
    }

    fn table<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyList>>> {
        entry(py, || run(py, || self.0.table(name))?.map(|table| table::to_python(py, table)).transpose())
    }
}

/// A rate of customers, as fields, and the table of its segments.
#[pyfunction]
pub fn customer_rate<'py>(
    py: Python<'py>,
    name: &str,
    frame: &Bound<'py, PyAny>,
    names: Vec<String>,
    given: Given<'py>,
) -> PyResult<(Bound<'py, PyAny>, Option<Bound<'py, PyList>>)> {
    entry(py, || {
        let mut found = on_frame(frame, names, &given, name, call::customer_rate)?;
        let segments = found.segments.take().map(|segments| table::to_python(py, segments)).transpose()?;
        Ok((fields(py, || Ok(found))?, segments))
    })
}

/// A test of times in groups, as fields: of the log-rank family, or of restricted means.
#[pyfunction]
pub fn test_of_times<'py>(
    py: Python<'py>,
    name: &str,
    frame: &Bound<'py, PyAny>,
    names: Vec<String>,
    given: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let function: fn(&Frame<'_>, Args) -> Result<Test> =
            if name == "rmst_difference" { call::rmst_difference } else { call::log_rank };
        let found = on_frame(frame, names, &given, name, function)?;
        fields(py, || Ok(found))
    })
}
