//! Survey exports in, batch by batch.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow_array::{ArrayRef, Float64Array, Int64Array, StringArray, TimestampMicrosecondArray};
use cxm_core::call;
use cxm_core::columns::{TableColumn, unknown_column};
use cxm_core::formats::survey::{SurveyBatch, SurveyScan};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};

use crate::columns::{PyColumn, PyValues};
use crate::error::{entry, run, to_py};
use crate::given::Given;
use crate::table;

/// Bytes read from a file at a time: what a batch is made of.
const CHUNK: usize = 256 << 10;

/// A scan and the binary file that it reads. The lock is only taken with the GIL released.
#[pyclass(frozen, subclass, module = "cxm._cxm")]
pub struct ScanState {
    file: Py<PyAny>,
    /// The file was opened for the scan, which closes it.
    owned: bool,
    scan: Mutex<SurveyScan>,
    done: AtomicBool,
}

impl ScanState {
    pub fn lock(&self) -> MutexGuard<'_, SurveyScan> {
        self.scan.lock().unwrap_or_else(PoisonError::into_inner) // a panic is a bug, and is told as one
    }

    /// Refuses a scan that was read to its end.
    pub fn unfinished(&self, py: Python<'_>) -> PyResult<()> {
        run(py, || self.lock().unfinished())
    }

    /// The next batch, the interpreter let go while it is parsed.
    pub fn next_batch(&self, py: Python<'_>) -> PyResult<Option<SurveyBatch>> {
        let batch = self.read_batch(py);
        if self.owned && (batch.is_err() || self.done.load(Ordering::Relaxed)) {
            self.file.bind(py).call_method0(intern!(py, "close"))?;
        }
        batch
    }

    fn read_batch(&self, py: Python<'_>) -> PyResult<Option<SurveyBatch>> {
        while !self.done.load(Ordering::Relaxed) {
            let chunk = self.file.bind(py).call_method1(intern!(py, "read"), (CHUNK,))?.cast_into::<PyBytes>()?;
            let bytes = chunk.as_bytes();
            self.done.store(bytes.is_empty(), Ordering::Relaxed);
            let batch = run(py, || if bytes.is_empty() { self.lock().finish() } else { self.lock().feed(bytes) })?;
            if batch.is_some() {
                return Ok(batch);
            }
        }
        Ok(None)
    }
}

#[pymethods]
impl ScanState {
    #[new]
    fn new<'py>(py: Python<'py>, file: Py<PyAny>, owned: bool, given: Given<'py>) -> PyResult<Self> {
        entry(py, || {
            let args = given.args("scan_survey")?;
            let scan = Mutex::new(run(py, || call::survey_scan_new(args))?);
            Ok(Self { file, owned, scan, done: AtomicBool::new(false) })
        })
    }

    /// The columns of the next batch; None after the last.
    fn batch<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyList>>> {
        entry(py, || self.next_batch(py)?.map(|batch| table::to_python(py, batch.frame)).transpose())
    }

    fn refuse_finished(&self, py: Python<'_>) -> PyResult<()> {
        entry(py, || self.unfinished(py))
    }

    /// What became of the rows read so far.
    fn told<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        entry(py, || {
            let account = run(py, || Ok(self.lock().account()))?;
            let told = PyDict::new(py);
            for (name, table) in [
                ("accounts", &account.accounts),
                ("rejected", &account.rejected),
                ("rejected_counts", &account.rejected_counts),
                ("excluded", &account.excluded),
                ("excluded_counts", &account.excluded_counts),
                ("questions", &account.questions),
            ] {
                told.set_item(name, table::copied(py, table)?)?;
            }
            told.set_item("text", account.to_string())?;
            told.set_item("warnings", account.warnings)?;
            told.set_item("n_rows", account.n_rows)?;
            told.set_item("n_duplicates", account.n_duplicates)?;
            told.set_item("platform", account.platform.map(cxm_core::formats::survey_export::Platform::name))?;
            told.set_item("time_zone", account.time_zone)?;
            Ok(told)
        })
    }
}

/// The columns `names` of a batch.
pub fn columns(py: Python<'_>, batch: &SurveyBatch, names: &[String]) -> PyResult<Vec<PyColumn>> {
    let known = || batch.frame.columns().iter().map(|(name, _)| name.as_str());
    let column = |name: &String| {
        let found = batch.frame.column(name).ok_or_else(|| to_py(py, &unknown_column(name, known())))?;
        let array: ArrayRef = match found {
            TableColumn::Float(values) => Arc::new(values.iter().copied().collect::<Float64Array>()),
            TableColumn::Time(values) => {
                Arc::new(values.iter().copied().collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
            }
            TableColumn::Text(values) => Arc::new(values.iter().map(Option::as_deref).collect::<StringArray>()),
            _ => Arc::new(Int64Array::new_null(batch.frame.len())), // a batch has no others
        };
        Ok(PyColumn { name: Some(name.clone()), first_row: batch.first_row, ..PyValues::Arrow(vec![array]).into() })
    };
    names.iter().map(column).collect()
}
