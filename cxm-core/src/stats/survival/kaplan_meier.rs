use super::{LifeTable, Transform};
use crate::error::{Code, Error, Result};
use crate::stats::Level;

/// One stretch of time that was watched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Duration {
    /// How long.
    pub time: f64,
    /// How it ended.
    pub end: End,
}

/// How the watching of one stretch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It happened.
    Event,
    /// It has not happened yet: all that is known is that it takes longer.
    Censored,
}

/// The survival function at one time at which something happened or was censored.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct SurvivalStep {
    /// When.
    pub time: f64,
    /// How many were still watched just before.
    pub at_risk: u64,
    /// To how many it happened.
    pub events: u64,
    /// How many were censored.
    pub censored: u64,
    /// The share to whom it has not happened until then, this time included.
    pub survival: f64,
    /// Greenwood's standard error of that share.
    pub std_error: f64,
    /// The lower end of the interval; `None` where the share is 1 or 0 and the log-log form says nothing.
    pub conf_low: Option<f64>,
    /// The upper end.
    pub conf_high: Option<f64>,
}

/// A time with its interval; an end that the data do not reach is `None`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct SurvivalQuantile {
    /// The time; `None` when it has not happened to that share yet.
    pub estimate: Option<f64>,
    /// The lower end.
    pub conf_low: Option<f64>,
    /// The upper end.
    pub conf_high: Option<f64>,
}

/// The survival function that [`kaplan_meier`] estimates.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Survival {
    /// Its steps, in the order of time.
    pub steps: Vec<SurvivalStep>,
    /// How many were watched.
    pub n: u64,
    /// To how many it happened.
    pub n_events: u64,
}

/// The product-limit estimate of the share to whom something has not happened yet.
///
/// Who is censored at the time of an event still counts as watched at that time.
///
/// # Formula
/// `S(t) = prod over t_i <= t of (1 - d_i / n_i)` with `d` events among `n` at risk; Greenwood's variance
/// `V = S² G`, `G = sum of d_i / (n_i (n_i - d_i))`; the interval in the log-log form, `S^exp(± z √G / ln S)`, which stays inside 0..1.
///
/// # Units
/// Those of the times; shares 0..=1.
///
/// # Errors
/// `out_of_range` with the row when a time is negative or not finite.
///
/// # Examples
/// ```
/// use cxm_core::stats::survival::{Duration, End, kaplan_meier};
/// use cxm_core::stats::Level;
/// let watched = [(1.0, End::Event), (2.0, End::Censored), (3.0, End::Event), (4.0, End::Censored)];
/// let survival = kaplan_meier(&watched.map(|(time, end)| Duration { time, end }), Level::default())?;
/// assert_eq!(survival.at(1.0), 0.75); // 3/4
/// assert_eq!(survival.at(3.5), 0.375); // 3/4 · 1/2
/// assert_eq!(survival.median().estimate, Some(3.0));
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// E. L. Kaplan and P. Meier (1958), Nonparametric estimation from incomplete observations, JASA 53:457.
/// J. D. Kalbfleisch and R. L. Prentice (2002), The Statistical Analysis of Failure Time Data, 2nd ed., section 1.4 (log-log form).
pub fn kaplan_meier(watched: &[Duration], level: Level) -> Result<Survival> {
    kaplan_meier_with(watched, level, Transform::default())
}

/// [`kaplan_meier`] with intervals on another scale.
///
/// # Errors
/// As [`kaplan_meier`].
///
/// # Examples
/// ```
/// use cxm_core::stats::survival::{Duration, End, Transform, kaplan_meier_with};
/// use cxm_core::stats::Level;
/// let watched = [1.0, 2.0].map(|time| Duration { time, end: End::Event });
/// let first = kaplan_meier_with(&watched, Level::default(), Transform::Plain)?.steps[0];
/// assert_eq!((first.conf_low, first.conf_high), (Some(0.0), Some(1.0))); // 0.5 ± 1.96 · √(1/8), cut
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn kaplan_meier_with(watched: &[Duration], level: Level, transform: Transform) -> Result<Survival> {
    Ok(LifeTable::of(watched)?.survival(level, transform))
}

pub(in crate::stats) fn require_times(times: impl Iterator<Item = f64>) -> Result<()> {
    times.enumerate().try_for_each(|(row, time)| require_time(row, time))
}

#[inline]
pub(super) fn require_time(row: usize, time: f64) -> Result<()> {
    if time >= 0.0 && time.is_finite() {
        return Ok(());
    }
    Err(Error::new(Code::OutOfRange, "a time must be 0 or more, and finite").with_row(row as u64).with_field("time"))
}

impl Survival {
    /// The share to whom it has not happened until `time`, this time included.
    #[must_use]
    pub fn at(&self, time: f64) -> f64 {
        let until = self.steps.partition_point(|step| step.time <= time);
        until.checked_sub(1).and_then(|last| self.steps.get(last)).map_or(1.0, |step| step.survival)
    }

    /// The time by which it has happened to half.
    #[must_use]
    pub fn median(&self) -> SurvivalQuantile {
        self.quantile(0.5)
    }

    /// The first time by which it has happened to this share, `0 < share < 1`; the interval inverts that of the survival function.
    ///
    /// # References
    /// R. Brookmeyer and J. Crowley (1982), A confidence interval for the median survival time, Biometrics 38:29.
    #[must_use]
    pub fn quantile(&self, share: f64) -> SurvivalQuantile {
        // A share of 0.3 is one of 1 - 0.7 by a rounding error only: half a unit of the 12th digit belongs to it.
        let rest = 1.0 - share + 5e-13;
        let first = |value: &dyn Fn(&SurvivalStep) -> Option<f64>| {
            self.steps.iter().find(|step| value(step).is_some_and(|value| value <= rest)).map(|step| step.time)
        };
        SurvivalQuantile {
            estimate: first(&|step| Some(step.survival)),
            conf_low: first(&|step| if step.survival <= 0.0 { Some(0.0) } else { step.conf_low }),
            conf_high: first(&|step| step.conf_high),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Maintained group of the acute myelogenous leukemia trial (R package survival, `aml`; Miller 1997, Survival Analysis, page 49).
    fn aml() -> Survival {
        let events = [9, 13, 18, 23, 31, 34, 48].map(|time| (time, End::Event));
        let censored = [13, 28, 45, 161].map(|time| (time, End::Censored));
        let watched: Vec<_> =
            events.into_iter().chain(censored).map(|(time, end)| Duration { time: f64::from(time), end }).collect();
        kaplan_meier(&watched, Level::default()).unwrap()
    }

    #[test]
    fn the_published_example_has_its_shares_and_errors() {
        // R: summary(survfit(Surv(time, status) ~ 1, aml, subset = x == "Maintained")), printed to three digits or more.
        let want = [
            (9.0, 11, 0.909_090_9, 0.0867),
            (13.0, 10, 0.818_181_8, 0.1163),
            (18.0, 8, 0.715_909_1, 0.1397),
            (23.0, 7, 0.613_636_4, 0.1526),
            (31.0, 5, 0.490_909_1, 0.1642),
            (34.0, 4, 0.368_181_8, 0.1627),
            (48.0, 2, 0.184_090_9, 0.1535),
        ];
        let survival = aml();
        let steps: Vec<_> = survival.steps.iter().filter(|step| step.events > 0).collect();
        assert_eq!((steps.len(), survival.n, survival.n_events), (7, 11, 7));
        for (step, (time, at_risk, share, std_error)) in steps.iter().zip(want) {
            assert_eq!((step.time, step.at_risk), (time, at_risk));
            assert!((step.survival - share).abs() < 1e-7 && (step.std_error - std_error).abs() < 5e-5, "{step:?}");
            assert!(step.conf_low < Some(share) && step.conf_high > Some(share));
        }
        let median = survival.median();
        assert_eq!((median.estimate, median.conf_high), (Some(31.0), None));
    }

    #[test]
    fn the_log_log_interval_is_that_of_its_formula() {
        // S = 10/11, G = 1/110: exponent exp(±1.959964·0.0953463/ln(10/11)) = exp(∓1.960691).
        let first = aml().steps[0];
        let (low, high) = (first.conf_low.unwrap(), first.conf_high.unwrap());
        assert!((low - 0.508_125).abs() < 1e-4 && (high - 0.986_681).abs() < 1e-4, "{low} {high}");
    }

    #[test]
    fn without_censoring_it_is_the_share_that_is_left() {
        let watched: Vec<_> = (1..=4).map(|time| Duration { time: f64::from(time), end: End::Event }).collect();
        let survival = kaplan_meier(&watched, Level::default()).unwrap();
        for (time, expected) in [(1.0, 0.75_f64), (2.0, 0.5), (3.0, 0.25), (4.0, 0.0)] {
            assert!((survival.at(time) - expected).abs() < 1e-15, "at {time}"); // sums of few quarters
        }
        assert_eq!((survival.median().estimate, survival.at(0.5)), (Some(2.0), 1.0));
        assert_eq!(survival.steps[3].conf_low, None);
    }

    #[test]
    fn nothing_watched_and_nothing_happened_give_no_median() {
        let none = kaplan_meier(&[], Level::default()).unwrap();
        assert_eq!((none.median().estimate, none.at(1.0)), (None, 1.0));
        let waiting = kaplan_meier(&[Duration { time: 2.0, end: End::Censored }], Level::default()).unwrap();
        assert_eq!((waiting.median().estimate, waiting.at(3.0)), (None, 1.0));
        let error = kaplan_meier(&[Duration { time: f64::NAN, end: End::Event }], Level::default()).unwrap_err();
        assert_eq!((error.code().name(), error.row()), ("out_of_range", Some(0)));
    }
}
