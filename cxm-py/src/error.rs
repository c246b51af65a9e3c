//! What goes wrong, as Python exceptions: `CxmError` for errors of the core, `CxmInternalError` for a panic.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};

use cxm_core::columns::{Progress, Stop};
use cxm_core::{Code, Error};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

/// Runs the body of an entry. Every `#[pyfunction]` and `#[pymethods]` function is `entry(py, || ...)`: a panic would
/// otherwise be a `BaseException` that `except Exception` does not catch.
pub fn entry<T>(py: Python<'_>, body: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| Err(internal(py, panic.as_ref())))
}

/// Calls the core with the GIL released.
pub fn run<T: Send>(py: Python<'_>, call: impl FnOnce() -> Result<T, Error> + Send) -> PyResult<T> {
    py.detach(call).map_err(|error| match PyErr::take(py) {
        Some(raised) if error.code() == Code::Stopped => raised, // what the signal handler raised
        _ => to_py(py, &error),
    })
}

/// So many blocks of rows go by before Python is asked again: to ask takes the GIL.
const BLOCKS: u32 = 64;

/// Ctrl-C ends a call that runs.
pub fn interrupt() -> Stop {
    let asked = AtomicU32::new(1);
    Stop::when(move || {
        let raised = |py: Python<'_>| py.check_signals().map_err(|raised| raised.restore(py)).is_err();
        asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(BLOCKS) && Python::attach(raised)
    })
}

/// Tells a Python callable how much is done and of how much; what it raises ends the call.
pub fn progress(called: Py<PyAny>) -> Progress {
    Progress::told(move |done, of| Python::attach(|py| called.call1(py, (done, of)).map_err(|raised| raised.restore(py)).is_ok()))
}

/// The exception of a core error: same code, same sentence, same place.
pub fn to_py(py: Python<'_>, error: &Error) -> PyErr {
    static FROM_CORE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let fields = (
        error.code().name(),
        error.message(),
        error.row(),
        error.line(),
        error.field(),
        error.pointer(),
        error.wanted(),
        error.got(),
    );
    let made = FROM_CORE
        .get_or_try_init(py, || py.import("cxm._errors")?.getattr("from_core").map(Bound::unbind))
        .and_then(|from_core| from_core.bind(py).call1(fields));
    made.map_or_else(|failed| failed, PyErr::from_value)
}

fn internal(py: Python<'_>, panic: &(dyn Any + Send)) -> PyErr {
    static INTERNAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let message = format!("a bug in cxm, please report it: {}", text.unwrap_or("no message"));
    match INTERNAL.import(py, "cxm._errors", "CxmInternalError") {
        Ok(class) => PyErr::from_type(class.clone(), message),
        Err(failed) => failed,
    }
}
