use crate::stats::interval::{Interval, student_t_critical};

/// How likely two people, drawn at random, give the same answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// The unbiased estimate.
    pub estimate: f64,
    /// Its standard error.
    pub std_error: f64,
    /// Its interval.
    pub interval: Interval,
}

/// The probability that two people agree, from the counts of each answer. `None` of fewer than two people.
///
/// # Formula
/// `Σ x (x - 1) / (n (n - 1))`. `SE²` is that of the delete-one jackknife, but not below `2 a (1 - a) / (n (n - 1))`, what is left of it where all answers
/// are equally common and the jackknife sees nothing; interval by Student's t on n - 1 degrees of freedom, cut to 0 and 1. Where all agree, from
/// `(α/2)^(2/n)` (the exact limit of the commonest answer's share, squared); where no two do, up to `-2 ln(α/2) / (n (n - 1))` (no event among the pairs).
///
/// # Examples
/// ```
/// use cxm_core::stats::diversity::agreement;
/// let two = agreement(&[4, 3, 2, 1], 0.95).unwrap();
/// assert!((two.estimate - 20.0 / 90.0).abs() < 1e-15); // 12 + 6 + 2 of 90 pairs
/// assert!((two.std_error - 1.0 / 12.0).abs() < 1e-14);
/// ```
///
/// # References
/// E. H. Simpson (1949), *Measurement of diversity*, Nature 163:688; J. W. Tukey (1958), Annals of Mathematical Statistics 29:614.
#[must_use]
pub fn agreement(counts: &[u64], level: f64) -> Option<Agreement> {
    let n = counts.iter().sum::<u64>() as f64;
    if n < 2.0 {
        return None;
    }
    let pairs = n * (n - 1.0);
    let same: f64 = counts.iter().map(|&x| x as f64 * (x as f64 - 1.0)).sum();
    let estimate = same / pairs;
    let alpha_half = 0.5 * (1.0 - level);
    if same >= pairs {
        let low = (alpha_half.ln() * 2.0 / n).exp();
        return Some(Agreement { estimate: 1.0, std_error: 0.0, interval: Interval { low, high: 1.0 } });
    }
    if same <= 0.0 {
        let high = (-2.0 * alpha_half.ln() / pairs).min(1.0);
        return Some(Agreement { estimate: 0.0, std_error: 0.0, interval: Interval { low: 0.0, high } });
    }
    // Without one who gave an answer of count x: (same - 2 (x - 1)) / ((n - 1)(n - 2)); n > 2, since some pair agrees and some pair does not.
    let left = |x: f64| (same - 2.0 * (x - 1.0)) / ((n - 1.0) * (n - 2.0));
    let mean = counts.iter().map(|&x| x as f64 * left(x as f64)).sum::<f64>() / n;
    let squares: f64 = counts.iter().map(|&x| x as f64 * (left(x as f64) - mean).powi(2)).sum();
    let variance = ((n - 1.0) / n * squares).max(2.0 * estimate * (1.0 - estimate) / pairs);
    let std_error = variance.sqrt();
    let interval = Interval::around(estimate, student_t_critical(level, n - 1.0) * std_error).clipped(0.0, 1.0);
    Some(Agreement { estimate, std_error, interval })
}
