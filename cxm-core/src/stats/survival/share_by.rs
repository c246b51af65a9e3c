use super::{LifeTable, Survival, SurvivalStep, Transform};
use crate::error::Result;
use crate::stats::interval::{Interval, ProportionMethod, proportion_interval};
use crate::stats::test::{Alternative, Outcome, newcombe};
use crate::stats::{Estimate, Flag, Level, share};

/// The share to whom something has happened by a time, of customers who were not all watched until then.
///
/// # Examples
/// ```
/// use cxm_core::stats::Level;
/// use cxm_core::stats::survival::{Duration, End, LifeTable, ShareBy};
/// let watched = [(1.0, End::Event), (2.0, End::Censored), (3.0, End::Event), (4.0, End::Censored)];
/// let table = LifeTable::of(&watched.map(|(time, end)| Duration { time, end }))?;
/// let share = ShareBy { until: 3.5, level: Level::default() }.estimate("bought_again", &table)?;
/// assert_eq!((share.estimate, share.n), (Some(0.625), Some(4))); // 1 - 3/4 · 1/2
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareBy {
    /// The time.
    pub until: f64,
    /// Of the interval.
    pub level: Level,
}

impl ShareBy {
    /// One minus Kaplan and Meier's estimate, its interval on the log-log scale. Where it happened to nobody the upper end is that of Clopper and Pearson for those who were watched until then, where it happened
    /// to all the lower end is the last one known. Where nobody was watched until then it is not known: `not_reached`.
    ///
    /// # Errors
    /// None that can be met.
    pub fn estimate(&self, metric: &str, table: &LifeTable) -> Result<Estimate> {
        let (curve, last) = self.curve(table);
        let happened = curve.steps.iter().map(|step| step.events).sum();
        let mut estimate = share(metric, happened, table.n(), self.level)?;
        let Some(last) = last else { return Ok(estimate) };
        let watched: u64 = table.rows().filter(|row| row.time >= self.until).map(|row| row.events + row.censored).sum();
        (estimate.method, estimate.n_eff) = ("kaplan_meier".into(), None);
        if watched == 0 && last.survival > 0.0 {
            (estimate.estimate, estimate.std_error, estimate.conf_low, estimate.conf_high) = (None, None, None, None);
            estimate.flag(Flag::NotReached);
            return Ok(estimate);
        }
        (estimate.estimate, estimate.std_error) = (Some(1.0 - last.survival), Some(last.std_error));
        let exact = |k: u64, n: u64| proportion_interval(k as f64, n as f64, self.level.get(), ProportionMethod::ClopperPearson);
        if happened == 0 {
            (estimate.conf_low, estimate.conf_high) = (Some(0.0), Some(exact(0, watched).high));
            estimate.method = ProportionMethod::ClopperPearson.name().into();
        } else if last.survival <= 0.0 {
            let before = curve.steps.iter().rev().find_map(|step| step.conf_high).map(|high| 1.0 - high);
            estimate.conf_low = before.or_else(|| Some(exact(table.n(), table.n()).low));
            estimate.conf_high = Some(1.0);
        } else {
            (estimate.conf_low, estimate.conf_high) = (last.conf_high.map(|high| 1.0 - high), last.conf_low.map(|low| 1.0 - low));
        }
        Ok(estimate)
    }

    /// How much larger the share of the first is: its interval by squaring and adding the ends of both, and the test of the two on the log-log scale; no test where it happened to nobody or to all.
    ///
    /// # Formula
    /// `(g_a - g_b)² / (v_a + v_b)` with `g = ln(-ln S)`, `v = (se(S) / (S ln S))²`; chi-square, df 1.
    ///
    /// # Errors
    /// None that can be met.
    ///
    /// # References
    /// J. P. Klein, B. Logan, M. Harhoff and P. K. Andersen (2007), Analyzing survival curves at a fixed point in time, Stat. Med. 26:4505; G. Y. Zou and A. Donner (2008), Stat. Med. 27:1693.
    pub fn difference(&self, one: &LifeTable, other: &LifeTable) -> Result<Outcome> {
        let (a, b) = (self.estimate("share", one)?, self.estimate("share", other)?);
        let ends = |of: &Estimate| Some((of.estimate?, Interval { low: of.conf_low?, high: of.conf_high? }));
        let (Some(ends_a), Some(ends_b)) = (ends(&a), ends(&b)) else { return Ok(Outcome::default()) };
        let (low, high) = newcombe::of_ends(ends_a, ends_b);
        let errors = a.std_error.zip(b.std_error);
        let scaled = |table: &LifeTable| {
            let last = self.curve(table).1?;
            let (s, log) = (last.survival, last.survival.ln());
            (s > 0.0 && s < 1.0).then(|| ((-log).ln(), (last.std_error / (s * log)).powi(2)))
        };
        let root = scaled(one).zip(scaled(other)).map(|((g_a, v_a), (g_b, v_b))| (g_a - g_b) / (v_a + v_b).sqrt());
        Ok(Outcome {
            estimate: Some(ends_a.0 - ends_b.0),
            std_error: errors.map(|(a, b)| a.hypot(b)),
            statistic: root.map(|root| root * root),
            df: root.map(|_| 1.0),
            p_value: root.map(|root| Alternative::TwoSided.normal_p(root)),
            low: Some(low),
            high: Some(high),
            ..Outcome::default()
        })
    }

    /// The survival function until then, and its last step.
    fn curve(&self, table: &LifeTable) -> (Survival, Option<SurvivalStep>) {
        let mut curve = table.survival(self.level, Transform::default());
        curve.steps.retain(|step| step.time <= self.until);
        let nothing_yet = SurvivalStep {
            time: 0.0,
            at_risk: curve.n,
            events: 0,
            censored: 0,
            survival: 1.0,
            std_error: 0.0,
            conf_low: None,
            conf_high: None,
        };
        let last = (curve.n > 0).then(|| curve.steps.last().copied().unwrap_or(nothing_yet));
        (curve, last)
    }
}
