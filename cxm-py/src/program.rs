//! The KPIs of a program, alignment, delivery gap and benchmarks.

use cxm_core::call::{self, Args};
use cxm_core::columns::{Frame, Table};
use cxm_core::stats::Estimate;
use cxm_core::{Error, Result};
use pyo3::prelude::*;
use pyo3::types::PyList;
use serde_json::Map;

use crate::columns::{PyFrame, view};
use crate::error::{entry, run, to_py};
use crate::given::{Given, to_json};
use crate::survey::{Side, fields, metric, result};
use crate::table;

type OfTwo = fn(&Frame<'_>, &Frame<'_>, Args) -> Result<Table>;
type OfOne = fn(&Frame<'_>, Args) -> Result<Table>;

/// A KPI of records and a roster.
#[pyfunction]
pub fn rostered<'py>(
    py: Python<'py>,
    name: &str,
    records: (Bound<'py, PyAny>, Vec<String>),
    roster: (Bound<'py, PyAny>, Vec<String>),
    given: Given<'py>,
) -> PyResult<Bound<'py, PyList>> {
    entry(py, || {
        let function: OfTwo = match name {
            "employee_engagement" => call::employee_engagement,
            _ => call::rate_of_innovation,
        };
        let [records, roster] =
            [records, roster].map(|(frame, names)| PyFrame::import(&frame, names).and_then(|frame| frame.whole(py)));
        let (records, roster, args) = (records?, roster?, given.args(name)?);
        table::to_python(py, &run(py, || function(&view(&records)?, &view(&roster)?, args))?)
    })
}

/// A table of one frame.
#[pyfunction]
pub fn of_frame<'py>(
    py: Python<'py>,
    name: &str,
    frame: &Bound<'py, PyAny>,
    names: Vec<String>,
    given: Given<'py>,
) -> PyResult<Bound<'py, PyList>> {
    entry(py, || {
        let function: OfOne = match name {
            "alignment" => call::alignment,
            _ => call::rate_of_improvement,
        };
        let columns = PyFrame::import(frame, names)?.whole(py)?;
        let args = given.args(name)?;
        table::to_python(py, &run(py, || function(&view(&columns)?, args))?)
    })
}

#[pyfunction]
pub fn goal_share<'py>(py: Python<'py>, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let args = given.args("goal_share")?;
        fields(py, || call::goal_share(args))
    })
}

#[pyfunction]
pub fn delivery_gap<'py>(py: Python<'py>, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let internal = Side::take(py, &given, ["internal", "weights_internal", "counts_internal"])?;
        let customers = Side::take(py, &given, ["customers", "weights_customers", "counts_customers"])?;
        let (metric, args) = (metric(&given)?, given.args("delivery_gap")?);
        fields(py, || call::delivery_gap(internal.sample(), customers.sample(), &metric, args))
    })
}

/// Refuses what is no benchmark; gives its fields.
#[pyfunction]
pub fn benchmark<'py>(py: Python<'py>, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let mut json: Map<_, _> = given.json()?;
        json.retain(|_, value| !value.is_null());
        fields(py, || call::benchmark(json.into()))
    })
}

#[pyfunction]
pub fn compare_to_benchmark<'py>(
    py: Python<'py>,
    estimate: &Bound<'py, PyAny>,
    benchmark: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        if !estimate.is_instance_of::<pyo3::types::PyDict>() {
            let kind = estimate.get_type().name()?.to_string();
            return Err(to_py(py, &Error::option("estimate", "an Estimate", kind)));
        }
        let (estimate, benchmark) = (result::<Estimate>(py, estimate)?, to_json(benchmark)?);
        fields(py, || call::compare_to_benchmark(&estimate, benchmark))
    })
}
