use super::Process;
use super::rows::{CustomersKnown, DIRECTIONS, scaled};
use super::search::learn;
use crate::clv::{AnyFit, BgNbd, Evidence, MbgNbd, Model, ParetoNbd, RfmUnit};
use crate::error::{Error, Result};

/// A fitted model of purchases whose parameters differ by what is known of customers.
///
/// # Formula
/// The parametrisation of `CLVTools`: `alphaᵢ = alpha₀ exp(-γ'xᵢ)`, and `betaᵢ = beta₀ exp(-δ'xᵢ)` of Pareto/NBD, `aᵢ = a₀ exp(δ'xᵢ)`, `bᵢ = b₀ exp(δ'xᵢ)` of BG/NBD and MBG/NBD.
///
/// # Units
/// The four parameters are those of a customer whose covariates are all 0.
///
/// # References
/// P. S. Fader and B. G. S. Hardie (2007), Incorporating time-invariant covariates into the Pareto/NBD and BG/NBD models.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CovariateFit {
    /// The name of the model.
    pub model: &'static str,
    /// Of a customer whose covariates are all 0.
    pub parameters: [f64; 4],
    /// Which process, the name of the column, the coefficient, and what tells the column's values from others.
    pub coefficients: Vec<(Process, String, f64, String)>,
    /// In what times are counted.
    pub unit: Option<RfmUnit>,
    /// What the fit knows; the covariance is of the logarithms of the four parameters and of the coefficients.
    pub evidence: Evidence,
}

impl CovariateFit {
    /// The parameters and coefficients that make the histories most likely; what has a value in `fixed`, a parameter or a coefficient by its name, is held there.
    ///
    /// # Errors
    /// `invalid_option` of a model that has no covariates, and of a name that none has; `out_of_range` of a parameter that is not positive and finite, `not_a_number` of a coefficient that is not finite;
    /// `length_mismatch`, `not_a_number` of covariates; `too_few` of no customers. A fit that is not at a plain maximum is no error: its status says what it is.
    pub(crate) fn fit(model: &str, known: &CustomersKnown, unit: Option<RfmUnit>, fixed: &[(String, f64)]) -> Result<Self> {
        match model {
            ParetoNbd::NAME => learn::<ParetoNbd>(known, unit, fixed),
            BgNbd::NAME => learn::<BgNbd>(known, unit, fixed),
            MbgNbd::NAME => learn::<MbgNbd>(known, unit, fixed),
            other => Err(Error::option("model", "one with covariates: pareto_nbd, bg_nbd, mbg_nbd", other)),
        }
    }

    /// The names of the parameters, then of the coefficients: `"r"`, ..., `"transaction.<column>"`.
    #[must_use]
    pub fn terms(&self) -> Vec<String> {
        let names = AnyFit::parameter_names(self.model).unwrap_or_default();
        let coefficients = self.coefficients.iter().map(|(process, column, ..)| term(*process, column));
        names.iter().map(|name| (*name).to_owned()).chain(coefficients).collect()
    }

    /// The parameters, then the coefficients.
    #[must_use]
    pub fn values(&self) -> Vec<f64> {
        self.parameters.iter().copied().chain(self.coefficients.iter().map(|one| one.2)).collect()
    }

    /// Of each term, whether it was held where it was given.
    #[must_use]
    pub fn is_fixed(&self) -> Vec<bool> {
        self.terms().iter().map(|term| self.evidence.fixed.contains(term)).collect()
    }

    /// The same fit with other parameters and coefficients.
    ///
    /// # Errors
    /// As [`AnyFit::given`].
    pub(crate) fn with_values(&self, values: &[f64]) -> Result<Self> {
        let (parameters, coefficients) = values.split_at(values.len().min(self.parameters.len()));
        AnyFit::given(self.model, parameters, self.unit)?;
        let mut moved = Self { evidence: Evidence { log_covariance: None, ..self.evidence.clone() }, ..self.clone() };
        moved.parameters.iter_mut().zip(parameters).for_each(|(own, value)| *own = *value);
        moved.coefficients.iter_mut().zip(coefficients).for_each(|(own, value)| own.2 = *value);
        Ok(moved)
    }

    /// The model of a customer with these covariates, in their order.
    ///
    /// # Errors
    /// As [`AnyFit::given`], of covariates so large that a parameter is none.
    pub fn of(&self, values: &[f64]) -> Result<AnyFit> {
        let directions = DIRECTIONS.iter().find(|(name, _)| *name == self.model).map_or([[0.0; 4]; 2], |(_, own)| *own);
        let processes: Vec<Process> = self.coefficients.iter().map(|one| one.0).collect();
        AnyFit::given(self.model, &scaled(&self.point(), values, &processes, directions), self.unit)
    }

    /// The logarithms of the parameters, then the coefficients.
    pub(crate) fn point(&self) -> Vec<f64> {
        let logarithms = self.parameters.iter().map(|value| value.ln());
        logarithms.chain(self.coefficients.iter().map(|one| one.2)).collect()
    }

    /// How many parameters and coefficients were learnt.
    #[must_use]
    pub fn n_free(&self) -> usize {
        self.is_fixed().into_iter().filter(|fixed| !fixed).count()
    }
}

/// The name of a coefficient.
#[must_use]
pub(crate) fn term(process: Process, column: &str) -> String {
    format!("{}.{column}", process.name())
}
