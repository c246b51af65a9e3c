use super::{Case, CaseEvent, CaseState};
use crate::columns::time::Instant;

/// How a case stands, as of an instant, against the time it was given.
///
/// # Units
/// Hours.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct CaseClock {
    /// Since it was opened, until it was closed or now; 0 before it was opened.
    pub elapsed_hours: f64,
    /// Until it is due, less than 0 after it; for a closed case what was left, before the opening all of it. `None` when it has no due time.
    pub hours_left: Option<f64>,
    /// Until the customer first heard from somebody.
    pub hours_to_response: Option<f64>,
    /// Whether it is open after the time it was due.
    pub is_overdue: bool,
}

impl Case {
    /// The clock of the case as seen at `now`: later steps are not seen. It runs from the opening to the close; a case that is reopened runs on as if it had never been closed.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::closed_loop::case::{Case, Opening, Trigger};
    /// let opening = Opening::new("k1".parse()?, Trigger::Customer, "2026-11-21T10:00:00Z".parse()?);
    /// let case = Case::open(opening.sla("PT24H".parse()?))?;
    /// let clock = case.clock("2026-11-21T16:00:00Z".parse::<cxm_core::domain::Timestamp>()?.instant());
    /// assert_eq!((clock.elapsed_hours, clock.hours_left, clock.is_overdue), (6.0, Some(18.0), false));
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    #[must_use]
    pub fn clock(&self, now: Instant) -> CaseClock {
        let start = self.opened_at().unwrap_or(now); // a case always has one
        let hours = |from: Instant, to: Instant| (to.micros() - from.micros()) as f64 / 3.6e9;
        let seen = self.seen(now);
        let end = closed_at(seen).unwrap_or(now).max(start);
        let response = seen.iter().find(|event| event.to.reaches_customer());
        CaseClock {
            elapsed_hours: hours(start, end),
            hours_left: self.due().map(|due| hours(end, due.instant())),
            hours_to_response: response.map(|event| hours(start, event.at.instant())),
            is_overdue: self.is_overdue(now),
        }
    }

    /// Whether it was open at `now`, after the time it was due; later steps are not seen.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::closed_loop::case::{Case, CaseState, Opening, Step, Trigger};
    /// let at = |hour| format!("2026-11-21T{hour}:00:00Z").parse::<cxm_core::domain::Timestamp>();
    /// let mut case = Case::open(Opening::new("k1".parse()?, Trigger::Customer, at(10)?).sla("PT4H".parse()?))?;
    /// for (state, hour) in [(CaseState::Acknowledged, 11), (CaseState::Resolved, 16), (CaseState::Closed, 16)] {
    ///     case.transition(Step::new(state, "emp:1".parse()?, at(hour)?).root_cause("billing".parse()?))?;
    /// }
    /// assert_eq!([13, 15, 17].map(|hour| case.is_overdue(at(hour).unwrap().instant())), [false, true, false]);
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    #[must_use]
    pub fn is_overdue(&self, now: Instant) -> bool {
        let seen = self.seen(now);
        !seen.is_empty() && closed_at(seen).is_none() && self.is_due_before(now)
    }

    /// Whether the time it was due is over.
    pub(super) fn is_due_before(&self, now: Instant) -> bool {
        self.due().is_some_and(|due| due.instant() < now)
    }

    /// The history until an instant; empty before it was opened.
    pub(super) fn seen(&self, now: Instant) -> &[CaseEvent] {
        let until = self.history().partition_point(|event| event.at.instant() <= now);
        self.history().get(..until).unwrap_or_default()
    }
}

/// When it was closed for good, as far as these steps tell.
pub(super) fn closed_at(steps: &[CaseEvent]) -> Option<Instant> {
    steps.last().filter(|event| event.to == CaseState::Closed).map(|event| event.at.instant())
}
