//! Intervals of parameters by the likelihood itself: all values that the data do not speak against, whatever the other parameters are.

use crate::num::dist::chi_square_upper_quantile;
use crate::num::root;
use crate::stats::Level;

/// An end is sought so far from the estimate: of a logarithm within a factor of e^12.
const FURTHEST: f64 = 12.0;

/// The profile likelihood interval of each variable at a maximum, which is given with the logarithm of its likelihood; no end where the likelihood does not fall far enough, and none of what is fixed.
///
/// `best_at` says how likely the data can be made where the variable at a place is held, from the point that it is given, and leaves there the point that does.
///
/// # Formula
/// `{θ : 2 (ln L(θ̂) - max ln L(θ, ·)) <= χ²(level, 1)}`, the ends by Brent's method.
pub(super) fn profile(
    (best, top): (&[f64], f64),
    is_fixed: &[bool],
    level: Level,
    best_at: impl Fn(usize, &mut [f64]) -> f64,
) -> Vec<(Option<f64>, Option<f64>)> {
    let allowed = 0.5 * chi_square_upper_quantile(1.0 - level.get(), 1.0);
    let of = |(place, (own, fixed)): (usize, (&f64, &bool))| {
        if *fixed {
            return (None, None);
        }
        let end = |direction: f64| {
            // How much is lost when the variable is moved and the others follow: from where they were last.
            let mut from = best.to_vec();
            let mut lost = |distance: f64| {
                from[place] = own + direction * distance; // as long as `best`
                top - best_at(place, &mut from) - allowed
            };
            let mut reach = 0.1;
            while lost(reach) < 0.0 {
                reach *= 2.0;
                if reach > FURTHEST {
                    return None;
                }
            }
            let distance = root::bracketed(&mut lost, if reach > 0.1 { 0.5 * reach } else { 0.0 }, reach)?;
            Some(own + direction * distance)
        };
        (end(-1.0), end(1.0))
    };
    best.iter().zip(is_fixed).enumerate().map(of).collect()
}
