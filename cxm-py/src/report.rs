//! Charts and the scorecard.

use cxm_core::call::{self, Args};
use cxm_core::report::chart::{Chart, SvgOptions};
use cxm_core::report::notebook;
use cxm_core::report::page::Block;
use cxm_core::report::scorecard::Scorecard;
use cxm_core::stats::Estimate;
use cxm_core::survey::TallyCube;
use pyo3::prelude::*;
use pyo3::types::PyList;
use serde_json::Value;

use crate::columns::{PyFrame, view};
use crate::error::{entry, run};
use crate::given::{Given, to_json, to_python};
use crate::state::CubeState;
use crate::survey::result;
use crate::table;

/// A chart as plain data with its writers.
#[pyclass(frozen, module = "cxm._cxm")]
pub struct ChartData(Chart);

#[pymethods]
impl ChartData {
    /// A chart of a table of scores, given as its columns; or of an estimate or its distribution, given as its fields.
    #[new]
    fn new(py: Python<'_>, kind: &str, data: &Bound<'_, PyAny>, given: Given<'_>) -> PyResult<Self> {
        entry(py, || {
            let args = given.args(kind)?;
            let of_estimate = match kind {
                "distribution" => Some(call::chart_distribution as fn(&Estimate, Args) -> cxm_core::Result<Chart>),
                "estimate" => Some(call::chart_estimate as _),
                _ => None,
            };
            if let Some(chart) = of_estimate {
                let estimate = result(py, data)?;
                return run(py, || chart(&estimate, args)).map(Self);
            }
            let columns = PyFrame::import(data, Vec::new())?.whole(py)?;
            run(py, || call::chart_of_table(kind, &call::table_of(&view(&columns)?)?, args)).map(Self)
        })
    }

    fn spec<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || to_python(py, &self.0.to_vega_lite()))
    }

    fn svg(&self, py: Python<'_>) -> PyResult<String> {
        entry(py, || run(py, || Ok(self.0.to_svg(&SvgOptions::default()))))
    }
}

/// A table, given as its columns, as a notebook shows it.
#[pyfunction]
pub fn table_html(py: Python<'_>, columns: &Bound<'_, PyAny>) -> PyResult<String> {
    entry(py, || {
        let columns = PyFrame::import(columns, Vec::new())?.whole(py)?;
        run(py, || Ok(notebook::table(&call::table_of(&view(&columns)?)?)))
    })
}

/// A table, given as its columns, as a terminal shows it.
#[pyfunction]
pub fn table_text(py: Python<'_>, columns: &Bound<'_, PyAny>) -> PyResult<String> {
    entry(py, || {
        let columns = PyFrame::import(columns, Vec::new())?.whole(py)?;
        run(py, || Ok(notebook::table_text(&call::table_of(&view(&columns)?)?)))
    })
}

/// A table, given as its columns, as CSV.
#[pyfunction]
pub fn table_csv(py: Python<'_>, columns: &Bound<'_, PyAny>, given: Given<'_>) -> PyResult<String> {
    entry(py, || {
        let args = given.args("to_csv")?;
        let columns = PyFrame::import(columns, Vec::new())?.whole(py)?;
        run(py, || call::frame_to_csv(&view(&columns)?, args))
    })
}

/// A scorecard with its writers.
#[pyclass(frozen, module = "cxm._cxm")]
pub struct ScorecardData(Scorecard);

#[pymethods]
impl ScorecardData {
    /// The scorecard of a frame, or of cubes.
    #[new]
    fn new(py: Python<'_>, source: &Bound<'_, PyAny>, names: Vec<String>, given: Given<'_>) -> PyResult<Self> {
        entry(py, || {
            let metrics = match to_json(&given.require("metrics")?)? {
                Value::Array(metrics) => metrics,
                one => vec![one],
            };
            let args = given.args("scorecard")?;
            if let Ok(states) = source.extract::<Vec<PyRef<'_, CubeState>>>() {
                let states: Vec<&CubeState> = states.iter().map(|state| &**state).collect();
                let cubes = run(py, || Ok(states.iter().map(|state| state.lock().clone()).collect::<Vec<TallyCube>>()))?;
                return run(py, || call::scorecard_of_cubes(&cubes.iter().collect::<Vec<_>>(), &metrics, args)).map(Self);
            }
            let columns = PyFrame::import(source, names)?.whole(py)?;
            run(py, || call::scorecard(&view(&columns)?, &metrics, args)).map(Self)
        })
    }

    /// The same with the KPIs of a program, given as the columns of their table.
    fn with_program(&self, py: Python<'_>, columns: &Bound<'_, PyAny>) -> PyResult<Self> {
        entry(py, || {
            let columns = PyFrame::import(columns, Vec::new())?.whole(py)?;
            run(py, || call::scorecard_with_program(&self.0, &view(&columns)?)).map(Self)
        })
    }

    fn text(&self, py: Python<'_>, given: Given<'_>) -> PyResult<String> {
        entry(py, || {
            let args = given.args("to_text")?;
            run(py, || call::scorecard_text(&self.0, args))
        })
    }

    fn markdown(&self, py: Python<'_>) -> PyResult<String> {
        entry(py, || run(py, || Ok(self.0.to_markdown())))
    }

    fn html(&self, py: Python<'_>) -> PyResult<String> {
        entry(py, || run(py, || Ok(self.0.to_html())))
    }

    fn json<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || to_python(py, &self.0.to_json()))
    }

    fn tables<'py>(&self, py: Python<'py>) -> PyResult<Vec<(String, Bound<'py, PyList>)>> {
        entry(py, || {
            let tables = run(py, || Ok(self.0.tables()))?;
            tables.into_iter().map(|(name, table)| Ok((name, table::to_python(py, table)?))).collect()
        })
    }

    fn charts(&self, py: Python<'_>) -> PyResult<Vec<ChartData>> {
        entry(py, || {
            let page = run(py, || Ok(self.0.page()))?;
            let chart = |block| match block {
                Block::Chart(chart) | Block::Picture(chart) => Some(ChartData(*chart)),
                _ => None,
            };
            Ok(page.sections.into_iter().flat_map(|section| section.body).filter_map(chart).collect())
        })
    }
}
