/// How many answers there are at least, seen and unseen, and what share of all people give one that was seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Richness {
    /// How many different answers were seen.
    pub observed: u64,
    /// Chao's lower bound of how many there are.
    pub chao1: f64,
    /// The estimated share of people whose answer is among those seen.
    pub coverage: f64,
}

/// The number of different answers, seen and at least existing, of the counts of each.
///
/// # Formula
/// With `f1` answers given once and `f2` given twice by n people: `S + (n - 1)/n f1² / (2 f2)`, or `S + (n - 1)/n f1 (f1 - 1) / 2` where `f2 = 0`.
/// Coverage `1 - f1/n ((n - 1) f1 / ((n - 1) f1 + 2 f2))`, with `f1 - 1` and 2 in place of `f1` and `2 f2` in the brackets where `f2 = 0`.
///
/// # Examples
/// ```
/// use cxm_core::stats::diversity::richness;
/// let seen = richness(&[4, 3, 2, 1]);
/// assert_eq!((seen.observed, seen.chao1), (4, 4.45)); // 4 + 9/10 * 1/2
/// assert!((seen.coverage - (1.0 - 0.1 * 9.0 / 11.0)).abs() < 1e-15);
/// ```
///
/// # References
/// A. Chao (1984), Scandinavian Journal of Statistics 11:265; A. Chao and L. Jost (2012), Ecology 93:2533, formula 4a.
#[must_use]
pub fn richness(counts: &[u64]) -> Richness {
    let times = |k: u64| counts.iter().filter(|&&count| count == k).count() as f64;
    let n = counts.iter().sum::<u64>() as f64;
    let observed = counts.iter().filter(|&&count| count > 0).count() as u64;
    let (f1, f2) = (times(1), times(2));
    if f1 <= 0.0 {
        return Richness { observed, chao1: observed as f64, coverage: 1.0 };
    }
    let unseen = if f2 > 0.0 { f1 * f1 / (2.0 * f2) } else { 0.5 * f1 * (f1 - 1.0) };
    Richness {
        observed,
        chao1: observed as f64 + (n - 1.0) / n * unseen,
        coverage: 1.0 - f1 / n * (1.0 - unseen_share(n, f1, f2)),
    }
}

/// The A of Chao and Jost: the mean share of answers that were given once.
pub(super) fn unseen_share(n: f64, f1: f64, f2: f64) -> f64 {
    if f2 > 0.0 {
        2.0 * f2 / ((n - 1.0) * f1 + 2.0 * f2)
    } else if f1 > 0.0 {
        2.0 / ((n - 1.0) * (f1 - 1.0) + 2.0)
    } else {
        1.0
    }
}
