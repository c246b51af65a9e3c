use super::document::{Problem, document, names, variants};
use super::predicate::{EventPattern, Op, Test};
use crate::error::{Code, Error, Result, did_you_mean, is_misspelt, nearest};
use crate::stats::{Cusum, Estimate};

use super::survey::Answer;
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

impl AlertRule {
    /// Adds what is wrong with the rule that stands at `pointer`, as far as that can be told without its model: its condition, its severity, whom it tells.
    pub fn check(&self, pointer: &str, problems: &mut Vec<Problem>) {
        self.when.check(&format!("{pointer}/when"), problems);
        if let Err(error) = require_severity(self.severity) {
            problems.push(Problem::of(&error, format!("{pointer}/severity")));
        }
        for (place, route) in self.route.iter().enumerate() {
            if route.to.trim().is_empty() {
                let message = "name who is told, such as \"role:frontline\"";
                problems.push(Problem::error(Code::InvalidDocument.name(), format!("{pointer}/route/{place}/to"), message));
            }
        }
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
    pub extended enum Condition {
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

impl Condition {
    /// Adds what is wrong with the condition that stands at `pointer`: what could not be watched, or would hold of every record. The depth of a document is bounded.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::domain::Condition;
    /// let mut problems = Vec::new();
    /// Condition::All(Vec::new().into()).check("/when", &mut problems);
    /// assert_eq!((problems[0].pointer.as_str(), problems[0].message.as_str()), ("/when/all", "name at least one condition"));
    /// ```
    pub fn check(&self, pointer: &str, problems: &mut Vec<Problem>) {
        match self {
            Self::Event(pattern) => pattern.check(&format!("{pointer}/event"), problems),
            Self::Answer(answer) => {
                let pointer = format!("{pointer}/answer/test");
                answer.test.check(&pointer, problems);
                if let Err(error) = require_field(&answer.test.prop, "an answer", &Answer::FIELDS) {
                    problems.push(Problem::of(&error, pointer));
                }
            }
            Self::Metric(metric) => {
                let pointer = format!("{pointer}/metric/test");
                metric.test.check(&pointer, problems);
                if let Err(error) = metric.require_testable() {
                    problems.push(Problem::of(&error, pointer));
                }
            }
            Self::Shift(shift) => {
                if let Err(error) = shift.require_watchable() {
                    let key = error.field().unwrap_or_default().to_owned();
                    problems.push(Problem::of(&error, format!("{pointer}/shift/{key}")));
                }
            }
            Self::All(parts) | Self::AnyOf(parts) => {
                let key = if matches!(self, Self::All(_)) { "all" } else { "anyOf" };
                if parts.is_empty() {
                    let message = "name at least one condition";
                    problems.push(Problem::error(Code::InvalidDocument.name(), format!("{pointer}/{key}"), message));
                }
                for (place, part) in parts.iter().enumerate() {
                    part.check(&format!("{pointer}/{key}/{place}"), problems);
                }
            }
        }
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

impl MetricCondition {
    /// What is tested is a field of an estimate; a significant metric is looked at with both ends of its interval.
    ///
    /// # Errors
    /// `invalid_option` for a field that no estimate has: it would never fire. For a significant metric also for a test of something else, or without an order.
    fn require_testable(&self) -> Result<()> {
        require_field(&self.test.prop, "an estimate", &Estimate::FIELDS)?;
        if self.significant && !matches!(self.test.op, Op::Lt | Op::Le | Op::Gt | Op::Ge) {
            return Err(Error::option("test", "lt, le, gt or ge when it must be significant", self.test.op.name()));
        }
        if self.significant && self.test.prop != "estimate" {
            return Err(Error::option("test", "of the estimate when it must be significant", self.test.prop.clone()));
        }
        Ok(())
    }
}

/// What is tested is a field of `what`. The fields stand in quotes: they are names of documents, in every language.
///
/// # Errors
/// `invalid_option` with the nearest: such a test would never hold.
fn require_field(prop: &str, what: &str, fields: &[&'static str]) -> Result<()> {
    if fields.contains(&prop) {
        return Ok(());
    }
    let near = did_you_mean(nearest(prop, fields.iter().copied()).filter(|near| is_misspelt(prop, near)));
    let fields = fields.iter().map(|field| format!("{field:?}")).collect::<Vec<_>>().join(", ");
    Err(Error::option("test", format!("of a field of {what}: {fields}"), format!("{prop:?}{near}")))
}

document! {
    /// A metric has moved for good.
    pub struct ShiftCondition {
        /// Which metric.
        metric: MetricId,
        /// How it is watched: `cusum`.
        method: String,
        /// So many periods it runs on average until a false alarm.
        arl0: f64,
    }
}

impl ShiftCondition {
    /// # Errors
    /// `invalid_option` for another method than `cusum`, `out_of_range` for a run length that no chart has; `field` is the key.
    fn require_watchable(&self) -> Result<()> {
        if self.method != "cusum" {
            return Err(Error::option("method", "cusum", format!("{:?}", self.method)));
        }
        Cusum::require_run_length(self.arl0)
    }
}
