//! The experience model as a Python class.

use cxm_core::call;
use cxm_core::domain::ExperienceModel;
use pyo3::prelude::*;

use crate::error::{entry, run};
use crate::given::{Given, text, to_python};

/// An experience model without an error.
#[pyclass(frozen, module = "cxm._cxm")]
pub struct ModelData(pub ExperienceModel);

#[pymethods]
impl ModelData {
    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<Self> {
        entry(py, || run(py, || ExperienceModel::from_json(text)).map(Self))
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        entry(py, || run(py, || Ok(self.0.to_json())))
    }

    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || to_python(py, &run(py, || Ok(self.0.to_value()))?))
    }

    fn hash(&self, py: Python<'_>) -> PyResult<String> {
        entry(py, || run(py, || Ok(self.0.hash())))
    }

    /// What the model answers to a function of `call::experience`.
    fn ask<'py>(&self, py: Python<'py>, name: &str, given: Given<'_>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || {
            let args = given.args(name)?;
            to_python(py, &run(py, || call::experience(&self.0, name, args))?)
        })
    }
}

/// Every problem of a document, whether it is a model or not.
#[pyfunction]
pub fn model_problems<'py>(py: Python<'py>, text: &str, given: Given<'_>) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let args = given.args("ExperienceModel.problems")?;
        to_python(py, &run(py, || call::model_problems(text, args))?)
    })
}

/// The JSON Schema of a document or a record.
#[pyfunction]
pub fn json_schema<'py>(py: Python<'py>, name: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let name = text(name, "name")?;
        to_python(py, &run(py, || call::json_schema(&name))?)
    })
}
