//! From a likelihood to a fit: several starts, Newton's steps, and what the best point is.

use super::rows::Rows;
use super::{Evidence, FitStatus, Fitted, Model, RfmCounts, RfmUnit};
use crate::error::{Code, Error, Result};
use crate::num::{Curve, Maximum, maximize, symmetric_eigen};
use crate::state::State;

/// Parameters are sought within a factor of e^16 of their start.
const REACH: f64 = 16.0;
/// How many of the starts are followed.
const FOLLOWED: usize = 3;
/// A direction in which the logarithms of parameters have a larger standard error than this is a ridge, a factor of 3,000 each way; the search goes no further along it than it must.
const FLAT: f64 = 8.0;

/// The maximum that the best of several starts lead to; `curve` is by the parameters themselves.
pub(super) fn search<const N: usize>(curve: impl Fn(&[f64; N]) -> Curve<N>, starts: &[[f64; N]]) -> Maximum<N> {
    let by_logarithms = |at: &[f64; N]| {
        let parameters = at.map(f64::exp);
        curve(&parameters).by_logarithms(&parameters)
    };
    let mut ranked: Vec<([f64; N], f64)> = starts
        .iter()
        .map(|start| start.map(f64::ln))
        .map(|start| (start, by_logarithms(&start).value))
        .filter(|(_, value)| value.is_finite())
        .collect();
    ranked.sort_by(|one, two| two.1.total_cmp(&one.1));
    let middle = starts.first().map_or([0.0; N], |start| start.map(f64::ln));
    let mut best: Option<Maximum<N>> = None;
    for (start, _) in ranked.iter().take(FOLLOWED) {
        let found = maximize(by_logarithms, *start, (middle.map(|x| x - REACH), middle.map(|x| x + REACH)));
        let Some(so_far) = &best else {
            best = Some(found);
            continue;
        };
        let agree = (found.curve.value - so_far.curve.value).abs() <= 1e-9 * so_far.curve.value.abs().max(1.0);
        if found.curve.value > so_far.curve.value && (found.converged || !so_far.converged) {
            best = Some(found);
        }
        if agree {
            break;
        }
    }
    best.unwrap_or(Maximum { at: middle, curve: Curve::ZERO, held: [false; N], converged: false })
}

/// More distinct rows than these are not searched as a whole: the way is found on a sample, and only its end on all of them.
const SAMPLE: usize = 256;

/// [`search`] over histories.
///
/// # Errors
/// `too_few` of no customers.
pub(super) fn fit_rows<const N: usize>(
    rows: &Rows,
    starts: impl Fn(&Rows) -> Vec<[f64; N]>,
    curve: impl Fn(&Rows, &[f64; N]) -> Curve<N>,
) -> Result<Maximum<N>> {
    if rows.len() == 0 {
        return Err(Error::new(Code::TooFew, "there are no customers to learn from"));
    }
    let all = |at: &[f64; N]| curve(rows, at);
    if rows.len() <= SAMPLE {
        return Ok(search(all, &starts(rows)));
    }
    let mut way = None;
    // A larger sample where the smaller has no maximum.
    for size in [SAMPLE, 16 * SAMPLE] {
        if size < rows.len() {
            let sample = rows.sample(size);
            let found = search(|at| curve(&sample, at), &starts(&sample));
            if is_plain(&found) {
                way = Some(found.at.map(f64::exp));
                break;
            }
        }
    }
    let best = way.map(|way| search(all, &[way])).filter(is_plain);
    Ok(best.unwrap_or_else(|| search(all, &starts(rows))))
}

/// Whether a search ended at a maximum, and at no end of its range.
fn is_plain<const N: usize>(found: &Maximum<N>) -> bool {
    found.converged && found.held == [false; N]
}

/// The model at a maximum over all customers of `counts`.
pub(super) fn fitted<M: Model, const N: usize>(found: &Maximum<N>, counts: &RfmCounts) -> Result<Fitted<M>> {
    fitted_n(found, counts.n(), counts.spec().unit)
}

/// The model at a maximum, with what is known of it.
pub(super) fn fitted_n<M: Model, const N: usize>(found: &Maximum<N>, n: u64, unit: Option<RfmUnit>) -> Result<Fitted<M>> {
    let model = M::of(&found.at.map(f64::exp))?;
    // What is held takes no part.
    let information: [[f64; N]; N] = std::array::from_fn(|i| {
        std::array::from_fn(|j| match found.held[i] || found.held[j] {
            true if i == j => 1.0,
            true => 0.0,
            false => -found.curve.hessian[i][j],
        })
    });
    let (values, vectors) = symmetric_eigen(&information);
    let flat = (0..N).find(|&k| values[k].is_nan() || values[k] * FLAT * FLAT <= 1.0); // ascending: the flattest
    let named = |is: &dyn Fn(usize) -> bool| (0..N).filter(|&i| is(i)).map(|i| M::PARAMETERS[i].to_owned()).collect::<Vec<_>>();
    let (status, degenerate) = if found.held.contains(&true) {
        (FitStatus::Boundary, named(&|i| found.held[i]))
    } else if let Some(k) = flat {
        (FitStatus::Ridge, named(&|i| vectors[k][i].abs() > 0.3))
    } else if found.converged {
        (FitStatus::Converged, Vec::new())
    } else {
        (FitStatus::StepLimit, Vec::new())
    };
    let known = flat.is_none() && !found.held.contains(&true);
    let log_covariance = known.then(|| {
        let element = |i: usize, j: usize| (0..N).map(|k| vectors[k][i] * vectors[k][j] / values[k]).sum();
        (0..N).map(|i| (0..N).map(|j| element(i.min(j), i.max(j))).collect()).collect()
    });
    let evidence = Evidence { n, log_likelihood: found.curve.value, status, degenerate, log_covariance };
    Ok(Fitted { model, unit, evidence: Some(evidence) })
}
