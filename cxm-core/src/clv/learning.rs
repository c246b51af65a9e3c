//! What every model does with the data that it is fitted to, whatever the data are.

use super::bootstrap::bootstrap;
use super::profile::profile;
use super::rows::Rows;
use super::search::{Fixed, fit_rows, fitted, is_plain, search};
use super::{BootstrapFits, Evidence, FitSource, Fitted, Model, RfmUnit};
use crate::error::Result;
use crate::num::{Curve, Maximum, dot, maximize};
use crate::stats::Level;

/// Rows that a model learns from, each with how many customers it stands for.
pub(super) trait Weighted: Sized + Sync {
    /// How many customers each row stands for.
    fn weights(&self) -> Vec<f64>;

    /// The same rows with other weights, those of weight 0 left out.
    fn weighted(&self, weights: &[f64]) -> Self;

    /// One row, of one customer.
    fn row_alone(&self, row: usize) -> Self;

    /// About so many of the rows, where they are more and a part of them shows the way.
    fn part(&self, _size: usize) -> Option<Self> {
        None
    }

    /// A number that other data do not have.
    fn fingerprint(&self) -> u64;
}

/// Fowler, Noll and Vo's hash of the bits of numbers, 64 of each.
pub(super) fn fingerprint(numbers: impl Iterator<Item = f64>) -> u64 {
    numbers.fold(0xcbf2_9ce4_8422_2325, |hash, number| {
        let hash = (hash ^ number.to_bits()).wrapping_mul(0x0100_0000_01b3);
        hash ^ (hash >> 32)
    })
}

/// A model of N parameters that learns from rows.
pub(super) trait Learns<const N: usize>: Model + Sync {
    type Data: Weighted;

    fn array(&self) -> [f64; N];

    /// What the model reads of what it is fitted to.
    ///
    /// # Errors
    /// Of what it cannot be fitted to.
    fn data(source: &FitSource<'_>) -> Result<Self::Data>;

    /// The logarithm of the likelihood of all rows with its derivatives by the parameters.
    fn curve(data: &Self::Data, at: &[f64; N]) -> Curve<N>;

    /// Where the search begins.
    fn starts(data: &Self::Data) -> Vec<[f64; N]>;
}

/// The parameters that make the data most likely, some of them held where they are given.
///
/// # Errors
/// `too_few` of no customers; as [`Learns::data`].
pub(super) fn learn<M: Learns<N>, const N: usize>(source: &FitSource<'_>, fixed: &Fixed<N>) -> Result<Fitted<M>> {
    learn_from(&M::data(source)?, source.unit(), fixed)
}

fn learn_from<M: Learns<N>, const N: usize>(data: &M::Data, unit: Option<RfmUnit>, fixed: &Fixed<N>) -> Result<Fitted<M>> {
    let found = fit_rows(data, M::starts, M::curve, fixed)?;
    fitted(&found, data, unit, fixed)
}

/// The parameters that make histories most likely, some of them held where they are given.
///
/// # Errors
/// `too_few` of no customers.
pub(super) fn learn_rows<M: Learns<4, Data = Rows>>(rows: &Rows, unit: Option<RfmUnit>, fixed: &Fixed<4>) -> Result<Fitted<M>> {
    learn_from(rows, unit, fixed)
}

/// Beside a parameter that is moved the others are sought within a factor of e^16.
const PROFILED: f64 = 16.0;

/// The profile likelihood interval of each parameter of a fit to these data.
pub(super) fn profile_of<M: Learns<N>, const N: usize>(
    fit: &Fitted<M>,
    data: &M::Data,
    level: Level,
) -> Vec<(Option<f64>, Option<f64>)> {
    let by_logarithms = |logarithms: &[f64; N]| {
        let parameters = logarithms.map(f64::exp);
        M::curve(data, &parameters).by_logarithms(&parameters)
    };
    let (best, is_fixed) = (fit.model.array().map(f64::ln), fixed_of(fit).map(|value| value.is_some()));
    let ends = profile((&best, by_logarithms(&best).value), &is_fixed, level, |place, from| {
        let at: [f64; N] = std::array::from_fn(|i| from[i]); // as long
        let is_held = |i: usize| i == place || is_fixed[i];
        let end = |reach: f64| std::array::from_fn(|i| if is_held(i) { at[i] } else { best[i] + reach });
        let found = maximize(by_logarithms, at, (end(-PROFILED), end(PROFILED)));
        from.copy_from_slice(&found.at);
        found.curve.value
    });
    ends.into_iter().map(|(low, high)| (low.map(f64::exp), high.map(f64::exp))).collect()
}

/// What a fit held, by its evidence.
fn fixed_of<M: Learns<N>, const N: usize>(fit: &Fitted<M>) -> Fixed<N> {
    let (is_fixed, values) = (fit.is_fixed(), fit.model.array());
    std::array::from_fn(|i| is_fixed.get(i).copied().unwrap_or(false).then_some(values[i]))
}

/// The covariance of the logarithms of the parameters that holds where the model does not: the sandwich of Huber (1967) and White (1982).
///
/// # Formula
/// `H⁻¹ (Σ w g gᵀ) H⁻¹`, H the observed information, g the slope of a customer's log-likelihood, w how many there are of it.
///
/// # Errors
/// `invalid_option` of a fit without a covariance matrix.
pub(super) fn sandwich<M: Learns<N>, const N: usize>(fit: &Fitted<M>, data: &M::Data) -> Result<Vec<Vec<f64>>> {
    let bread = Evidence::known_covariance(fit.evidence.as_ref(), "method")?;
    let at = fit.model.array();
    let mut meat = [[0.0; N]; N];
    for (row, weight) in data.weights().into_iter().enumerate() {
        let slope = M::curve(&data.row_alone(row), &at).by_logarithms(&at).gradient;
        for (own, by) in meat.iter_mut().zip(slope) {
            own.iter_mut().zip(slope).for_each(|(sum, slope)| *sum += weight * by * slope);
        }
    }
    let times_meat =
        |row: &Vec<f64>| -> [f64; N] { std::array::from_fn(|j| row.iter().zip(&meat).map(|(own, meat)| own * meat[j]).sum()) };
    let left: Vec<[f64; N]> = bread.iter().map(times_meat).collect();
    Ok(left.iter().map(|row| bread.iter().map(|other| dot(row, other)).collect()).collect())
}

/// The parameters of fits to customers drawn anew.
///
/// # Errors
/// `stopped`.
pub(super) fn bootstrap_of<M: Learns<N>, const N: usize>(
    fit: &Fitted<M>,
    data: &M::Data,
    options: &BootstrapFits,
) -> Result<Vec<Vec<f64>>> {
    let (fixed, best) = (fixed_of(fit), fit.model.array());
    bootstrap(data, options, |drawn| {
        let curve = |at: &[f64; N]| M::curve(drawn, at);
        let near = search(curve, &[best], &fixed);
        let found: Maximum<N> = if is_plain(&near, &fixed) {
            near
        } else {
            let far = search(curve, &M::starts(drawn), &fixed);
            if far.curve.value > near.curve.value { far } else { near }
        };
        found.at.map(f64::exp).to_vec()
    })
}
