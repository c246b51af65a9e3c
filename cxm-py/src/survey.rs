//! The functions over survey answers.

use cxm_core::call::{self, Args, Columns, Sample};
use cxm_core::columns::{Cell, Frame};
use cxm_core::report::notebook;
use cxm_core::stats::{Estimate, Tally, Test};
use cxm_core::survey::TallyCube;
use cxm_core::{Code, Error, Result};
use pyo3::prelude::*;
use pyo3::types::PyList;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::columns::{PyColumn, PyFrame, view};
use crate::error::{entry, run, to_py};
use crate::given::{Given, to_json, to_python};
use crate::state::{CubeState, TallyState, TransitionState};
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

/// Takes the columns of answers, weights and counts out of the arguments with these names.
pub fn columns(given: &Given<'_>, [values, weights, counts]: [&str; 3]) -> PyResult<Held> {
    Ok(Held { values: given.require(values)?.extract()?, weights: given.column(weights)?, counts: given.column(counts)? })
}

/// The metric of a call: a name or an object, or null where none is named.
pub fn metric(given: &Given<'_>) -> PyResult<Value> {
    given.take("metric")?.map_or(Ok(Value::Null), |metric| to_json(&metric))
}

/// Runs the core and gives the fields of its result.
pub fn fields<T: Serialize>(py: Python<'_>, call: impl FnOnce() -> Result<T> + Send) -> PyResult<Bound<'_, PyAny>> {
    let json = |result| serde_json::to_value(result).map_err(|error| Error::new(Code::InvalidJson, error.to_string()));
    to_python(py, &run(py, || call().and_then(json))?)
}

#[pyfunction]
pub fn estimate<'py>(py: Python<'py>, name: &str, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let (held, args) = (columns(&given, ["column", "weights", "counts"])?, given.args(name)?);
        fields(py, || call::estimate(name, held.view(), args))
    })
}

/// A result from its fields.
pub fn result<T: DeserializeOwned>(py: Python<'_>, fields: &Bound<'_, PyAny>) -> PyResult<T> {
    let read = |error: serde_json::Error| to_py(py, &Error::new(Code::InvalidJson, format!("this is no result: {error}")));
    serde_json::from_value(to_json(fields)?).map_err(read)
}

/// The result of this kind as one line.
#[pyfunction]
pub fn line(py: Python<'_>, kind: &str, fields: &Bound<'_, PyAny>) -> PyResult<String> {
    entry(py, || match kind {
        "Test" => Ok(result::<Test>(py, fields)?.to_string()),
        _ => Ok(result::<Estimate>(py, fields)?.to_string()),
    })
}

/// The result of this kind as a notebook shows it.
#[pyfunction]
pub fn html(py: Python<'_>, kind: &str, fields: &Bound<'_, PyAny>) -> PyResult<String> {
    entry(py, || match kind {
        "Test" => Ok(notebook::test(&result(py, fields)?)),
        _ => Ok(notebook::estimate(&result(py, fields)?)),
    })
}

/// Refuses what is no metric.
#[pyfunction]
pub fn check_metric(py: Python<'_>, metric: &Bound<'_, PyAny>) -> PyResult<()> {
    entry(py, || {
        let metric = to_json(metric)?;
        run(py, || call::metric_of(&metric, &mut Args::new("Metric", serde_json::Map::new()), None).map(|_| ()))
    })
}

/// Calls the core over the columns `names` of a frame.
pub fn on_frame<'py, T: Send>(
    frame: &Bound<'py, PyAny>,
    names: Vec<String>,
    given: &Given<'py>,
    function: &str,
    call: impl FnOnce(&Frame<'_>, Args) -> Result<T> + Send,
) -> PyResult<T> {
    let py = frame.py();
    let columns = PyFrame::import(frame, names)?.whole(py)?;
    let args = given.args(function)?;
    run(py, || call(&view(&columns)?, args))
}

/// The same of a metric.
fn over<'py, T: Send>(
    frame: &Bound<'py, PyAny>,
    names: Vec<String>,
    given: &Given<'py>,
    function: &str,
    call: impl FnOnce(&Frame<'_>, &Value, Option<&str>, Args) -> Result<T> + Send,
) -> PyResult<T> {
    let (metric, column) = (metric(given)?, given.label("column")?);
    on_frame(frame, names, given, function, |frame, args| call(frame, &metric, column.as_deref(), args))
}

#[pyfunction]
pub fn score<'py>(
    py: Python<'py>,
    frame: &Bound<'py, PyAny>,
    names: Vec<String>,
    given: Given<'py>,
) -> PyResult<Bound<'py, PyList>> {
    entry(py, || {
        let mut parts = PyFrame::import(frame, names)?;
        let (metric, column, args) = (metric(&given)?, given.label("column")?, given.args("score")?);
        let table = if parts.is_stream() {
            let mut scores = run(py, || call::ScoreParts::new(&metric, column.as_deref(), args))?;
            while let Some(columns) = parts.next(py)? {
                run(py, || scores.observe(&view(&columns)?))?;
            }
            run(py, || scores.table())?
        } else {
            let columns = parts.whole(py)?;
            run(py, || call::score(&view(&columns)?, &metric, column.as_deref(), args))?
        };
        table::to_python(py, table)
    })
}

#[pyfunction]
pub fn compare_groups<'py>(
    py: Python<'py>,
    frame: &Bound<'py, PyAny>,
    names: Vec<String>,
    given: Given<'py>,
) -> PyResult<Bound<'py, PyList>> {
    entry(py, || table::to_python(py, over(frame, names, &given, "compare_groups", call::compare_groups)?))
}

#[pyfunction]
pub fn compare_all<'py>(
    py: Python<'py>,
    frame: &Bound<'py, PyAny>,
    names: Vec<String>,
    given: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let test = over(frame, names, &given, "compare_all", call::compare_all)?;
        fields(py, || Ok(test))
    })
}

/// A side of a comparison, held.
pub enum Side {
    Tally(Tally),
    Cube(TallyCube),
    Columns(Held),
}

impl Side {
    pub fn take(py: Python<'_>, given: &Given<'_>, names: [&str; 3]) -> PyResult<Self> {
        let side = given.0.get_item(names[0])?;
        if let Some(state) = side.as_ref().and_then(|side| side.cast::<TallyState>().ok()) {
            given.take(names[0])?;
            let state = state.get();
            return run(py, || Ok(Self::Tally(state.lock().clone())));
        }
        if let Some(state) = side.as_ref().and_then(|side| side.cast::<CubeState>().ok()) {
            given.take(names[0])?;
            let state = state.get();
            return run(py, || Ok(Self::Cube(state.lock().clone())));
        }
        columns(given, names).map(Self::Columns)
    }

    pub fn sample(&self) -> Sample<'_> {
        match self {
            Self::Tally(tally) => Sample::Tally(tally),
            Self::Cube(cube) => Sample::Cube(cube),
            Self::Columns(held) => Sample::Columns(held.view()),
        }
    }
}

#[pyfunction]
pub fn compare<'py>(py: Python<'py>, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        if let Some(moves) = given.0.get_item("a")?.and_then(|a| a.cast_into::<TransitionState>().ok()) {
            given.take("a")?;
            let (metric, args, moves) = (metric(&given)?, given.args("compare")?, moves.get());
            return fields(py, || call::transition_compare(&moves.lock(), &metric, args));
        }
        let a = Side::take(py, &given, ["a", "weights_a", "counts_a"])?;
        let b = Side::take(py, &given, ["b", "weights_b", "counts_b"])?;
        let (metric, args) = (metric(&given)?, given.args("compare")?);
        fields(py, || call::compare(a.sample(), b.sample(), &metric, args))
    })
}

#[pyfunction]
pub fn share_intervals<'py>(py: Python<'py>, tally: &Bound<'py, PyAny>, given: Given<'py>) -> PyResult<Bound<'py, PyList>> {
    entry(py, || {
        let Ok(tally) = tally.cast::<TallyState>() else {
            let kind = tally.get_type().name()?.to_string();
            return Err(to_py(py, &Error::option("tally", "a Tally", kind)));
        };
        let tally = tally.get();
        let args = given.args("share_intervals")?;
        table::to_python(py, run(py, || call::share_intervals(&tally.lock(), args))?)
    })
}

#[pyfunction]
pub fn p_adjust<'py>(py: Python<'py>, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let column: PyColumn = given.require("p_values")?.extract()?;
        let args = given.args("p_adjust")?;
        fields(py, || {
            let number = |(row, cell): (u64, Cell<'_>)| match cell {
                Cell::Float(value) => Ok(Some(value).filter(|value| !value.is_nan())),
                Cell::Int(value) => Ok(Some(value as f64)),
                Cell::Null => Ok(None),
                _ => Err(Error::expected(Code::NotANumber, "p_values", "probabilities, 0 to 1", "another kind").with_row(row)),
            };
            let values = (0..).zip(column.view().cells()).map(number).collect::<Result<Vec<_>>>()?;
            call::p_adjust(&values, args)
        })
    })
}

/// Sample size, power and detectable difference by name.
#[pyfunction]
pub fn plan<'py>(py: Python<'py>, name: &str, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let (metric, args) = (metric(&given)?, given.args(name)?);
        let value = run(py, || match name {
            "required_n" => call::required_n(&metric, args).map(|n| json!(n)),
            "power" => call::power(&metric, args).map(|power| json!(power)),
            _ => call::detectable_difference(&metric, args).map(|difference| json!(difference)),
        })?;
        to_python(py, &value)
    })
}
