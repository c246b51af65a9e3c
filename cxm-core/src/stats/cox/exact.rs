//! The exact conditional likelihood of tied times, as if time were discrete.

use super::likelihood::{Likelihood, mirror};
use super::sorted::Sorted;

/// The sum over all ways to choose as many of those at risk as there were events: of the product of their hazards, and of its derivatives.
///
/// # Formula
/// `B(m) = B(m) + r B(m - 1)` for each at risk, in turn, and so for first and second derivatives.
///
/// # References
/// M. H. Gail, J. H. Lubin and L. V. Rubinstein (1981), Likelihood calculations for matched case-control studies and survival studies with tied death times, Biometrika 68:703.
pub(super) fn exact_times(sorted: &Sorted, eta: &[f64]) -> Likelihood {
    let p = sorted.p;
    let mut sum = Likelihood::zero(p);
    let triangle = p * (p + 1) / 2;
    sorted.each_time_rows(|time| {
        let d = time.events.len();
        // The largest hazard counts as 1, so that products stay small; the logarithms take it back.
        let shift = time.at_risk.iter().map(|&place| eta[place]).fold(f64::NEG_INFINITY, f64::max);
        let mut ways = vec![0.0; d + 1];
        let mut first = vec![0.0; (d + 1) * p];
        let mut second = vec![0.0; (d + 1) * triangle];
        ways[0] = 1.0;
        let mut scale = 0.0; // a logarithm
        for (seen, &place) in time.at_risk.iter().enumerate() {
            let (x, r) = (sorted.covariates(place), (eta[place] - shift).exp());
            for m in (1..=d.min(seen + 1)).rev() {
                let before = ways[m - 1];
                let mut at = 0;
                for j in 0..p {
                    for k in 0..=j {
                        second[m * triangle + at] += r
                            * (second[(m - 1) * triangle + at]
                                + x[j] * first[(m - 1) * p + k]
                                + x[k] * first[(m - 1) * p + j]
                                + x[j] * x[k] * before);
                        at += 1;
                    }
                }
                for j in 0..p {
                    first[m * p + j] += r * (first[(m - 1) * p + j] + x[j] * before);
                }
                ways[m] += r * before;
            }
            let largest = ways.iter().copied().fold(0.0, f64::max);
            if largest > 1e200 {
                let all = ways.iter_mut().chain(&mut first).chain(&mut second);
                all.for_each(|value| *value /= largest);
                scale += largest.ln();
            }
        }
        for &place in time.events {
            sum.value += eta[place] - shift;
            sum.slope.iter_mut().zip(sorted.covariates(place)).for_each(|(slope, x)| *slope += x);
        }
        sum.value -= ways[d].ln() + scale;
        let mut at = 0;
        for j in 0..p {
            let mean = first[d * p + j] / ways[d];
            sum.slope[j] -= mean;
            for k in 0..=j {
                sum.information[j][k] += second[d * triangle + at] / ways[d] - mean * (first[d * p + k] / ways[d]);
                at += 1;
            }
        }
    });
    mirror(&mut sum.information);
    sum
}
