//! Intervals of parameters by the likelihood itself: all values that the data do not speak against, whatever the other parameters are.

use crate::num::dist::chi_square_upper_quantile;
use crate::num::{Curve, maximize, root};
use crate::stats::Level;

/// An end is sought within a factor of e^12 of the estimate.
const FURTHEST: f64 = 12.0;

/// The profile likelihood interval of each parameter at a maximum; no end where the likelihood does not fall far enough.
///
/// # Formula
/// `{θ : 2 (ln L(θ̂) - max ln L(θ, ·)) <= χ²(level, 1)}`, the ends by Brent's method on the logarithm of the parameter.
pub(super) fn profile<const N: usize>(
    curve: impl Fn(&[f64; N]) -> Curve<N>,
    at: &[f64; N],
    fixed: [bool; N],
    level: Level,
) -> [(Option<f64>, Option<f64>); N] {
    let by_logarithms = |logarithms: &[f64; N]| {
        let parameters = logarithms.map(f64::exp);
        curve(&parameters).by_logarithms(&parameters)
    };
    let best = at.map(f64::ln);
    let top = by_logarithms(&best).value;
    let allowed = 0.5 * chi_square_upper_quantile(1.0 - level.get(), 1.0);
    std::array::from_fn(|place| {
        if fixed[place] {
            return (None, None);
        }
        let end = |direction: f64| {
            // How much is lost when the parameter is moved and the others follow: from where they were last.
            let mut from = best;
            let mut lost = |distance: f64| {
                let moved = best[place] + direction * distance;
                let (mut low, mut high) = (best.map(|x| x - 16.0), best.map(|x| x + 16.0));
                (low[place], high[place], from[place]) = (moved, moved, moved);
                (0..N).filter(|&i| fixed[i]).for_each(|i| (low[i], high[i]) = (best[i], best[i]));
                let found = maximize(by_logarithms, from, (low, high));
                from = found.at;
                top - found.curve.value - allowed
            };
            let mut reach = 0.1;
            while lost(reach) < 0.0 {
                reach *= 2.0;
                if reach > FURTHEST {
                    return None;
                }
            }
            let distance = root::bracketed(&mut lost, if reach > 0.1 { 0.5 * reach } else { 0.0 }, reach)?;
            Some((best[place] + direction * distance).exp())
        };
        (end(-1.0), end(1.0))
    })
}
