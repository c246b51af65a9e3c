use super::condition::Ready;
use super::context::Context;
use super::index::{Index, places};
use super::record::{Seen, identity};
use super::{Alert, AlertMemory, ShiftChart};
use crate::columns::time::Instant;
use crate::domain::document::read_document;
use crate::domain::{AlertRule, ExperienceModel, Timestamp, canonical_json, require_severity, sha256};
use crate::error::{Code, Error, Result};
use crate::state::State;
use serde_json::{Map, Value, json};

/// Rules made ready once, to be evaluated on every record that comes in.
///
/// A record is a survey response (`answers` by question) or an interaction in the form of `CloudEvents` (`type`, `time`, `subject`, `data`).
/// The context holds what one record cannot: `metrics` by id, each a number or the fields of an estimate, and `events`, what the respondent did before. A metric condition that is
/// `significant` wants an estimate of the interval [`Anytime`](crate::stats::IntervalMethod::Anytime), which holds at every look; one on a shift wants the metric's
/// `baseline` and `series`, a value a period, and fires when the last period is the one that signals (see [`Cusum`](crate::stats::Cusum)).
///
/// A record is tested by the parts of rules that look at one of its answers, its type or a metric of the context, and shown whole to the rules of which a part holds. Nothing is
/// allocated when none fires (but by patterns of several events that name its type, and by shifts).
///
/// # Examples
/// ```
/// use cxm_core::closed_loop::alerts::{AlertMemory, AlertRules};
/// use serde_json::{Value, json};
/// let rules = AlertRules::from_json(&json!([{
///     "id": "detractor", "cooldown": "P7D", "sla": "PT24H", "openCase": "inner", "route": [{ "to": "role:frontline" }],
///     "when": { "answer": { "question": "nps", "test": { "prop": "score", "op": "le", "value": 6 } } },
/// }]).to_string())?;
/// let mut memory = AlertMemory::default();
/// let response = json!({ "id": "r1", "respondent": "c1", "at": "2026-11-21T10:00:00Z", "answers": { "nps": { "score": 3 } } });
/// let alerts = rules.evaluate(&mut memory, &response, &Value::Null, None)?;
/// assert_eq!((alerts[0].rule.as_str(), alerts[0].due.unwrap().to_string().as_str()), ("detractor", "2026-11-22T10:00:00+00:00"));
/// assert_eq!(alerts[0].to_cloudevent("/survey")?["specversion"], "1.0");
/// assert!(rules.evaluate(&mut memory, &response, &Value::Null, None)?.is_empty()); // quiet for seven days
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct AlertRules {
    rules: Vec<Watched>,
    index: Index,
}

/// A rule with what is worked out once.
#[derive(Debug, Clone, PartialEq)]
struct Watched {
    rule: AlertRule,
    when: Ready,
    element: Option<String>,
    owner: Option<String>,
    personal: bool,
}

/// So many words of candidates fit on the stack: 1,024 rules.
const WORDS: usize = 16;

impl AlertRules {
    /// The rules of a model; the owner of an element is looked up there.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn of_model(model: &ExperienceModel) -> Result<Self> {
        let owner = |element: &str| {
            let touchpoint = model.touchpoint(element).ok().and_then(|found| found.owner.as_ref());
            let goal = || model.goal(element).ok().and_then(|found| found.owner.as_ref());
            let journey = || model.journey(element).ok().and_then(|found| found.owner.as_ref());
            let persona = || model.persona(element).ok().and_then(|found| found.owner.as_ref());
            touchpoint.or_else(goal).or_else(journey).or_else(persona).map(ToString::to_string)
        };
        Self::new(model.parts().alert_rules.clone(), owner)
    }

    /// These rules; `owner` says who owns an element.
    ///
    /// # Errors
    /// `invalid_option`, `out_of_range` or `invalid_document` with the pointer of a condition that cannot be watched, would hold of every record or of none, and of a route to nobody; `duplicate_id`; `out_of_range` for a severity outside 1..=5.
    pub fn new(rules: Vec<AlertRule>, owner: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let mut ids = std::collections::BTreeSet::new();
        let mut watched = Vec::with_capacity(rules.len());
        for (place, rule) in rules.into_iter().enumerate() {
            let mut problems = Vec::new();
            require_severity(rule.severity).map_err(|error| error.with_pointer(format!("/{place}/severity")))?;
            rule.check(&format!("/{place}"), &mut problems);
            if let Some((problem, others)) = problems.split_first() {
                return Err(problem.to_error_among(others.len()));
            }
            let when = Ready::new(&rule.id, &rule.when)?;
            if !ids.insert(rule.id.clone()) {
                let error = Error::new(Code::DuplicateId, "two alert rules have this id; give each its own");
                return Err(error.with_pointer(format!("/{place}/id")).with_got(rule.id.as_str()));
            }
            let element = rule.route.iter().find_map(|route| route.owner_of.as_ref()).map(ToString::to_string);
            let owner = element.as_deref().and_then(&owner);
            let personal = when.is_personal();
            watched.push(Watched { rule, when, element, owner, personal });
        }
        let index = Index::new(watched.iter().map(|watched| &watched.when));
        Ok(Self { rules: watched, index })
    }

    /// The rules of a JSON list.
    ///
    /// # Errors
    /// The first problem of its form with its pointer; as [`new`](Self::new).
    pub fn from_json(text: &str) -> Result<Self> {
        Self::new(read_document("a list of alert rules", text)?, |_| None)
    }

    /// How many rules there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The alerts that a record raises, in the order of the rules; the memory learns of them.
    ///
    /// The time of an alert is `now`, else that of the record (`at` or `time`). A rule with a cooldown is quiet for a respondent as long after (and,
    /// for late records, before) an alert; a record without a respondent is never kept quiet.
    ///
    /// # Errors
    /// `invalid_time` with the pointer when a time cannot be read, or when a rule with a cooldown looks at the record of a respondent and there is no time; `unknown_key` of the context; `invalid_json` when the record is no object, and with the pointer when an id of it is
    /// no text, its answers are no object, an answer that a rule looks at or a part of the context is of the wrong kind, or a metric has no series where rules on shifts alone look at it; `invalid_option`, `too_few`, `not_a_number` with the pointer of a metric that is not what its condition needs. The memory is then as it was.
    pub fn evaluate(
        &self,
        memory: &mut AlertMemory,
        record: &Value,
        context: &Value,
        now: Option<Timestamp>,
    ) -> Result<Vec<Alert>> {
        let Value::Object(fields) = record else {
            return Err(Error::new(Code::InvalidJson, "a record is an object: a survey response or an interaction"));
        };
        let none = Map::new();
        let seen = Seen::new(fields, Context::of(context)?, now, &none)?;
        let (mut few, mut many) = ([0_u64; WORDS], Vec::new());
        let words = if let Some(few) = few.get_mut(..self.index.words()) {
            few
        } else {
            many.resize(self.index.words(), 0);
            many.as_mut_slice()
        };
        if seen.at.is_none() {
            self.index.looking(&seen, words);
            places(words).filter_map(|rule| self.rules.get(rule)).try_for_each(|watched| watched.require_time(&seen))?;
            words.fill(0);
        }
        self.index.candidates(&seen, words)?;
        let mut firing = Vec::new(); // allocates with the first that fires
        for watched in places(words).filter_map(|rule| self.rules.get(rule)) {
            if watched.when.holds(&seen)? && !watched.is_quiet(memory, &seen)? {
                firing.push(watched);
            }
        }
        let alerts = firing.iter().map(|watched| watched.alert(record, &seen)).collect::<Result<_>>()?;
        for watched in firing {
            if let (Some(_), Some(at), Some(whom)) = (&watched.rule.cooldown, seen.at, watched.whom(&seen)) {
                memory.observe((watched.rule.id.as_str(), whom, at.instant()))?;
            }
        }
        Ok(alerts)
    }

    /// The charts of the rules that watch for a shift, each with its threshold and the run length that it reaches.
    #[must_use]
    pub fn shifts(&self) -> Vec<&ShiftChart> {
        let mut charts = Vec::new();
        for watched in &self.rules {
            watched.when.charts(&mut charts);
        }
        charts
    }

    /// Forgets what no cooldown asks for any more at `now`, so that the memory of many customers stays small.
    ///
    /// # Errors
    /// `invalid_time` when the longest cooldown reaches before 1900.
    pub fn forget(&self, memory: &mut AlertMemory, now: Instant) -> Result<()> {
        let starts =
            self.rules.iter().filter_map(|watched| watched.rule.cooldown.as_ref()).map(|long| long.duration().before(now));
        let first = starts.collect::<Result<Vec<_>>>()?.into_iter().min();
        memory.forget_before(first.unwrap_or(now));
        Ok(())
    }
}

impl Watched {
    /// Whom a cooldown is about: nobody in particular for metrics; `None` for a record whose respondent is not known.
    fn whom<'r>(&self, seen: &Seen<'r>) -> Option<&'r str> {
        if self.personal { seen.respondent } else { Some("") }
    }

    /// Of a record without a time: its cooldown would never end, or never begin.
    fn require_time(&self, seen: &Seen<'_>) -> Result<()> {
        if self.rule.cooldown.is_none() || self.whom(seen).is_none() {
            return Ok(());
        }
        let message = format!(
            "the rule {:?} has a cooldown: the record needs its time (at, or time), or the call names what is now",
            self.rule.id.as_str()
        );
        Err(Error::new(Code::InvalidTime, message).with_field("now").with_pointer("/at"))
    }

    /// Whether the rule fired so lately that it is quiet now.
    fn is_quiet(&self, memory: &AlertMemory, seen: &Seen<'_>) -> Result<bool> {
        let (Some(cooldown), Some(at), Some(whom)) = (&self.rule.cooldown, seen.at, self.whom(seen)) else { return Ok(false) };
        let Some(last) = memory.last(self.rule.id.as_str(), whom) else { return Ok(false) };
        let (first, second) = (last.min(at.instant()), last.max(at.instant()));
        Ok(second < cooldown.duration().after(first)?)
    }

    fn alert(&self, record: &Value, seen: &Seen<'_>) -> Result<Alert> {
        let Self { rule, when, element, owner, .. } = self;
        let hash = sha256(canonical_json(&json!([rule.id.as_str(), identity(record)])).as_bytes());
        let mut values = Map::new();
        when.collect(seen, &mut values);
        let due = rule.sla.as_ref().zip(seen.at).map(|(sla, at)| at.later(sla.duration())).transpose()?;
        let mut route: Vec<String> = Vec::with_capacity(rule.route.len() + 1);
        for whom in rule.route.iter().map(|route| &route.to).chain(owner) {
            if !route.contains(whom) {
                route.push(whom.clone()); // whoever is named twice is told once
            }
        }
        Ok(Alert {
            id: hash,
            rule: rule.id.to_string(),
            severity: rule.severity,
            at: seen.at,
            respondent: seen.respondent.map(str::to_owned),
            element: element.clone(),
            owner: owner.clone(),
            route,
            due,
            open_case: rule.open_case.map(|kind| kind.name().to_owned()),
            values,
        })
    }
}
