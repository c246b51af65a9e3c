use super::{
    BgBb, BgNbd, Departures, Evidence, FitStatus, Fitted, GammaGamma, MbgNbd, Model, ParetoNbd, PurchaseModel, RfmCounts,
    RfmUnit, ShiftedBetaGeometric,
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

impl AnyFit {
    /// Fits the model of this name.
    ///
    /// # Errors
    /// `invalid_option` of an unknown model; as the `fit` of each.
    pub fn fit(model: &str, counts: &RfmCounts) -> Result<Self> {
        Ok(match model {
            BgNbd::NAME => Self::BgNbd(BgNbd::fit(counts)?),
            MbgNbd::NAME => Self::MbgNbd(MbgNbd::fit(counts)?),
            ParetoNbd::NAME => Self::ParetoNbd(ParetoNbd::fit(counts)?),
            BgBb::NAME => Self::BgBb(BgBb::fit(counts)?),
            GammaGamma::NAME => Self::GammaGamma(GammaGamma::fit(counts)?),
            ShiftedBetaGeometric::NAME => {
                return Err(Error::option("model", "one that is fitted to customers", model));
            }
            other => return Err(unknown(other)),
        })
    }

    /// The profile likelihood interval of each parameter, of the counts that the model was fitted to.
    ///
    /// # Errors
    /// `invalid_option` of a model that is not fitted to customers.
    pub fn profile(&self, counts: &RfmCounts, level: Level) -> Result<Vec<(Option<f64>, Option<f64>)>> {
        match self {
            Self::BgNbd(fit) => Ok(fit.model.profile(counts, level)),
            Self::MbgNbd(fit) => Ok(fit.model.profile(counts, level)),
            Self::ParetoNbd(fit) => Ok(fit.model.profile(counts, level)),
            Self::BgBb(fit) => Ok(fit.model.profile(counts, level)),
            Self::GammaGamma(fit) => Ok(fit.model.profile(counts, level)),
            Self::ShiftedBetaGeometric(_) => Err(self.says_nothing("what customers did")),
        }
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

    /// Fits the shifted beta-geometric model.
    ///
    /// # Errors
    /// As [`ShiftedBetaGeometric::fit`].
    pub fn fit_departures(departures: &Departures, unit: Option<RfmUnit>) -> Result<Self> {
        Ok(Self::ShiftedBetaGeometric(ShiftedBetaGeometric::fit(departures, unit)?))
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
            fields.insert("n".to_owned(), json!(evidence.n));
            fields.insert("log_likelihood".to_owned(), json!(evidence.log_likelihood));
            fields.insert("status".to_owned(), json!(evidence.status.name()));
            fields.insert("degenerate".to_owned(), json!(evidence.degenerate));
            fields.insert("log_covariance".to_owned(), json!(evidence.log_covariance));
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
        Ok(Self::given(model, &parameters, unit)?.with(evidence(fields, names.len()).map_err(refused)?))
    }
}

/// What a fit knew, where it is there.
fn evidence(fields: &Map<String, Value>, size: usize) -> Result<Option<Evidence>, &'static str> {
    let Some(status) = fields.get("status").and_then(Value::as_str) else { return Ok(None) };
    let status: FitStatus = status.parse().map_err(|_| "its status is unknown")?;
    let n = fields.get("n").and_then(Value::as_u64).ok_or("it lacks n")?;
    let log_likelihood = fields.get("log_likelihood").and_then(Value::as_f64).ok_or("it lacks log_likelihood")?;
    let texts = fields.get("degenerate").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let degenerate = texts.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let log_covariance = match fields.get("log_covariance") {
        None | Some(Value::Null) => None,
        Some(matrix) => {
            let numbers = |row: &Value| -> Option<Vec<f64>> { row.as_array()?.iter().map(Value::as_f64).collect() };
            let rows: Option<Vec<_>> = matrix.as_array().and_then(|rows| rows.iter().map(numbers).collect());
            let rows = rows.ok_or("its covariance is no matrix")?;
            if rows.len() != size || rows.iter().any(|row| row.len() != size) {
                return Err("its covariance has another size");
            }
            Some(rows)
        }
    };
    Ok(Some(Evidence { n, log_likelihood, status, degenerate, log_covariance }))
}
