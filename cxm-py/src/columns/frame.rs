use std::sync::Arc;

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_schema::{DataType, Fields};
use cxm_core::columns::{self, Frame};
use cxm_core::{Error, Result};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};

use super::column::PyColumn;
use super::stream::ArrowStream;
use crate::error::{entry, to_py};
use crate::scan::{self, ScanState};

/// The columns of a frame that a call names, in parts: a dict of columns is one part, a stream has one a batch.
pub enum PyFrame {
    Columns(Option<Vec<PyColumn>>),
    Stream { stream: ArrowStream, names: Vec<String>, rows: u64 },
    Scan { scan: Py<ScanState>, names: Vec<String> },
}

impl PyFrame {
    /// A dict of columns as it is, or the columns `names` of a stream.
    pub fn import(object: &Bound<'_, PyAny>, names: Vec<String>) -> PyResult<Self> {
        if let Ok(dict) = object.cast::<PyDict>() {
            let named = |(name, column): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
                let column: PyColumn = column.extract()?;
                Ok(PyColumn { name: Some(name.extract()?), ..column })
            };
            return Ok(Self::Columns(Some(dict.iter().map(named).collect::<PyResult<_>>()?)));
        }
        let py = object.py();
        if let Ok(scan) = object.cast::<ScanState>() {
            scan.get().unfinished(py)?;
            return Ok(Self::Scan { scan: scan.clone().unbind(), names });
        }
        let Some(door) = object.getattr_opt(intern!(py, "__arrow_c_stream__"))? else {
            let kind = object.get_type().name()?.to_string();
            return Err(to_py(
                py,
                &Error::option("frame", "a data frame, a table, a relation, a dict of columns or a list of dicts", kind),
            ));
        };
        let capsule = door.call0()?;
        let stream = ArrowStream::import(&capsule.cast_into::<PyCapsule>()?)?;
        Ok(Self::Stream { stream, names, rows: 0 })
    }

    pub fn is_stream(&self) -> bool {
        !matches!(self, Self::Columns(_))
    }

    /// The next part.
    pub fn next(&mut self, py: Python<'_>) -> PyResult<Option<Vec<PyColumn>>> {
        let (stream, names, rows) = match self {
            Self::Columns(columns) => return Ok(columns.take()),
            Self::Stream { stream, names, rows } => (stream, names, rows),
            Self::Scan { scan, names } => {
                let batch = scan.get().next_batch(py)?;
                return batch.map(|batch| scan::columns(py, &batch, names)).transpose();
            }
        };
        let DataType::Struct(fields) = stream.field.data_type().clone() else {
            return Err(to_py(py, &Error::option("frame", "named columns", "one column")));
        };
        let positions = positions(&fields, names).map_err(|error| to_py(py, &error))?;
        let Some(batch) = stream.pull(py)? else { return Ok(None) };
        let first_row = *rows;
        *rows += batch.len() as u64;
        let column = |&at: &usize| {
            let column = PyColumn::from_arrow(py, vec![Arc::clone(batch.as_struct().column(at))], &fields[at])?;
            Ok(PyColumn { first_row, ..column })
        };
        positions.iter().map(column).collect::<PyResult<_>>().map(Some)
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
