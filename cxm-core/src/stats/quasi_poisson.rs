use super::interval::poisson::garwood;
use super::interval::{Interval, student_t_critical};

/// A pooled rate of events whose counts a person vary more than Poisson's, as ideas do: a few people have most of them.
///
/// # Examples
/// ```
/// use cxm_core::stats::quasi_poisson;
/// let rate = quasi_poisson(&[(4, 2.0), (0, 2.0), (1, 2.0), (1, 2.0)], 0.95).unwrap();
/// assert_eq!((rate.estimate, rate.events, rate.persons), (0.75, 6, 4));
/// assert!((rate.dispersion - 2.0).abs() < 1e-14); // ((4 - 1.5)² + 1.5² + 2 * 0.5²) / 1.5 / 3
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuasiPoisson {
    /// Events per unit of exposure.
    pub estimate: f64,
    /// Its standard error, `√(max(φ, 1) Σ k) / exposure`.
    pub std_error: f64,
    /// How many times Poisson's variance there is; 1 where events are independent.
    pub dispersion: f64,
    /// Its interval.
    pub interval: Interval,
    /// How many events there are.
    pub events: u64,
    /// How many persons have an exposure, those without an event too.
    pub persons: u64,
}

/// The pooled rate of `(events, exposure)`, one pair a person. `None` without exposure.
///
/// # Formula
/// `λ = Σ k / Σ e`, `φ = Σ (k - λ e)² / (λ e) / (G - 1)` over all G persons (Pearson's), interval `λ exp(± t_{G-1} √(max(φ, 1) / Σ k))`: equal
/// counts are no proof that the rate is known. Nothing is chosen by a test beforehand. Without events, or of one person, Garwood's interval.
///
/// # Valid when
/// Persons are independent of each other.
///
/// # Examples
/// ```
/// use cxm_core::stats::quasi_poisson;
/// let none = quasi_poisson(&[(0, 1.0); 20], 0.95).unwrap();
/// assert!((none.interval.high - 40.0_f64.ln() / 20.0).abs() < 1e-12);
/// ```
///
/// # References
/// P. `McCullagh` and J. A. Nelder (1989), *Generalized Linear Models*, 2nd ed., 6.2.
#[must_use]
pub fn quasi_poisson(persons: &[(u64, f64)], level: f64) -> Option<QuasiPoisson> {
    let counted = || persons.iter().filter(|(_, exposure)| *exposure > 0.0);
    let events: u64 = counted().map(|(events, _)| events).sum();
    let exposure: f64 = counted().map(|(_, exposure)| exposure).sum();
    let n = counted().count() as u64;
    if n == 0 {
        return None;
    }
    let (k, estimate) = (events as f64, events as f64 / exposure);
    if events == 0 || n == 1 {
        let interval = garwood(events, exposure, level);
        return Some(QuasiPoisson { estimate, std_error: k.sqrt() / exposure, dispersion: 1.0, interval, events, persons: n });
    }
    let df = n as f64 - 1.0;
    let dispersion = counted().map(|(own, e)| (*own as f64 - estimate * e).powi(2) / (estimate * e)).sum::<f64>() / df;
    let margin = student_t_critical(level, df) * (dispersion.max(1.0) / k).sqrt();
    let interval = Interval { low: estimate * (-margin).exp(), high: estimate * margin.exp() };
    Some(QuasiPoisson {
        estimate,
        std_error: (dispersion.max(1.0) * k).sqrt() / exposure,
        dispersion,
        interval,
        events,
        persons: n,
    })
}
