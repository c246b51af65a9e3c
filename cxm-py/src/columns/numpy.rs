use std::sync::{Arc, OnceLock};

use arrow_array::types::{
    ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{ArrayRef, BooleanArray, Date32Array, PrimitiveArray};
use arrow_buffer::BooleanBuffer;
use cxm_core::Error;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::to_py;

/// A one-dimensional numpy array.
///
/// Python may write to it while we read with the GIL released; so it is never lent out as a slice of Rust but copied, each
/// value once, when it is first read.
pub struct NumpyColumn {
    /// Keeps the memory alive.
    _owner: Py<PyAny>,
    first: *const u8,
    len: usize,
    stride: isize,
    dtype: Dtype,
    copy: OnceLock<ArrayRef>,
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

/// numpy's NaT.
const NAT: i64 = i64::MIN;

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
        Ok(Some(Self {
            _owner: array.clone().unbind(),
            first: std::ptr::with_exposed_provenance(first),
            len,
            stride,
            dtype,
            copy: OnceLock::new(),
        }))
    }

    /// The values as they were when this was first called.
    pub fn array(&self) -> &ArrayRef {
        self.copy.get_or_init(|| match self.dtype {
            Dtype::Bool => {
                let truths = self.values::<u8>();
                Arc::new(BooleanArray::new(BooleanBuffer::collect_bool(truths.len(), |row| truths[row] != 0), None))
            }
            Dtype::I8 => self.numbers::<Int8Type>(),
            Dtype::I16 => self.numbers::<Int16Type>(),
            Dtype::I32 => self.numbers::<Int32Type>(),
            Dtype::I64 => self.numbers::<Int64Type>(),
            Dtype::U8 => self.numbers::<UInt8Type>(),
            Dtype::U16 => self.numbers::<UInt16Type>(),
            Dtype::U32 => self.numbers::<UInt32Type>(),
            Dtype::U64 => self.numbers::<UInt64Type>(),
            Dtype::F32 => self.numbers::<Float32Type>(),
            Dtype::F64 => self.numbers::<Float64Type>(),
            Dtype::Datetime(DatetimeUnit::Day) => {
                // Days that no `i32` holds stay outside the window of times, wherever they end.
                let day = |day: i64| (day != NAT).then(|| i32::try_from(day).unwrap_or(i32::MAX));
                Arc::new(self.values().into_iter().map(day).collect::<Date32Array>())
            }
            Dtype::Datetime(DatetimeUnit::Second) => self.times::<TimestampSecondType>(),
            Dtype::Datetime(DatetimeUnit::Millisecond) => self.times::<TimestampMillisecondType>(),
            Dtype::Datetime(DatetimeUnit::Microsecond) => self.times::<TimestampMicrosecondType>(),
            Dtype::Datetime(DatetimeUnit::Nanosecond) => self.times::<TimestampNanosecondType>(),
        })
    }

    fn numbers<T: ArrowPrimitiveType>(&self) -> ArrayRef {
        Arc::new(PrimitiveArray::<T>::new(self.values::<T::Native>().into(), None))
    }

    fn times<T: ArrowPrimitiveType<Native = i64>>(&self) -> ArrayRef {
        let ticks = self.values::<i64>();
        let nulls = ticks.contains(&NAT).then(|| ticks.iter().map(|&tick| tick != NAT).collect());
        Arc::new(PrimitiveArray::<T>::new(ticks.into(), nulls))
    }

    /// `T` is a plain number of the dtype's size, so that any bytes are a value.
    fn values<T: Copy + Default>(&self) -> Vec<T> {
        if isize::try_from(size_of::<T>()) == Ok(self.stride) {
            let mut values = vec![T::default(); self.len];
            // SAFETY: numpy promises `len` values of this size from `first`; ours has room for them and is not theirs.
            unsafe { self.first.copy_to_nonoverlapping(values.as_mut_ptr().cast(), self.len * size_of::<T>()) };
            return values;
        }
        // SAFETY: numpy promises a value at `first + i * stride` for each i < len (so i fits isize); it need not be aligned.
        let value = |i: usize| unsafe { self.first.offset(i.cast_signed() * self.stride).cast::<T>().read_unaligned() };
        (0..self.len).map(value).collect()
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
