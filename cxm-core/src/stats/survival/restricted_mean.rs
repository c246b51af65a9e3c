use super::Survival;
use crate::error::{Code, Error, Result};
use crate::stats::Level;
use crate::stats::interval::Confidence;

/// The mean time until it happens, counting no time after `until`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct RestrictedMean {
    /// Until when time counts.
    pub until: f64,
    /// The mean.
    pub estimate: f64,
    /// Its standard error.
    pub std_error: f64,
    /// The lower end of its interval, 0 at the least.
    pub conf_low: f64,
    /// The upper end, `until` at the most.
    pub conf_high: f64,
}

impl Survival {
    /// The mean of the shorter of the time until it happens and `until`.
    ///
    /// # Formula
    /// The area under the survival function up to `until`; its variance is `sum of A_i² d_i / (n_i (n_i - d_i))` with `A_i` the area from `t_i` on. The interval is Wald's.
    ///
    /// # Errors
    /// `out_of_range` when `until` is not more than 0, or after the last time that was watched while it had not happened to all: the function is not known there.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::survival::{Duration, End, kaplan_meier};
    /// use cxm_core::stats::Level;
    /// let watched = [1.0, 2.0, 3.0].map(|time| Duration { time, end: End::Event });
    /// let mean = kaplan_meier(&watched, Level::default())?.restricted_mean(2.0, Level::default())?;
    /// assert!((mean.estimate - 5.0 / 3.0).abs() < 1e-15); // (1 + 2 + 2) / 3
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    ///
    /// # References
    /// P. Royston and M. K. B. Parmar (2013), Restricted mean survival time, BMC Med. Res. Methodol. 13:152.
    pub fn restricted_mean(&self, until: f64, level: Level) -> Result<RestrictedMean> {
        let last = self.steps.last().map_or((0.0, 1.0), |step| (step.time, step.survival));
        if !(until > 0.0 && until.is_finite()) || (until > last.0 && last.1 > 0.0) {
            let expected = format!("more than 0 and at most {}, the longest time that was watched", last.0);
            return Err(Error::expected(Code::OutOfRange, "until", expected, until.to_string()));
        }
        // From the end: the area from each step on.
        let (mut area, mut variance, mut next) = (0.0, 0.0, until);
        for step in self.steps.iter().rev().filter(|step| step.time < until) {
            area += step.survival * (next - step.time);
            let (n, d) = (step.at_risk as f64, step.events as f64);
            if step.events < step.at_risk {
                variance += area * area * d / (n * (n - d)); // with nobody left the area is 0
            }
            next = step.time;
        }
        let (estimate, std_error) = (area + next, variance.sqrt());
        let reach = Confidence::from(level.get()).quantile * std_error;
        Ok(RestrictedMean {
            until,
            estimate,
            std_error,
            conf_low: (estimate - reach).max(0.0),
            conf_high: (estimate + reach).min(until),
        })
    }
}
