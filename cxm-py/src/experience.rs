//! The experience model as a Python class.

use cxm_core::Error;
use cxm_core::domain::document::Problem;
use cxm_core::domain::{Draft, ExperienceModel, Strictness};
use pyo3::prelude::*;
use serde_json::{Map, Value, json};

use crate::error::{entry, run, to_py};
use crate::given::{Given, to_json, to_python};

/// A list of problems, as Python takes it.
pub fn problems<'py>(py: Python<'py>, problems: &[Problem]) -> PyResult<Bound<'py, PyAny>> {
    to_python(py, &cxm_core::call::problems_json(problems))
}

const fn strictness(strict: bool) -> Strictness {
    if strict { Strictness::Strict } else { Strictness::Lenient }
}

/// A JSON object of a Python dict.
fn profile(given: &Bound<'_, PyAny>) -> PyResult<Map<String, Value>> {
    match to_json(given)? {
        Value::Object(map) => Ok(map),
        _ => Err(to_py(given.py(), &Error::option("profile", "a dict", given.get_type().name()?.to_string()))),
    }
}

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

    fn validate<'py>(&self, py: Python<'py>, strict: bool) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || problems(py, &self.0.validate(strictness(strict))))
    }

    fn element<'py>(&self, py: Python<'py>, kind: &str, id: &str) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || to_python(py, &run(py, || self.0.element(kind, id))?))
    }

    fn picture(&self, py: Python<'_>, journey: &str, form: &str, given: Given<'_>) -> PyResult<String> {
        entry(py, || {
            let args = given.args("journey")?;
            run(py, || cxm_core::call::journey_picture(&self.0, journey, form, args))
        })
    }

    fn persona_of(&self, py: Python<'_>, given: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
        entry(py, || {
            let profile = profile(given)?;
            run(py, || Ok(self.0.persona_of(&profile).map(|persona| persona.id.to_string())))
        })
    }

    fn persona_coverage<'py>(&self, py: Python<'py>, given: Vec<Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || {
            let profiles = given.iter().map(profile).collect::<PyResult<Vec<_>>>()?;
            let told = run(py, || Ok(self.0.persona_coverage(&profiles)))?;
            let personas: Map<String, Value> = told.personas.into_iter().map(|(id, n)| (id, n.into())).collect();
            let told =
                json!({ "n": told.n, "n_covered": told.n_covered, "n_overlapping": told.n_overlapping, "personas": personas });
            to_python(py, &told)
        })
    }

    fn owner_view<'py>(&self, py: Python<'py>, owner: &str) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || {
            let one = |each: cxm_core::domain::OwnedElement| json!({ "kind": each.kind, "id": each.id, "name": each.name, "owner": each.owner, "pointer": each.pointer });
            let view = run(py, || self.0.owner_view(owner))?;
            to_python(py, &view.into_iter().map(one).collect())
        })
    }

    fn owner_coverage<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || {
            let one = |each: cxm_core::domain::OwnerCoverage| json!({ "function": each.function, "kind": each.kind, "n": each.n, "n_unowned": each.n_unowned });
            to_python(py, &self.0.owner_coverage().into_iter().map(one).collect())
        })
    }
}

/// Every problem of a document, whether it is a model or not.
#[pyfunction]
pub fn model_problems<'py>(py: Python<'py>, text: &str, strict: bool) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let draft = run(py, || Draft::read(text))?;
        problems(py, &draft.problems_by(strictness(strict)))
    })
}

/// The JSON Schema of a document or a record.
#[pyfunction]
pub fn json_schema<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || to_python(py, &run(py, || cxm_core::domain::json_schema(name))?))
}
