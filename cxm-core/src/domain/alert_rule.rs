use super::document::{document, names, variants};
use super::predicate::{EventPattern, Test};
use crate::error::{Code, Error, Result};

use super::{AlertRuleId, ElementId, IsoDuration, MetricId, QuestionId};

document! {
    /// When somebody is told, and who.
    pub struct AlertRule {
        /// Its id.
        id: AlertRuleId,
        /// When.
        when: Condition,
        /// Who is told.
        route: Vec<Route>,
        /// Whether a case is opened.
        open_case: Option<LoopKind>,
        /// So long it is quiet after it fired.
        cooldown: Option<IsoDuration>,
        /// Within which time somebody must act.
        sla: Option<IsoDuration>,
        /// How bad it is: 1 the least, 5 the worst.
        severity: u8 = 3,
    }
}

/// Refuses a severity that is none.
///
/// # Errors
/// `out_of_range` outside 1..=5.
pub(crate) fn require_severity(severity: u8) -> Result<()> {
    if (1..=5).contains(&severity) {
        return Ok(());
    }
    Err(Error::expected(Code::OutOfRange, "severity", "1 to 5", severity.to_string()))
}

document! {
    /// Who is told.
    pub struct Route {
        /// A role, a team or an address: `role:frontline`.
        to: String,
        /// And the owner of this element.
        owner_of: Option<ElementId>,
    }
}

names! {
    /// Whether a case mends one customer's trouble or its cause.
    pub enum LoopKind {
        /// One customer's trouble.
        Inner "inner",
        /// The cause of many.
        Outer "outer",
    }
}

variants! {
    /// When a rule fires.
    pub enum Condition {
        /// Something happened.
        Event "event" (EventPattern),
        /// An answer was given.
        Answer "answer" (AnswerCondition),
        /// A metric stands somewhere.
        Metric "metric" (MetricCondition),
        /// A metric has moved.
        Shift "shift" (ShiftCondition),
        /// All of these.
        All "all" (Vec<Condition>),
        /// One of these.
        AnyOf "anyOf" (Vec<Condition>),
    }
}

document! {
    /// An answer to a question passes a test.
    pub struct AnswerCondition {
        /// Which question.
        question: QuestionId,
        /// Which test.
        test: Test,
    }
}

document! {
    /// A metric passes a test.
    pub struct MetricCondition {
        /// Which metric.
        metric: MetricId,
        /// Which test.
        test: Test,
        /// Only when it is no accident.
        significant: bool = false,
    }
}

document! {
    /// A metric has moved for good.
    pub struct ShiftCondition {
        /// Which metric.
        metric: MetricId,
        /// How it is watched: `cusum`, `ewma`.
        method: String,
        /// So many periods it runs on average until a false alarm.
        arl0: f64,
    }
}
