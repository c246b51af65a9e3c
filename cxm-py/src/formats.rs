//! Survey exports in.

use cxm_core::call;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::error::{entry, run};
use crate::given::Given;
use crate::table;

/// Bytes read from a file at a time.
const CHUNK: usize = 1 << 20;

/// Reads a survey export from a binary file object.
#[pyfunction]
pub fn read_survey<'py>(py: Python<'py>, file: &Bound<'py, PyAny>, given: Given<'py>) -> PyResult<Bound<'py, PyDict>> {
    entry(py, || {
        let args = given.args("read_survey")?;
        let mut reader = run(py, || call::survey_reader_new(args))?;
        loop {
            let chunk = file.call_method1(intern!(py, "read"), (CHUNK,))?.cast_into::<PyBytes>()?;
            let bytes = chunk.as_bytes();
            if bytes.is_empty() {
                break;
            }
            run(py, || reader.feed(bytes))?;
        }
        let data = run(py, || reader.finish())?;
        let told = PyDict::new(py);
        for (name, table) in [
            ("frame", &data.frame),
            ("rejected", &data.rejected),
            ("excluded", &data.excluded),
            ("accounts", &data.accounts),
            ("questions", &data.questions),
        ] {
            told.set_item(name, table::copied(py, table)?)?;
        }
        told.set_item("text", data.to_string())?;
        told.set_item("lines", data.lines)?;
        told.set_item("warnings", data.warnings)?;
        told.set_item("n_rows", data.n_rows)?;
        told.set_item("n_duplicates", data.n_duplicates)?;
        told.set_item("n_unassigned", data.n_unassigned)?;
        told.set_item("platform", data.platform.name())?;
        told.set_item("time_zone", data.time_zone)?;
        Ok(told)
    })
}
