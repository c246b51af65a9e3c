use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Field, Fields};
use cxm_core::columns::{self, Frame};
use cxm_core::{Error, Result};
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyIterator, PyString};

use super::column::PyColumn;
use super::stream::{ArrowStream, import_array};
use crate::error::{entry, to_py};
use crate::scan::{self, ScanState};

/// The columns of a frame that a call names, in parts: a dict of columns is one part, a stream has one a batch.
pub enum PyFrame {
    Columns(Option<Vec<PyColumn>>),
    Stream {
        stream: ArrowStream,
        names: Vec<String>,
        rows: u64,
    },
    Scan {
        scan: Py<ScanState>,
        names: Vec<String>,
    },
    /// Batches that are iterated: each an Arrow array of rows, or a stream of its own.
    Batches {
        batches: Py<PyIterator>,
        names: Vec<String>,
        rows: u64,
    },
}

impl PyFrame {
    /// A dict of columns as it is, or the columns `names` of a stream.
    pub fn import(object: &Bound<'_, PyAny>, names: Vec<String>) -> PyResult<Self> {
        if let Ok(dict) = object.cast::<PyDict>() {
            let named = |(name, column): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
                let column: PyColumn = column.extract()?;
                Ok(PyColumn { name: Some(name.str()?.extract()?), ..column })
            };
            return Ok(Self::Columns(Some(dict.iter().map(named).collect::<PyResult<_>>()?)));
        }
        let py = object.py();
        if let Ok(scan) = object.cast::<ScanState>() {
            scan.get().unfinished(py)?;
            return Ok(Self::Scan { scan: scan.clone().unbind(), names });
        }
        if let Some(door) = object.getattr_opt(intern!(py, "__arrow_c_stream__"))? {
            let stream = ArrowStream::import(&door.call0()?.cast_into::<PyCapsule>()?).map_err(|error| unreadable(py, error))?;
            return Ok(Self::Stream { stream, names, rows: 0 });
        }
        match object.try_iter() {
            Ok(batches) if !object.is_instance_of::<PyString>() => {
                Ok(Self::Batches { batches: batches.unbind(), names, rows: 0 })
            }
            _ => Err(no_frame(object)),
        }
    }

    pub fn is_stream(&self) -> bool {
        !matches!(self, Self::Columns(_))
    }

    /// The next part.
    pub fn next(&mut self, py: Python<'_>) -> PyResult<Option<Vec<PyColumn>>> {
        let (stream, names, rows) = match self {
            Self::Columns(columns) => return Ok(columns.take()),
            Self::Stream { stream, names, rows } => (stream, names, rows),
            Self::Batches { batches, names, rows } => {
                let Some(batch) = batches.bind(py).clone().next().transpose()? else { return Ok(None) };
                let columns = batch_columns(&batch, names, *rows)?;
                *rows += columns.first().map_or(0, |column| column.view().len() as u64);
                return Ok(Some(columns));
            }
            Self::Scan { scan, names } => {
                let batch = scan.get().next_batch(py)?;
                return batch.map(|batch| scan::columns(py, &batch, names)).transpose();
            }
        };
        let Some(batch) = stream.pull(py).map_err(|error| unreadable(py, error))? else {
            columns_of(py, &[], &stream.field, names, *rows)?; // names the columns that are not there
            return Ok(None);
        };
        let first_row = *rows;
        *rows += batch.len() as u64;
        columns_of(py, &[batch], &stream.field, names, first_row).map(Some)
    }

    /// All parts as one.
    pub fn whole(mut self, py: Python<'_>) -> PyResult<Vec<PyColumn>> {
        let mut whole = self.next(py)?.unwrap_or_default();
        while let Some(part) = self.next(py)? {
            whole.iter_mut().zip(part).for_each(|(column, part)| column.append(part));
        }
        Ok(whole)
    }
}

/// The columns `names` of arrays of rows.
fn columns_of(py: Python<'_>, batches: &[ArrayRef], field: &Field, names: &[String], first_row: u64) -> PyResult<Vec<PyColumn>> {
    let DataType::Struct(fields) = field.data_type() else {
        return Err(to_py(py, &Error::option("frame", "named columns", "one column")));
    };
    let column = |at: usize| {
        let chunks = batches.iter().map(|batch| Arc::clone(batch.as_struct().column(at))).collect();
        Ok(PyColumn { name: Some(fields[at].name().clone()), first_row, ..PyColumn::from_arrow(py, chunks, &fields[at])? })
    };
    positions(fields, names).map_err(|error| to_py(py, &error))?.into_iter().map(column).collect()
}

/// The columns `names` of one batch.
fn batch_columns(batch: &Bound<'_, PyAny>, names: &[String], first_row: u64) -> PyResult<Vec<PyColumn>> {
    let py = batch.py();
    let (batches, field) = if let Some(door) = batch.getattr_opt(intern!(py, "__arrow_c_array__"))? {
        let (array, field) = import_array(&door.call0()?).map_err(|error| unreadable(py, error))?;
        (vec![array], field)
    } else if let Some(door) = batch.getattr_opt(intern!(py, "__arrow_c_stream__"))? {
        let stream = ArrowStream::import(&door.call0()?.cast_into::<PyCapsule>()?).and_then(|stream| stream.collect(py));
        stream.map_err(|error| unreadable(py, error))?
    } else {
        return Err(no_frame(batch));
    };
    columns_of(py, &batches, &field, names, first_row)
}

/// An Arrow type that is not read is an error of the call.
fn unreadable(py: Python<'_>, error: PyErr) -> PyErr {
    if !error.is_instance_of::<PyTypeError>(py) {
        return error;
    }
    to_py(py, &Error::option("frame", "of types that can be read", error.value(py).to_string()))
}

fn no_frame(object: &Bound<'_, PyAny>) -> PyErr {
    let kind = object.get_type().name().map_or_else(|_| "an object".to_owned(), |name| name.to_string());
    let expected = "a data frame, a table, a relation, a dict of columns, a list of dicts, or batches of Arrow";
    to_py(object.py(), &Error::option("frame", expected, kind))
}

/// The columns as the core reads them.
pub fn view(columns: &[PyColumn]) -> Result<Frame<'_>> {
    Frame::new(columns.iter().map(PyColumn::view).collect())
}

fn positions(fields: &Fields, names: &[String]) -> Result<Vec<usize>, Error> {
    let known = || fields.iter().map(|field| field.name().as_str());
    names.iter().map(|name| known().position(|own| own == name).ok_or_else(|| columns::unknown_column(name, known()))).collect()
}

/// Refuses a column that the frame has not.
#[pyfunction]
pub fn unknown_column(py: Python<'_>, name: &str, known: Vec<String>) -> PyResult<()> {
    entry(py, || Err(to_py(py, &columns::unknown_column(name, known.iter().map(String::as_str)))))
}
