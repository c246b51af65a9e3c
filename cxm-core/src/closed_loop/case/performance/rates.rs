use super::ClosingEffect;
use super::facts::{Facts, require_once};
use crate::closed_loop::case::Case;
use crate::columns::time::Instant;
use crate::columns::{Table, TableColumn};
use crate::error::Result;
use crate::stats::survival::{End, Survival, kaplan_meier};
use crate::stats::{Direction, Estimate, Flag, Level, flag_names, share};

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
    pub response_rate: Estimate,
    /// Share of cases that are closed.
    pub closing_rate: Estimate,
    /// Share closed in time, of the cases whose due time has passed or that are closed.
    pub on_time_rate: Estimate,
    /// Share that came back, of the cases that were ever closed.
    pub reopening_rate: Estimate,
    /// Share that was ever escalated.
    pub escalation_rate: Estimate,
    /// Share of recovered customers, of the cases for which that is known.
    pub recovery_rate: Estimate,
    /// Hours until the customer first heard from somebody; cases that wait are censored.
    pub hours_to_response: Survival,
    /// Hours until the case was closed for good; open and reopened cases are censored.
    pub hours_to_close: Survival,
    /// What closing does to the later score of detractors.
    pub effect_of_closing: ClosingEffect,
    /// How many cases count for each rate, in the order of `RATES`.
    counts: [u64; 6],
}

/// A rate: its name, and what a case says of it.
type Rate = (&'static str, fn(&Facts<'_>) -> Option<bool>);

/// The rates by name: of a case `None` where it does not count, else whether it counts for the rate.
pub(super) const RATES: [Rate; 6] = [
    ("response_rate", |case| Some(case.to_response.end == End::Event)),
    ("closing_rate", |case| Some(!case.is_open)),
    ("on_time_rate", |case| case.on_time),
    ("reopening_rate", |case| case.reopened),
    ("escalation_rate", |case| Some(case.escalated)),
    ("recovery_rate", |case| case.recovered),
];

/// How well these cases were answered and closed, as seen at `now`: later cases and steps are not seen.
///
/// A rate of closed cases alone rewards whoever opens few new ones, and a mean of the closed ones forgets those that wait. That is why the times come
/// from Kaplan and Meier's estimate, in which open cases count as long as they have waited.
///
/// # Units
/// Shares 0..=1; hours.
///
/// # Errors
/// `duplicate_id` with the row of a case that stands there twice.
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
    require_once(cases)?;
    let seen: Vec<Facts<'_>> = cases.iter().filter_map(|case| Facts::of(case, now)).collect();
    let counted = RATES
        .map(|(_, counts)| seen.iter().filter_map(counts).fold((0, 0), |(count, n), counts| (count + u64::from(counts), n + 1)));
    let rate = |place: usize, direction: Direction| -> Result<Estimate> {
        let ((name, _), (count, n)) = (RATES[place], counted[place]); // one of six
        Ok(Estimate { direction, ..share(name, count, n, level)? })
    };
    let count = |is: fn(&Facts<'_>) -> bool| seen.iter().filter(|case| is(case)).count() as u64;
    let times = |of: fn(&Facts<'_>) -> crate::stats::survival::Duration| seen.iter().map(of).collect::<Vec<_>>();
    let scores: Vec<_> = seen.iter().filter_map(|case| case.scores).collect();
    Ok(ClosedLoop {
        n: seen.len() as u64,
        n_open: count(|case| case.is_open),
        n_overdue: count(|case| case.is_overdue),
        response_rate: rate(0, Direction::HigherIsBetter)?,
        closing_rate: rate(1, Direction::HigherIsBetter)?,
        on_time_rate: rate(2, Direction::HigherIsBetter)?,
        reopening_rate: rate(3, Direction::LowerIsBetter)?,
        escalation_rate: rate(4, Direction::LowerIsBetter)?,
        recovery_rate: rate(5, Direction::HigherIsBetter)?,
        hours_to_response: kaplan_meier(&times(|case| case.to_response), level)?,
        hours_to_close: kaplan_meier(&times(|case| case.to_close), level)?,
        effect_of_closing: ClosingEffect::of(&scores, level),
        counts: counted.map(|(count, _)| count),
    })
}

impl ClosedLoop {
    /// One row a measure: `measure`, `estimate`, `conf_low`, `conf_high`, `n`, `n_events`, `unit` (`share`, `hours` or `score`; times are medians), `method` of the interval
    /// (of rates `wilson`, or `clopper_pearson` where no case counts or all do; `kaplan_meier` with the interval of Brookmeyer and Crowley; `analysis_of_covariance`), `flags`
    /// (`no_data`, `low_base`, `no_control`, `sparse_cells`, `zero_variance`).
    #[must_use]
    pub fn to_table(&self) -> Table {
        let of = [
            &self.response_rate,
            &self.closing_rate,
            &self.on_time_rate,
            &self.reopening_rate,
            &self.escalation_rate,
            &self.recovery_rate,
        ];
        let rates = RATES.into_iter().zip(of).zip(self.counts).map(|(((name, _), rate), n_events)| Row {
            measure: name,
            ends: [rate.estimate, rate.conf_low, rate.conf_high],
            n: rate.n.unwrap_or(0), // a share has it
            n_events,
            unit: "share",
            method: rate.method.clone().into(),
            flags: flag_names(&rate.flags),
        });
        let times = [("time_to_response", &self.hours_to_response), ("time_to_close", &self.hours_to_close)].map(|(name, s)| {
            let median = s.median();
            let ends = [median.estimate, median.conf_low, median.conf_high];
            Row {
                measure: name,
                ends,
                n: s.n,
                n_events: s.n_events,
                unit: "hours",
                method: "kaplan_meier".to_owned(),
                flags: if s.n == 0 { "no_data" } else { "" }.to_owned(),
            }
        });
        let e = self.effect_of_closing;
        let effect = Row {
            measure: "effect_of_closing",
            ends: [e.estimate, e.conf_low, e.conf_high],
            n: e.n_closed + e.n_control,
            n_events: e.n_closed,
            unit: "score",
            method: "analysis_of_covariance".to_owned(),
            flags: e.flag.map_or("", Flag::name).to_owned(),
        };
        let rows: Vec<_> = rates.chain(times).chain([effect]).collect();
        let text = |each: fn(&Row) -> &str| TableColumn::Text(rows.iter().map(|row| Some(each(row).to_owned())).collect());
        let float = |which: usize| TableColumn::Float(rows.iter().map(|row| row.ends.get(which).copied().flatten()).collect());
        let count = |each: fn(&Row) -> u64| TableColumn::Count(rows.iter().map(|row| Some(each(row))).collect());
        Table::default()
            .with("measure", text(|row| row.measure))
            .with("estimate", float(0))
            .with("conf_low", float(1))
            .with("conf_high", float(2))
            .with("n", count(|row| row.n))
            .with("n_events", count(|row| row.n_events))
            .with("unit", text(|row| row.unit))
            .with("method", text(|row| &row.method))
            .with("flags", text(|row| &row.flags))
    }
}

struct Row {
    measure: &'static str,
    ends: [Option<f64>; 3],
    n: u64,
    n_events: u64,
    unit: &'static str,
    method: String,
    flags: String,
}
