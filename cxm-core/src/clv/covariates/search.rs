//! From the likelihood of customers with covariates to a fit: Newton's steps from the fit without them, and what the point is that they lead to.

use super::fit::{CovariateFit, term};
use super::rows::{CovariateRows, CustomersKnown, HasCovariates, Surface};
use crate::clv::any_fit::held;
use crate::clv::learning::{Weighted, learn_rows};
use crate::clv::{Evidence, FitStatus, Fitted, RfmUnit};
use crate::error::Result;
use crate::num::{Cholesky, dot};

/// Logarithms are sought as far from those of the fit without covariates, and coefficients as far from 0, by the root mean square of a covariate.
const REACH: f64 = 16.0;
/// A direction that is known no better than this, as elsewhere.
const FLAT: f64 = 8.0;
const MOST_STEPS: usize = 200;
const LEAST_GAIN: f64 = 1e-12;

/// The parameters and coefficients that make the histories most likely, some of them held where they are given.
///
/// # Errors
/// As [`CovariateFit::fit`].
pub(super) fn learn<M: HasCovariates>(
    known: &CustomersKnown,
    unit: Option<RfmUnit>,
    fixed: &[(String, f64)],
) -> Result<CovariateFit> {
    let data = CovariateRows::of(known)?;
    let covariates = &known.covariates;
    let own = M::PARAMETERS.iter().map(|name| (*name).to_owned());
    let terms: Vec<String> = own.chain(covariates.iter().map(|one| term(one.process, &one.column))).collect();
    let given = held(&terms, 4, fixed)?;
    let start = start::<M>(&data, unit, &given)?;
    let n = data.weights().iter().sum::<f64>();
    let is_held: Vec<bool> = given.iter().map(Option::is_some).collect();
    let (at, surface, converged) = climb(|at| data.surface::<M>(at), start.clone(), &is_held);
    let is_far = |place: usize| (at[place] - start[place]).abs() >= REACH; // as long
    let covariance = covariance(&surface, &is_held);
    let all = || 0..at.len();
    let flat: Vec<usize> = match &covariance {
        Some(known) => all().filter(|&place| known[place][place].is_nan() || known[place][place] >= FLAT * FLAT).collect(),
        None => all().filter(|&place| !is_held[place]).collect(),
    };
    let named = |places: Vec<usize>| places.into_iter().map(|place| terms[place].clone()).collect::<Vec<_>>(); // as long
    let (status, degenerate) = if all().any(is_far) {
        (FitStatus::Boundary, named(all().filter(|&place| is_far(place)).collect()))
    } else if !flat.is_empty() {
        (FitStatus::Ridge, named(flat))
    } else if converged {
        (FitStatus::Converged, Vec::new())
    } else {
        (FitStatus::StepLimit, Vec::new())
    };
    let is_known = matches!(status, FitStatus::Converged | FitStatus::StepLimit);
    let log_covariance = covariance
        .filter(|_| is_known)
        .map(|known| all().map(|i| all().map(|j| known[i][j] / (data.scale(i) * data.scale(j))).collect()).collect());
    let hexadecimal = |number: u64| format!("{number:016x}");
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a sum of counts
    let n = n as u64;
    let evidence = Evidence {
        n,
        log_likelihood: surface.value,
        status,
        degenerate,
        log_covariance,
        fixed: named(all().filter(|&place| is_held[place]).collect()),
        data: Some(hexadecimal(data.all().fingerprint())),
        draws: None,
    };
    // What was given is kept to the last bit.
    let values: Vec<f64> = data.unscaled(&at).into_iter().zip(&given).map(|(found, given)| given.unwrap_or(found)).collect();
    let coefficient =
        |((one, value), hash): ((&super::Covariate, &f64), &u64)| (one.process, one.column.clone(), *value, hexadecimal(*hash));
    Ok(CovariateFit {
        model: M::NAME,
        parameters: std::array::from_fn(|i| values[i]), // four, and the coefficients
        coefficients: covariates.iter().zip(&values[4..]).zip(&data.fingerprints).map(coefficient).collect(),
        unit,
        evidence,
    })
}

/// Where a search begins: the logarithms of the fit without covariates, and coefficients of 0, but where they are held.
pub(super) fn start<M: HasCovariates>(data: &CovariateRows, unit: Option<RfmUnit>, given: &[Option<f64>]) -> Result<Vec<f64>> {
    let of_parameters = std::array::from_fn(|place| given.get(place).copied().flatten());
    let plain: Fitted<M> = learn_rows(&data.all(), unit, &of_parameters)?;
    let coefficients = given.iter().enumerate().skip(4).map(|(place, own)| own.unwrap_or(0.0) * data.scale(place));
    Ok(plain.model.array().map(f64::ln).into_iter().chain(coefficients).collect())
}

/// The covariance at a peak, 0 of what is held.
fn covariance(surface: &Surface, is_held: &[bool]) -> Option<Vec<Vec<f64>>> {
    let root = Cholesky::new(&bends(surface, is_held, 0.0, 1.0)).ok()?;
    let mut covariance = root.inverse();
    for (row, is_out) in covariance.iter_mut().zip(is_held) {
        row.iter_mut().zip(is_held).filter(|(_, held)| *is_out || **held).for_each(|(value, _)| *value = 0.0);
    }
    Some(covariance)
}

/// How the function bends down, with so much more in each direction; what is held stands for itself, with this bend.
fn bends(surface: &Surface, is_held: &[bool], more: f64, of_held: f64) -> Vec<Vec<f64>> {
    let value = |i: usize, j: usize, h: f64| match (is_held[i] || is_held[j], i == j) {
        // as long
        (true, true) => of_held,
        (true, false) => 0.0,
        (false, true) => more - h,
        (false, false) => -h,
    };
    let row = |(i, row): (usize, &Vec<f64>)| row.iter().enumerate().map(|(j, h)| value(i, j, *h)).collect();
    surface.hessian.iter().enumerate().map(row).collect()
}

/// The maximum that Newton's steps lead to, held back where the function does not bend down (Levenberg and Marquardt); what is held stays.
pub(super) fn climb(f: impl Fn(&[f64]) -> Surface, start: Vec<f64>, is_held: &[bool]) -> (Vec<f64>, Surface, bool) {
    let (low, high): (Vec<f64>, Vec<f64>) = start.iter().map(|value| (value - REACH, value + REACH)).unzip();
    let mut at = start;
    let free = |mut surface: Surface| {
        surface.gradient.iter_mut().zip(is_held).filter(|(_, held)| **held).for_each(|(slope, _)| *slope = 0.0);
        surface
    };
    let mut here = free(f(&at));
    let mut held_back = 0.0;
    for _ in 0..MOST_STEPS {
        let bend = here.hessian.iter().enumerate().map(|(i, row)| row[i].abs()).fold(1e-12, f64::max);
        let Ok(root) = Cholesky::new(&bends(&here, is_held, held_back * bend, bend)) else {
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
        let next = free(f(&trial));
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
