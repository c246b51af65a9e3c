//! A fit with covariates as JSON: that of a fit without, with `covariates` beside it.

use super::{CovariateFit, Process};
use crate::clv::AnyFit;
use crate::clv::any_fit::{evidence, write_evidence};
use crate::error::{Code, Error, Result};
use serde_json::{Value, json};

impl CovariateFit {
    /// Whether a fit has covariates.
    #[must_use]
    pub fn is_one(json: &Value) -> bool {
        json.get("covariates").is_some_and(|covariates| !covariates.is_null())
    }

    /// The fit as JSON, from which [`CovariateFit::from_json`] makes it again, to the last bit.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let plain = AnyFit::given(self.model, &self.parameters, self.unit).map(|fit| fit.to_json()).unwrap_or_default();
        let covariate = |(process, column, coefficient, data): &(Process, String, f64, String)| json!({"process": process.name(), "column": column, "coefficient": coefficient, "data": data});
        let mut fit = plain;
        if let Some(fields) = fit.as_object_mut() {
            write_evidence(fields, &self.evidence);
            fields.insert("covariates".to_owned(), self.coefficients.iter().map(covariate).collect());
        }
        fit
    }

    /// The fit that [`CovariateFit::to_json`] wrote.
    ///
    /// # Errors
    /// `invalid_json` of what is none; as [`AnyFit::from_json`].
    pub fn from_json(json: &Value) -> Result<Self> {
        let refused = |what: &str| Error::new(Code::InvalidJson, format!("this is no fitted model with covariates: {what}"));
        let mut fields = json.as_object().cloned().ok_or_else(|| refused("it is no object"))?;
        let covariates = fields.remove("covariates").ok_or_else(|| refused("it has no covariates"))?;
        let coefficient = |one: &Value| -> Option<(Process, String, f64, String)> {
            let text = |name: &str| one.get(name).and_then(Value::as_str);
            let process = Process::ALL.iter().copied().find(|process| Some(process.name()) == text("process"))?;
            let coefficient = one.get("coefficient").and_then(Value::as_f64).filter(|number| number.is_finite())?;
            Some((process, text("column")?.to_owned(), coefficient, text("data")?.to_owned()))
        };
        let read = covariates.as_array().and_then(|all| all.iter().map(coefficient).collect::<Option<Vec<_>>>());
        let coefficients = read.ok_or_else(|| refused("its covariates are none"))?;
        let evidence = evidence(&fields, (4, coefficients.len())).map_err(refused)?;
        let evidence = evidence.ok_or_else(|| refused("it lacks its status"))?;
        // What is left is a fit without covariates, whose covariance has another size.
        fields.remove("status");
        let plain = AnyFit::from_json(&Value::Object(fields))?;
        let (model, unit) = (plain.model(), plain.unit());
        let parameters = <[f64; 4]>::try_from(plain.parameters()).map_err(|_| refused("its model has none"))?;
        Ok(Self { model, parameters, coefficients, unit, evidence })
    }
}
