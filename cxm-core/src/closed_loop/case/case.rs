use super::{CaseEvent, CaseRecord, CaseState, FollowUp, Opening, Trigger};
use crate::columns::time::Instant;
use crate::domain::document::{Document, Extensions, read_document};
use crate::domain::{CaseId, ChangeId, ConceptId, OwnerId, Timestamp, require_severity};
use crate::error::{Code, Error, Result};
use serde_json::Value;

/// A case whose history holds together: it begins with `received`, goes only where a case may go, never back in time, and is closed
/// only with a root cause. History is added to, never changed.
///
/// # Examples
/// ```
/// use cxm_core::closed_loop::case::{Case, CaseState, Opening, Step, Trigger};
/// let opening = Opening::new("k1".parse()?, Trigger::Rule("detractor".parse()?), "2026-11-21T10:00:00Z".parse()?);
/// let mut case = Case::open(opening.customer("c1".parse()?).sla("PT24H".parse()?))?;
/// assert_eq!(case.due().unwrap().to_string(), "2026-11-22T10:00:00+00:00");
/// case.transition(Step::new(CaseState::Acknowledged, "emp:1".parse()?, "2026-11-21T11:00:00Z".parse()?))?;
/// let error = case.transition(Step::new(CaseState::Reopened, "emp:1".parse()?, "2026-11-21T12:00:00Z".parse()?)).unwrap_err();
/// assert_eq!(error.code().name(), "illegal_transition");
/// assert_eq!(case.state(), CaseState::Acknowledged);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Case(CaseRecord);

/// One step of a case.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Step {
    /// Where it goes.
    pub to: CaseState,
    /// Who does it.
    pub by: OwnerId,
    /// When.
    pub at: Timestamp,
    /// What is noted.
    pub note: Option<String>,
    /// What caused it; must be known when the case is closed.
    pub root_cause: Option<ConceptId>,
}

impl Step {
    /// A step without a note.
    #[must_use]
    pub const fn new(to: CaseState, by: OwnerId, at: Timestamp) -> Self {
        Self { to, by, at, note: None, root_cause: None }
    }

    /// What is noted.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// What caused it.
    #[must_use]
    pub fn root_cause(mut self, cause: ConceptId) -> Self {
        self.root_cause = Some(cause);
        self
    }
}

impl Case {
    /// A case that was just received.
    ///
    /// # Errors
    /// `out_of_range` for a severity outside 1..=5; `invalid_time` when the time it is due lies after 2200.
    pub fn open(opening: Opening) -> Result<Self> {
        let Opening { id, by, at, customer, loop_kind, severity, sla, team, value_at_risk, feedback, score, reopen_every } =
            opening;
        let due = sla.map(|sla| at.later(sla)).transpose()?;
        let opener = match &by {
            Trigger::Rule(rule) => rule.as_str(),
            Trigger::Person(person) => person.as_str(),
            Trigger::Customer => customer.as_ref().map_or("customer", |customer| customer.as_str()),
        };
        // Every id has the same form, so that of a rule or of a customer names who began the history too.
        let first = CaseEvent { at, by: opener.parse()?, to: CaseState::Received, note: None, ext: Extensions::new() };
        Self::try_from(CaseRecord {
            id,
            customer,
            opened_by: by,
            loop_: loop_kind,
            severity,
            history: vec![first],
            due,
            root_cause: None,
            recovered: None,
            recovered_at: None,
            follow_up_response: None,
            team,
            value_at_risk,
            feedback,
            changes: Vec::new(),
            score,
            follow_up_score: None,
            follow_up_at: None,
            reopen_every,
            ext: Extensions::new(),
        })
    }

    /// Goes one step on.
    ///
    /// # Errors
    /// `illegal_transition` when it may not go there, is to be closed without a root cause, or was reopened too lately; `invalid_time` when the step is
    /// before the last one. The case is then as it was.
    pub fn transition(&mut self, step: Step) -> Result<()> {
        let Step { to, by, at, note, root_cause } = step;
        let root_cause = root_cause.or_else(|| self.0.root_cause.clone());
        require_step(&self.0.history, to, at, root_cause.is_some(), &self.0)?;
        self.0.history.push(CaseEvent { at, by, to, note, ext: Extensions::new() });
        self.0.root_cause = root_cause;
        Ok(())
    }

    /// Escalates the case if it is open, overdue and not yet with somebody above; whether it did.
    ///
    /// # Errors
    /// `invalid_time` when `at` is before the last step.
    pub fn escalate_if_overdue(&mut self, by: OwnerId, at: Timestamp) -> Result<bool> {
        let may = self.state().next().contains(&CaseState::Escalated);
        if !may || !self.is_due_before(at.instant()) {
            return Ok(false);
        }
        self.transition(Step::new(CaseState::Escalated, by, at)).map(|()| true)
    }

    /// Notes what the customer says afterwards; what it does not name stays.
    ///
    /// # Errors
    /// `invalid_time` when the score, or the word that they are content, is of a time before the opening; `not_a_number` when it is not finite. The case is then as it was.
    pub fn follow_up(&mut self, said: FollowUp) -> Result<()> {
        let FollowUp { recovered, recovered_at, response, score } = said;
        let mut record = self.0.clone();
        if recovered.is_some() {
            (record.recovered, record.recovered_at) = (recovered, recovered_at);
        }
        record.follow_up_response = response.or(record.follow_up_response);
        if let Some((score, at)) = score {
            (record.follow_up_score, record.follow_up_at) = (Some(score), Some(at));
        }
        require_scores(&record)?;
        self.0 = record;
        Ok(())
    }

    /// Notes a change that came of the case; one that is noted already is not noted twice.
    pub fn led_to(&mut self, change: ChangeId) {
        if !self.0.changes.contains(&change) {
            self.0.changes.push(change);
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> CaseState {
        self.0.history.last().map_or(CaseState::Received, |event| event.to) // never empty
    }

    /// Whether something is left to do.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state() != CaseState::Closed
    }

    /// When it was opened.
    #[must_use]
    pub fn opened_at(&self) -> Option<Instant> {
        self.0.history.first().map(|event| event.at.instant()) // never empty
    }

    /// What happened to it, first to last.
    #[must_use]
    pub fn history(&self) -> &[CaseEvent] {
        &self.0.history
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> &CaseId {
        &self.0.id
    }

    /// Until when it should be closed.
    #[must_use]
    pub const fn due(&self) -> Option<Timestamp> {
        self.0.due
    }

    /// What caused it.
    #[must_use]
    pub const fn root_cause(&self) -> Option<&ConceptId> {
        self.0.root_cause.as_ref()
    }

    /// Whether the customer is content again, where that was asked.
    #[must_use]
    pub const fn recovered(&self) -> Option<bool> {
        self.0.recovered
    }

    /// All that is written down about it.
    #[must_use]
    pub const fn record(&self) -> &CaseRecord {
        &self.0
    }

    /// The case as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.0.write()
    }

    /// The case that JSON text holds.
    ///
    /// # Errors
    /// The first problem of its form, with its pointer, or as [`TryFrom`] when the history does not hold together.
    pub fn from_json(text: &str) -> Result<Self> {
        read_document::<CaseRecord>("a case", text)?.try_into()
    }
}

impl TryFrom<CaseRecord> for Case {
    type Error = Error;

    /// # Errors
    /// `illegal_transition` or `invalid_time` with the pointer of the step that does not fit; `out_of_range` for the severity.
    fn try_from(record: CaseRecord) -> Result<Self> {
        require_severity(record.severity).map_err(|error| error.with_pointer("/severity"))?;
        require_scores(&record)?;
        if record.history.is_empty() {
            let message = "the history of a case begins with \"received\"";
            return Err(Error::new(Code::IllegalTransition, message).with_pointer("/history"));
        }
        for (place, event) in record.history.iter().enumerate() {
            let before = record.history.get(..place).unwrap_or_default();
            require_step(before, event.to, event.at, record.root_cause.is_some(), &record)
                .map_err(|error| error.with_pointer(format!("/history/{place}")))?;
        }
        Ok(Self(record))
    }
}

fn require_step(before: &[CaseEvent], to: CaseState, at: Timestamp, has_root_cause: bool, record: &CaseRecord) -> Result<()> {
    let Some(last) = before.last() else {
        if to == CaseState::Received {
            return Ok(());
        }
        let message = format!("the history of a case begins with \"received\", not {to}");
        return Err(Error::new(Code::IllegalTransition, message).with_field("state"));
    };
    last.to.require_next(to)?;
    if at.instant() < last.at.instant() {
        let message = format!("a step at {at} cannot follow one at {}; history is only added to", last.at);
        return Err(Error::new(Code::InvalidTime, message).with_field("at"));
    }
    if to == CaseState::Closed && !has_root_cause {
        let message = "a case is closed only when its root cause is known, and it is not given";
        return Err(Error::new(Code::IllegalTransition, message).with_field("root_cause"));
    }
    if to == CaseState::Reopened
        && let Some(every) = &record.reopen_every
        && let Some(earlier) = before.iter().rfind(|event| event.to == CaseState::Reopened)
        && at.instant() < every.duration().after(earlier.at.instant())?
    {
        let message = format!("a case is reopened once in {every}, and this one was at {}; open a new case", earlier.at);
        return Err(Error::new(Code::IllegalTransition, message).with_field("state").with_got(to.name()));
    }
    Ok(())
}

fn require_scores(record: &CaseRecord) -> Result<()> {
    for (pointer, score) in [("/score", record.score), ("/followUpScore", record.follow_up_score)] {
        if score.is_some_and(|score| !score.is_finite()) {
            return Err(Error::new(Code::NotANumber, "a score is a finite number").with_field("score").with_pointer(pointer));
        }
    }
    if record.follow_up_score.is_some() != record.follow_up_at.is_some() {
        let message = "a follow-up score has its time, followUpAt, and the time its score";
        return Err(Error::new(Code::InvalidTime, message).with_field("at").with_pointer("/followUpAt"));
    }
    let opened = record.history.first().map(|event| event.at.instant());
    if record.follow_up_at.zip(opened).is_some_and(|(at, opened)| at.instant() < opened) {
        let message = "a follow-up score is of a time after the case was opened";
        return Err(Error::new(Code::InvalidTime, message).with_field("at").with_pointer("/followUpAt"));
    }
    if record.recovered_at.zip(opened).is_some_and(|(at, opened)| record.recovered.is_none() || at.instant() < opened) {
        let message = "recoveredAt is when the customer said whether they are content, after the case was opened";
        return Err(Error::new(Code::InvalidTime, message).with_field("at").with_pointer("/recoveredAt"));
    }
    Ok(())
}
