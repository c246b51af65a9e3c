use super::ExactSum;
use super::big::{Natural, power_of_two};

/// The mean of `n` values from their exact sum, correctly rounded; `None` of nothing.
///
/// # Formula
/// sum / n
///
/// # Examples
/// ```
/// use cxm_core::num::{ExactSum, exact_mean};
/// let sum: ExactSum = [1.7e308, 1.7e308].into_iter().collect();
/// assert_eq!(exact_mean(&sum, 2), Some(1.7e308));
/// assert_eq!(exact_mean(&ExactSum::new(), 0), None);
/// ```
#[must_use]
pub fn exact_mean(sum: &ExactSum, n: u64) -> Option<f64> {
    if n == 0 {
        return None;
    }
    let parts = sum.to_parts();
    // 128 more bits than the divisor can take away: the quotient has at least 64.
    let (quotient, inexact) = parts.magnitude().shifted_limbs(4).divided(n);
    let size = quotient.to_f64(parts.exponent() - 4 * 32, inexact);
    Some(if parts.is_negative() { -size } else { size })
}

/// The sample variance of `n` values from their exact sum and exact sum of squares, correctly rounded.
///
/// `None` of fewer than two values, and of sums that no values have (n x sum of squares below the square of the sum).
///
/// # Formula
/// (n S2 - S^2) / (n (n - 1)), the numerator in whole numbers, so nothing cancels.
///
/// # Examples
/// ```
/// use cxm_core::num::{ExactSum, variance};
/// let (mut sum, mut squares) = (ExactSum::new(), ExactSum::new());
/// for value in [1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0] {
///     sum.add(value);
///     squares.add_square(value);
/// }
/// assert_eq!(variance(4, &sum, &squares), Some(30.0));
/// ```
#[must_use]
pub fn variance(n: u64, sum: &ExactSum, sum_sq: &ExactSum) -> Option<f64> {
    let (quotient, exponent, inexact) = variance_quotient(n, sum, sum_sq)?;
    Some(quotient.to_f64(exponent, inexact))
}

/// The sample standard deviation of `n` values, the square root of their [`variance`]; relative error below 2e-16.
///
/// It is finite and not 0 also where the variance itself is too large or too small for `f64`. `None` as for the variance.
///
/// # Examples
/// ```
/// use cxm_core::num::{ExactSum, std_deviation};
/// let (mut sum, mut squares) = (ExactSum::new(), ExactSum::new());
/// for value in [1e300, 2e300, 3e300] {
///     sum.add(value);
///     squares.add_square(value);
/// }
/// let sd = std_deviation(3, &sum, &squares).unwrap_or(0.0); // the variance would be 1e600
/// assert!((sd / 1e300 - 1.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn std_deviation(n: u64, sum: &ExactSum, sum_sq: &ExactSum) -> Option<f64> {
    let (quotient, exponent, inexact) = variance_quotient(n, sum, sum_sq)?;
    let (mantissa, exponent) = quotient.to_scaled(exponent, inexact);
    // An even exponent halves exactly; doubling the mantissa is exact too.
    let odd = exponent.rem_euclid(2);
    Some(scaled((mantissa * f64::from(1 + odd)).sqrt(), (exponent - odd) / 2))
}

/// The variance as a whole number times a power of two, and whether a fraction was cut off.
fn variance_quotient(n: u64, sum: &ExactSum, sum_sq: &ExactSum) -> Option<(Natural, i32, bool)> {
    if n < 2 || sum_sq.sign() < 0 {
        return None;
    }
    let (s, s2) = (sum.to_parts(), sum_sq.to_parts());
    let (square, square_exponent) = (s.magnitude().squared(), 2 * s.exponent());
    let (total, total_exponent) = (s2.magnitude().times(n), s2.exponent());
    let exponent = square_exponent.min(total_exponent);
    let numerator = aligned(&total, total_exponent - exponent).minus(&aligned(&square, square_exponent - exponent))?;
    // 192 more bits than the two divisors can take away: the quotient has at least 64.
    let (by_n, rest) = numerator.shifted_limbs(6).divided(n);
    let (quotient, more) = by_n.divided(n - 1);
    Some((quotient, exponent - 6 * 32, rest || more))
}

/// `number` moved up by `bits` >= 0.
fn aligned(number: &Natural, bits: i32) -> Natural {
    number.shifted(u32::try_from(bits).unwrap_or(0))
}

/// a / b of two exact sums, where each may be too large or too small for `f64`; relative error below 4e-16.
///
/// Divides as `f64` does where b is 0: infinity, or NaN for 0 / 0.
///
/// # Examples
/// ```
/// use cxm_core::num::{ExactSum, ratio};
/// let (mut a, mut b) = (ExactSum::new(), ExactSum::new());
/// a.add_square(3e300);
/// b.add_square(1e300);
/// assert!((ratio(&a, &b) / 9.0 - 1.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn ratio(a: &ExactSum, b: &ExactSum) -> f64 {
    let ((a, a_exponent), (b, b_exponent)) = (a.to_scaled(), b.to_scaled());
    scaled(a / b, a_exponent - b_exponent)
}

/// a^2 / b of two exact sums; relative error below 6e-16. With a = sum w, b = sum w^2 it is Kish's effective n.
///
/// Divides as `f64` does where b is 0: infinity, or NaN for 0 / 0.
///
/// # Examples
/// ```
/// use cxm_core::num::{ExactSum, square_ratio};
/// let (mut sum, mut squares) = (ExactSum::new(), ExactSum::new());
/// for weight in [1e-300, 1e300, 1e300] {
///     sum.add(weight);
///     squares.add_square(weight);
/// }
/// assert_eq!(square_ratio(&sum, &squares), 2.0);
/// ```
///
/// # References
/// Kish (1965), *Survey Sampling*, section 11.7.
#[must_use]
pub fn square_ratio(a: &ExactSum, b: &ExactSum) -> f64 {
    let ((a, a_exponent), (b, b_exponent)) = (a.to_scaled(), b.to_scaled());
    scaled(a * a / b, 2 * a_exponent - b_exponent)
}

/// `value` x 2^`exponent` for a value of size 0 or [0.25, 2), rounded once.
fn scaled(value: f64, exponent: i32) -> f64 {
    if exponent < -1000 {
        value * power_of_two(-1000) * power_of_two((exponent + 1000).max(-1100))
    } else if exponent > 1000 {
        value * power_of_two(1000) * power_of_two((exponent - 1000).min(1000))
    } else {
        value * power_of_two(exponent)
    }
}
