//! The exact interval of a Poisson rate.

use super::Interval;
use crate::num::dist::{chi_square_quantile, chi_square_upper_quantile};

/// Garwood's interval of the rate of events: `events` seen over `exposure` (periods, employee-weeks, hours).
///
/// # Formula
/// `[χ²(α/2, 2k) / 2, χ²(1 - α/2, 2k + 2) / 2] / exposure`; of no events from 0 to `-ln(α/2) / exposure`.
///
/// # Units
/// Events per unit of `exposure`. Without exposure anything from 0 up is possible: the upper end is infinite.
///
/// # Valid when
/// Events come independently of each other; where one person has several of them, see [`quasi_poisson`](crate::stats::quasi_poisson).
///
/// # Examples
/// ```
/// use cxm_core::stats::interval::poisson::garwood;
/// let none = garwood(0, 1.0, 0.95);
/// assert!(none.low == 0.0 && (none.high - 40.0_f64.ln()).abs() < 1e-12); // -ln 0.025
/// let ten = garwood(10, 1.0, 0.95);
/// assert!((ten.low - 4.795).abs() < 1e-3 && (ten.high - 18.390).abs() < 1e-3);
/// ```
///
/// # References
/// F. Garwood (1936), *Fiducial limits for the Poisson distribution*, Biometrika 28:437.
#[must_use]
pub fn garwood(events: u64, exposure: f64, level: f64) -> Interval {
    if exposure <= 0.0 {
        return Interval { low: 0.0, high: f64::INFINITY };
    }
    let (k, tail) = (events as f64, 0.5 * (1.0 - level));
    let low = if events == 0 { 0.0 } else { 0.5 * chi_square_quantile(tail, 2.0 * k) };
    Interval { low: low / exposure, high: 0.5 * chi_square_upper_quantile(tail, 2.0 * k + 2.0) / exposure }
}
