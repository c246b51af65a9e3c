use super::learning::{Learns, bootstrap_of, learn, profile_of, sandwich};
use super::{
    BgBb, BgNbd, BootstrapFits, Evidence, FitSource, FitStatus, Fitted, GammaGamma, MbgNbd, Model, ParetoNbd, PurchaseModel,
    RfmCounts, RfmUnit, ShiftedBetaGeometric,
};
use crate::error::{Code, Error, Result};
use crate::stats::Level;
use serde_json::{Map, Value, json};

/// Declares [`AnyFit`] once: the models by their types.
macro_rules! any_fit {
    ($($model:ident),+) => {
        /// A fitted model of any kind, as the bindings hold them.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum AnyFit {
            $(#[doc = concat!("Of [`", stringify!($model), "`].")] $model(Fitted<$model>)),+
        }

        impl AnyFit {
            /// The names of the models.
            pub const MODELS: &'static [&'static str] = &[$($model::NAME),+];

            /// The model of this name with these parameters.
            ///
            /// # Errors
            /// `invalid_option` of an unknown model; as [`Model::of`].
            pub fn given(model: &str, parameters: &[f64], unit: Option<RfmUnit>) -> Result<Self> {
                match model {
                    $($model::NAME => Ok(Self::$model(Fitted::given($model::of(parameters)?, unit))),)+
                    other => Err(unknown(other)),
                }
            }

            /// The names of the parameters of a model.
            ///
            /// # Errors
            /// `invalid_option` of an unknown model.
            pub fn parameter_names(model: &str) -> Result<&'static [&'static str]> {
                match model {
                    $($model::NAME => Ok($model::PARAMETERS),)+
                    other => Err(unknown(other)),
                }
            }

            /// The name of the model.
            #[must_use]
            pub fn model(&self) -> &'static str {
                match self { $(Self::$model(_) => $model::NAME),+ }
            }

            /// Its parameters, in order.
            #[must_use]
            pub fn parameters(&self) -> Vec<f64> {
                match self { $(Self::$model(fit) => fit.model.parameters()),+ }
            }

            /// In what times are counted.
            #[must_use]
            pub fn unit(&self) -> Option<RfmUnit> {
                match self { $(Self::$model(fit) => fit.unit),+ }
            }

            /// What the fit knows.
            #[must_use]
            pub fn evidence(&self) -> Option<&Evidence> {
                match self { $(Self::$model(fit) => fit.evidence.as_ref()),+ }
            }

            /// As [`Fitted::std_errors`].
            #[must_use]
            pub fn std_errors(&self) -> Option<Vec<f64>> {
                match self { $(Self::$model(fit) => fit.std_errors()),+ }
            }

            /// As [`Fitted::covariance`].
            #[must_use]
            pub fn covariance(&self) -> Option<Vec<Vec<f64>>> {
                match self { $(Self::$model(fit) => fit.covariance()),+ }
            }

            /// As [`Fitted::intervals`].
            #[must_use]
            pub fn intervals(&self, level: Level) -> Option<Vec<(f64, f64)>> {
                match self { $(Self::$model(fit) => fit.intervals(level)),+ }
            }

            /// As [`Fitted::aic`].
            #[must_use]
            pub fn aic(&self) -> Option<f64> {
                match self { $(Self::$model(fit) => fit.aic()),+ }
            }

            /// As [`Fitted::bic`].
            #[must_use]
            pub fn bic(&self) -> Option<f64> {
                match self { $(Self::$model(fit) => fit.bic()),+ }
            }

            /// Of each parameter, whether it was held where it was given.
            #[must_use]
            pub fn is_fixed(&self) -> Vec<bool> {
                match self { $(Self::$model(fit) => fit.is_fixed()),+ }
            }

            /// Fits the model of this name; a parameter that has a value in `fixed` is held there.
            ///
            /// # Errors
            /// `invalid_option` of an unknown model, of an unknown parameter, and of a model that is fitted to something else; `out_of_range` of a parameter that is not positive and finite; as the `fit`
            /// of each.
            pub fn fit_with<'a>(model: &str, source: impl Into<FitSource<'a>>, fixed: &[(String, f64)]) -> Result<Self> {
                let source = source.into();
                match model {
                    $($model::NAME => Ok(Self::$model(learn(&source, &held_parameters($model::PARAMETERS, fixed)?)?)),)+
                    other => Err(unknown(other)),
                }
            }

            /// The profile likelihood interval of each parameter, of the data that the model was fitted to; no end where the likelihood does not fall far enough, and none of what was held.
            ///
            /// # Errors
            /// `invalid_option` of a model that is fitted to something else.
            pub fn profile<'a>(&self, source: impl Into<FitSource<'a>>, level: Level) -> Result<Vec<(Option<f64>, Option<f64>)>> {
                let source = source.into();
                match self { $(Self::$model(fit) => Ok(profile_of(fit, &$model::data(&source)?, level))),+ }
            }

            /// The same fit with the covariance that holds where the model does not, the sandwich of slopes, of the data that it was fitted to.
            ///
            /// # Formula
            /// `H⁻¹ (Σ g gᵀ) H⁻¹`, H the observed information of the logarithms of the parameters, g the slope of each customer's log-likelihood.
            ///
            /// # Errors
            /// `invalid_option` of a fit without a covariance matrix, and as [`AnyFit::profile`].
            ///
            /// # References
            /// H. White (1982), Maximum likelihood estimation of misspecified models, Econometrica 50:1.
            pub fn sandwich<'a>(&self, source: impl Into<FitSource<'a>>) -> Result<Self> {
                let source = source.into();
                let covariance = match self { $(Self::$model(fit) => sandwich(fit, &$model::data(&source)?)?),+ };
                let evidence = self.evidence().cloned();
                Ok(self.clone().with(evidence.map(|evidence| Evidence { log_covariance: Some(covariance), ..evidence })))
            }

            /// The same fit with its draws: the parameters of fits to customers drawn anew of the data that it was fitted to.
            ///
            /// # Errors
            /// `invalid_option` of a number of draws, of parameters that were given, and as [`AnyFit::profile`]; `stopped`.
            pub fn bootstrap<'a>(&self, source: impl Into<FitSource<'a>>, options: &BootstrapFits) -> Result<Self> {
                let source = source.into();
                let Some(evidence) = self.evidence().cloned() else {
                    return Err(Error::option("fit", "a model that was fitted", "parameters that were given"));
                };
                let draws = match self { $(Self::$model(fit) => bootstrap_of(fit, &$model::data(&source)?, options)?),+ };
                Ok(self.clone().with(Some(Evidence { draws: Some(draws), ..evidence })))
            }

            fn with(mut self, evidence: Option<Evidence>) -> Self {
                match &mut self { $(Self::$model(fit) => fit.evidence = evidence),+ }
                self
            }
        }
    };
}

any_fit!(BgNbd, MbgNbd, ParetoNbd, BgBb, ShiftedBetaGeometric, GammaGamma);

fn unknown(model: &str) -> Error {
    Error::option("model", format!("one of {}", AnyFit::MODELS.join(", ")), model)
}

/// The values at which terms are held, in order; the first of them are parameters, which are positive.
///
/// # Errors
/// `invalid_option` of an unknown name; `out_of_range`, `not_a_number` of a value that none can have.
pub(super) fn held(names: &[impl AsRef<str>], parameters: usize, fixed: &[(String, f64)]) -> Result<Vec<Option<f64>>> {
    let mut values = vec![None; names.len()];
    for (name, value) in fixed {
        let place = names.iter().position(|own| own.as_ref() == name);
        let known = || names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
        let slot = place.and_then(|place| values.get_mut(place));
        *slot.ok_or_else(|| Error::option("fixed", known(), name.clone()))? = Some(*value);
        if place.is_some_and(|place| place >= parameters) {
            if !value.is_finite() {
                return Err(Error::expected(Code::NotANumber, name, "a finite number", value.to_string()));
            }
        } else if !(value.is_finite() && *value > 0.0) {
            return Err(Error::expected(Code::OutOfRange, name, "more than 0 and finite", value.to_string()));
        }
    }
    Ok(values)
}

/// The values at which the parameters of a model are held.
fn held_parameters<const N: usize>(names: &[&str], fixed: &[(String, f64)]) -> Result<[Option<f64>; N]> {
    let values = held(names, N, fixed)?;
    Ok(std::array::from_fn(|place| values.get(place).copied().flatten()))
}

impl AnyFit {
    /// Fits the model of this name.
    ///
    /// # Errors
    /// As [`AnyFit::fit_with`].
    pub fn fit(model: &str, counts: &RfmCounts) -> Result<Self> {
        Self::fit_with(model, counts, &[])
    }

    /// The same model with other parameters, given by their logarithms.
    ///
    /// # Errors
    /// As [`Model::of`].
    pub fn at(&self, logarithms: &[f64]) -> Result<Self> {
        Self::given(self.model(), &logarithms.iter().map(|log| log.exp()).collect::<Vec<_>>(), self.unit())
    }

    /// What the model says of purchases.
    ///
    /// # Errors
    /// `invalid_option` of a model that says nothing of them.
    pub fn purchases(&self) -> Result<&dyn PurchaseModel> {
        match self {
            Self::BgNbd(fit) => Ok(&fit.model),
            Self::MbgNbd(fit) => Ok(&fit.model),
            Self::ParetoNbd(fit) => Ok(&fit.model),
            Self::BgBb(fit) => Ok(&fit.model),
            Self::ShiftedBetaGeometric(_) | Self::GammaGamma(_) => Err(self.says_nothing("when customers buy")),
        }
    }

    /// What the model says of amounts.
    ///
    /// # Errors
    /// `invalid_option` of a model that says nothing of them.
    pub fn spend(&self) -> Result<&GammaGamma> {
        match self {
            Self::GammaGamma(fit) => Ok(&fit.model),
            _ => Err(self.says_nothing("what customers spend")),
        }
    }

    /// What the model says of contracts.
    ///
    /// # Errors
    /// `invalid_option` of a model that says nothing of them.
    pub fn contracts(&self) -> Result<&ShiftedBetaGeometric> {
        match self {
            Self::ShiftedBetaGeometric(fit) => Ok(&fit.model),
            _ => Err(self.says_nothing("how long contracts last")),
        }
    }

    fn says_nothing(&self, of: &str) -> Error {
        Error::option("model", format!("one that says {of}"), self.model())
    }

    /// The fit as JSON, from which [`AnyFit::from_json`] makes it again, to the last bit.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let names = Self::parameter_names(self.model()).unwrap_or_default();
        let parameters: Map<String, Value> =
            names.iter().zip(self.parameters()).map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        let mut fit = json!({"model": self.model(), "params": parameters, "unit": self.unit().map(RfmUnit::name)});
        if let (Some(evidence), Some(fields)) = (self.evidence(), fit.as_object_mut()) {
            write_evidence(fields, evidence);
        }
        fit
    }

    /// The fit that [`AnyFit::to_json`] wrote, or a model with parameters alone.
    ///
    /// # Errors
    /// `invalid_json` of what is none; `invalid_option` of an unknown model, parameter or unit; as [`Model::of`].
    pub fn from_json(json: &Value) -> Result<Self> {
        let refused = |what: &str| Error::new(Code::InvalidJson, format!("this is no fitted model: {what}"));
        let fields = json.as_object().ok_or_else(|| refused("it is no object"))?;
        let model = fields.get("model").and_then(Value::as_str).ok_or_else(|| refused("it names no model"))?;
        let given = fields.get("params").and_then(Value::as_object).ok_or_else(|| refused("it has no params"))?;
        let names = Self::parameter_names(model)?;
        if fields.get("covariates").is_some_and(|covariates| !covariates.is_null()) {
            return Err(Error::option("fit", "one without covariates", "one with covariates"));
        }
        let parameter = |name: &&str| {
            let value = given.get(*name).ok_or_else(|| Error::option("params", names.join(", "), format!("no {name}")))?;
            value.as_f64().ok_or_else(|| Error::expected(Code::NotANumber, name, "a number", value.to_string()))
        };
        let parameters = names.iter().map(parameter).collect::<Result<Vec<_>>>()?;
        if let Some(name) = given.keys().find(|name| !names.contains(&name.as_str())) {
            return Err(Error::option("params", names.join(", "), name.clone()));
        }
        let unit = match fields.get("unit") {
            None | Some(Value::Null) => None,
            Some(Value::String(unit)) => Some(unit.parse()?),
            Some(other) => return Err(Error::option("unit", "a name", other.to_string())),
        };
        Ok(Self::given(model, &parameters, unit)?.with(evidence(fields, (names.len(), 0)).map_err(refused)?))
    }
}

/// Writes what a fit knows beside its parameters.
pub(super) fn write_evidence(fields: &mut Map<String, Value>, evidence: &Evidence) {
    let mut write = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    write("n", json!(evidence.n));
    write("log_likelihood", json!(evidence.log_likelihood));
    write("status", json!(evidence.status.name()));
    write("degenerate", json!(evidence.degenerate));
    write("log_covariance", json!(evidence.log_covariance));
    write("fixed", json!(evidence.fixed));
    write("data", json!(evidence.data));
    if let Some(draws) = &evidence.draws {
        write("draws", json!(draws));
    }
}

/// What a fit of so many parameters and coefficients knew, where it is there.
pub(super) fn evidence(
    fields: &Map<String, Value>,
    (parameters, coefficients): (usize, usize),
) -> Result<Option<Evidence>, &'static str> {
    let size = parameters + coefficients;
    let Some(status) = fields.get("status").and_then(Value::as_str) else { return Ok(None) };
    let status: FitStatus = status.parse().map_err(|_| "its status is unknown")?;
    let n = fields.get("n").and_then(Value::as_u64).ok_or("it lacks n")?;
    let log_likelihood = fields.get("log_likelihood").and_then(Value::as_f64).ok_or("it lacks log_likelihood")?;
    let texts = |name: &str| -> Vec<String> {
        let texts = fields.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        texts.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let log_covariance = matrix(fields.get("log_covariance"), size, "its covariance is no matrix of its size")?;
    if log_covariance.as_ref().is_some_and(|rows| rows.len() != size) {
        return Err("its covariance has another size");
    }
    let draws = matrix(fields.get("draws"), size, "its draws are no lists of parameters")?;
    let is_one = |(place, value): (usize, &f64)| value.is_finite() && (place >= parameters || *value > 0.0);
    if !draws.iter().flatten().all(|draw| draw.iter().enumerate().all(is_one)) {
        return Err("its draws hold what is no parameter");
    }
    let data = fields.get("data").and_then(Value::as_str).map(str::to_owned);
    let (degenerate, fixed) = (texts("degenerate"), texts("fixed"));
    Ok(Some(Evidence { n, log_likelihood, status, degenerate, log_covariance, fixed, data, draws }))
}

/// Rows of as many numbers, where there are any.
fn matrix(value: Option<&Value>, size: usize, refusal: &'static str) -> Result<Option<Vec<Vec<f64>>>, &'static str> {
    let rows = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(rows) => rows.as_array().ok_or(refusal)?,
    };
    let numbers = |row: &Value| -> Option<Vec<f64>> {
        let row = row.as_array()?;
        if row.len() == size { row.iter().map(Value::as_f64).collect() } else { None }
    };
    rows.iter().map(numbers).collect::<Option<_>>().map(Some).ok_or(refusal)
}
