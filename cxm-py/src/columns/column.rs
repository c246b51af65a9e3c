use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, Float64Array, Int64Array, NullArray, StringArray};
use arrow_schema::{DataType, Field};
use cxm_core::Error;
use pyo3::exceptions::{PyImportError, PyNotImplementedError, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyCapsule, PyDict, PyList, PySet, PyString};

use super::cells::{self, Cell};
use super::numpy::NumpyColumn;
use super::stream::{ArrowStream, import_array};
use crate::error::to_py;

/// A column, whatever Python object it came in.
pub enum PyColumn {
    /// The chunks of an Arrow array, or a list of values of one kind.
    Arrow(Vec<ArrayRef>, Field),
    Numpy(NumpyColumn),
    /// Values that differ in kind, or are times.
    Cells(Vec<Cell>),
}

/// Largest integer up to which every integer is an `f64`.
const EXACT: u64 = 1 << 53;

impl<'py> FromPyObject<'_, 'py> for PyColumn {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let py = object.py();
        let refused = object.is_instance_of::<PyString>()
            || object.is_instance_of::<PyBytes>()
            || object.is_instance_of::<PyByteArray>()
            || object.is_instance_of::<PyDict>()
            || object.is_instance_of::<PySet>();
        if refused {
            return Err(no_column(&object));
        }
        if object.is_instance_of::<PyList>() {
            return cells::read(&object).map(Self::from_cells);
        }
        if let Some(door) = object.getattr_opt(intern!(py, "__arrow_c_stream__"))? {
            if let Some(capsule) = offered(py, door.call0())? {
                let (chunks, field) = ArrowStream::import(&capsule.cast_into::<PyCapsule>()?)?.collect(py)?;
                return Self::from_arrow(py, chunks, field);
            }
        } else if let Some(door) = object.getattr_opt(intern!(py, "__arrow_c_array__"))?
            && let Some(capsules) = offered(py, door.call0())?
        {
            let (array, field) = import_array(&capsules)?;
            return Self::from_arrow(py, vec![array], field);
        }
        let is_numpy = |object: &Bound<'py, PyAny>| object.hasattr(intern!(py, "__array_interface__"));
        if is_numpy(&object)? {
            return Self::from_numpy(&object);
        }
        if let Some(door) = object.getattr_opt(intern!(py, "__array__"))? {
            let array = door.call0()?;
            if is_numpy(&array)? {
                return Self::from_numpy(&array);
            }
        }
        if object.hasattr(intern!(py, "__iter__"))? {
            return cells::read(&object).map(Self::from_cells);
        }
        Err(no_column(&object))
    }
}

impl PyColumn {
    pub fn len(&self) -> usize {
        match self {
            Self::Arrow(chunks, _) => chunks.iter().map(|chunk| chunk.len()).sum(),
            Self::Numpy(array) => array.len(),
            Self::Cells(cells) => cells.len(),
        }
    }

    /// A frame of one column stands for that column.
    fn from_arrow(py: Python<'_>, chunks: Vec<ArrayRef>, field: Field) -> PyResult<Self> {
        let DataType::Struct(fields) = field.data_type() else { return Ok(Self::Arrow(chunks, field)) };
        let [only] = &fields[..] else {
            return Err(to_py(py, &Error::option("column", "one column", format!("a frame or struct of {}", fields.len()))));
        };
        let chunks = chunks.iter().map(|chunk| Arc::clone(chunk.as_struct().column(0))).collect();
        Ok(Self::Arrow(chunks, only.as_ref().clone()))
    }

    fn from_numpy(array: &Bound<'_, PyAny>) -> PyResult<Self> {
        match NumpyColumn::import(array)? {
            Some(column) => Ok(Self::Numpy(column)),
            None => cells::read(&python_values(array)?).map(Self::from_cells),
        }
    }

    /// Values of one kind become an Arrow array: integers, numbers or text.
    fn from_cells(cells: Vec<Cell>) -> Self {
        let all = |kind: fn(&Cell) -> bool| cells.iter().all(|cell| *cell == Cell::Missing || kind(cell));
        let exact =
            |cell: &Cell| matches!(cell, Cell::Number(_)) || matches!(cell, Cell::Integer(i) if i.unsigned_abs() <= EXACT);
        let array: ArrayRef = if all(|_| false) {
            Arc::new(NullArray::new(cells.len()))
        } else if all(|cell| matches!(cell, Cell::Integer(_))) {
            Arc::new(cells.iter().map(|cell| if let Cell::Integer(i) = cell { Some(*i) } else { None }).collect::<Int64Array>())
        } else if cells.iter().all(|cell| *cell == Cell::Missing || exact(cell)) {
            Arc::new(cells.iter().map(as_number).collect::<Float64Array>())
        } else if all(|cell| matches!(cell, Cell::Text(_))) {
            Arc::new(
                cells.iter().map(|cell| if let Cell::Text(text) = cell { Some(text) } else { None }).collect::<StringArray>(),
            )
        } else {
            return Self::Cells(cells);
        };
        let field = Field::new("", array.data_type().clone(), true);
        Self::Arrow(vec![array], field)
    }
}

#[allow(clippy::cast_precision_loss, reason = "`from_cells` lets only integers up to 2^53 come here")]
fn as_number(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Number(value) => Some(*value),
        Cell::Integer(value) => Some(*value as f64),
        _ => None,
    }
}

/// The list of a numpy array's values; times as microseconds, since finer ones would come as bare integers.
fn python_values<'py>(array: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = array.py();
    let is_time = array.getattr("dtype")?.getattr("kind")?.extract::<String>()? == "M";
    let array = if is_time { array.call_method1(intern!(py, "astype"), ("datetime64[us]",))? } else { array.clone() };
    array.call_method0(intern!(py, "tolist"))
}

/// `None` when the producer offers Arrow but cannot give it for these values: no pyarrow beside pandas, or mixed objects.
fn offered<'py>(py: Python<'py>, produced: PyResult<Bound<'py, PyAny>>) -> PyResult<Option<Bound<'py, PyAny>>> {
    match produced {
        Ok(capsule) => Ok(Some(capsule)),
        Err(error)
            if error.is_instance_of::<PyImportError>(py)
                || error.is_instance_of::<PyNotImplementedError>(py)
                || error.is_instance_of::<PyTypeError>(py)
                || error.is_instance_of::<PyValueError>(py) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn no_column(object: &Bound<'_, PyAny>) -> PyErr {
    let kind = object.get_type().name().map_or_else(|_| "an object".to_owned(), |name| name.to_string());
    to_py(object.py(), &Error::option("column", "a list, a Series or an array of one dimension", kind))
}
