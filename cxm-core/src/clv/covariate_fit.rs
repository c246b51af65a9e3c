use super::covariates::{CovariateRows, DIRECTIONS, HasCovariates, Surface, scaled};
use super::learning::{Weighted, learn_rows};
use super::{AnyFit, BgNbd, Covariate, Evidence, FitStatus, Fitted, MbgNbd, Model, ParetoNbd, Process, RfmRow, RfmUnit};
use crate::error::{Error, Result};
use crate::num::{Cholesky, dot};

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

/// Logarithms are sought as far from those of the fit without covariates, and coefficients as far from 0, by the root mean square of a covariate.
const REACH: f64 = 16.0;
/// A direction that is known no better than this, as elsewhere.
const FLAT: f64 = 8.0;
const MOST_STEPS: usize = 200;
const LEAST_GAIN: f64 = 1e-12;

impl CovariateFit {
    /// The parameters and coefficients that make the histories most likely.
    ///
    /// # Errors
    /// `invalid_option` of a model that has no covariates; `length_mismatch`, `not_a_number` of covariates; `too_few` of no customers. A fit that is not at a plain maximum is no error: its status says what it
    /// is.
    pub(crate) fn fit(model: &str, rows: &[(RfmRow, u64)], covariates: &[Covariate], unit: Option<RfmUnit>) -> Result<Self> {
        match model {
            ParetoNbd::NAME => fit::<ParetoNbd>(rows, covariates, unit),
            BgNbd::NAME => fit::<BgNbd>(rows, covariates, unit),
            MbgNbd::NAME => fit::<MbgNbd>(rows, covariates, unit),
            other => Err(Error::option("model", "one with covariates: pareto_nbd, bg_nbd, mbg_nbd", other)),
        }
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

    /// The same fit with the covariance that holds where the model does not, the sandwich of slopes, of the data that it was fitted to.
    ///
    /// # Formula
    /// As [`AnyFit::sandwich`], of the logarithms of the four parameters and of the coefficients.
    ///
    /// # Errors
    /// `invalid_option` of a fit without a covariance matrix; `length_mismatch`, `not_a_number` of covariates.
    pub(crate) fn sandwich(&self, rows: &[(RfmRow, u64)], covariates: &[Covariate]) -> Result<Self> {
        let evidence = &self.evidence;
        let bread = Evidence::known_covariance(Some(evidence), "method")?;
        let data = CovariateRows::of(rows, covariates)?;
        let meat = match self.model {
            ParetoNbd::NAME => meat::<ParetoNbd>(&data, self),
            BgNbd::NAME => meat::<BgNbd>(&data, self),
            _ => meat::<MbgNbd>(&data, self),
        };
        let times = |one: &[Vec<f64>], two: &[Vec<f64>]| -> Vec<Vec<f64>> {
            // Both are symmetric, or the second is: its rows are its columns.
            one.iter().map(|row| two.iter().map(|column| dot(row, column)).collect()).collect()
        };
        let log_covariance = Some(times(&times(bread, &meat), bread));
        Ok(Self { evidence: Evidence { log_covariance, ..evidence.clone() }, ..self.clone() })
    }

    /// How many parameters and coefficients were learnt.
    #[must_use]
    pub fn n_free(&self) -> usize {
        4 + self.coefficients.len()
    }
}

fn fit<M: HasCovariates>(rows: &[(RfmRow, u64)], covariates: &[Covariate], unit: Option<RfmUnit>) -> Result<CovariateFit> {
    let data = CovariateRows::of(rows, covariates)?;
    let plain: Fitted<M> = learn_rows(&data.all, unit)?;
    let mut start: Vec<f64> = plain.model.array().map(f64::ln).to_vec();
    start.resize(4 + covariates.len(), 0.0);
    let (at, surface, converged) = climb(|at| data.surface::<M>(at), start.clone());
    let is_far = |place: usize| (at[place] - start[place]).abs() >= REACH; // as long
    // From scaled covariates to those of the caller.
    let scale = |place: usize| place.checked_sub(4).map_or(1.0, |which| data.scales[which]);
    let minus: Vec<Vec<f64>> = surface.hessian.iter().map(|row| row.iter().map(|h| -h).collect()).collect();
    let covariance = Cholesky::new(&minus).ok().map(|root| root.inverse());
    let named = |place: usize| match place.checked_sub(4) {
        None => M::PARAMETERS[place].to_owned(),
        Some(which) => term(covariates[which].process, &covariates[which].column),
    };
    let all = || 0..at.len();
    let flat: Vec<usize> = match &covariance {
        Some(known) => all().filter(|&place| known[place][place].is_nan() || known[place][place] >= FLAT * FLAT).collect(),
        None => all().collect(),
    };
    let (status, degenerate): (_, Vec<String>) = if all().any(is_far) {
        (FitStatus::Boundary, all().filter(|&place| is_far(place)).map(named).collect())
    } else if !flat.is_empty() {
        (FitStatus::Ridge, flat.into_iter().map(named).collect())
    } else if converged {
        (FitStatus::Converged, Vec::new())
    } else {
        (FitStatus::StepLimit, Vec::new())
    };
    let is_known = matches!(status, FitStatus::Converged | FitStatus::StepLimit);
    let log_covariance = covariance
        .filter(|_| is_known)
        .map(|known| all().map(|i| all().map(|j| known[i][j] / (scale(i) * scale(j))).collect()).collect());
    let hexadecimal = |number: u64| format!("{number:016x}");
    let evidence = Evidence {
        n: plain.evidence.map_or(0, |evidence| evidence.n),
        log_likelihood: surface.value,
        status,
        degenerate,
        log_covariance,
        fixed: Vec::new(),
        data: Some(hexadecimal(data.all.fingerprint())),
        draws: None,
    };
    let coefficient = |(which, own): (usize, &Covariate)| {
        let hash = hexadecimal(data.fingerprints[which]);
        (own.process, own.column.clone(), at[4 + which] / data.scales[which], hash)
    };
    Ok(CovariateFit {
        model: M::NAME,
        parameters: std::array::from_fn(|i| at[i].exp()),
        coefficients: covariates.iter().enumerate().map(coefficient).collect(),
        unit,
        evidence,
    })
}

/// The sum of the products of slopes, by the logarithms and by the coefficients of the caller's covariates.
fn meat<M: HasCovariates>(data: &CovariateRows, fit: &CovariateFit) -> Vec<Vec<f64>> {
    let scaled = fit.coefficients.iter().zip(&data.scales).map(|(own, scale)| own.2 * scale);
    let at: Vec<f64> = fit.parameters.iter().map(|value| value.ln()).chain(scaled).collect();
    let scale = |place: usize| place.checked_sub(4).map_or(1.0, |which| data.scales[which]);
    let mut meat = vec![vec![0.0; at.len()]; at.len()];
    data.slopes::<M>(&at, |slope, weight| {
        for (i, own) in meat.iter_mut().enumerate() {
            for (j, sum) in own.iter_mut().enumerate() {
                *sum += weight * slope[i] * scale(i) * slope[j] * scale(j); // as long
            }
        }
    });
    meat
}

/// The name of a coefficient.
#[must_use]
pub(crate) fn term(process: Process, column: &str) -> String {
    format!("{}.{column}", process.name())
}

/// The maximum that Newton's steps lead to, held back where the function does not bend down (Levenberg and Marquardt).
fn climb(f: impl Fn(&[f64]) -> Surface, start: Vec<f64>) -> (Vec<f64>, Surface, bool) {
    let (low, high): (Vec<f64>, Vec<f64>) = start.iter().map(|value| (value - REACH, value + REACH)).unzip();
    let mut at = start;
    let mut here = f(&at);
    let mut held_back = 0.0;
    for _ in 0..MOST_STEPS {
        let bend = here.hessian.iter().enumerate().map(|(i, row)| row[i].abs()).fold(1e-12, f64::max);
        let damped = |held_back: f64| -> Vec<Vec<f64>> {
            let row = |(i, row): (usize, &Vec<f64>)| {
                row.iter().enumerate().map(|(j, h)| if i == j { held_back * bend - h } else { -h }).collect()
            };
            here.hessian.iter().enumerate().map(row).collect()
        };
        let Ok(root) = Cholesky::new(&damped(held_back)) else {
            if held_back > 1e12 {
                return (at, here, false);
            }
            held_back = f64::max(4.0 * held_back, 1e-6);
            continue;
        };
        let step = root.solve(&here.gradient);
        let gain = 0.5 * dot(&step, &here.gradient);
        let trial: Vec<f64> = at
            .iter()
            .zip(&step)
            .zip(low.iter().zip(&high))
            .map(|((at, step), (low, high))| (at + step).clamp(*low, *high))
            .collect();
        let next = f(&trial);
        let noise = 8.0 * f64::EPSILON * here.value.abs().max(1.0);
        let is_better = next.value.is_finite() && next.value >= here.value - noise;
        if is_better {
            (at, here) = (trial, next);
            held_back *= 0.2;
            if held_back < 1e-9 {
                held_back = 0.0;
            }
        } else {
            held_back = f64::max(8.0 * held_back, 1e-6);
        }
        if gain.abs() <= LEAST_GAIN && held_back == 0.0 {
            return (at, here, true);
        }
        if held_back > 1e12 {
            return (at, here, gain.abs() <= noise);
        }
    }
    (at, here, false)
}
