use crate::num::Nodes;
use crate::num::dist::{normal_cdf, normal_density};

/// How far from its mean a normal variable is followed: less than 1e-18 of it lies beyond.
const REACH: f64 = 9.0;

/// The probability of each of some independent normal numbers, given as `(mean, standard error)`, to be the largest. Errors are positive.
///
/// # Formula
/// `P_i = ∫ φ((x - m_i) / s_i) / s_i Π_{j≠i} Φ((x - m_j) / s_j) dx` by Gauss' rule of 16 nodes on panels no longer than the least error of those that change in them, so
/// that errors may be any number of times apart. Nothing is drawn: there is no seed.
///
/// # Examples
/// ```
/// use cxm_core::stats::probability_of_best;
/// let best = probability_of_best(&[(0.0, 1.0), (0.0, 2.0), (0.0, 3.0)]);
/// assert!((best.iter().sum::<f64>() - 1.0).abs() < 1e-12);
/// assert!((probability_of_best(&[(1.0, 3.0), (0.0, 4.0)])[0] - 0.579_259_709_439_103).abs() < 1e-13); // Φ(1 / 5)
/// ```
#[must_use]
pub fn probability_of_best(groups: &[(f64, f64)]) -> Vec<f64> {
    // Counted from the highest mean: far from 0 the steps of the integral would be lost in the digits of x.
    let origin = groups.iter().map(|(m, _)| *m).fold(f64::NEG_INFINITY, f64::max);
    let groups: Vec<(f64, f64)> = groups.iter().map(|(m, s)| (m - origin, *s)).collect();
    let highest = |side: f64| groups.iter().map(|(m, s)| m + side * REACH * s).fold(f64::NEG_INFINITY, f64::max);
    // Below, one of them is larger; above, none is.
    let (low, high) = (highest(-1.0), highest(1.0));
    if !(high > low && (high - low).is_finite()) {
        return vec![1.0 / groups.len() as f64; groups.len()];
    }
    let mut sums = vec![0.0; groups.len()];
    let (mut below, mut after) = (vec![0.0; groups.len()], vec![0.0; groups.len()]);
    let mut from = low;
    while from < high {
        let to = panel_end(&groups, from).min(high);
        let half = 0.5 * (to - from);
        let nodes = Nodes::Sixteen.halves().iter().flat_map(|&(node, weight)| [(1.0 - node, weight), (1.0 + node, weight)]);
        for (node, weight) in nodes {
            // From the start of the panel, which is near the mean of the narrowest: x itself has not the digits.
            let z = |(m, s): &(f64, f64)| ((from - m) + half * node) / s;
            let mut product = 1.0;
            for ((group, below), after) in groups.iter().zip(&mut below).zip(&mut after).rev() {
                *after = product;
                *below = normal_cdf(z(group));
                product *= *below;
            }
            let mut before = 1.0;
            for (((group, sum), below), after) in groups.iter().zip(&mut sums).zip(&below).zip(&after) {
                *sum += weight * half * normal_density(z(group)) / group.1 * before * after;
                before *= below;
            }
        }
        from = to;
    }
    sums.into_iter().map(|sum| sum.min(1.0)).collect()
}

/// Where a panel ends that begins here: after the least error of those that change in it, and before one that is narrower begins to.
fn panel_end(groups: &[(f64, f64)], from: f64) -> f64 {
    let mut end = f64::INFINITY;
    for (m, s) in groups {
        let (first, last) = (m - REACH * s, m + REACH * s);
        if from >= last {
            continue;
        }
        end = end.min(if from < first { first } else { from + s });
    }
    // Where errors have not the digits, a float is enough.
    end.max(from.next_up())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_it_is_the_probability_of_their_difference() {
        for (a, b) in [
            ((3.0, 0.01), (2.0, 5.0)),
            ((0.0, 1.0), (9.0, 1.0)),
            ((1e6, 3.0), (1e6, 1e-3)),
            ((0.3, 1e-9), (0.0, 1.0)),
            ((-2.0, 1e-12), (1.0, 1e3)),
        ] {
            let best = probability_of_best(&[a, b]);
            let want = normal_cdf((a.0 - b.0) / f64::hypot(a.1, b.1));
            assert!((best[0] - want).abs() < 1e-12 && (best[0] + best[1] - 1.0).abs() < 1e-12, "{a:?} {b:?}: {best:?}");
        }
    }

    /// mpmath 1.3, `quad` of 40 digits between the standard errors of all.
    #[test]
    fn errors_a_thousand_million_times_apart_are_no_matter() {
        let cases = [
            (
                [(0.25, 1e-6), (0.0, 1.0), (0.5, 2.0)],
                [0.269_574_573_007_492_3, 0.235_589_942_212_049_04, 0.494_835_484_780_458_7],
            ),
            (
                [(0.25, 1e-9), (0.0, 1.0), (0.5, 2.0)],
                [0.269_574_573_007_433_8, 0.235_589_942_212_065_54, 0.494_835_484_780_500_65],
            ),
            (
                [(1.0, 1e-9), (1.0, 1e-3), (0.0, 1e3)],
                [0.250_199_471_106_955_5, 0.250_199_630_261_818_95, 0.499_600_898_631_225_5],
            ),
        ];
        for (groups, wanted) in cases {
            for (best, want) in probability_of_best(&groups).into_iter().zip(wanted) {
                assert!((best - want).abs() < 1e-13, "{groups:?}: {best} {want}");
            }
        }
        let many: Vec<(f64, f64)> = (0..500).map(|i| (f64::from(i % 7), 10_f64.powi(i % 13 - 6))).collect();
        assert!((probability_of_best(&many).iter().sum::<f64>() - 1.0).abs() < 1e-11);
    }

    #[test]
    fn equals_share_and_one_alone_is_best() {
        for best in probability_of_best(&[(2.0, 0.5); 7]) {
            assert!((best - 1.0 / 7.0).abs() < 1e-13);
        }
        assert!((probability_of_best(&[(5.0, 1.0)])[0] - 1.0).abs() < 1e-13);
        assert!(probability_of_best(&[]).is_empty());
    }
}
