//! Tables on their way out: each column as (name, kind, values, rows).

use std::borrow::Cow;

use cxm_core::columns::{Key, Table, TableColumn};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyNotImplementedError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyList;

use crate::long_column::{LongColumn, values};

/// The columns; `rows` says where in the input each key was first seen. Long ones are Arrow arrays, of numbers where they lie.
pub fn to_python(py: Python<'_>, table: Table) -> PyResult<Bound<'_, PyList>> {
    let columns = table.into_columns().into_iter().map(|(name, column)| one(py, &name, Cow::Owned(column)));
    PyList::new(py, columns.collect::<PyResult<Vec<_>>>()?)
}

/// The same of a table that goes on to be used.
pub fn copied<'py>(py: Python<'py>, table: &Table) -> PyResult<Bound<'py, PyList>> {
    let columns = table.columns().iter().map(|(name, column)| one(py, name, Cow::Borrowed(column)));
    PyList::new(py, columns.collect::<PyResult<Vec<_>>>()?)
}

fn one<'py>(py: Python<'py>, name: &str, column: Cow<'_, TableColumn>) -> PyResult<Bound<'py, PyAny>> {
    let (kind, rows) = match column.as_ref() {
        TableColumn::Float(_) | TableColumn::Numbers(_) => ("float", None),
        TableColumn::Count(_) => ("count", None),
        TableColumn::Text(_) => ("text", None),
        TableColumn::Date(_) => ("date", None),
        TableColumn::Time(_) => ("time", None),
        TableColumn::Key { rows: Some(rows), .. } => {
            let known = match LongColumn::of_rows(rows) {
                Some(long) => long.into_bound_py_any(py)?,
                None => rows.into_bound_py_any(py)?,
            };
            ("key", Some(known))
        }
        TableColumn::Key { rows: None, .. } => ("key", None),
        _ => return Err(PyNotImplementedError::new_err("a new kind of column")),
    };
    let own = if LongColumn::fits(&column) { LongColumn::of(column).into_bound_py_any(py)? } else { list(py, &column)? };
    (name, kind, own, rows).into_bound_py_any(py)
}

fn list<'py>(py: Python<'py>, column: &TableColumn) -> PyResult<Bound<'py, PyAny>> {
    match column {
        TableColumn::Key { keys, .. } => keys.iter().map(|own| key(py, own)).collect::<PyResult<Vec<_>>>()?.into_bound_py_any(py),
        other => Ok(values(py, other.to_arrow().as_ref())?.into_any()),
    }
}

fn key<'py>(py: Python<'py>, key: &Key) -> PyResult<Bound<'py, PyAny>> {
    match key {
        Key::Bool(value) => value.into_bound_py_any(py),
        Key::Int(value) => value.into_bound_py_any(py),
        Key::Float(value) => value.get().into_bound_py_any(py),
        Key::Text(text) => text.into_bound_py_any(py),
        Key::Date(day) => date(py, *day),
        Key::Time(micros) => moment(py, *micros, false),
        _ => Ok(py.None().into_bound(py)),
    }
}

pub fn date(py: Python<'_>, day: i32) -> PyResult<Bound<'_, PyAny>> {
    static DATE: PyOnceLock<Py<pyo3::types::PyType>> = PyOnceLock::new();
    DATE.import(py, "datetime", "date")?.call_method1(intern!(py, "fromordinal"), (day + 719_163,)) // the ordinal of 1970-01-01
}

/// Microseconds since 1970 as a datetime, of the wall clock or in UTC.
pub fn moment(py: Python<'_>, micros: i64, utc: bool) -> PyResult<Bound<'_, PyAny>> {
    let module = py.import(intern!(py, "datetime"))?;
    let zone = if utc { Some(module.getattr("timezone")?.getattr("utc")?) } else { None };
    let epoch = module.getattr("datetime")?.call1((1970, 1, 1, 0, 0, 0, 0, zone))?;
    epoch.add(module.getattr("timedelta")?.call1((0, 0, micros))?)
}
