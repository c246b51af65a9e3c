use std::convert::Infallible;

use arrow_array::Array;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::cells::Cell;
use super::column::PyColumn;
use super::frame::PyFrame;
use super::numpy::Block;
use crate::error::entry;

/// How a column (or, with `name`, a column of a frame) came in; for the tests of this module.
#[pyfunction]
#[pyo3(signature = (column, name = None))]
pub fn _describe<'py>(py: Python<'py>, column: &Bound<'py, PyAny>, name: Option<&str>) -> PyResult<Bound<'py, PyDict>> {
    entry(py, || {
        let column: PyColumn = match name {
            Some(name) => column.extract::<PyFrame>()?.column(py, name)?,
            None => column.extract()?,
        };
        let told = PyDict::new(py);
        told.set_item("len", column.len())?;
        match &column {
            PyColumn::Arrow(chunks, field) => {
                told.set_item("kind", "arrow")?;
                told.set_item("type", field.data_type().to_string())?;
                told.set_item("name", field.name())?;
                told.set_item("chunks", chunks.len())?;
                told.set_item("nulls", chunks.iter().map(Array::logical_null_count).sum::<usize>())?;
                let data = chunks.first().map(Array::to_data);
                told.set_item("address", data.and_then(|data| data.buffers().first().map(|buffer| buffer.as_ptr().addr())))?;
            }
            PyColumn::Numpy(array) => {
                let (mut blocks, mut values) = (0, Vec::new());
                let read = py.detach(|| {
                    array.blocks(|row, block| -> Result<(), Infallible> {
                        assert_eq!(row, values.len(), "a block begins where the one before it ended");
                        blocks += 1;
                        values.extend(shown(&block));
                        Ok(())
                    })
                });
                let Ok(()) = read;
                told.set_item("kind", "numpy")?;
                told.set_item("blocks", blocks)?;
                told.set_item("nulls", values.iter().filter(|value| matches!(value.as_str(), "NaN" | "NaT")).count())?;
                told.set_item("values", values)?;
            }
            PyColumn::Cells(cells) => {
                told.set_item("kind", "cells")?;
                told.set_item("nulls", cells.iter().filter(|cell| **cell == Cell::Missing).count())?;
                told.set_item("values", cells.iter().map(|cell| format!("{cell:?}")).collect::<Vec<_>>())?;
            }
        }
        Ok(told)
    })
}

fn shown(block: &Block<'_>) -> Vec<String> {
    fn all<T: std::fmt::Debug>(values: &[T]) -> Vec<String> {
        values.iter().map(|value| format!("{value:?}")).collect()
    }
    match block {
        Block::Bool(values) => values.iter().map(|value| (*value != 0).to_string()).collect(),
        Block::I8(values) => all(values),
        Block::I16(values) => all(values),
        Block::I32(values) => all(values),
        Block::I64(values) => all(values),
        Block::U8(values) => all(values),
        Block::U16(values) => all(values),
        Block::U32(values) => all(values),
        Block::U64(values) => all(values),
        Block::F32(values) => all(values),
        Block::F64(values) => all(values),
        Block::Datetime(values, unit) => {
            values.iter().map(|value| if *value == i64::MIN { "NaT".to_owned() } else { format!("{value} {unit:?}") }).collect()
        }
    }
}
