//! From a likelihood to a fit: several starts, Newton's steps, and what the best point is.

use super::learning::{Learns, Weighted};
use super::{Evidence, FitStatus, Fitted, RfmUnit};
use crate::error::{Code, Error, Result};
use crate::num::{Curve, Maximum, maximize, symmetric_eigen};

/// Parameters are sought within a factor of e^16 of their start.
const REACH: f64 = 16.0;
/// How many of the starts are followed.
const FOLLOWED: usize = 3;
/// A direction in which the logarithms of parameters have a larger standard error than this is a ridge, a factor of 3,000 each way; the search goes no further along it than it must.
const FLAT: f64 = 8.0;

/// The parameters that are held, where they are.
pub(super) type Fixed<const N: usize> = [Option<f64>; N];

/// The maximum that the best of several starts lead to; `curve` is by the parameters themselves. What is fixed is not said to be held at an end of its range.
pub(super) fn search<const N: usize>(curve: impl Fn(&[f64; N]) -> Curve<N>, starts: &[[f64; N]], fixed: &Fixed<N>) -> Maximum<N> {
    let starts: Vec<[f64; N]> = starts.iter().map(|start| std::array::from_fn(|i| fixed[i].unwrap_or(start[i]))).collect();
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
        let end = |reach: f64| std::array::from_fn(|i| if fixed[i].is_some() { middle[i] } else { middle[i] + reach });
        let mut found = maximize(by_logarithms, *start, (end(-REACH), end(REACH)));
        found.held = std::array::from_fn(|i| found.held[i] && fixed[i].is_none());
        let Some(so_far) = &best else {
            best = Some(found);
            continue;
        };
        let agree = (found.curve.value - so_far.curve.value).abs() <= 1e-9 * so_far.curve.value.abs().max(1.0);
        if found.curve.value > so_far.curve.value && (found.converged || !so_far.converged) {
            best = Some(found);
        }
        // Two ways that lead to the same ridge do not say that there is no peak.
        if agree && best.as_ref().is_some_and(|best| is_plain(best, fixed)) {
            break;
        }
    }
    best.unwrap_or(Maximum { at: middle, curve: Curve::ZERO, held: [false; N], converged: false })
}

/// The way is found on so many distinct rows, gone on with on more, and only its end is found on all of them.
const PARTS: [usize; 3] = [64, 256, 4_096];

/// [`search`] over histories.
///
/// # Errors
/// `too_few` of no customers.
pub(super) fn fit_rows<D: Weighted, const N: usize>(
    rows: &D,
    starts: impl Fn(&D) -> Vec<[f64; N]>,
    curve: impl Fn(&D, &[f64; N]) -> Curve<N>,
    fixed: &Fixed<N>,
) -> Result<Maximum<N>> {
    if rows.weights().is_empty() {
        return Err(Error::new(Code::TooFew, "there are no customers to learn from"));
    }
    let all = |at: &[f64; N]| curve(rows, at);
    let mut way: Option<[f64; N]> = None;
    for size in PARTS {
        let Some(part) = rows.part(size) else { break };
        let starts = way.map_or_else(|| starts(&part), |way| vec![way]);
        let found = search(|at| curve(&part, at), &starts, fixed);
        // A larger part where this has no maximum.
        way = is_plain(&found, fixed).then(|| found.at.map(f64::exp));
    }
    let best = way.map(|way| search(all, &[way], fixed)).filter(|found| is_plain(found, fixed));
    Ok(best.unwrap_or_else(|| search(all, &starts(rows), fixed)))
}

/// Whether a search ended at a maximum, at no end of its range, and on no ridge: a part of the rows easily has one where all of them have a peak, and there is no way down from it.
pub(super) fn is_plain<const N: usize>(found: &Maximum<N>, fixed: &Fixed<N>) -> bool {
    found.converged && found.held == [false; N] && flattest(&bends(found, fixed).0).is_none()
}

/// How much the likelihood bends in each direction, ascending, and the directions; what is held takes no part.
fn bends<const N: usize>(found: &Maximum<N>, fixed: &Fixed<N>) -> ([f64; N], [[f64; N]; N]) {
    let out: [bool; N] = std::array::from_fn(|i| found.held[i] || fixed[i].is_some());
    let information: [[f64; N]; N] = std::array::from_fn(|i| {
        std::array::from_fn(|j| match out[i] || out[j] {
            true if i == j => 1.0,
            true => 0.0,
            false => -found.curve.hessian[i][j],
        })
    });
    symmetric_eigen(&information)
}

/// The direction of a ridge.
fn flattest<const N: usize>(bends: &[f64; N]) -> Option<usize> {
    bends.iter().position(|bend| bend.is_nan() || bend * FLAT * FLAT <= 1.0)
}

/// The model at a maximum over all rows, with what is known of it.
pub(super) fn fitted<M: Learns<N>, const N: usize>(
    found: &Maximum<N>,
    data: &M::Data,
    unit: Option<RfmUnit>,
    fixed: &Fixed<N>,
) -> Result<Fitted<M>> {
    // What was given is kept to the last bit.
    let at: [f64; N] = std::array::from_fn(|i| fixed[i].unwrap_or_else(|| found.at[i].exp()));
    let model = M::of(&at)?;
    let out: [bool; N] = std::array::from_fn(|i| found.held[i] || fixed[i].is_some());
    let (values, vectors) = bends(found, fixed);
    let flat = flattest(&values);
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
        let element = |i: usize, j: usize| {
            if out[i] || out[j] { 0.0 } else { (0..N).map(|k| vectors[k][i] * vectors[k][j] / values[k]).sum() }
        };
        (0..N).map(|i| (0..N).map(|j| element(i.min(j), i.max(j))).collect()).collect()
    });
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a sum of counts
    let n = data.weights().iter().sum::<f64>() as u64;
    let evidence = Evidence {
        n,
        log_likelihood: found.curve.value,
        status,
        degenerate,
        log_covariance,
        fixed: named(&|i| fixed[i].is_some()),
        data: Some(format!("{:016x}", data.fingerprint())),
        draws: None,
    };
    Ok(Fitted { model, unit, evidence: Some(evidence) })
}
