use crate::closed_loop::case::{Case, CaseState, closed_at};
use crate::columns::time::Instant;
use crate::error::{Code, Error, Result};
use crate::stats::survival::{Duration, End};
use std::collections::HashMap;

/// What one case says at an instant; later steps are not seen.
pub(super) struct Facts<'c> {
    pub team: Option<&'c str>,
    pub is_open: bool,
    pub is_overdue: bool,
    /// Hours until the customer first heard from somebody.
    pub to_response: Duration,
    /// Hours until it was closed for good.
    pub to_close: Duration,
    /// Whether it was closed in time; not yet known of an open case that is not due.
    pub on_time: Option<bool>,
    /// Whether it came back, of a case that was ever closed.
    pub reopened: Option<bool>,
    pub escalated: bool,
    pub recovered: Option<bool>,
    pub scores: Option<Scores>,
}

/// A score when the case was opened and a later one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scores {
    /// Whether the case was closed, and in time, before the later score.
    pub closed: bool,
    pub before: f64,
    pub after: f64,
}

impl<'c> Facts<'c> {
    /// `None` of a case that was not opened yet.
    pub fn of(case: &'c Case, now: Instant) -> Option<Self> {
        let (first, steps) = case.seen(now).split_first()?;
        let opened = first.at.instant();
        let hours = |end: Instant| (end.micros() - opened.micros()) as f64 / 3.6e9;
        let watched = |end: Option<Instant>| match end {
            Some(end) => Duration { time: hours(end), end: End::Event },
            None => Duration { time: hours(now), end: End::Censored },
        };
        let response = steps.iter().find(|event| event.to.reaches_customer()).map(|event| event.at.instant());
        let closed = closed_at(steps);
        let due = case.due().map(crate::domain::Timestamp::instant);
        let ever = |state| steps.iter().any(|event| event.to == state);
        let record = case.record();
        let later = record.follow_up_score.zip(record.follow_up_at).filter(|(_, at)| at.instant() <= now);
        let scores = record.score.zip(later).map(|(before, (after, at))| {
            let closed = closed_at(case.seen(at.instant()));
            Scores { closed: closed.is_some_and(|closed| due.is_none_or(|due| closed <= due)), before, after }
        });
        Some(Self {
            team: record.team.as_ref().map(crate::domain::TeamId::as_str),
            is_open: closed.is_none(),
            is_overdue: closed.is_none() && due.is_some_and(|due| due < now),
            to_response: watched(response),
            to_close: watched(closed),
            on_time: due.filter(|due| closed.is_some() || *due < now).map(|due| closed.is_some_and(|closed| closed <= due)),
            reopened: ever(CaseState::Closed).then(|| ever(CaseState::Reopened)),
            escalated: ever(CaseState::Escalated),
            recovered: record.recovered.filter(|_| record.recovered_at.is_none_or(|at| at.instant() <= now)),
            scores,
        })
    }
}

/// Refuses a case that stands there twice: it would count twice.
pub(crate) fn require_once(cases: &[Case]) -> Result<()> {
    let mut rows = HashMap::with_capacity(cases.len());
    for (row, case) in cases.iter().enumerate() {
        if let Some(first) = rows.insert(case.id().as_str(), row) {
            let message =
                format!("the case {:?} stands there twice (rows {first} and {row}); give each case once", case.id().as_str());
            return Err(Error::new(Code::DuplicateId, message)
                .with_field("cases")
                .with_got(case.id().as_str())
                .with_row(row as u64));
        }
    }
    Ok(())
}
