use arrow_array::Array;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::column::{PyColumn, PyValues};
use crate::error::{entry, run};

/// How a column came in; for the tests of this module.
#[pyfunction]
pub fn _describe(py: Python<'_>, column: PyColumn) -> PyResult<Bound<'_, PyDict>> {
    entry(py, || {
        let cells = run(py, || Ok(column.view().cells().map(|cell| (cell.is_null(), format!("{cell:?}"))).collect::<Vec<_>>()))?;
        let (kind, arrays) = match &column.values {
            PyValues::Arrow(chunks) => ("arrow", &chunks[..]),
            PyValues::Numpy(array) => ("numpy", std::slice::from_ref(array.array())),
            PyValues::Cells(_) => ("cells", &[][..]),
            PyValues::Categories(..) => ("categories", &[][..]),
        };
        let told = PyDict::new(py);
        told.set_item("kind", kind)?;
        told.set_item("name", &column.name)?;
        told.set_item("chunks", arrays.len())?;
        told.set_item("type", arrays.first().map(|array| array.data_type().to_string()))?;
        let data = arrays.first().map(Array::to_data);
        told.set_item("address", data.and_then(|data| data.buffers().first().map(|buffer| buffer.as_ptr().addr())))?;
        told.set_item("len", cells.len())?;
        told.set_item("nulls", cells.iter().filter(|(null, _)| *null).count())?;
        told.set_item("values", cells.into_iter().map(|(_, shown)| shown).collect::<Vec<_>>())?;
        Ok(told)
    })
}
