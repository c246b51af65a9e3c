use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, Float64Array, Int64Array, NullArray, StringArray};
use arrow_schema::{DataType, Field};
use cxm_core::Error;
use cxm_core::columns::{Cell, Chunk, ColumnView, Indices, KeyOrder, Values, arrow};
use pyo3::exceptions::{PyImportError, PyNotImplementedError, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyCapsule, PyDict, PyList, PySet, PyString};

use super::cells;
use super::numpy::NumpyColumn;
use super::stream::{ArrowStream, import_array};
use crate::error::to_py;

/// A column, whatever Python object it came in: its values, and the name it carries itself.
pub struct PyColumn {
    pub name: Option<String>,
    pub values: PyValues,
    /// Groups stand in the order of its categories.
    pub order: KeyOrder,
    /// What its first value is counted as.
    pub first_row: u64,
}

pub enum PyValues {
    /// The chunks of an Arrow array, or a list of values of one kind.
    Arrow(Vec<ArrayRef>),
    Numpy(NumpyColumn),
    /// Values that differ in kind, or are times.
    Cells(Vec<Cell<'static>>),
    /// pandas' codes, -1 for missing, and categories.
    Categories(Box<PyColumn>, Box<PyColumn>),
}

/// From how many values on a look at a column's type is worth it.
const LONG: usize = 4096;

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
        let name = if object.is_instance_of::<PyList>() { None } else { object.getattr_opt(intern!(py, "name"))? };
        let mut column = import(&object)?;
        if let Some(name) = name.and_then(|name| name.extract::<String>().ok()).filter(|name| !name.is_empty()) {
            column.name = Some(name);
        }
        Ok(column)
    }
}

fn import(object: &Bound<'_, PyAny>) -> PyResult<PyColumn> {
    let py = object.py();
    if object.is_instance_of::<PyList>() {
        return cells::read(object).map(PyColumn::from_cells);
    }
    if let Some(categories) = object.getattr_opt(intern!(py, "cat"))?
        && categories.hasattr(intern!(py, "codes"))?
    {
        let codes = categories.getattr(intern!(py, "codes"))?.extract()?;
        let values = PyValues::Categories(Box::new(codes), Box::new(read_categories(&categories)?));
        return Ok(PyColumn { order: KeyOrder::ByCategory, ..values.into() });
    }
    if let Some(column) = without_missing(object)? {
        return Ok(column);
    }
    if let Some(door) = object.getattr_opt(intern!(py, "__arrow_c_stream__"))? {
        if let Some(capsule) = offered(py, door.call0())? {
            let read = ArrowStream::import(&capsule.cast_into::<PyCapsule>()?).and_then(|stream| stream.collect(py));
            return match readable(object, read)? {
                Some((_, field)) if is_of_objects(object, &field)? => {
                    cells::read(&object.call_method0(intern!(py, "to_list"))?).map(PyColumn::from_cells)
                }
                Some((chunks, field)) => PyColumn::from_arrow(py, chunks, &field),
                None => cells::read(object).map(PyColumn::from_cells),
            };
        }
    } else if let Some(door) = object.getattr_opt(intern!(py, "__arrow_c_array__"))?
        && let Some(capsules) = offered(py, door.call0())?
    {
        return match readable(object, import_array(&capsules))? {
            Some((array, field)) => PyColumn::from_arrow(py, vec![array], &field),
            None => cells::read(object).map(PyColumn::from_cells),
        };
    }
    let is_numpy = |object: &Bound<'_, PyAny>| object.hasattr(intern!(py, "__array_interface__"));
    if is_numpy(object)? {
        return PyColumn::from_numpy(object);
    }
    if let Some(door) = object.getattr_opt(intern!(py, "__array__"))? {
        let array = door.call0()?;
        if is_numpy(&array)? {
            return PyColumn::from_numpy(&array);
        }
    }
    if object.hasattr(intern!(py, "__iter__"))? {
        return cells::read(object).map(PyColumn::from_cells);
    }
    Err(no_column(object))
}

/// A long pandas series of numbers of which none is missing, where they lie: numpy sees that sooner than Arrow, which looks at them one by one, and pandas before 3 gives no Arrow.
fn without_missing(object: &Bound<'_, PyAny>) -> PyResult<Option<PyColumn>> {
    let py = object.py();
    if object.get_type().module()?.to_str()?.split('.').next() != Some("pandas") || object.len().is_ok_and(|len| len < LONG) {
        return Ok(None);
    }
    // A frame has no type, and of types numpy's have such a text and those of pandas' own arrays have none.
    let Some(dtype) = object.getattr_opt(intern!(py, "dtype"))? else { return Ok(None) };
    let code = dtype.getattr_opt(intern!(py, "str"))?.and_then(|code| code.extract::<String>().ok()).unwrap_or_default();
    if !["<f8", "<f4", "<i8", "<i4"].contains(&code.as_str()) {
        return Ok(None);
    }
    let values = object.call_method0(intern!(py, "to_numpy"))?;
    if code.starts_with("<f") && values.call_method0(intern!(py, "min"))?.extract::<f64>()?.is_nan() {
        return Ok(None);
    }
    let Ok(pyarrow) = py.import(intern!(py, "pyarrow")) else { return Ok(None) };
    pyarrow.call_method1(intern!(py, "array"), (values,))?.extract().map(Some)
}

/// Whether it is a series of Python objects in polars, which Arrow would show as bytes.
fn is_of_objects(object: &Bound<'_, PyAny>, field: &Field) -> PyResult<bool> {
    if !matches!(field.data_type(), DataType::FixedSizeBinary(_)) {
        return Ok(false); // to ask for the dtype costs more than to score a short column
    }
    let dtype = object.getattr_opt(intern!(object.py(), "dtype"))?;
    Ok(dtype.is_some_and(|dtype| dtype.str().is_ok_and(|name| name == "Object")))
}

/// pandas' categories; the intervals that `pandas.cut` makes by what they print.
fn read_categories(categories: &Bound<'_, PyAny>) -> PyResult<PyColumn> {
    let py = categories.py();
    let categories = categories.getattr(intern!(py, "categories"))?;
    let read: PyColumn = categories.extract()?;
    match &read.values {
        PyValues::Cells(cells) if cells.contains(&Cell::Other("Interval")) => {
            cells::read(&categories.call_method1(intern!(py, "astype"), ("str",))?).map(PyColumn::from_cells)
        }
        _ => Ok(read),
    }
}

impl From<PyValues> for PyColumn {
    fn from(values: PyValues) -> Self {
        Self { name: None, values, order: KeyOrder::ByValue, first_row: 0 }
    }
}

impl PyColumn {
    /// The column as the core reads it.
    pub fn view(&self) -> ColumnView<'_> {
        let view = match &self.values {
            PyValues::Arrow(chunks) => arrow::column(chunks),
            PyValues::Numpy(array) => arrow::column(std::slice::from_ref(array.array())),
            PyValues::Cells(cells) => cells.as_slice().into(),
            PyValues::Categories(codes, categories) => ColumnView::new(dictionary(&codes.view(), &categories.view())),
        };
        let view = view.ordered(self.order).from_row(self.first_row);
        match &self.name {
            Some(name) => view.named(name.as_str()),
            None => view,
        }
    }

    /// Adds the chunks of a later part of the same stream.
    pub fn append(&mut self, part: Self) {
        if let (PyValues::Arrow(chunks), PyValues::Arrow(more)) = (&mut self.values, part.values) {
            chunks.extend(more);
        }
    }

    /// An Arrow column; a frame of one column stands for that column. Ordered dictionaries and polars' Enum have categories.
    pub fn from_arrow(py: Python<'_>, chunks: Vec<ArrayRef>, field: &Field) -> PyResult<Self> {
        if let DataType::Struct(fields) = field.data_type() {
            let [only] = &fields[..] else {
                return Err(to_py(py, &Error::option("column", "one column", format!("a frame or struct of {}", fields.len()))));
            };
            return Self::from_arrow(py, chunks.iter().map(|chunk| Arc::clone(chunk.as_struct().column(0))).collect(), only);
        }
        let categories = field.dict_is_ordered() == Some(true) || field.metadata().keys().any(|key| key.starts_with("_PL_ENUM"));
        let order = if categories { KeyOrder::ByCategory } else { KeyOrder::ByValue };
        let chunks = chunks.into_iter().map(|chunk| arrow::meant(field, chunk)).collect();
        let name = Some(field.name().clone()).filter(|name| !name.is_empty());
        Ok(Self { name, order, ..PyValues::Arrow(chunks).into() })
    }

    fn from_numpy(array: &Bound<'_, PyAny>) -> PyResult<Self> {
        match NumpyColumn::import(array)? {
            Some(column) => Ok(PyValues::Numpy(column).into()),
            None => cells::read(&python_values(array)?).map(Self::from_cells),
        }
    }

    /// Values of one kind become an Arrow array: integers, numbers or text.
    fn from_cells(cells: Vec<Cell<'static>>) -> Self {
        let all = |kind: fn(&Cell<'_>) -> bool| cells.iter().all(|cell| *cell == Cell::Null || kind(cell));
        let exact = |cell: &Cell<'_>| matches!(cell, Cell::Float(_)) || matches!(cell, Cell::Int(i) if i.unsigned_abs() <= EXACT);
        let array: ArrayRef = if all(|_| false) {
            Arc::new(NullArray::new(cells.len()))
        } else if all(|cell| matches!(cell, Cell::Int(_))) {
            Arc::new(cells.iter().map(|cell| if let Cell::Int(i) = cell { Some(*i) } else { None }).collect::<Int64Array>())
        } else if cells.iter().all(|cell| *cell == Cell::Null || exact(cell)) {
            Arc::new(cells.iter().map(as_number).collect::<Float64Array>())
        } else if all(|cell| matches!(cell, Cell::Text(_))) {
            Arc::new(
                cells.iter().map(|cell| if let Cell::Text(text) = cell { Some(text) } else { None }).collect::<StringArray>(),
            )
        } else {
            return PyValues::Cells(cells).into();
        };
        PyValues::Arrow(vec![array]).into()
    }
}

/// pandas' categories have one chunk, and its codes a signed width.
fn dictionary<'a>(codes: &ColumnView<'a>, categories: &ColumnView<'a>) -> Vec<Chunk<'a>> {
    let entries = categories.chunks().first().cloned().unwrap_or(Chunk { values: Values::Null(0), validity: None });
    let chunk = |codes: &Chunk<'a>| {
        let indices = match codes.values {
            Values::I8(codes) => Indices::I8(codes),
            Values::I16(codes) => Indices::I16(codes),
            Values::I32(codes) => Indices::I32(codes),
            Values::I64(codes) => Indices::I64(codes),
            _ => return Chunk { values: Values::Null(codes.len()), validity: None },
        };
        Chunk { values: Values::Dictionary(indices, Box::new(entries.clone())), validity: None }
    };
    codes.chunks().iter().map(chunk).collect()
}

#[allow(clippy::cast_precision_loss, reason = "`from_cells` lets only integers up to 2^53 come here")]
fn as_number(cell: &Cell<'_>) -> Option<f64> {
    match cell {
        Cell::Float(value) => Some(*value),
        Cell::Int(value) => Some(*value as f64),
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

/// `None` for an Arrow type that is not read (polars' 128-bit integers and its columns of nulls alone) of values that can be iterated instead.
fn readable<T>(object: &Bound<'_, PyAny>, read: PyResult<T>) -> PyResult<Option<T>> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(error) if error.is_instance_of::<PyTypeError>(object.py()) && object.hasattr(intern!(object.py(), "__iter__"))? => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn no_column(object: &Bound<'_, PyAny>) -> PyErr {
    let kind = object.get_type().name().map_or_else(|_| "an object".to_owned(), |name| name.to_string());
    to_py(object.py(), &Error::option("column", "a list, a Series or an array of one dimension", kind))
}
