use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use cxm_core::{Code, Error};
use pyo3::exceptions::{PyKeyError, PyTypeError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};

use super::column::PyColumn;
use super::stream::ArrowStream;
use crate::error::to_py;

/// A frame, whatever Python object it came in.
pub enum PyFrame {
    /// polars, pyarrow, duckdb, a stream of batches.
    Batches(SchemaRef, Vec<RecordBatch>),
    /// pandas or a dict: read column by column, since one column of mixed objects would fail the whole.
    Columns(Py<PyAny>),
}

impl<'py> FromPyObject<'_, 'py> for PyFrame {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let py = object.py();
        let module = object.get_type().module()?.extract::<String>()?;
        if object.is_instance_of::<PyDict>() || module.split('.').next() == Some("pandas") && object.hasattr("columns")? {
            return Ok(Self::Columns(object.to_owned().unbind()));
        }
        if let Some(door) = object.getattr_opt(intern!(py, "__arrow_c_stream__"))? {
            return Self::from_stream(py, ArrowStream::import(&door.call0()?.cast_into::<PyCapsule>()?)?);
        }
        if let Some(collect) = object.getattr_opt(intern!(py, "collect"))? {
            return collect.call0()?.extract(); // a LazyFrame
        }
        let kind = object.get_type().name()?.to_string();
        Err(to_py(py, &Error::option("frame", "a DataFrame, a table, a relation or a dict of columns", kind)))
    }
}

impl PyFrame {
    /// The column of this name.
    pub fn column(&self, py: Python<'_>, name: &str) -> PyResult<PyColumn> {
        match self {
            Self::Batches(schema, batches) => {
                let at = schema
                    .index_of(name)
                    .map_err(|_| unknown(py, name, schema.fields().iter().map(|field| field.name().clone())))?;
                let chunks: Vec<ArrayRef> = batches.iter().map(|batch| Arc::clone(batch.column(at))).collect();
                Ok(PyColumn::Arrow(chunks, schema.field(at).clone()))
            }
            Self::Columns(frame) => {
                let frame = frame.bind(py);
                match frame.get_item(name) {
                    Ok(column) => column.extract(),
                    Err(error) if error.is_instance_of::<PyKeyError>(py) => {
                        let names: Vec<String> = frame.try_iter()?.map(|name| name?.str()?.extract()).collect::<PyResult<_>>()?;
                        Err(unknown(py, name, names.into_iter()))
                    }
                    Err(error) => Err(error),
                }
            }
        }
    }

    fn from_stream(py: Python<'_>, stream: ArrowStream) -> PyResult<Self> {
        let (chunks, field) = stream.collect(py)?;
        let schema = schema(&field)?;
        let batches = chunks.iter().map(|chunk| batch(&schema, chunk)).collect::<PyResult<_>>()?;
        Ok(Self::Batches(schema, batches))
    }
}

fn schema(field: &Field) -> PyResult<SchemaRef> {
    match field.data_type() {
        DataType::Struct(fields) => Ok(Arc::new(Schema::new(fields.clone()))),
        other => Err(PyTypeError::new_err(format!("frame must have named columns, got a column of {other}"))),
    }
}

fn batch(schema: &SchemaRef, chunk: &ArrayRef) -> PyResult<RecordBatch> {
    let columns = chunk.as_struct().columns().to_vec();
    let options = RecordBatchOptions::new().with_row_count(Some(chunk.len()));
    RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)
        .map_err(|error| PyTypeError::new_err(format!("a batch does not fit the frame's schema: {error}")))
}

fn unknown(py: Python<'_>, name: &str, known: impl Iterator<Item = String>) -> PyErr {
    let known: Vec<String> = known.collect();
    let message = format!("the frame has no column \"{name}\"; it has {}", known.join(", "));
    to_py(py, &Error::new(Code::UnknownColumn, message).with_field(name))
}
