use crate::num::dist::{normal_upper_quantile, student_t_upper_quantile};

/// The z of a two-sided interval: a standard normal variable lies in `-z..z` with probability `level`.
///
/// # Examples
/// ```
/// use cxm_core::stats::interval::normal_critical;
/// assert!((normal_critical(0.95) - 1.959_963_984_540_054).abs() < 1e-15);
/// ```
#[must_use]
pub fn normal_critical(level: f64) -> f64 {
    normal_upper_quantile(0.5 * (1.0 - level))
}

/// The t of a two-sided interval: a Student t variable with `df` > 0 degrees of freedom lies in `-t..t` with probability `level`.
///
/// # Examples
/// ```
/// use cxm_core::stats::interval::student_t_critical;
/// assert!((student_t_critical(0.5, 1.0) - 1.0).abs() < 1e-15); // Cauchy: half lies in -1..1
/// ```
#[must_use]
pub fn student_t_critical(level: f64, df: f64) -> f64 {
    student_t_upper_quantile(0.5 * (1.0 - level), df)
}
