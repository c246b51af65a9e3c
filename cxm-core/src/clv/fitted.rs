use super::{FitStatus, Model, RfmUnit};
use crate::error::{Error, Result};
use crate::num::dist::normal_upper_quantile;
use crate::stats::Level;

/// What a fit knows of its parameters.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Evidence {
    /// How many customers the parameters were learnt from.
    pub n: u64,
    /// The logarithm of the likelihood at the parameters.
    pub log_likelihood: f64,
    /// What the parameters are.
    pub status: FitStatus,
    /// The parameters that the data do not determine.
    pub degenerate: Vec<String>,
    /// The covariance matrix of the logarithms of the parameters, the inverse of the observed information; `None` where it has none.
    pub log_covariance: Option<Vec<Vec<f64>>>,
    /// The parameters that were not learnt but held where they were given.
    pub fixed: Vec<String>,
    /// What tells the data from others: fits of the same data have the same.
    pub data: Option<String>,
    /// The parameters of fits to customers drawn anew, where there are any.
    pub draws: Option<Vec<Vec<f64>>>,
}

impl Evidence {
    /// The covariance of the logarithms, or why there is none; no evidence is of parameters that were given.
    pub(super) fn known_covariance<'e>(evidence: Option<&'e Self>, option: &'static str) -> Result<&'e Vec<Vec<f64>>> {
        evidence.and_then(|evidence| evidence.log_covariance.as_ref()).ok_or_else(|| {
            let got = evidence.map_or("parameters that were given", |evidence| evidence.status.name());
            Error::option(option, "left out, or asked of a fit that has a covariance matrix", got)
        })
    }

    /// Akaike's information criterion of so many parameters that were learnt, `2 k - 2 ln L`.
    #[must_use]
    pub fn aic(&self, learnt: usize) -> f64 {
        2.0 * learnt as f64 - 2.0 * self.log_likelihood
    }

    /// Schwarz's information criterion, `k ln n - 2 ln L`.
    #[must_use]
    pub fn bic(&self, learnt: usize) -> f64 {
        learnt as f64 * (self.n as f64).ln() - 2.0 * self.log_likelihood
    }
}

/// A model with its parameters, and where they come from a fit, what is known of them.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Fitted<M> {
    /// The model.
    pub model: M,
    /// In what times are counted; `None` where nobody said.
    pub unit: Option<RfmUnit>,
    /// What the fit knows; `None` of parameters that were given.
    pub evidence: Option<Evidence>,
}

impl<M: Model> Fitted<M> {
    /// A model with parameters that were given: nothing is known of their uncertainty.
    #[must_use]
    pub fn given(model: M, unit: Option<RfmUnit>) -> Self {
        Self { model, unit, evidence: None }
    }

    /// Of each parameter, whether it was held where it was given.
    #[must_use]
    pub fn is_fixed(&self) -> Vec<bool> {
        let fixed = self.evidence.as_ref().map_or(&[][..], |evidence| &evidence.fixed);
        M::PARAMETERS.iter().map(|name| fixed.iter().any(|own| own == name)).collect()
    }

    /// How many parameters were learnt.
    #[must_use]
    pub fn n_free(&self) -> usize {
        self.is_fixed().into_iter().filter(|fixed| !fixed).count()
    }

    /// The standard errors of the parameters.
    #[must_use]
    pub fn std_errors(&self) -> Option<Vec<f64>> {
        let covariance = self.covariance()?;
        Some(covariance.iter().enumerate().filter_map(|(i, row)| row.get(i)).map(|variance| variance.sqrt()).collect())
    }

    /// The covariance matrix of the parameters: that of their logarithms, times both.
    #[must_use]
    pub fn covariance(&self) -> Option<Vec<Vec<f64>>> {
        let parameters = self.model.parameters();
        let of_logs = self.evidence.as_ref()?.log_covariance.as_ref()?;
        let row = |(row, p): (&Vec<f64>, &f64)| row.iter().zip(&parameters).map(|(v, q)| p * v * q).collect();
        Some(of_logs.iter().zip(&parameters).map(row).collect())
    }

    /// Wald's interval of each parameter on the logarithmic scale, so that its ends are positive.
    #[must_use]
    pub fn intervals(&self, level: Level) -> Option<Vec<(f64, f64)>> {
        let of_logs = self.evidence.as_ref()?.log_covariance.as_ref()?;
        let z = normal_upper_quantile(0.5 * (1.0 - level.get()));
        let end = |(i, p): (usize, f64)| {
            let factor = (z * of_logs.get(i)?.get(i)?.sqrt()).exp();
            Some((p / factor, p * factor))
        };
        self.model.parameters().into_iter().enumerate().map(end).collect()
    }

    /// Akaike's information criterion, `2 k - 2 ln L`.
    #[must_use]
    pub fn aic(&self) -> Option<f64> {
        Some(self.evidence.as_ref()?.aic(self.n_free()))
    }

    /// Schwarz's information criterion, `k ln n - 2 ln L`.
    #[must_use]
    pub fn bic(&self) -> Option<f64> {
        Some(self.evidence.as_ref()?.bic(self.n_free()))
    }
}
