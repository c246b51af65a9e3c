use super::{normal_critical, student_t_critical};

/// How far an interval reaches: the probability left in each tail, and the critical value that leaves it.
///
/// A bare level means the normal distribution. Weighted samples take Student's.
///
/// # Examples
/// ```
/// use cxm_core::stats::interval::Confidence;
/// let normal = Confidence::from(0.95);
/// assert!((normal.quantile - 1.959_963_984_540_054).abs() < 1e-15);
/// assert!(Confidence::student(0.95, 9.0).quantile > 2.26);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Confidence {
    /// The probability in each tail: 0.025 for 95 %.
    pub tail: f64,
    /// The critical value: 1.96 for 95 % of the normal distribution.
    pub quantile: f64,
}

impl Confidence {
    /// Of Student's distribution with `df` degrees of freedom.
    #[must_use]
    pub fn student(level: f64, df: f64) -> Self {
        Self { tail: 0.5 * (1.0 - level), quantile: student_t_critical(level, df) }
    }
}

impl From<f64> for Confidence {
    fn from(level: f64) -> Self {
        Self { tail: 0.5 * (1.0 - level), quantile: normal_critical(level) }
    }
}
