use cxm_core::columns::Cell;
use cxm_core::{Code, Error};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyFloat, PyInt, PyList, PyString, PyTuple, PyType};

use crate::error::to_py;

/// Reads every value of an iterable.
pub fn read(values: &Bound<'_, PyAny>) -> PyResult<Vec<Cell<'static>>> {
    // Its length is what the object claims; past the first million it grows as values really come.
    let mut cells = Vec::with_capacity(values.len().unwrap_or(0).min(1 << 20));
    for (value, row) in values.try_iter()?.zip(0..) {
        cells.push(cell(&value?, row)?);
    }
    Ok(cells)
}

pub fn cell(value: &Bound<'_, PyAny>, row: u64) -> PyResult<Cell<'static>> {
    if value.is_none() {
        return Ok(Cell::Null);
    }
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(Cell::Bool(flag.is_true()));
    }
    if value.is_instance_of::<PyInt>() {
        return match value.extract() {
            Ok(integer) => Ok(Cell::Int(integer)),
            Err(_) => digits(value),
        };
    }
    if let Ok(float) = value.cast::<PyFloat>() {
        return Ok(number(float.value()));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return text.to_cow().map(|text| Cell::Text(text.into_owned().into())).map_err(|_| {
            let error = Error::new(Code::InvalidEncoding, format!("text holds a lone surrogate (row {row})")).with_row(row);
            to_py(value.py(), &error)
        });
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        return list(value, row);
    }
    rare(value, row)
}

/// A list of plain values; lists in lists stay what they are.
fn list(values: &Bound<'_, PyAny>, row: u64) -> PyResult<Cell<'static>> {
    let mut cells = Vec::with_capacity(values.len()?);
    for value in values.try_iter()? {
        let value = value?;
        let nested = value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>();
        cells.push(if nested { Cell::Other("a list") } else { cell(&value, row)? });
    }
    Ok(Cell::List(cells))
}

fn number(value: f64) -> Cell<'static> {
    if value.is_nan() { Cell::Null } else { Cell::Float(value) }
}

/// A number in its own digits; Python refuses to write integers of thousands of digits.
fn digits(value: &Bound<'_, PyAny>) -> PyResult<Cell<'static>> {
    match value.str() {
        Ok(text) => Ok(Cell::Text(text.extract::<String>()?.into())),
        Err(_) => other(value),
    }
}

fn other(value: &Bound<'_, PyAny>) -> PyResult<Cell<'static>> {
    const KINDS: [&str; 16] = [
        "bytes",
        "bytearray",
        "dict",
        "set",
        "frozenset",
        "complex",
        "int",
        "time",
        "timedelta",
        "Timedelta",
        "timedelta64",
        "UUID",
        "Fraction",
        "Period",
        "Interval",
        "longdouble",
    ];
    let name = value.get_type().name()?;
    Ok(Cell::Other(KINDS.into_iter().find(|kind| name == *kind).unwrap_or("another kind of object")))
}

/// Kinds of value that lists seldom hold.
fn rare(value: &Bound<'_, PyAny>, row: u64) -> PyResult<Cell<'static>> {
    static DATETIME: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    static DATE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let py = value.py();
    let class = value.get_type();
    let name = class.name()?;
    if name == "NaTType" || name == "NAType" {
        return Ok(Cell::Null);
    }
    if class.module()? == "numpy" {
        return numpy_scalar(value, row);
    }
    if value.is_instance(DATETIME.import(py, "datetime", "datetime")?)? {
        return time(value);
    }
    if value.is_instance(DATE.import(py, "datetime", "date")?)? {
        let ordinal: i32 = value.call_method0(intern!(py, "toordinal"))?.extract()?;
        return Ok(Cell::Date(ordinal - 719_163)); // the ordinal of 1970-01-01
    }
    if value.is_instance(DECIMAL.import(py, "decimal", "Decimal")?)? {
        if value.call_method0(intern!(py, "is_nan"))?.is_truthy()? {
            return Ok(Cell::Null);
        }
        let float = value.extract::<f64>()?;
        let exact = DECIMAL.import(py, "decimal", "Decimal")?.call1((float,))?.eq(value)?;
        return if exact { Ok(Cell::Float(float)) } else { digits(value) };
    }
    other(value)
}

fn time(value: &Bound<'_, PyAny>) -> PyResult<Cell<'static>> {
    static EPOCHS: PyOnceLock<[Py<PyAny>; 2]> = PyOnceLock::new();
    let py = value.py();
    let zoned = !value.call_method0(intern!(py, "utcoffset"))?.is_none();
    let epochs = EPOCHS.get_or_try_init(py, || -> PyResult<_> {
        let module = py.import("datetime")?;
        let utc = module.getattr("timezone")?.getattr("utc")?;
        let epoch =
            |zone: Option<Bound<'_, PyAny>>| module.getattr("datetime")?.call1((1970, 1, 1, 0, 0, 0, 0, zone)).map(Bound::unbind);
        Ok([epoch(None)?, epoch(Some(utc))?])
    })?;
    let since = value.sub(&epochs[usize::from(zoned)])?;
    let part = |name| since.getattr(name)?.extract::<i64>();
    // Within the years 1 to 9999, so far inside i64.
    let seconds = part(intern!(py, "days"))? * 86_400 + part(intern!(py, "seconds"))?;
    let micros = seconds * 1_000_000 + part(intern!(py, "microseconds"))?;
    Ok(if zoned { Cell::Time(micros) } else { Cell::LocalTime(micros) })
}

/// `np.int64(9)` and the like, by the Python value they stand for.
fn numpy_scalar(value: &Bound<'_, PyAny>, row: u64) -> PyResult<Cell<'static>> {
    let py = value.py();
    let plain = if value.get_type().name()? == "datetime64" {
        // `item` of nanoseconds is a bare integer.
        value.call_method1(intern!(py, "astype"), ("datetime64[us]",))?.call_method0(intern!(py, "item"))?
    } else {
        value.call_method0(intern!(py, "item"))?
    };
    if plain.get_type().module()? == "numpy" { other(value) } else { cell(&plain, row) }
}
