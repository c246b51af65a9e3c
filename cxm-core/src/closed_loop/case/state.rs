use crate::domain::document::names;
use crate::error::{Code, Error, Result};

names! {
    /// Where a case stands, after the steps of complaint handling in ISO 10002.
    pub enum CaseState {
        /// It came in.
        Received "received",
        /// The customer was told that it came in.
        Acknowledged "acknowledged",
        /// Its severity and what it needs were judged.
        Assessed "assessed",
        /// Its circumstances are being found out.
        Investigating "investigating",
        /// The customer has an answer.
        Responded "responded",
        /// The customer's trouble is over.
        Resolved "resolved",
        /// Nothing is left to do, and the root cause is known.
        Closed "closed",
        /// It was closed, and the customer came back.
        Reopened "reopened",
        /// It lies with somebody above.
        Escalated "escalated",
    }
}

impl CaseState {
    /// Where a case may go from here.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::closed_loop::case::CaseState;
    /// assert_eq!(CaseState::Closed.next(), [CaseState::Reopened]);
    /// ```
    ///
    /// # References
    /// ISO 10002:2018, Quality management, Customer satisfaction, Guidelines for complaints handling, clause 7.
    #[must_use]
    pub const fn next(self) -> &'static [Self] {
        use CaseState::{Acknowledged, Assessed, Closed, Escalated, Investigating, Reopened, Resolved, Responded};
        match self {
            Self::Received => &[Acknowledged, Assessed, Escalated],
            Self::Acknowledged | Self::Reopened => &[Assessed, Investigating, Responded, Resolved, Escalated],
            Self::Assessed => &[Investigating, Responded, Resolved, Escalated],
            Self::Investigating => &[Responded, Resolved, Escalated],
            Self::Escalated => &[Assessed, Investigating, Responded, Resolved],
            Self::Responded => &[Investigating, Resolved, Closed, Escalated],
            Self::Resolved => &[Investigating, Closed, Escalated],
            Self::Closed => &[Reopened],
        }
    }

    /// Whether the customer has heard from somebody when a case comes here.
    #[must_use]
    pub const fn reaches_customer(self) -> bool {
        matches!(self, Self::Acknowledged | Self::Responded | Self::Resolved | Self::Closed)
    }

    /// Refuses a way that is none.
    pub(super) fn require_next(self, to: Self) -> Result<()> {
        if self.next().contains(&to) {
            return Ok(());
        }
        let legal = self.next().iter().map(|state| state.name()).collect::<Vec<_>>().join(", ");
        let message = format!("a case that is {self} cannot become {to}; from {self} it can become {legal}");
        Err(Error::new(Code::IllegalTransition, message).with_field("state").with_expected(legal).with_got(to.name()))
    }
}
