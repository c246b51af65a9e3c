use super::{AnyFit, Evidence, FitStatus};
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
    let refused = |field: &'static str, expected: &str, got: String| Err(Error::option(field, expected, got));
    if small.model() != large.model() {
        return refused("small", &format!("a case of {}", large.model()), small.model().to_owned());
    }
    let (of_small, of_large) = (evidence("small", small)?, evidence("large", large)?);
    if of_small.data.is_none() || of_small.data != of_large.data {
        return refused("small", "a fit to the same data as large", "one to other data".to_owned());
    }
    let names = AnyFit::parameter_names(large.model())?;
    let values = small.parameters().into_iter().zip(large.parameters());
    let mut df = 0;
    for (((name, here), there), (value, other)) in names.iter().zip(small.is_fixed()).zip(large.is_fixed()).zip(values) {
        if there && (!here || value.to_bits() != other.to_bits()) {
            return refused("small", "one that holds what large holds, at the same values", format!("another {name}"));
        }
        df += usize::from(here && !there);
    }
    if df == 0 {
        return refused("small", "a fit that holds a parameter that large learnt", "one that learnt as many".to_owned());
    }
    let gained = 2.0 * (of_large.log_likelihood - of_small.log_likelihood);
    // What is below 0 is rounding.
    Ok(Test::of_groups(large.model(), "likelihood_ratio", (gained.max(0.0), df), of_large.n))
}

/// What a fit at a plain maximum knows.
fn evidence<'f>(field: &'static str, fit: &'f AnyFit) -> Result<&'f Evidence> {
    match fit.evidence() {
        Some(evidence) if evidence.status == FitStatus::Converged => Ok(evidence),
        other => {
            let got = other.map_or("parameters that were given", |evidence| evidence.status.name());
            Err(Error::option(field, "a fit whose status is converged", got))
        }
    }
}
