use super::Trigger;
use crate::columns::time::Duration;
use crate::domain::{CaseId, CustomerId, FeedbackId, IsoDuration, LoopKind, Money, TeamId, Timestamp};

/// What is known when a case is opened.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Opening {
    /// Its id.
    pub id: CaseId,
    /// What opens it.
    pub by: Trigger,
    /// When.
    pub at: Timestamp,
    /// Whose it is.
    pub customer: Option<CustomerId>,
    /// One customer's trouble, or the cause of many.
    pub loop_kind: LoopKind,
    /// How bad it is: 1 the least, 5 the worst.
    pub severity: u8,
    /// Within which time it should be closed.
    pub sla: Option<Duration>,
    /// Who works on it.
    pub team: Option<TeamId>,
    /// What is lost if the customer goes.
    pub value_at_risk: Option<Money>,
    /// The responses and other feedback that it answers.
    pub feedback: Vec<FeedbackId>,
    /// What the customer answered.
    pub score: Option<f64>,
    /// It is reopened once in so long a time.
    pub reopen_every: Option<IsoDuration>,
}

impl Opening {
    /// An opening of a case of the inner loop, of middle severity.
    #[must_use]
    pub const fn new(id: CaseId, by: Trigger, at: Timestamp) -> Self {
        Self {
            id,
            by,
            at,
            customer: None,
            loop_kind: LoopKind::Inner,
            severity: 3,
            sla: None,
            team: None,
            value_at_risk: None,
            feedback: Vec::new(),
            score: None,
            reopen_every: None,
        }
    }

    /// Whose it is.
    #[must_use]
    pub fn customer(mut self, customer: CustomerId) -> Self {
        self.customer = Some(customer);
        self
    }

    /// Inner or outer loop.
    #[must_use]
    pub const fn loop_kind(mut self, kind: LoopKind) -> Self {
        self.loop_kind = kind;
        self
    }

    /// How bad it is, 1..=5.
    #[must_use]
    pub const fn severity(mut self, severity: u8) -> Self {
        self.severity = severity;
        self
    }

    /// Within which time it should be closed.
    #[must_use]
    pub const fn sla(mut self, sla: Duration) -> Self {
        self.sla = Some(sla);
        self
    }

    /// Who works on it.
    #[must_use]
    pub fn team(mut self, team: TeamId) -> Self {
        self.team = Some(team);
        self
    }

    /// What is lost if the customer goes.
    #[must_use]
    pub fn value_at_risk(mut self, value: Money) -> Self {
        self.value_at_risk = Some(value);
        self
    }

    /// The responses and other feedback that it answers.
    #[must_use]
    pub fn feedback(mut self, feedback: Vec<FeedbackId>) -> Self {
        self.feedback = feedback;
        self
    }

    /// What the customer answered.
    #[must_use]
    pub const fn score(mut self, score: f64) -> Self {
        self.score = Some(score);
        self
    }

    /// It is reopened once in so long a time.
    #[must_use]
    pub fn reopen_every(mut self, every: IsoDuration) -> Self {
        self.reopen_every = Some(every);
        self
    }
}
