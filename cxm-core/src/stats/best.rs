use crate::num::dist::{normal_cdf, normal_density};

/// How far from its mean a normal variable is followed: less than 1e-18 of it lies beyond.
const REACH: f64 = 9.0;
/// Steps of the integral for each standard error.
const STEPS: f64 = 5.0;
/// The most steps.
const MOST_STEPS: f64 = 4e6;

/// The probability of each of some independent normal numbers, given as `(mean, standard error)`, to be the largest. Errors are positive.
///
/// # Formula
/// `P_i = ∫ φ((x - m_i) / s_i) / s_i Π_{j≠i} Φ((x - m_j) / s_j) dx` by the trapezoid rule, which for these functions is exact to the last digits when its step is a
/// fifth of the least error. Nothing is drawn: there is no seed. With errors more than 200,000 times apart the step is longer than the
/// narrowest of them: then the numbers need not add up to 1, and are not to be used.
///
/// # Examples
/// ```
/// use cxm_core::stats::probability_of_best;
/// let best = probability_of_best(&[(0.0, 1.0), (0.0, 2.0), (0.0, 3.0)]);
/// assert!((best.iter().sum::<f64>() - 1.0).abs() < 1e-12);
/// assert!((probability_of_best(&[(1.0, 3.0), (0.0, 4.0)])[0] - 0.579_259_709_439_103).abs() < 1e-13); // Φ(1 / 5)
/// ```
///
/// # References
/// L. N. Trefethen and J. A. C. Weideman (2014), *The exponentially convergent trapezoidal rule*, SIAM Review 56:385.
#[must_use]
pub fn probability_of_best(groups: &[(f64, f64)]) -> Vec<f64> {
    // Counted from the highest mean: far from 0 the steps of the integral would be lost in the digits of x.
    let origin = groups.iter().map(|(m, _)| *m).fold(f64::NEG_INFINITY, f64::max);
    let groups: Vec<(f64, f64)> = groups.iter().map(|(m, s)| (m - origin, *s)).collect();
    let highest = |side: f64| groups.iter().map(|(m, s)| m + side * REACH * s).fold(f64::NEG_INFINITY, f64::max);
    // Below, one of them is larger; above, none is.
    let (low, high) = (highest(-1.0), highest(1.0));
    let matters = |&&(m, s): &&(f64, f64)| m + REACH * s >= low;
    let least = groups.iter().filter(matters).map(|(_, s)| *s).fold(f64::INFINITY, f64::min);
    let steps = ((high - low) / least * STEPS).ceil().min(MOST_STEPS);
    if !(steps >= 1.0 && steps.is_finite()) {
        return vec![1.0 / groups.len() as f64; groups.len()];
    }
    let step = (high - low) / steps;
    let mut sums = vec![0.0; groups.len()];
    let mut below = vec![0.0; groups.len()];
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most MOST_STEPS, whole
    let steps = steps as u32;
    for k in 0..=steps {
        let x = low + step * f64::from(k);
        for ((m, s), below) in groups.iter().zip(&mut below) {
            *below = normal_cdf((x - m) / s);
        }
        for (i, ((m, s), sum)) in groups.iter().zip(&mut sums).enumerate() {
            let density = normal_density((x - m) / s) / s;
            if density > 0.0 {
                let others: f64 = below.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, below)| below).product();
                *sum += density * others;
            }
        }
    }
    sums.into_iter().map(|sum| (step * sum).min(1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_it_is_the_probability_of_their_difference() {
        for (a, b) in [((3.0, 0.01), (2.0, 5.0)), ((0.0, 1.0), (9.0, 1.0)), ((1e6, 3.0), (1e6, 1e-3))] {
            let best = probability_of_best(&[a, b]);
            let want = normal_cdf((a.0 - b.0) / f64::hypot(a.1, b.1));
            assert!((best[0] - want).abs() < 1e-12 && (best[0] + best[1] - 1.0).abs() < 1e-12, "{a:?} {b:?}: {best:?}");
        }
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
