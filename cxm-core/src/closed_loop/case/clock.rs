use super::{Case, CaseState};
use crate::columns::time::Instant;

/// How a case stands against the time it was given.
///
/// # Units
/// Hours.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct CaseClock {
    /// Since it was opened, until it was closed or now.
    pub elapsed_hours: f64,
    /// Until it is due, less than 0 after it; for a closed case what was left. `None` when it has no due time.
    pub hours_left: Option<f64>,
    /// Until the customer first heard from somebody.
    pub hours_to_response: Option<f64>,
    /// Whether it is open after the time it was due.
    pub is_overdue: bool,
}

impl Case {
    /// The clock of the case. It runs from the opening to the close; a case that is reopened runs on as if it had never been closed.
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
        let last = self.history().last().filter(|event| event.to == CaseState::Closed);
        let end = last.map_or(now, |event| event.at.instant());
        let response = self.history().iter().find(|event| event.to.reaches_customer());
        CaseClock {
            elapsed_hours: hours(start, end),
            hours_left: self.due().map(|due| hours(end, due.instant())),
            hours_to_response: response.map(|event| hours(start, event.at.instant())),
            is_overdue: self.is_overdue(now),
        }
    }
}
