use super::{AnyFit, CovariateFit, Evidence, FitStatus};
use crate::error::{Error, Result};
use crate::stats::Test;

/// Whether the parameters that `large` learnt and `small` held make the data more likely than chance would.
///
/// # Formula
/// `2 (ln L of large - ln L of small)`, chi-squared with as many degrees of freedom as parameters that only `large` learnt.
///
/// # Valid when
/// What `small` holds lies inside the range of the parameter: not at 0, where the statistic is a mixture and the p-value too large.
///
/// # Errors
/// `invalid_option` where `small` is not a case of `large`: of another model, with parameters learnt that `large` held, or held where `large` held others, with as many parameters learnt; of fits
/// to different data, and of fits that are not at a plain maximum.
///
/// # Examples
/// ```
/// use cxm_core::clv::{AnyFit, Departures, FitSource, likelihood_ratio};
/// let departures = Departures::new(&[369.0, 163.0, 86.0, 56.0, 37.0, 27.0, 21.0], 241.0)?;
/// let source = FitSource::Departures(&departures, None);
/// let large = AnyFit::fit_with("shifted_beta_geometric", source, &[])?;
/// let small = AnyFit::fit_with("shifted_beta_geometric", source, &[("alpha".to_owned(), 1.0)])?;
/// let test = likelihood_ratio(&small, &large)?;
/// assert_eq!(test.df, Some(1.0));
/// assert!(test.statistic.unwrap() > 10.0 && test.p_value.unwrap() < 0.001); // chances to leave are not so alike
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// S. S. Wilks (1938), The large-sample distribution of the likelihood ratio, Annals of Mathematical Statistics 9:60.
pub fn likelihood_ratio(small: &AnyFit, large: &AnyFit) -> Result<Test> {
    Nested::from(small).within(&Nested::from(large))
}

/// What matters of a fit that is held against another of the same model.
#[derive(Debug, Clone)]
pub(crate) struct Nested {
    model: &'static str,
    evidence: Option<Evidence>,
    /// The parameters that are held, with their values.
    held: Vec<(String, u64)>,
    /// What is learnt: parameters, and covariates with what tells them from others.
    learnt: Vec<String>,
}

impl From<&AnyFit> for Nested {
    fn from(fit: &AnyFit) -> Self {
        let names = AnyFit::parameter_names(fit.model()).unwrap_or_default();
        let all = || names.iter().zip(fit.is_fixed()).zip(fit.parameters());
        let held =
            all().filter(|((_, fixed), _)| *fixed).map(|((name, _), value)| ((*name).to_owned(), value.to_bits())).collect();
        let learnt = all().filter(|((_, fixed), _)| !fixed).map(|((name, _), _)| (*name).to_owned()).collect();
        Self { model: fit.model(), evidence: fit.evidence().cloned(), held, learnt }
    }
}

impl From<&CovariateFit> for Nested {
    fn from(fit: &CovariateFit) -> Self {
        let data = std::iter::repeat_n(None, fit.parameters.len()).chain(fit.coefficients.iter().map(|one| Some(&one.3)));
        let named = |(term, data): (String, Option<&String>)| data.map_or(term.clone(), |data| format!("{term} {data}"));
        let all = fit.terms().into_iter().zip(data).map(named).zip(fit.values());
        let (held, learnt): (Vec<_>, Vec<_>) = all.zip(fit.is_fixed()).partition(|(_, fixed)| *fixed);
        Self {
            model: fit.model,
            evidence: Some(fit.evidence.clone()),
            held: held.into_iter().map(|((name, value), _)| (name, value.to_bits())).collect(),
            learnt: learnt.into_iter().map(|((name, _), _)| name).collect(),
        }
    }
}

impl Nested {
    /// The likelihood ratio of this fit to a larger one.
    ///
    /// # Errors
    /// As [`likelihood_ratio`].
    pub fn within(&self, large: &Self) -> Result<Test> {
        let refused = |expected: &str, got: &str| Err(Error::option("small", expected, got));
        if self.model != large.model {
            return refused(&format!("a case of {}", large.model), self.model);
        }
        let (of_small, of_large) = (evidence("small", self)?, evidence("large", large)?);
        if of_small.data.is_none() || of_small.data != of_large.data {
            return refused("a fit to the same data as large", "one to other data");
        }
        if let Some((name, _)) = large.held.iter().find(|held| !self.held.contains(held)) {
            return refused("one that holds what large holds, at the same values", &format!("another {name}"));
        }
        if let Some(other) = self.learnt.iter().find(|name| !large.learnt.contains(name)) {
            return refused("one that learnt nothing but what large learnt", other);
        }
        let df = large.learnt.len() - self.learnt.len(); // the one is part of the other
        if df == 0 {
            return refused("a fit that learnt less than large", "one that learnt as much");
        }
        let gained = 2.0 * (of_large.log_likelihood - of_small.log_likelihood);
        // What is below 0 is rounding.
        Ok(Test::of_groups(large.model, "likelihood_ratio", (gained.max(0.0), df), of_large.n))
    }
}

/// What a fit at a plain maximum knows.
fn evidence<'f>(field: &'static str, fit: &'f Nested) -> Result<&'f Evidence> {
    match &fit.evidence {
        Some(evidence) if evidence.status == FitStatus::Converged => Ok(evidence),
        other => {
            let got = other.as_ref().map_or("parameters that were given", |evidence| evidence.status.name());
            Err(Error::option(field, "a fit whose status is converged", got))
        }
    }
}
