use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_schema::{DataType, Fields};
use cxm_core::columns::{Frame, unknown_column};
use cxm_core::{Error, Result};
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};

use super::column::PyColumn;
use super::stream::ArrowStream;
use crate::error::to_py;

/// The columns of a frame that a call names.
pub enum PyFrame {
    /// A dict of columns.
    Columns(Vec<PyColumn>),
    /// Batches still to come.
    Stream(ArrowStream, Vec<String>),
}

impl PyFrame {
    /// A dict of columns as it is, or the columns `names` of a stream.
    pub fn import(object: &Bound<'_, PyAny>, names: Vec<String>) -> PyResult<Self> {
        if let Ok(columns) = object.cast::<PyDict>() {
            let named = |(name, column): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
                let column: PyColumn = column.extract()?;
                Ok(PyColumn { name: Some(name.extract()?), ..column })
            };
            return columns.iter().map(named).collect::<PyResult<_>>().map(Self::Columns);
        }
        let capsule = object.call_method0(intern!(object.py(), "__arrow_c_stream__"))?;
        Ok(Self::Stream(ArrowStream::import(&capsule.cast_into::<PyCapsule>()?)?, names))
    }

    /// The next part of the frame; a dict is one part.
    pub fn next(&mut self, py: Python<'_>) -> PyResult<Option<Vec<PyColumn>>> {
        match self {
            Self::Columns(columns) if columns.is_empty() => Ok(None),
            Self::Columns(columns) => Ok(Some(std::mem::take(columns))),
            Self::Stream(stream, names) => {
                let DataType::Struct(fields) = stream.field.data_type().clone() else {
                    return Err(PyTypeError::new_err("frame must have named columns, got one column"));
                };
                let positions = positions(&fields, names).map_err(|error| to_py(py, &error))?;
                let Some(batch) = stream.pull(py)? else { return Ok(None) };
                let column = |&at: &usize| PyColumn::from_arrow(vec![Arc::clone(batch.as_struct().column(at))], &fields[at]);
                positions.iter().map(column).collect::<PyResult<_>>().map(Some)
            }
        }
    }
}

/// The columns as the core reads them.
pub fn view(columns: &[PyColumn]) -> Result<Frame<'_>> {
    Frame::new(columns.iter().map(PyColumn::view).collect())
}

fn positions(fields: &Fields, names: &[String]) -> Result<Vec<usize>, Error> {
    let known = || fields.iter().map(|field| field.name().as_str());
    names.iter().map(|name| known().position(|own| own == name).ok_or_else(|| unknown_column(name, known()))).collect()
}
