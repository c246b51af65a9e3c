//! Survey documents and contact policies. Documents come in as JSON text; answers go out as plain values.

use cxm_core::call;
use cxm_core::domain::ContactPolicy;
use cxm_core::domain::document::Document as _;
use cxm_core::domain::survey::Survey;
use pyo3::prelude::*;

use crate::error::{entry, run};
use crate::given::{Given, text, to_python};

/// A survey that keeps every rule.
#[pyclass(frozen, module = "cxm._cxm")]
pub struct SurveyDocument(pub Survey);

#[pymethods]
impl SurveyDocument {
    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<Self> {
        entry(py, || run(py, || call::survey_from_json(text)).map(Self))
    }

    #[staticmethod]
    fn template(py: Python<'_>, name: &Bound<'_, PyAny>, given: Given<'_>) -> PyResult<Self> {
        entry(py, || {
            let (name, args) = (text(name, "name")?, given.args("Survey.template")?);
            run(py, || call::survey_template(&name, args)).map(Self)
        })
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        entry(py, || Ok(self.0.write().to_string()))
    }

    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || to_python(py, &self.0.write()))
    }

    fn json_schema<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || to_python(py, &self.0.json_schema()))
    }

    /// As JSON text.
    fn parse(&self, py: Python<'_>, response: &str) -> PyResult<String> {
        entry(py, || run(py, || Ok(call::survey_parse(&self.0, response))))
    }

    fn next_question<'py>(&self, py: Python<'py>, answers: &str) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || to_python(py, &run(py, || call::survey_next_question(&self.0, answers))?))
    }

    fn full_quota<'py>(&self, py: Python<'py>, given: &str) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || to_python(py, &run(py, || call::survey_full_quota(&self.0, given))?))
    }

    fn revision<'py>(&self, py: Python<'py>, newer: &Self) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || to_python(py, &call::survey_revision(&self.0, &newer.0)))
    }

    fn tabulate<'py>(
        &self,
        py: Python<'py>,
        question: &Bound<'py, PyAny>,
        answers: &str,
        given: Given<'_>,
    ) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || {
            let (question, args) = (text(question, "question")?, given.args("tabulate")?);
            to_python(py, &run(py, || call::survey_tabulate(&self.0, &question, answers, args))?)
        })
    }

    fn equals(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        entry(py, || Ok(self.0 == other.0))
    }
}

/// How often one respondent may be asked.
#[pyclass(frozen, module = "cxm._cxm")]
pub struct ContactPolicyData(ContactPolicy);

#[pymethods]
impl ContactPolicyData {
    #[new]
    fn new(py: Python<'_>, text: &str) -> PyResult<Self> {
        entry(py, || run(py, || call::contact_policy(text)).map(Self))
    }

    fn may_invite<'py>(&self, py: Python<'py>, given: &str) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || to_python(py, &run(py, || call::may_invite(&self.0, given))?))
    }
}
