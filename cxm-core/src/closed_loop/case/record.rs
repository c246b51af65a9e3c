use super::CaseState;
use crate::domain::document::{document, variants};
use crate::domain::{
    AlertRuleId, CaseId, ChangeId, ConceptId, CustomerId, FeedbackId, IsoDuration, LoopKind, Money, OwnerId, ResponseId, TeamId,
    Timestamp,
};

document! {
    /// A case as it is written down; [`Case`](super::Case) is one whose history holds together.
    pub struct CaseRecord as "Case" {
        /// Its id.
        id: CaseId,
        /// Whose it is.
        customer: Option<CustomerId>,
        /// What opened it.
        opened_by: Trigger,
        /// One customer's trouble, or the cause of many.
        loop_: LoopKind = LoopKind::Inner,
        /// How bad it is: 1 the least, 5 the worst.
        severity: u8 = 3,
        /// What happened to it, first to last.
        history: Vec<CaseEvent>,
        /// Until when it should be closed.
        due: Option<Timestamp>,
        /// What caused it: a concept of a taxonomy.
        root_cause: Option<ConceptId>,
        /// Whether the customer is content again.
        recovered: Option<bool>,
        /// When they said so; without, it counts from the beginning.
        recovered_at: Option<Timestamp>,
        /// The response that told so.
        follow_up_response: Option<ResponseId>,
        /// Who works on it.
        team: Option<TeamId>,
        /// What is lost if the customer goes.
        value_at_risk: Option<Money>,
        /// The responses and other feedback that it answers.
        feedback: Vec<FeedbackId> = Vec::new(),
        /// The changes that came of it: the outer loop.
        changes: Vec<ChangeId> = Vec::new(),
        /// What the customer answered when it was opened.
        score: Option<f64>,
        /// What the customer answered to the same question later, whether the case was closed by then or not.
        follow_up_score: Option<f64>,
        /// When.
        follow_up_at: Option<Timestamp>,
        /// It is reopened once in so long a time; what comes sooner is a new case.
        reopen_every: Option<IsoDuration>,
    }
}

document! {
    /// One step of a case.
    pub struct CaseEvent {
        /// When.
        at: Timestamp,
        /// Who did it; of the first step, whoever or whatever opened the case.
        by: OwnerId,
        /// Where it went.
        to: CaseState,
        /// What was noted.
        note: Option<String>,
    }
}

variants! {
    /// What opened a case.
    pub enum Trigger {
        /// A rule of alerts.
        Rule "rule" (AlertRuleId),
        /// A person of the organisation.
        Person "person" (OwnerId),
        /// The customer.
        Customer "customer",
    }
}
