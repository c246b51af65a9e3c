use super::counts::GroupCounts;
use super::waits::Waits;
use super::{FunnelCounts, FunnelOptions, Incomplete};
use crate::columns::{Key, Table, TableColumn};
use crate::error::Result;
use crate::stats::survival::{Duration, End, kaplan_meier};
use crate::stats::{Level, share};

/// A share and its interval.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Share {
    pub estimate: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

impl FunnelCounts {
    /// A row for each step, of each group in the order of its keys: the columns of `by`, `step` (from 0), `touchpoint`, `n` customers, `share_of_first` with
    /// `conf_low` and `conf_high`, `share_of_previous` with `previous_conf_low` and `previous_conf_high`, the time since the step before (`median_seconds`,
    /// `p25_seconds`, `p75_seconds`, `p90_seconds`, `p95_seconds`, `mean_seconds`), `n_excluded` and `n_incomplete`.
    ///
    /// The step before is the last one that may not be left out. Who began is the whole: the first row has shares of 1 with the interval `[1, 1]`.
    ///
    /// # Formula
    /// Wilson's interval, exact where nobody or everybody did. With `incomplete="survival"` and windows that are not over, `share_of_first` is `1 - S(window)` of
    /// Kaplan and Meier's estimate with its log-log interval, `share_of_previous` the ratio of two of these, without an interval. Quantiles are of type 7, exact.
    ///
    /// # Errors
    /// Those of [`share`], which a funnel does not meet.
    pub fn table(&self, level: Level) -> Result<Table> {
        let mut rows = Rows::default();
        for counts in self.groups.values() {
            for step in 0..self.options.steps.len() {
                rows.add(&self.options, counts, step, level)?;
            }
        }
        let steps = self.options.steps.len();
        let mut table = Table::default();
        for (place, name) in self.options.by.iter().enumerate() {
            let key = |keys: &Vec<Key>| std::iter::repeat_n(keys.get(place).cloned().unwrap_or(Key::Null), steps);
            table = table.with(name.clone(), TableColumn::Key { keys: self.groups.keys().flat_map(key).collect(), rows: None });
        }
        let each = |of: &dyn Fn(usize) -> u64| {
            TableColumn::Count((0..self.groups.len()).flat_map(|_| (0..steps).map(of)).map(Some).collect())
        };
        let names = (0..self.groups.len()).flat_map(|_| (0..steps).map(|step| Some(self.options.step_name(step)))).collect();
        let group = |of: fn(&GroupCounts) -> u64| {
            TableColumn::Count(self.groups.values().flat_map(|counts| std::iter::repeat_n(Some(of(counts)), steps)).collect())
        };
        table = table
            .with("step", each(&|step| step as u64))
            .with("touchpoint", TableColumn::Text(names))
            .with("n", TableColumn::Count(rows.n))
            .with("share_of_first", TableColumn::Float(rows.first.iter().map(|share| share.estimate).collect()))
            .with("conf_low", TableColumn::Float(rows.first.iter().map(|share| share.low).collect()))
            .with("conf_high", TableColumn::Float(rows.first.iter().map(|share| share.high).collect()))
            .with("share_of_previous", TableColumn::Float(rows.previous.iter().map(|share| share.estimate).collect()))
            .with("previous_conf_low", TableColumn::Float(rows.previous.iter().map(|share| share.low).collect()))
            .with("previous_conf_high", TableColumn::Float(rows.previous.iter().map(|share| share.high).collect()));
        for ((name, _), seconds) in QUANTILES.iter().zip(rows.seconds) {
            table = table.with(*name, TableColumn::Float(seconds));
        }
        let table = table.with("mean_seconds", TableColumn::Float(rows.mean));
        Ok(table.with("n_excluded", group(|counts| counts.n_excluded)).with("n_incomplete", group(|counts| counts.n_incomplete)))
    }
}

const QUANTILES: [(&str, f64); 5] =
    [("median_seconds", 0.5), ("p25_seconds", 0.25), ("p75_seconds", 0.75), ("p90_seconds", 0.9), ("p95_seconds", 0.95)];

#[derive(Default)]
struct Rows {
    n: Vec<Option<u64>>,
    first: Vec<Share>,
    previous: Vec<Share>,
    seconds: [Vec<Option<f64>>; 5],
    mean: Vec<Option<f64>>,
}

impl Rows {
    fn add(&mut self, options: &FunnelOptions, counts: &GroupCounts, step: usize, level: Level) -> Result<()> {
        let n = |step: usize| counts.reached.get(step).copied().unwrap_or_default();
        self.n.push(Some(n(step)));
        let (of_first, of_previous) = if step == 0 {
            let whole = (n(0) > 0).then_some(1.0);
            let whole = Share { estimate: whole, low: whole, high: whole };
            (whole, whole)
        } else if options.incomplete == Incomplete::Survival && counts.n_incomplete > 0 {
            let of_first = censored(counts, step, level)?;
            let before = match options.previous(step) {
                0 => Some(1.0),
                previous => censored(counts, previous, level)?.estimate,
            };
            let ratio =
                of_first.estimate.zip(before).filter(|(_, before)| *before > 0.0).map(|(own, before)| (own / before).min(1.0));
            (of_first, Share { estimate: ratio, ..Share::default() })
        } else {
            (wilson(n(step), n(0), level)?, wilson(n(step), n(options.previous(step)), level)?)
        };
        self.first.push(of_first);
        self.previous.push(of_previous);
        let waits = counts.waits.get(step);
        let quantiles = waits.map_or([None; 5], |waits| waits.quantiles(QUANTILES.map(|(_, share)| share)));
        let seconds = |micros: Option<f64>| micros.map(|micros| micros / 1e6);
        self.seconds.iter_mut().zip(quantiles).for_each(|(own, quantile)| own.push(seconds(quantile)));
        self.mean.push(seconds(waits.and_then(Waits::mean)));
        Ok(())
    }
}

pub(super) fn wilson(k: u64, n: u64, level: Level) -> Result<Share> {
    let share = share("share", k, n, level)?;
    Ok(Share { estimate: share.estimate, low: share.conf_low, high: share.conf_high })
}

/// The share that gets to a step within the window, of attempts that were not all watched that long.
fn censored(counts: &GroupCounts, step: usize, level: Level) -> Result<Share> {
    let watched = counts.watched.get(step).map(Vec::as_slice).unwrap_or_default();
    let durations: Vec<Duration> = watched
        .iter()
        .map(|&(micros, is_done)| Duration { time: micros as f64 / 1e6, end: if is_done { End::Event } else { End::Censored } })
        .collect();
    let survival = kaplan_meier(&durations, level)?;
    let Some(last) = survival.steps.last() else { return Ok(Share::default()) };
    if survival.n_events == 0 {
        // Nobody yet: the exact interval on those who were watched to the end.
        return wilson(0, last.at_risk, level);
    }
    let at_end = survival.steps.iter().rev().find(|step| step.events > 0).unwrap_or(last);
    Ok(Share {
        estimate: Some(1.0 - at_end.survival),
        low: at_end.conf_high.map_or(wilson(survival.n_events, survival.n_events, level)?.low, |high| Some(1.0 - high)),
        high: Some(at_end.conf_low.map_or(1.0, |low| 1.0 - low)),
    })
}
