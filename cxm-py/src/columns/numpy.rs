use cxm_core::Error;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::to_py;

/// A one-dimensional numpy array, read where it lies.
///
/// Python may write to it while we read with the GIL released; so it is never lent out as a slice of Rust: `blocks` copies
/// cache-sized pieces, each value once.
pub struct NumpyColumn {
    /// Keeps the memory alive.
    _owner: Py<PyAny>,
    first: *const u8,
    len: usize,
    stride: isize,
    dtype: Dtype,
}

// SAFETY: reading needs no interpreter, and `_owner` is only dropped.
unsafe impl Send for NumpyColumn {}
// SAFETY: as above; nothing is written.
unsafe impl Sync for NumpyColumn {}

/// Unit of a `datetime64`, whose values count from 1970-01-01 and are `i64::MIN` for NaT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatetimeUnit {
    Day,
    Second,
    Millisecond,
    Microsecond,
    Nanosecond,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dtype {
    Bool,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
    F32,
    F64,
    Datetime(DatetimeUnit),
}

/// Neighbouring values of a numpy array, copied.
#[derive(Debug)]
pub enum Block<'a> {
    /// One byte a value, 0 or 1.
    Bool(&'a [u8]),
    I8(&'a [i8]),
    I16(&'a [i16]),
    I32(&'a [i32]),
    I64(&'a [i64]),
    U8(&'a [u8]),
    U16(&'a [u16]),
    U32(&'a [u32]),
    U64(&'a [u64]),
    F32(&'a [f32]),
    F64(&'a [f64]),
    Datetime(&'a [i64], DatetimeUnit),
}

/// Bytes of a block: half of a small first-level cache.
const BLOCK_BYTES: usize = 16 * 1024;

impl NumpyColumn {
    /// Reads `__array_interface__` (<https://numpy.org/doc/stable/reference/arrays.interface.html>). `None` when the values
    /// need Python to be read: objects, text, foreign byte order, masks.
    pub fn import(array: &Bound<'_, PyAny>) -> PyResult<Option<Self>> {
        if array.hasattr("mask")? {
            return Ok(None);
        }
        let interface = array.getattr("__array_interface__")?.cast_into::<PyDict>()?;
        let item = |name: &str| {
            interface.get_item(name)?.ok_or_else(|| PyTypeError::new_err(format!("__array_interface__ has no {name}")))
        };
        let shape = item("shape")?.extract::<Vec<usize>>()?;
        let [len] = shape[..] else {
            return Err(to_py(array.py(), &Error::option("column", "of one dimension", format!("{} dimensions", shape.len()))));
        };
        let typestr = item("typestr")?.extract::<String>()?;
        let Some((dtype, size)) = Dtype::parse(&typestr) else { return Ok(None) };
        let Ok((first, _read_only)) = item("data")?.extract::<(usize, bool)>() else { return Ok(None) };
        let stride = match interface.get_item("strides")?.filter(|strides| !strides.is_none()) {
            Some(strides) => strides.extract::<(isize,)>()?.0,
            None => size,
        };
        Ok(Some(Self { _owner: array.clone().unbind(), first: std::ptr::with_exposed_provenance(first), len, stride, dtype }))
    }

    pub fn len(&self) -> usize {
        self.len
    }

    /// Calls `read` with the index of the first value of each block, and the block.
    pub fn blocks<E>(&self, mut read: impl FnMut(usize, Block<'_>) -> Result<(), E>) -> Result<(), E> {
        match self.dtype {
            Dtype::Bool => self.each(|row, values| read(row, Block::Bool(values))),
            Dtype::I8 => self.each(|row, values| read(row, Block::I8(values))),
            Dtype::I16 => self.each(|row, values| read(row, Block::I16(values))),
            Dtype::I32 => self.each(|row, values| read(row, Block::I32(values))),
            Dtype::I64 => self.each(|row, values| read(row, Block::I64(values))),
            Dtype::U8 => self.each(|row, values| read(row, Block::U8(values))),
            Dtype::U16 => self.each(|row, values| read(row, Block::U16(values))),
            Dtype::U32 => self.each(|row, values| read(row, Block::U32(values))),
            Dtype::U64 => self.each(|row, values| read(row, Block::U64(values))),
            Dtype::F32 => self.each(|row, values| read(row, Block::F32(values))),
            Dtype::F64 => self.each(|row, values| read(row, Block::F64(values))),
            Dtype::Datetime(unit) => self.each(|row, values| read(row, Block::Datetime(values, unit))),
        }
    }

    /// `T` is a plain number of the dtype's size, so that any bytes are a value.
    fn each<T: Copy + Default, E>(&self, mut read: impl FnMut(usize, &[T]) -> Result<(), E>) -> Result<(), E> {
        let size = size_of::<T>();
        let mut buffer = vec![T::default(); (BLOCK_BYTES / size).min(self.len)];
        let contiguous = isize::try_from(size) == Ok(self.stride);
        for row in (0..self.len).step_by(buffer.len().max(1)) {
            let count = buffer.len().min(self.len - row);
            if contiguous {
                // SAFETY: numpy promises `len` values of `size` bytes from `first`; `count` of them start at `row`, and the
                // buffer, which is ours, has room for them.
                unsafe { self.first.add(row * size).copy_to_nonoverlapping(buffer.as_mut_ptr().cast(), count * size) };
            } else {
                for (k, value) in buffer[..count].iter_mut().enumerate() {
                    // SAFETY: numpy promises a value at `first + i * stride` for each i < len (so i fits isize); it need not be aligned.
                    *value = unsafe { self.first.offset((row + k).cast_signed() * self.stride).cast::<T>().read_unaligned() };
                }
            }
            read(row, &buffer[..count])?;
        }
        Ok(())
    }
}

impl Dtype {
    /// The dtype of a typestr in native byte order, and its size in bytes.
    fn parse(typestr: &str) -> Option<(Self, isize)> {
        let native = if cfg!(target_endian = "little") { '<' } else { '>' };
        let (order, kind) = typestr.split_at_checked(1)?;
        if !order.starts_with(['|', native]) {
            return None;
        }
        Some(match kind {
            "b1" => (Self::Bool, 1),
            "i1" => (Self::I8, 1),
            "i2" => (Self::I16, 2),
            "i4" => (Self::I32, 4),
            "i8" => (Self::I64, 8),
            "u1" => (Self::U8, 1),
            "u2" => (Self::U16, 2),
            "u4" => (Self::U32, 4),
            "u8" => (Self::U64, 8),
            "f4" => (Self::F32, 4),
            "f8" => (Self::F64, 8),
            "M8[D]" => (Self::Datetime(DatetimeUnit::Day), 8),
            "M8[s]" => (Self::Datetime(DatetimeUnit::Second), 8),
            "M8[ms]" => (Self::Datetime(DatetimeUnit::Millisecond), 8),
            "M8[us]" => (Self::Datetime(DatetimeUnit::Microsecond), 8),
            "M8[ns]" => (Self::Datetime(DatetimeUnit::Nanosecond), 8),
            _ => return None,
        })
    }
}
