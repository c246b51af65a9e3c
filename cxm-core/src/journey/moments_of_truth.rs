use super::goal_effect::GoalCounts;
use super::goal_performance::deadline;
use super::share_columns::{count_column, name_column};
use super::{GoalEvents, Ties};
use crate::columns::time::{Duration, Instant, Zone};
use crate::columns::{Table, TableColumn};
use crate::error::Result;
use crate::records::event_log::EventLog;
use crate::stats::multiplicity::{Adjustment, adjust};
use crate::stats::test::Outcome;
use crate::stats::{Flag, LOW_BASE, Level, flag_names};
use std::ops::Range;

/// When a touchpoint counts as met, and the goal as reached.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct MomentsOptions {
    /// Where a customer's time begins.
    pub from: ClockStart,
    /// How long after it touchpoints are counted; the goal counts only later. Without one the result is an association.
    pub landmark: Option<Duration>,
    /// Within which time after the landmark, or after the beginning, the goal is to be reached; for ever, if it lacks. Customers whose time is not over are left out.
    pub within: Option<Duration>,
    /// By whose clocks both run: with a zone a day is a calendar day, without one it is 24 h.
    pub zone: Option<Zone>,
    /// Until when the log is complete; by default until its last event. Later events are not read.
    pub as_of: Option<Instant>,
    /// What counts when action and exit have the same time.
    pub ties: Ties,
    /// How p-values are adjusted for their number.
    pub adjust: Adjustment,
    /// The level of the intervals.
    pub level: Level,
}

/// Where a customer's time begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ClockStart {
    /// With the first event, whatever it is.
    #[default]
    FirstEvent,
    /// With the first start of the goal.
    Start,
}

/// Which touchpoints move a goal: a row for each touchpoint that somebody meets, but those of the goal itself: `n_with` customers who met it and `n_without`, how many of each reached the goal
/// (`reached_with`, `reached_without`), `rate_with` and `rate_without`, their `difference` with `conf_low` and `conf_high`, `p_value`, `p_adjusted`, `flags`; the smallest p-value first.
///
/// Who reaches a goal late has had more time to meet anything. So touchpoints count until a landmark only, among those who had neither reached the goal nor left by then, and the goal counts
/// after it. Without a landmark touchpoints count until the goal is reached, and every row has the flag `association`. Neither says what would happen if more customers met it: nobody
/// drew lots.
///
/// # Formula
/// Newcombe's interval of the difference of two shares, and Pearson's chi-square test without correction; Holm's procedure over all rows, unless told otherwise. Fewer than 30 customers on
/// either side are flagged `low_base`, an expected count below 5 `sparse_cells`.
///
/// # Errors
/// `invalid_time` when a window ends after 2200.
///
/// # References
/// J. R. Anderson, K. C. Cain and R. D. Gelber (1983), J. Clin. Oncol. 1:710 (landmark); R. G. Newcombe (1998), Statistics in Medicine 17:873, method 10; S. Holm (1979), Scandinavian Journal
/// of Statistics 6:65.
pub fn moments_of_truth(log: &EventLog, goal: &GoalEvents, options: &MomentsOptions) -> Result<Table> {
    let as_of = log.known_until(options.as_of.map(Instant::micros));
    let mut counts = Counts::new(log.touchpoints().len());
    for (customer, path) in log.paths().enumerate() {
        if let Some((touched, reached)) = followed(log, goal, options, as_of, path.clone())? {
            counts.add(log, customer, touched, reached);
        }
        // What is part of the goal does not move it.
        for event in path.filter(|&event| goal.of_event(log, event) & (GoalEvents::ACTION | GoalEvents::EXIT) != 0) {
            if let Some(own) = log.touchpoint_codes().get(event).and_then(|code| counts.is_goal.get_mut(code)) {
                *own = true;
            }
        }
    }
    Ok(counts.table(log, options))
}

/// The events of one customer whose touchpoints count, and whether the goal is reached after them; `None` of a customer who is not compared.
fn followed(
    log: &EventLog,
    goal: &GoalEvents,
    options: &MomentsOptions,
    as_of: i64,
    path: Range<usize>,
) -> Result<Option<(Range<usize>, bool)>> {
    let at = |event: usize| log.times().get(event).copied().unwrap_or(i64::MAX);
    let has = |event: usize, role: u8| goal.of_event(log, event) & role != 0;
    let is_start = |event: usize| options.from == ClockStart::FirstEvent || has(event, GoalEvents::START);
    let Some(start) = path.clone().find(|&event| is_start(event)).filter(|&start| at(start) <= as_of) else { return Ok(None) };
    if path.clone().any(|event| at(event) < at(start) && has(event, GoalEvents::ACTION)) {
        return Ok(None); // before the start
    }
    // A start is the action too only where it is the first event that counts.
    let may_be = |event: usize| event != start || options.from == ClockStart::FirstEvent;
    let first =
        |role: u8| path.clone().find(|&event| may_be(event) && at(event) >= at(start) && at(event) <= as_of && has(event, role));
    let (action, exit) = (first(GoalEvents::ACTION), first(GoalEvents::EXIT));
    let is_exit =
        |(action, exit): (usize, usize)| at(exit) < at(action) || at(exit) == at(action) && options.ties == Ties::ExitFirst;
    let end = match (action, exit) {
        (Some(action), Some(exit)) if is_exit((action, exit)) => Some((exit, false)),
        (Some(action), _) => Some((action, true)),
        (None, exit) => exit.map(|exit| (exit, false)),
    };
    let landmark = deadline(at(start), options.landmark, options.zone)?;
    if landmark.is_some_and(|landmark| landmark > as_of || end.is_some_and(|(event, _)| at(event) <= landmark)) {
        return Ok(None);
    }
    let over = deadline(landmark.unwrap_or(at(start)), options.within, options.zone)?;
    if over.is_some_and(|over| over > as_of) {
        return Ok(None);
    }
    let until = over.unwrap_or(as_of);
    let end = end.filter(|&(event, _)| at(event) <= until);
    let is_reached = end.is_some_and(|(_, is_reached)| is_reached);
    let last = match landmark {
        Some(landmark) => path.clone().find(|&event| at(event) > landmark).unwrap_or(path.end),
        None => end.map(|(event, _)| event).or_else(|| path.clone().find(|&event| at(event) > until)).unwrap_or(path.end),
    };
    Ok(Some((start..last.max(start), is_reached)))
}

#[derive(Debug, Clone, Copy, Default)]
struct Touched {
    n: u64,
    reached: u64,
}

struct Counts {
    all: Touched,
    by_touchpoint: Vec<Touched>,
    is_goal: Vec<bool>,
    last_customer: Vec<usize>,
}

impl Counts {
    fn new(touchpoints: usize) -> Self {
        Self {
            all: Touched::default(),
            by_touchpoint: vec![Touched::default(); touchpoints],
            is_goal: vec![false; touchpoints],
            last_customer: vec![usize::MAX; touchpoints],
        }
    }

    fn add(&mut self, log: &EventLog, customer: usize, touched: Range<usize>, is_reached: bool) {
        let reached = u64::from(is_reached);
        self.all.n += 1;
        self.all.reached += reached;
        for code in touched.filter_map(|event| log.touchpoint_codes().get(event)) {
            let (Some(last), Some(own)) = (self.last_customer.get_mut(code), self.by_touchpoint.get_mut(code)) else { continue };
            if std::mem::replace(last, customer) != customer {
                own.n += 1;
                own.reached += reached;
            }
        }
    }

    fn table(&self, log: &EventLog, options: &MomentsOptions) -> Table {
        let row = |(code, with): (usize, &Touched)| {
            let (n_without, without) = (self.all.n - with.n, self.all.reached - with.reached);
            let counts = GoalCounts { n_with: with.n, with: with.reached, n_without, without };
            Row { code, counts, outcome: counts.outcome(options.level) }
        };
        let is_shown = |code: usize| self.is_goal.get(code) == Some(&false);
        let met = self.by_touchpoint.iter().enumerate().filter(|(code, with)| with.n > 0 && is_shown(*code));
        let mut rows: Vec<Row> = met.map(row).collect();
        let p = |row: &Row| row.outcome.p_value.unwrap_or(2.0); // after every probability
        rows.sort_by(|a, b| p(a).total_cmp(&p(b)));
        let p_values: Vec<Option<f64>> = rows.iter().map(|row| row.outcome.p_value).collect();
        let count = |of: fn(&Row) -> u64| count_column(rows.iter().map(of));
        let number = |of: fn(&Row) -> Option<f64>| TableColumn::Float(rows.iter().map(of).collect());
        let rate = |(reached, n): (u64, u64)| (n > 0).then(|| reached as f64 / n as f64);
        let rates =
            |of: fn(&GoalCounts) -> (u64, u64)| TableColumn::Float(rows.iter().map(|row| rate(of(&row.counts))).collect());
        Table::default()
            .with("touchpoint", name_column(rows.iter().map(|row| log.touchpoints().get(row.code))))
            .with("n_with", count(|row| row.counts.n_with))
            .with("n_without", count(|row| row.counts.n_without))
            .with("reached_with", count(|row| row.counts.with))
            .with("reached_without", count(|row| row.counts.without))
            .with("rate_with", rates(|counts| (counts.with, counts.n_with)))
            .with("rate_without", rates(|counts| (counts.without, counts.n_without)))
            .with("difference", number(|row| row.outcome.estimate))
            .with("conf_low", number(|row| row.outcome.low))
            .with("conf_high", number(|row| row.outcome.high))
            .with("p_value", TableColumn::Float(p_values.clone()))
            .with("p_adjusted", TableColumn::Float(adjust(&p_values, options.adjust)))
            .with("flags", TableColumn::Text(rows.iter().map(|row| Some(row.flags(options))).collect()))
    }
}

struct Row {
    code: usize,
    counts: GoalCounts,
    outcome: Outcome,
}

impl Row {
    fn flags(&self, options: &MomentsOptions) -> String {
        let flags = [
            (Flag::LowBase, self.counts.fewer() < LOW_BASE),
            (Flag::SparseCells, self.outcome.p_value.is_some() && self.counts.is_sparse()),
            (Flag::Association, options.landmark.is_none()),
        ];
        flag_names(&flags.iter().filter(|(_, is_set)| *is_set).map(|(flag, _)| *flag).collect::<Vec<_>>())
    }
}
