//! Long columns of tables on their way out, as Arrow arrays: a list of a million objects takes longer than what it says took to count.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::ffi::to_ffi;
use arrow_array::types::{Date32Type, Float64Type, Int64Type, TimestampMicrosecondType, UInt64Type};
use arrow_array::{Array, ArrayRef, UInt64Array};
use arrow_schema::DataType;
use cxm_core::columns::{Key, TableColumn};
use pyo3::PyTypeInfo;
use pyo3::exceptions::{PyAttributeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyCapsule, PyDict, PyList, PyType};

use crate::error::entry;
use crate::table::{date, moment};

/// From how many rows on a column leaves as one.
const LONG: usize = 4096;

/// The values of a long column: a sequence that Arrow can read where it lies.
#[pyclass(frozen, module = "cxm._cxm")]
pub struct LongColumn(ArrayRef);

impl LongColumn {
    /// Numbers of rows of the input, if there are many.
    pub fn of_rows(rows: &[u64]) -> Option<Self> {
        (rows.len() >= LONG).then(|| Self(Arc::new(rows.iter().copied().collect::<UInt64Array>())))
    }

    /// Whether the column is long and Arrow has a type for all of its values.
    pub fn fits(column: &TableColumn) -> bool {
        if column.len() < LONG {
            return false;
        }
        let TableColumn::Key { keys, .. } = column else { return true };
        let first = keys.iter().find(|key| **key != Key::Null);
        let is_one = |key: &Key| {
            matches!((first, key), (_, Key::Null) | (Some(Key::Text(_)), Key::Text(_)) | (Some(Key::Int(_)), Key::Int(_)))
        };
        keys.iter().all(is_one)
    }

    pub fn of(column: Cow<'_, TableColumn>) -> Self {
        Self(match column {
            Cow::Owned(column) => column.into_arrow(),
            Cow::Borrowed(column) => column.to_arrow(),
        })
    }
}

#[pymethods]
impl LongColumn {
    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        entry(py, || Ok(self.0.len()))
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || Ok(self.tolist(py)?.try_iter()?.into_any()))
    }

    /// The values as Python has them; None where there is none.
    fn tolist<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        entry(py, || values(py, self.0.as_ref()))
    }

    /// Floats in the machine's order, NaN for what is missing; None of other values.
    fn tobytearray<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyByteArray>>> {
        entry(py, || {
            let Some(values) = self.0.as_primitive_opt::<Float64Type>() else { return Ok(None) };
            let or_nan = |out: &mut [u8]| {
                for (out, value) in out.as_chunks_mut().0.iter_mut().zip(values) {
                    *out = value.unwrap_or(f64::NAN).to_ne_bytes();
                }
                Ok(())
            };
            PyByteArray::new_with(py, 8 * values.len(), or_nan).map(Some)
        })
    }

    /// Numbers and times for numpy, where they lie and not to be written to; nothing of the sort where one is missing.
    #[getter]
    fn __array_interface__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        entry(py, || {
            let array = self.0.as_ref();
            let (code, buffer) = match array.data_type() {
                _ if array.null_count() > 0 => return Err(PyAttributeError::new_err("__array_interface__")),
                DataType::Float64 => ("<f8", array.as_primitive::<Float64Type>().values().inner()),
                DataType::UInt64 => ("<u8", array.as_primitive::<UInt64Type>().values().inner()),
                DataType::Int64 => ("<i8", array.as_primitive::<Int64Type>().values().inner()),
                DataType::Timestamp(..) => ("<M8[us]", array.as_primitive::<TimestampMicrosecondType>().values().inner()),
                _ => return Err(PyAttributeError::new_err("__array_interface__")),
            };
            let interface = PyDict::new(py);
            interface.set_item("version", 3)?;
            interface.set_item("shape", (array.len(),))?;
            interface.set_item("typestr", code)?;
            interface.set_item("data", (buffer.as_ptr() as usize, true))?;
            Ok(interface)
        })
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        entry(py, || {
            let _ = requested_schema; // a wish, which may be left alone
            let (array, schema) = to_ffi(&self.0.to_data()).map_err(|error| PyValueError::new_err(error.to_string()))?;
            let schema = PyCapsule::new_with_value(py, schema, c"arrow_schema")?;
            Ok((schema, PyCapsule::new_with_value(py, array, c"arrow_array")?))
        })
    }

    /// Copied and pickled, it is a list.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyType>, (Bound<'py, PyList>,))> {
        entry(py, || Ok((PyList::type_object(py), (self.tolist(py)?,))))
    }
}

/// The values of an array as Python has them; None where there is none.
pub fn values<'py>(py: Python<'py>, array: &dyn Array) -> PyResult<Bound<'py, PyList>> {
    match array.data_type() {
        DataType::Float64 => PyList::new(py, array.as_primitive::<Float64Type>()),
        DataType::Int64 => PyList::new(py, array.as_primitive::<Int64Type>()),
        DataType::UInt64 => PyList::new(py, array.as_primitive::<UInt64Type>()),
        DataType::Utf8 => PyList::new(py, array.as_string::<i32>()),
        DataType::LargeUtf8 => PyList::new(py, array.as_string::<i64>()),
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>().iter();
            PyList::new(py, days.map(|day| day.map(|day| date(py, day)).transpose()).collect::<PyResult<Vec<_>>>()?)
        }
        DataType::Timestamp(..) => {
            let times = array.as_primitive::<TimestampMicrosecondType>().iter();
            let times = times.map(|time| time.map(|micros| moment(py, micros, true)).transpose());
            PyList::new(py, times.collect::<PyResult<Vec<_>>>()?)
        }
        other => Err(PyValueError::new_err(format!("a column of {other}"))),
    }
}
