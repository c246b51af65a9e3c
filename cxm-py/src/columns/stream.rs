use std::ffi::{CStr, c_int};

use arrow_array::ffi::{FFI_ArrowArray, from_ffi, from_ffi_and_data_type};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{ArrayRef, make_array};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, Field};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

/// The chunks of one Arrow stream, pulled one by one with the GIL released (a producer's threads may need it).
pub struct ArrowStream {
    stream: FFI_ArrowArrayStream,
    pub field: Field,
}

impl ArrowStream {
    /// Takes the stream out of the capsule that `__arrow_c_stream__` returned.
    pub fn import(capsule: &Bound<'_, PyCapsule>) -> PyResult<Self> {
        let pointer = capsule.pointer_checked(Some(c"arrow_array_stream"))?;
        // SAFETY: the capsule's name says that it holds an ArrowArrayStream; moving out marks the original as released.
        let mut stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr().cast()) };
        let (Some(get_schema), Some(_)) = (stream.get_schema, stream.release) else {
            return Err(PyValueError::new_err("the Arrow stream was already consumed"));
        };
        let mut schema = FFI_ArrowSchema::empty();
        // SAFETY: a stream that is not released; `schema` is ours and empty.
        let code = unsafe { get_schema(&raw mut stream, &raw mut schema) };
        if code != 0 {
            return Err(failed(&mut stream, code));
        }
        let field = Field::try_from(&schema).map_err(|error| from_arrow(&error))?;
        Ok(Self { stream, field })
    }

    /// The next chunk, or `None` at the end.
    pub fn pull(&mut self, py: Python<'_>) -> PyResult<Option<ArrayRef>> {
        py.detach(|| {
            let Some(get_next) = self.stream.get_next else { return Ok(None) };
            let mut array = FFI_ArrowArray::empty();
            // SAFETY: `import` saw a stream that is not released, and only dropping releases it.
            let code = unsafe { get_next(&raw mut self.stream, &raw mut array) };
            if code != 0 {
                return Err(failed(&mut self.stream, code));
            }
            if array.is_released() {
                return Ok(None);
            }
            // SAFETY: the producer promises an array of the stream's schema.
            let data = unsafe { from_ffi_and_data_type(array, self.field.data_type().clone()) };
            data.map(|data| Some(make_array(data))).map_err(|error| from_arrow(&error))
        })
    }

    /// All chunks.
    pub fn collect(mut self, py: Python<'_>) -> PyResult<(Vec<ArrayRef>, Field)> {
        let mut chunks = Vec::new();
        while let Some(chunk) = self.pull(py)? {
            chunks.push(chunk);
        }
        Ok((chunks, self.field.clone()))
    }
}

/// Takes the array out of the two capsules that `__arrow_c_array__` returned.
pub fn import_array(capsules: &Bound<'_, PyAny>) -> PyResult<(ArrayRef, Field)> {
    let capsules = capsules.cast::<PyTuple>()?;
    let (schema, array) = (capsules.get_item(0)?.cast_into::<PyCapsule>()?, capsules.get_item(1)?.cast_into::<PyCapsule>()?);
    let schema = schema.pointer_checked(Some(c"arrow_schema"))?;
    let array = array.pointer_checked(Some(c"arrow_array"))?;
    // SAFETY: the capsules' names say what they hold. The array is moved out; the schema stays the capsule's, which outlives
    // this borrow.
    let (schema, array) =
        unsafe { (schema.cast::<FFI_ArrowSchema>().as_ref(), FFI_ArrowArray::from_raw(array.cast::<FFI_ArrowArray>().as_ptr())) };
    if array.is_released() {
        return Err(PyValueError::new_err("the Arrow array was already consumed"));
    }
    let field = Field::try_from(schema).map_err(|error| from_arrow(&error))?;
    // SAFETY: the producer promises an array of this schema.
    let data = unsafe { from_ffi(array, schema) }.map_err(|error| from_arrow(&error))?;
    Ok((make_array(data), field))
}

fn failed(stream: &mut FFI_ArrowArrayStream, code: c_int) -> PyErr {
    // SAFETY: called right after a failure of this stream; the text, if any, lives until its next call.
    let text = stream.get_last_error.map(|get| unsafe { get(&raw mut *stream) }).filter(|text| !text.is_null());
    // SAFETY: not null, and the interface promises a NUL-terminated string.
    let text = text.map_or_else(String::new, |text| unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned());
    PyValueError::new_err(format!("the Arrow stream failed with code {code}: {text}"))
}

fn from_arrow(error: &ArrowError) -> PyErr {
    PyTypeError::new_err(format!("this Arrow type cannot be read: {error}"))
}
