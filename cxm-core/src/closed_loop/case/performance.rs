//! How well cases are answered and closed.

use super::{Case, CaseEvent, CaseState};
use crate::columns::time::Instant;
use crate::columns::{Table, TableColumn};
use crate::error::Result;
use crate::stats::Level;
use crate::stats::interval::{ProportionMethod, proportion_interval};
use crate::stats::survival::{Duration, End, Survival, kaplan_meier};

/// A share of cases with Wilson's interval.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct RateOfCases {
    /// The share, 0..=1; `None` of no cases.
    pub estimate: Option<f64>,
    /// The lower end.
    pub conf_low: Option<f64>,
    /// The upper end.
    pub conf_high: Option<f64>,
    /// How many cases it counts.
    pub count: u64,
    /// Of how many.
    pub n: u64,
}

impl RateOfCases {
    fn of(count: u64, n: u64, level: Level) -> Self {
        if n == 0 {
            return Self { estimate: None, conf_low: None, conf_high: None, count, n };
        }
        let interval = proportion_interval(count as f64, n as f64, level.get(), ProportionMethod::Wilson);
        let estimate = Some(count as f64 / n as f64);
        Self { estimate, conf_low: Some(interval.low), conf_high: Some(interval.high), count, n }
    }
}

/// How well cases are answered and closed, as of one instant.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ClosedLoop {
    /// How many cases had been opened.
    pub n: u64,
    /// How many of them are open.
    pub n_open: u64,
    /// How many of those are past the time they were due.
    pub n_overdue: u64,
    /// Share of cases in which the customer has heard from somebody.
    pub response_rate: RateOfCases,
    /// Share of cases that are closed.
    pub closing_rate: RateOfCases,
    /// Share closed in time, of the cases whose due time has passed or that are closed.
    pub on_time_rate: RateOfCases,
    /// Share that came back, of the cases that were ever closed.
    pub reopening_rate: RateOfCases,
    /// Share that was ever escalated.
    pub escalation_rate: RateOfCases,
    /// Share of recovered customers, of the cases for which that is known.
    pub recovery_rate: RateOfCases,
    /// Hours until the customer first heard from somebody; cases that wait are censored.
    pub hours_to_response: Survival,
    /// Hours until the case was closed for good; open and reopened cases are censored.
    pub hours_to_close: Survival,
}

/// How well these cases were answered and closed, as seen at `now`: later cases and steps are not seen.
///
/// A rate of closed cases alone rewards whoever opens few new ones, and a mean of the closed ones forgets those that wait. That is why the times come
/// from Kaplan and Meier's estimate, in which open cases count as long as they have waited.
///
/// # Units
/// Shares 0..=1; hours.
///
/// # Errors
/// None of its own; those of the estimator cannot occur.
///
/// # Examples
/// ```
/// use cxm_core::closed_loop::case::{Case, CaseState, Opening, Step, Trigger, closed_loop};
/// let mut cases = Vec::new();
/// for id in ["a", "b"] {
///     cases.push(Case::open(Opening::new(id.parse()?, Trigger::Customer, "2026-11-21T10:00:00Z".parse()?))?);
/// }
/// cases[0].transition(Step::new(CaseState::Acknowledged, "emp:1".parse()?, "2026-11-21T12:00:00Z".parse()?))?;
/// let now = "2026-11-22T10:00:00Z".parse::<cxm_core::domain::Timestamp>()?.instant();
/// let loop_ = closed_loop(&cases, now, cxm_core::stats::Level::default())?;
/// assert_eq!((loop_.response_rate.estimate, loop_.hours_to_response.median().estimate), (Some(0.5), Some(2.0)));
/// assert_eq!((loop_.n_open, loop_.hours_to_close.median().estimate), (2, None));
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// ISO 10002:2018, clause 8 (maintenance and improvement). Kaplan and Meier: see [`kaplan_meier`].
pub fn closed_loop(cases: &[Case], now: Instant, level: Level) -> Result<ClosedLoop> {
    let mut count = Counts::default();
    let (mut to_response, mut to_close) = (Vec::new(), Vec::new());
    for case in cases {
        let seen = case.history().partition_point(|event| event.at.instant() <= now);
        let Some((first, steps)) = case.history().get(..seen).and_then(<[CaseEvent]>::split_first) else { continue };
        let hours = |end: Instant| (end.micros() - first.at.instant().micros()) as f64 / 3.6e9;
        let watched = |end: Option<Instant>| match end {
            Some(end) => Duration { time: hours(end), end: End::Event },
            None => Duration { time: hours(now), end: End::Censored },
        };
        let at = |event: &CaseEvent| event.at.instant();
        let response = steps.iter().find(|event| event.to.reaches_customer()).map(at);
        let closed = steps.last().filter(|event| event.to == CaseState::Closed).map(at);
        let due = case.due().map(crate::domain::Timestamp::instant);
        to_response.push(watched(response));
        to_close.push(watched(closed));
        count.n += 1;
        count.open += u64::from(closed.is_none());
        count.overdue += u64::from(closed.is_none() && due.is_some_and(|due| due < now));
        count.responded += u64::from(response.is_some());
        if let Some(due) = due.filter(|due| closed.is_some() || *due < now) {
            count.with_due += 1;
            count.on_time += u64::from(closed.is_some_and(|closed| closed <= due));
        }
        let ever = |state| u64::from(steps.iter().any(|event| event.to == state));
        count.ever_closed += ever(CaseState::Closed);
        count.reopened += ever(CaseState::Reopened);
        count.escalated += ever(CaseState::Escalated);
        count.asked += u64::from(case.recovered().is_some());
        count.recovered += u64::from(case.recovered() == Some(true));
    }
    let rate = |part, whole| RateOfCases::of(part, whole, level);
    Ok(ClosedLoop {
        n: count.n,
        n_open: count.open,
        n_overdue: count.overdue,
        response_rate: rate(count.responded, count.n),
        closing_rate: rate(count.n - count.open, count.n),
        on_time_rate: rate(count.on_time, count.with_due),
        reopening_rate: rate(count.reopened, count.ever_closed),
        escalation_rate: rate(count.escalated, count.n),
        recovery_rate: rate(count.recovered, count.asked),
        hours_to_response: kaplan_meier(&to_response, level)?,
        hours_to_close: kaplan_meier(&to_close, level)?,
    })
}

#[derive(Default)]
struct Counts {
    n: u64,
    open: u64,
    overdue: u64,
    responded: u64,
    on_time: u64,
    with_due: u64,
    ever_closed: u64,
    reopened: u64,
    escalated: u64,
    asked: u64,
    recovered: u64,
}

impl ClosedLoop {
    /// One row a measure: `measure`, `estimate`, `conf_low`, `conf_high`, `n`, `n_events`, `unit` (`share` or `hours`; times are medians).
    #[must_use]
    pub fn to_table(&self) -> Table {
        let rates = [
            ("response_rate", self.response_rate),
            ("closing_rate", self.closing_rate),
            ("on_time_rate", self.on_time_rate),
            ("reopening_rate", self.reopening_rate),
            ("escalation_rate", self.escalation_rate),
            ("recovery_rate", self.recovery_rate),
        ];
        let rates = rates.map(|(name, r)| (name, [r.estimate, r.conf_low, r.conf_high], r.n, r.count, "share"));
        let times = [("time_to_response", &self.hours_to_response), ("time_to_close", &self.hours_to_close)].map(|(name, s)| {
            let median = s.median();
            (name, [median.estimate, median.conf_low, median.conf_high], s.n, s.n_events, "hours")
        });
        let rows: Vec<_> = rates.into_iter().chain(times).collect();
        let text = |each: &dyn Fn(usize) -> &'static str| {
            TableColumn::Text((0..rows.len()).map(|row| Some(each(row).to_owned())).collect())
        };
        let float = |which: usize| TableColumn::Float(rows.iter().map(|row| row.1.get(which).copied().flatten()).collect());
        let measure = text(&|row| rows.get(row).map_or("", |row| row.0));
        let unit = text(&|row| rows.get(row).map_or("", |row| row.4));
        Table::default()
            .with("measure", measure)
            .with("estimate", float(0))
            .with("conf_low", float(1))
            .with("conf_high", float(2))
            .with("n", TableColumn::Count(rows.iter().map(|row| Some(row.2)).collect()))
            .with("n_events", TableColumn::Count(rows.iter().map(|row| Some(row.3)).collect()))
            .with("unit", unit)
    }
}
