//! Equivalence by two one-sided tests: "the same" proved, not only "not different".

use super::{Alternative, Outcome};
use crate::num::dist::{normal_upper_quantile, student_t_upper_quantile};

/// Tests that a difference lies between the margins `low < high`.
///
/// `p_lower` is the p-value against "at or below `low`", `p_upper` against "at or above `high`", `p_value` the larger of the two. The
/// interval has level `2 level - 1` (90 % for 95 %): it lies inside the margins exactly when `p_value < 1 - level`. It is `None` for a level of at most 1/2.
/// With a standard error of 0 there is no test. `df = None` takes the normal distribution, a number Student's t.
///
/// # Formula
/// `p_lower = P(Z > (estimate - low) / std_error)`, `p_upper = P(Z < (estimate - high) / std_error)`.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::equivalence;
/// let test = equivalence::test(0.0, 1.0, None, -2.0, 2.0, 0.95);
/// assert_eq!(test.p_lower, test.p_upper);
/// assert!((test.p_value.unwrap() - 0.022_750_131_948_179_21).abs() < 1e-16);
/// assert!(test.high.unwrap() < 2.0); // 1.645
/// ```
///
/// # References
/// D. J. Schuirmann (1987), A comparison of the two one-sided tests procedure and the power approach, J. Pharmacokinetics and
/// Biopharmaceutics 15:657.
#[must_use]
pub fn test(estimate: f64, std_error: f64, df: Option<f64>, low: f64, high: f64, level: f64) -> Outcome {
    let known = Outcome { estimate: Some(estimate), std_error: Some(std_error), df, ..Outcome::default() };
    let (above, under) = ((estimate - low) / std_error, (estimate - high) / std_error);
    if std_error <= 0.0 || !above.is_finite() || !under.is_finite() {
        return known;
    }
    let p = |alternative: Alternative, statistic: f64| match df {
        Some(df) => alternative.student_t_p(statistic, df),
        None => alternative.normal_p(statistic),
    };
    let (p_lower, p_upper) = (p(Alternative::Greater, above), p(Alternative::Less, under));
    let tail = 1.0 - level;
    let margin = std_error
        * match df {
            Some(df) => student_t_upper_quantile(tail, df),
            None => normal_upper_quantile(tail),
        };
    let end = |value: f64| (tail < 0.5 && value.is_finite()).then_some(value);
    Outcome {
        // The statistic of the larger p-value.
        statistic: Some(if p_lower >= p_upper { above } else { under }),
        p_value: Some(p_lower.max(p_upper)),
        low: end(estimate - margin),
        high: end(estimate + margin),
        p_lower: Some(p_lower),
        p_upper: Some(p_upper),
        ..known
    }
}
