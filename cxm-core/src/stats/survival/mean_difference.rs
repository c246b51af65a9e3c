use super::{LifeTable, Transform};
use crate::error::Result;
use crate::stats::test::{Alternative, wald};
use crate::stats::{Level, Test, Unit};

/// The difference of the restricted means of two groups, first minus second: how much more of the time until `until` it has not happened.
///
/// # Formula
/// `m_a - m_b` with the means and variances of [`restricted_mean`](super::Survival::restricted_mean); Wald's interval and test.
///
/// # Units
/// Those of the times.
///
/// # Valid when
/// Also where the hazards are not proportional.
///
/// # Errors
/// As [`restricted_mean`](super::Survival::restricted_mean).
///
/// # Examples
/// ```
/// use cxm_core::stats::Level;
/// use cxm_core::stats::survival::{Duration, End, LifeTable, rmst_difference};
/// let table = |times: [f64; 3]| LifeTable::of(&times.map(|time| Duration { time, end: End::Event }));
/// let test = rmst_difference(&table([1.0, 2.0, 3.0])?, &table([2.0, 3.0, 4.0])?, Some(2.0), Level::default())?;
/// assert!((test.estimate.unwrap() + 1.0 / 3.0).abs() < 1e-15); // 5/3 - 2
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// P. Royston and M. K. B. Parmar (2013), BMC Med. Res. Methodol. 13:152; H. Uno et al. (2014), J. Clinical Oncology 32:2380.
pub fn rmst_difference(one: &LifeTable, other: &LifeTable, until: Option<f64>, level: Level) -> Result<Test> {
    let curves = [one, other].map(|table| table.survival(level, Transform::default()));
    let last = |place: usize| curves.get(place).and_then(|curve| curve.steps.last()).map_or(0.0, |step| step.time);
    let until = until.unwrap_or_else(|| last(0).min(last(1)));
    let [a, b] = curves.each_ref().map(|curve| curve.restricted_mean(until, level));
    let (a, b) = (a?, b?);
    let std_error = a.std_error.hypot(b.std_error);
    let found = wald::from_estimate(a.estimate - b.estimate, std_error, level.get(), Alternative::TwoSided);
    let mut test = Test::of_groups("rmst", "rmst", (0.0, 0), 0);
    (test.estimate, test.std_error, test.statistic, test.p_value) =
        (found.estimate, found.std_error, found.statistic, found.p_value);
    (test.conf_low, test.conf_high, test.level, test.unit) = (found.low, found.high, level.get(), Unit::Scale);
    (test.n_a, test.n_b, test.flags) = (Some(one.n()), Some(other.n()), Vec::new());
    Ok(test)
}
