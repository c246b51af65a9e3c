use super::{AnyFit, CovariateFit, Evidence, RfmUnit};
use crate::error::{Error, Result};
use std::borrow::Cow;

/// A fitted model whose parameters are those of all customers, or depend on what is known of each.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CustomerFit {
    /// The same parameters for all.
    Same(AnyFit),
    /// Those of each customer, by its covariates.
    Own(CovariateFit),
}

impl From<AnyFit> for CustomerFit {
    fn from(fit: AnyFit) -> Self {
        Self::Same(fit)
    }
}

impl From<CovariateFit> for CustomerFit {
    fn from(fit: CovariateFit) -> Self {
        Self::Own(fit)
    }
}

impl CustomerFit {
    /// The model of a customer with these covariates, of which there are none where all are alike.
    ///
    /// # Errors
    /// As [`CovariateFit::of`].
    pub fn of(&self, covariates: &[f64]) -> Result<Cow<'_, AnyFit>> {
        match self {
            Self::Same(fit) => Ok(Cow::Borrowed(fit)),
            Self::Own(fit) => fit.of(covariates).map(Cow::Owned),
        }
    }

    /// The model of a customer who has 0 in all covariates.
    ///
    /// # Errors
    /// As [`CovariateFit::of`].
    pub fn baseline(&self) -> Result<Cow<'_, AnyFit>> {
        self.of(&vec![0.0; self.columns().len()])
    }

    /// The fit itself, where all customers are alike.
    ///
    /// # Errors
    /// `invalid_option` of one with covariates.
    pub fn same(self) -> Result<AnyFit> {
        match self {
            Self::Same(fit) => Ok(fit),
            Self::Own(_) => Err(Error::option("fit", "one without covariates", "one with covariates")),
        }
    }

    /// The names of the columns of its covariates, in their order.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Self::Same(_) => Vec::new(),
            Self::Own(fit) => fit.coefficients.iter().map(|(_, column, ..)| column.as_str()).collect(),
        }
    }

    /// The name of the model.
    #[must_use]
    pub fn model(&self) -> &'static str {
        match self {
            Self::Same(fit) => fit.model(),
            Self::Own(fit) => fit.model,
        }
    }

    /// In what times are counted.
    #[must_use]
    pub fn unit(&self) -> Option<RfmUnit> {
        match self {
            Self::Same(fit) => fit.unit(),
            Self::Own(fit) => fit.unit,
        }
    }

    /// What the fit knows.
    #[must_use]
    pub fn evidence(&self) -> Option<&Evidence> {
        match self {
            Self::Same(fit) => fit.evidence(),
            Self::Own(fit) => Some(&fit.evidence),
        }
    }

    /// Where it is: the logarithms of its parameters, then its coefficients.
    #[must_use]
    pub fn point(&self) -> Vec<f64> {
        match self {
            Self::Same(fit) => fit.parameters().iter().map(|parameter| parameter.ln()).collect(),
            Self::Own(fit) => fit.point(),
        }
    }

    /// The same model elsewhere; nothing is known of its uncertainty there.
    ///
    /// # Errors
    /// As [`AnyFit::at`].
    pub fn at(&self, point: &[f64]) -> Result<Self> {
        match self {
            Self::Same(fit) => fit.at(point).map(Self::Same),
            Self::Own(fit) => {
                let size = fit.parameters.len();
                let value = |(place, own): (usize, &f64)| if place < size { own.exp() } else { *own };
                fit.with_values(&point.iter().enumerate().map(value).collect::<Vec<_>>()).map(Self::Own)
            }
        }
    }

    /// The same model with other parameters, and coefficients; nothing is known of its uncertainty there.
    ///
    /// # Errors
    /// As [`AnyFit::given`].
    pub fn with_values(&self, values: &[f64]) -> Result<Self> {
        match self {
            Self::Same(fit) => AnyFit::given(fit.model(), values, fit.unit()).map(Self::Same),
            Self::Own(fit) => fit.with_values(values).map(Self::Own),
        }
    }
}
