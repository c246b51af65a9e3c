use super::goal_performance::{Ending, FollowUp, Reached, deadline};
use crate::columns::time::{Duration, Instant, Zone};
use crate::columns::{Table, TableColumn};
use crate::error::{Error, Result};
use crate::records::event_log::EventLog;
use crate::stats::{Estimate, Flag, Level};

/// What counts as a bad experience, and until when.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ToleranceOptions {
    /// The touchpoints of bad experiences.
    pub bad: Vec<String>,
    /// Those of churn.
    pub churn: Vec<String>,
    /// How long after a customer's first event bad experiences are counted; churn counts only later. Without one the result is an association.
    pub landmark: Option<Duration>,
    /// Within which time after the landmark, or after the first event, churn counts; for ever, if it lacks.
    pub within: Option<Duration>,
    /// By whose clocks both run: with a zone a day is a calendar day, without one it is 24 h.
    pub zone: Option<Zone>,
    /// Until when the log is complete; by default until its last event.
    pub as_of: Option<Instant>,
    /// From this number of bad experiences on customers are one row; 3 by default.
    pub most: Option<u32>,
    /// The level of the intervals.
    pub level: Level,
}

/// The largest number of rows that `most` gives.
const MOST: u32 = 1000;

/// How many bad experiences customers put up with: the share who churn after none, one, two, ... of them.
///
/// Who stays longer has more time for bad experiences. So they are counted until a landmark only, among those who were still there at it, and churn counts after it. Without a landmark
/// bad experiences are counted until churn, and every row has the flag `association`.
///
/// # Formula
/// As [`GoalTimes::performance`](super::GoalTimes::performance), with churn for the action.
///
/// # Errors
/// `unknown_id`; `invalid_option` when `bad` or `churn` is empty, when a touchpoint is both, or `most` is 0 or more than 1000; `invalid_time` when a window ends after 2200.
///
/// # References
/// J. R. Anderson, K. C. Cain and R. D. Gelber (1983), Analysis of survival by tumor response, J. Clin. Oncol. 1:710 (landmark).
pub fn tolerance(log: &EventLog, options: &ToleranceOptions) -> Result<Table> {
    let most = options.most.unwrap_or(3);
    if most == 0 || most > MOST {
        return Err(Error::option("most", format!("1 to {MOST}"), most.to_string()));
    }
    let codes = |field: &'static str, names: &[String]| -> Result<Vec<bool>> {
        if names.is_empty() {
            return Err(Error::option(field, "one touchpoint or more", "nothing"));
        }
        log.among_touchpoints(field, names)
    };
    let (bad, churn) = (codes("bad", &options.bad)?, codes("churn", &options.churn)?);
    if let Some(both) = options.churn.iter().find(|name| options.bad.contains(name)) {
        return Err(Error::option("churn", "touchpoints that are no bad experience", both.as_str()));
    }
    let as_of = log.known_until(options.as_of.map(Instant::micros));
    let is =
        |of: &[bool], event: usize| log.touchpoint_codes().get(event).and_then(|code| of.get(code)).copied().unwrap_or(false);
    let at = |event: usize| log.times().get(event).copied().unwrap_or(i64::MAX);
    let (mut customers, mut window) = (Vec::new(), None);
    for path in log.paths() {
        let first = at(path.start);
        if first > as_of {
            continue;
        }
        let churned = path.clone().find(|&event| is(&churn, event)).map(at);
        let from = deadline(first, options.landmark, options.zone)?;
        if from.is_some_and(|landmark| landmark > as_of || churned.is_some_and(|churned| churned <= landmark)) {
            continue; // not watched until the landmark, or gone by then
        }
        let start = from.unwrap_or(first);
        let over = deadline(start, options.within, options.zone)?;
        let until = over.map_or(as_of, |over| over.min(as_of));
        let (end, when) = match churned.filter(|&churned| churned <= until) {
            Some(churned) => (Ending::Reached, churned),
            None if over.is_some_and(|over| over <= as_of) => (Ending::Complete, until),
            None => (Ending::Watching, until),
        };
        let counted = from.unwrap_or(when);
        let n_bad = path.clone().filter(|&event| at(event) <= counted && is(&bad, event)).count();
        window = window.max(over.map(|over| over - start));
        customers.push(FollowUp { group: n_bad.min(most as usize), micros: when - start, end });
    }
    let mut rows = Vec::new();
    for group in 0..=most as usize {
        let own: Vec<FollowUp> = customers.iter().filter(|each| each.group == group).copied().collect();
        let mut reached = Reached::of("churn", &own, window, options.level)?;
        if options.landmark.is_none() {
            reached.estimate.flag(Flag::Association);
        }
        rows.push(reached);
    }
    let name = |group: usize| if group == most as usize { format!("{group}+") } else { group.to_string() };
    let number = |of: fn(&Estimate) -> Option<f64>| TableColumn::Float(rows.iter().map(|row| of(&row.estimate)).collect());
    Ok(Table::default()
        .with("n_bad", TableColumn::Text((0..rows.len()).map(|group| Some(name(group))).collect()))
        .with("n", TableColumn::Count(rows.iter().map(|row| row.estimate.n).collect()))
        .with("n_churned", TableColumn::Count(rows.iter().map(|row| Some(row.n_acted)).collect()))
        .with("estimate", number(|estimate| estimate.estimate))
        .with("std_error", number(|estimate| estimate.std_error))
        .with("conf_low", number(|estimate| estimate.conf_low))
        .with("conf_high", number(|estimate| estimate.conf_high))
        .with("method", TableColumn::Text(rows.iter().map(|row| Some(row.estimate.method.to_string())).collect()))
        .with("flags", TableColumn::Text(rows.iter().map(|row| Some(row.estimate.flag_names())).collect())))
}
