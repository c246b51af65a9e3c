//! Welch's t test for two means with unequal variances.

use super::{Alternative, Outcome};
use crate::stats::interval::student_t_critical;

/// One group's mean, with the standard error of that mean and its degrees of freedom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanSample {
    /// The mean.
    pub mean: f64,
    /// Its standard error, from the sample variance (divided by n - 1) or linearised; `None` from a single answer.
    pub std_error: Option<f64>,
    /// Its degrees of freedom: the number of answers less one.
    pub df: f64,
}

impl MeanSample {
    /// The sample with `counts[i]` answers worth `scores[i]`; `None` without answers.
    ///
    /// # Formula
    /// `mean = Σ c s / n`, `std_error = √(Σ c (s - mean)² / (n (n - 1)))`, in two passes.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::test::welch::MeanSample;
    /// let group = MeanSample::from_counts(&[1.0, 0.0, 1.0], &[1.0, 2.0, 3.0]).unwrap();
    /// assert_eq!((group.mean, group.std_error, group.df), (2.0, Some(1.0), 1.0));
    /// ```
    #[must_use]
    pub fn from_counts(counts: &[f64], scores: &[f64]) -> Option<Self> {
        let n: f64 = counts.iter().sum();
        if n <= 0.0 {
            return None;
        }
        let answers = || counts.iter().zip(scores).filter(|(count, _)| **count > 0.0);
        let mean = answers().map(|(count, score)| count * score).sum::<f64>() / n;
        let squares = answers().map(|(count, score)| (count / n) * (score - mean) * (score - mean)).sum::<f64>();
        // Equal answers have no variance, whatever the rounding of their mean.
        let squares = if answers().count() < 2 { 0.0 } else { squares };
        Some(Self { mean, std_error: (n > 1.0).then(|| (squares / (n - 1.0)).sqrt()), df: n - 1.0 })
    }
}

/// Welch's test of the difference of two means.
///
/// With a single answer in a group, or equal answers in both, there is no test: all but the estimate (and a standard error of 0) is `None`.
///
/// # Formula
/// `t = (m_a - m_b) / √(e_a² + e_b²)`, `df = (e_a² + e_b²)² / (e_a⁴ / df_a + e_b⁴ / df_b)`.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::{Alternative, welch, welch::MeanSample};
/// let a = MeanSample { mean: 3.0, std_error: Some(1.0), df: 9.0 };
/// let b = MeanSample { mean: 1.0, std_error: Some(1.0), df: 9.0 };
/// let test = welch::test(Some(&a), Some(&b), 0.95, Alternative::TwoSided);
/// assert_eq!(test.df, Some(18.0));
/// assert_eq!(test.statistic, Some(2.0 / 2.0_f64.sqrt()));
/// ```
///
/// # References
/// B. L. Welch (1947), The generalization of Student's problem when several different population variances are involved, Biometrika
/// 34:28.
#[must_use]
pub fn test(a: Option<&MeanSample>, b: Option<&MeanSample>, level: f64, alternative: Alternative) -> Outcome {
    let (Some(a), Some(b)) = (a, b) else {
        return Outcome::default();
    };
    let estimate = a.mean - b.mean;
    let known = Outcome { estimate: Some(estimate), ..Outcome::default() };
    let (Some(error_a), Some(error_b)) = (a.std_error, b.std_error) else {
        return known;
    };
    // As shares of the larger, so that no fourth power overflows or vanishes.
    let larger = error_a.max(error_b);
    if larger <= 0.0 {
        return Outcome { std_error: Some(0.0), ..known };
    }
    let (share_a, share_b) = ((error_a / larger).powi(2), (error_b / larger).powi(2));
    let std_error = larger * (share_a + share_b).sqrt();
    let known = Outcome { std_error: Some(std_error), ..known };
    let statistic = estimate / std_error;
    let df = (share_a + share_b).powi(2) / (share_a * share_a / a.df + share_b * share_b / b.df);
    if !statistic.is_finite() || !df.is_finite() || df <= 0.0 {
        return known;
    }
    let margin = student_t_critical(level, df) * std_error;
    Outcome {
        statistic: Some(statistic),
        df: Some(df),
        p_value: Some(alternative.student_t_p(statistic, df)),
        low: Some(estimate - margin).filter(|end| end.is_finite()),
        high: Some(estimate + margin).filter(|end| end.is_finite()),
        ..known
    }
}

/// Welch's test of two groups given as counts of answers worth `scores`.
///
/// # Examples
/// ```
/// use cxm_core::stats::test::{Alternative, welch};
/// let scores = [1.0, 2.0, 3.0];
/// let test = welch::from_counts(&[0.0, 5.0, 5.0], &[5.0, 5.0, 0.0], &scores, 0.95, Alternative::Greater);
/// assert_eq!(test.estimate, Some(1.0));
/// assert_eq!(test.df, Some(18.0));
/// ```
#[must_use]
pub fn from_counts(a: &[f64], b: &[f64], scores: &[f64], level: f64, alternative: Alternative) -> Outcome {
    test(MeanSample::from_counts(a, scores).as_ref(), MeanSample::from_counts(b, scores).as_ref(), level, alternative)
}
