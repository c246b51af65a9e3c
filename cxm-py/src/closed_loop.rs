//! Versions of documents, cases and alert rules.

use cxm_core::call;
use cxm_core::closed_loop::alerts::{Alert, AlertMemory, AlertRules, ShiftChart};
use cxm_core::domain::Timestamp;
use cxm_core::state::{ByteForm, State};
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::error::{entry, run};
use crate::given::{Given, document_or, to_python};
use crate::state::json_class;
use crate::table;

/// Documents in, a document out, by the name of the function.
#[pyfunction]
pub fn documents<'py>(py: Python<'py>, name: &str, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let args = given.args(name)?;
        to_python(py, &run(py, || call::documents(name, args))?)
    })
}

/// What cases say, as columns, by the name of the function.
#[pyfunction]
pub fn of_cases<'py>(py: Python<'py>, name: &str, given: Given<'py>) -> PyResult<Bound<'py, PyList>> {
    entry(py, || {
        let function = match name {
            "to_notify" => call::to_notify,
            "worklist" => call::worklist,
            _ => call::closed_loop,
        };
        let args = given.args(name)?;
        table::to_python(py, run(py, || function(args))?)
    })
}

json_class! { AlertState, AlertMemory, "When each alert rule last fired for whom.", {
    #[new]
    fn new(py: Python<'_>) -> PyResult<Self> {
        entry(py, || Ok(Self::of(AlertMemory::default())))
    }
} }

/// Rules made ready once.
#[pyclass(frozen, module = "cxm._cxm")]
pub struct AlertRulesData(AlertRules);

#[pymethods]
impl AlertRulesData {
    #[new]
    fn new(py: Python<'_>, text: &str) -> PyResult<Self> {
        entry(py, || run(py, || call::alert_rules(text)).map(Self))
    }

    fn len(&self, py: Python<'_>) -> PyResult<usize> {
        entry(py, || Ok(self.0.len()))
    }

    /// The charts of the rules that watch for a shift.
    fn shifts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || to_python(py, &self.0.shifts().into_iter().map(ShiftChart::to_json).collect()))
    }

    /// Drops what no cooldown asks for any more.
    fn forget(&self, py: Python<'_>, state: &AlertState, now: &str) -> PyResult<()> {
        entry(py, || run(py, || self.0.forget(&mut state.lock(), now.parse::<Timestamp>()?.instant())))
    }

    /// The alerts of a record.
    fn evaluate<'py>(
        &self,
        py: Python<'py>,
        state: &AlertState,
        record: &Bound<'py, PyAny>,
        context: &Bound<'py, PyAny>,
        now: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || {
            let (record, context) = (document_or(record, "a record")?, document_or(context, "a context")?);
            let alerts = run(py, || {
                let now = now.map(str::parse).transpose()?;
                let alerts = self.0.evaluate(&mut state.lock(), &record, &context, now)?;
                Ok(alerts.iter().map(Alert::to_json).collect())
            })?;
            to_python(py, &alerts)
        })
    }
}
