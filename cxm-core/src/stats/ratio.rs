use super::interval::{Interval, normal_critical, student_t_critical};

/// What is known of a ratio of two uncertain numbers.
///
/// # Examples
/// ```
/// use cxm_core::stats::{RatioRange, Uncertain, ratio_range};
/// let (four, two) = (Uncertain { estimate: 4.0, std_error: 0.0 }, Uncertain { estimate: 2.0, std_error: 2.0 });
/// assert_eq!(ratio_range(four, two, 0.0, None, 0.95), RatioRange::Unbounded); // 2 ± 3.9 may be 0
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RatioRange {
    /// It lies between two ends.
    Bounded(Interval),
    /// The denominator may be 0: the ratios that the data allow have no end.
    Unbounded,
}

/// A number with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uncertain {
    /// The number.
    pub estimate: f64,
    /// Its standard error.
    pub std_error: f64,
}

/// The interval of the ratio `a / b` by Fieller's theorem.
///
/// # Formula
/// All ρ with `(a - ρ b)² <= t² (V_a - 2 ρ C + ρ² V_b)`: the roots `(ab - t² C ± √((ab - t² C)² - (b² - t² V_b)(a² - t² V_a))) / (b² - t² V_b)`. Where
/// `b² <= t² V_b`, the denominator is not different from 0 and the set is no interval. `t` is normal without `df`.
///
/// # Valid when
/// Both numbers are normal, or nearly.
///
/// # Examples
/// ```
/// use cxm_core::stats::{RatioRange, Uncertain, ratio_range};
/// // A denominator without error: the interval of the numerator over it.
/// let range = ratio_range(Uncertain { estimate: 6.0, std_error: 1.0 }, Uncertain { estimate: 2.0, std_error: 0.0 }, 0.0, None, 0.95);
/// let RatioRange::Bounded(range) = range else { panic!() };
/// assert!((range.low - (3.0 - 0.979_982)).abs() < 1e-6 && (range.high - (3.0 + 0.979_982)).abs() < 1e-6);
/// ```
///
/// # References
/// E. C. Fieller (1954), *Some problems in interval estimation*, JRSS B 16:175.
#[must_use]
pub fn ratio_range(a: Uncertain, b: Uncertain, covariance: f64, df: Option<f64>, level: f64) -> RatioRange {
    let t = df.map_or_else(|| normal_critical(level), |df| student_t_critical(level, df));
    // In units of b: g is how much of b² its error takes, so that nothing overflows.
    let (error_a, error_b) = (t * a.std_error / b.estimate, t * b.std_error / b.estimate);
    let (ratio, shared) = (a.estimate / b.estimate, t * t * (covariance / b.estimate) / b.estimate);
    let rest = 1.0 - error_b * error_b;
    if rest.is_nan() || rest <= 0.0 {
        return RatioRange::Unbounded;
    }
    let middle = ratio - shared;
    // The discriminant without its cancelling square: V_a - 2 ρ C + ρ² V_b - (V_a V_b - C²).
    let spread =
        error_a * error_a - 2.0 * ratio * shared + (ratio * error_b).powi(2) - ((error_a * error_b).powi(2) - shared * shared);
    let reach = spread.max(0.0).sqrt();
    RatioRange::Bounded(Interval { low: (middle - reach) / rest, high: (middle + reach) / rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_the_ratios_that_are_just_not_refused() {
        let (a, b, covariance) = (Uncertain { estimate: 5.0, std_error: 1.2 }, Uncertain { estimate: 3.0, std_error: 0.5 }, 0.2);
        let RatioRange::Bounded(range) = ratio_range(a, b, covariance, Some(12.0), 0.9) else { panic!("bounded") };
        let t = student_t_critical(0.9, 12.0);
        for ratio in [range.low, range.high] {
            let error = (a.std_error.powi(2) - 2.0 * ratio * covariance + (ratio * b.std_error).powi(2)).sqrt();
            let distance = (a.estimate - ratio * b.estimate).abs() / error;
            assert!((distance / t - 1.0).abs() < 1e-12, "{ratio}: {distance}"); // a few roundings
        }
    }
}
