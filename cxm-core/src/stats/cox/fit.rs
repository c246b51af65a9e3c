use super::likelihood::{Likelihood, likelihood};
use super::residuals::score_residuals;
use super::sorted::Sorted;
use super::{CoxData, CoxTies};
use crate::columns::{Key, Table, TableColumn};
use crate::error::{Error, Result};
use crate::num::dist::chi_square_sf;
use crate::num::{Cholesky, dot};
use crate::stats::Level;
use crate::stats::interval::Confidence;
use crate::stats::test::Alternative;
use std::borrow::Cow;

/// How a Cox model is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct CoxOptions {
    /// How events at the same time are taken.
    pub ties: CoxTies,
    /// Standard errors that hold where the model does not, or where rows depend on one another: of clusters, or else of each row.
    pub robust: bool,
    /// The level of intervals.
    pub level: Level,
}

/// Cox's proportional hazards: what goes along with something happening sooner.
///
/// # Examples
/// ```
/// use cxm_core::stats::cox::{CoxData, CoxOptions, cox};
/// // Who has the covariate goes first, then one who has not, and so on.
/// let data = CoxData::new(vec![1.0, 2.0, 3.0, 4.0], vec![true; 4]).covariate("x", vec![1.0, 0.0, 1.0, 0.0]);
/// let fit = cox(&data, &CoxOptions::default())?;
/// // The slope of the likelihood is 0: 2 - 2r/(2r + 2) - r/(r + 2) - r/(r + 1) with r = exp(b), so r² - r - 4 = 0.
/// assert!((fit.coefficients[0] - f64::midpoint(1.0, 17.0_f64.sqrt()).ln()).abs() < 1e-9);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CoxFit {
    /// The names of the covariates.
    pub terms: Vec<String>,
    /// The logarithm of the hazard ratio of one unit more.
    pub coefficients: Vec<f64>,
    /// The covariance of the coefficients; robust where that was asked.
    pub covariance: Vec<Vec<f64>>,
    /// The inverse of the information, whether or not a robust covariance was asked.
    pub model_covariance: Vec<Vec<f64>>,
    /// The logarithm of the partial likelihood with all coefficients at 0, and as fitted.
    pub log_likelihoods: (f64, f64),
    /// Twice the difference of these, and its p-value.
    pub likelihood_ratio: (f64, f64),
    /// The squared distance from 0 in units of the covariance, and its p-value.
    pub wald: (f64, f64),
    /// The squared slope at 0 in units of the information there, and its p-value.
    pub score: (f64, f64),
    /// How many rows.
    pub n: u64,
    /// How many events.
    pub n_events: u64,
    /// Whether the likelihood has its maximum here.
    pub status: CoxStatus,
    /// How often the likelihood was evaluated.
    pub n_iterations: u64,
    options: CoxOptions,
}

/// What became of the fit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CoxStatus {
    /// The maximum was found.
    Converged,
    /// The likelihood rises without end as the coefficients of these terms grow: all events of a group come first, or none. The hazard ratio is infinite or 0.
    Infinite(Vec<String>),
}

impl CoxStatus {
    /// Its name, as bindings give it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Converged => "converged",
            Self::Infinite(_) => "infinite",
        }
    }

    /// The terms whose ratio is infinite or 0.
    #[must_use]
    pub fn infinite(&self) -> &[String] {
        match self {
            Self::Infinite(terms) => terms,
            Self::Converged => &[],
        }
    }
}

const MOST_STEPS: u64 = 60;

/// Fits Cox's model.
///
/// # Formula
/// The hazard of a row is `h(t) exp(x b)` with a baseline `h` of each stratum that is not estimated; `b` maximises the partial likelihood
/// `Σ over events (x b - ln Σ over those at risk exp(x b))` by Newton's steps, ties by [`CoxTies`]; the covariance is the inverse of its curvature. The robust one is `D' D` of the
/// rows' (clusters' summed) score residuals times that inverse.
///
/// # Units
/// Coefficients are logarithms of hazard ratios, for one unit of the covariate.
///
/// # Errors
/// Those of [`CoxData::check`]; `invalid_option` of a term that the others determine, and of robust errors or weights with exact ties, for which they are not defined.
///
/// # References
/// D. R. Cox (1972), Regression models and life-tables, JRSS B 34:187; B. Efron (1977), JASA 72:557; N. Breslow (1974), Biometrics 30:89; D. Y. Lin and L. J. Wei (1989), The robust inference for the Cox proportional hazards model, JASA 84:1074.
pub fn cox(data: &CoxData, options: &CoxOptions) -> Result<CoxFit> {
    fit(&Sorted::new(Cow::Borrowed(data))?, options)
}

/// [`cox`] of rows that are sorted already.
pub(crate) fn fit(sorted: &Sorted, options: &CoxOptions) -> Result<CoxFit> {
    if options.ties == CoxTies::Exact && (options.robust || sorted.weights.is_some()) {
        let given = if options.robust { "robust errors" } else { "weights" };
        return Err(Error::option("ties", "efron or breslow with robust errors and weights", format!("exact with {given}")));
    }
    let p = sorted.p;
    let null = likelihood(sorted, &vec![0.0; p], options.ties);
    let determined = |place: usize| {
        let term = sorted.terms.get(place).map_or("", String::as_str);
        Error::option(
            "covariates",
            "covariates none of which follows from the others, or never varies among those at risk",
            format!("{term:?}, which does"),
        )
    };
    let start = Cholesky::new(&null.information).map_err(determined)?;
    let score = dot(&null.slope, &start.solve(&null.slope));
    let Peak { beta, found, n_iterations } = climb(sorted, options.ties, null.clone(), &start);
    let inverse = Cholesky::new(&found.information).map_or_else(|_| vec![vec![f64::INFINITY; p]; p], |parts| parts.inverse());
    let far = infinite(&inverse, &found, &null);
    let status = if far.is_empty() {
        CoxStatus::Converged
    } else {
        CoxStatus::Infinite(far.into_iter().filter_map(|j| sorted.terms.get(j).cloned()).collect())
    };
    let unscale = |matrix: &[Vec<f64>]| -> Vec<Vec<f64>> {
        let cell = |j: usize, k: usize| matrix[j][k] / (sorted.scale[j] * sorted.scale[k]);
        (0..p).map(|j| (0..p).map(|k| cell(j, k)).collect()).collect()
    };
    let model_covariance = unscale(&inverse);
    let covariance = if options.robust {
        unscale(&score_residuals(sorted, &beta, options.ties).sandwich(sorted, &inverse))
    } else {
        model_covariance.clone()
    };
    let coefficients: Vec<f64> = beta.iter().zip(&sorted.scale).map(|(b, scale)| b / scale).collect();
    let wald = Cholesky::new(&covariance).map_or(f64::NAN, |parts| dot(&coefficients, &parts.solve(&coefficients)));
    let ratio = 2.0 * (found.value - null.value);
    let df = p as f64;
    let with_p = |statistic: f64| (statistic, chi_square_sf(statistic.max(0.0), df));
    Ok(CoxFit {
        terms: sorted.terms.clone(),
        coefficients,
        covariance,
        model_covariance,
        log_likelihoods: (null.value, found.value),
        likelihood_ratio: with_p(ratio),
        wald: with_p(wald),
        score: with_p(score),
        n: sorted.len() as u64,
        n_events: sorted.event.iter().filter(|event| **event).count() as u64,
        status,
        n_iterations,
        options: *options,
    })
}

/// Where the likelihood is largest, or where it does not get much larger.
struct Peak {
    beta: Vec<f64>,
    found: Likelihood,
    n_iterations: u64,
}

/// Newton's steps from 0, each halved until the likelihood rises.
fn climb(sorted: &Sorted, ties: CoxTies, null: Likelihood, start: &Cholesky) -> Peak {
    let mut peak = Peak { beta: vec![0.0; sorted.p], found: null, n_iterations: 1 };
    let mut parts = Some(start.clone());
    while let Some(own) = parts.take() {
        let step = own.solve(&peak.found.slope);
        // What a step of this size adds to the likelihood, to second order.
        let gain = dot(&step, &peak.found.slope);
        if gain <= 1e-20 * (1.0 + peak.found.value.abs()) || peak.n_iterations >= MOST_STEPS {
            return peak;
        }
        let mut share = 1.0;
        let next = loop {
            let beta: Vec<f64> = peak.beta.iter().zip(&step).map(|(b, step)| b + share * step).collect();
            let found = likelihood(sorted, &beta, ties);
            peak.n_iterations += 1;
            if found.value.is_finite() && found.value >= peak.found.value - 1e-12 * peak.found.value.abs() {
                break Some((beta, found));
            }
            share *= 0.5;
            if share < 1e-6 {
                break None;
            }
        };
        let Some((beta, found)) = next else { return peak };
        (peak.beta, peak.found) = (beta, found);
        // Where hazards run away the curvature goes to 0, and no step can be told.
        parts = Cholesky::new(&peak.found.information).ok();
    }
    peak
}

/// The terms along which the likelihood is all but flat now, and was not at the beginning: their errors are beyond a thousand standard deviations of the covariate.
///
/// Where the curvature is gone altogether no error can be told: then the terms that have lost theirs, or all, if only a sum of them has.
fn infinite(inverse: &[Vec<f64>], found: &Likelihood, null: &Likelihood) -> Vec<usize> {
    let places = 0..inverse.len();
    if inverse.iter().flatten().all(|value| value.is_finite()) {
        return places.filter(|&j| inverse[j][j] > 1e6).collect();
    }
    let lost: Vec<usize> = places.clone().filter(|&j| found.information[j][j] < 1e-4 * null.information[j][j]).collect();
    if lost.is_empty() { places.collect() } else { lost }
}

impl CoxFit {
    /// A row for each term: `term`, `estimate`, `std_error`, `statistic`, `p_value`, `conf_low`, `conf_high`, `hazard_ratio`, `ratio_low`, `ratio_high`.
    #[must_use]
    pub fn table(&self) -> Table {
        coefficient_table(&self.terms, &self.coefficients, &self.covariance, self.options.level, "hazard_ratio")
    }

    /// How it was fitted.
    #[must_use]
    pub const fn options(&self) -> &CoxOptions {
        &self.options
    }
}

/// A row for each coefficient, with its interval and the ratio that it is the logarithm of.
pub(in crate::stats) fn coefficient_table(
    terms: &[String],
    coefficients: &[f64],
    covariance: &[Vec<f64>],
    level: Level,
    ratio: &str,
) -> Table {
    let z = Confidence::from(level.get()).quantile;
    let errors: Vec<f64> = covariance.iter().enumerate().map(|(j, row)| row[j].sqrt()).collect(); // a square
    let column = |of: &dyn Fn(f64, f64) -> f64| {
        let values = coefficients.iter().zip(&errors).map(|(b, error)| Some(of(*b, *error)).filter(|value| !value.is_nan()));
        TableColumn::Float(values.collect())
    };
    let names = terms.iter().map(|term| Key::Text(term.clone())).collect();
    Table::default()
        .with("term", TableColumn::Key { keys: names, rows: None })
        .with("estimate", column(&|b, _| b))
        .with("std_error", column(&|_, error| error))
        .with("statistic", column(&|b, error| b / error))
        .with("p_value", column(&|b, error| Alternative::TwoSided.normal_p(b / error)))
        .with("conf_low", column(&|b, error| b - z * error))
        .with("conf_high", column(&|b, error| b + z * error))
        .with(ratio, column(&|b, _| b.exp()))
        .with("ratio_low", column(&|b, error| (b - z * error).exp()))
        .with("ratio_high", column(&|b, error| (b + z * error).exp()))
}
