use super::condition::{Seen, collect, event_of, holds, identity, is_personal, require_watchable};
use super::{Alert, AlertMemory};
use crate::columns::time::Instant;
use crate::domain::document::read_document;
use crate::domain::{AlertRule, ExperienceModel, Timestamp, canonical_json, sha256};
use crate::error::{Code, Error, Result};
use crate::state::State;
use serde_json::{Map, Value, json};

/// Rules made ready once, to be evaluated on every record that comes in.
///
/// A record is a survey response (`answers` by question) or an interaction in the form of `CloudEvents` (`type`, `time`, `subject`, `data`).
/// The context holds what one record cannot: `metrics` by id, each a number or the fields of an estimate, and `events`,
/// what the respondent did before. A metric condition that is `significant` wants `conf_low` and `conf_high` in the context; because a
/// rule is looked at again and again, they should come from an interval that is valid at any time.
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
/// assert_eq!(alerts[0].to_cloudevent("/survey")["specversion"], "1.0");
/// assert!(rules.evaluate(&mut memory, &response, &Value::Null, None)?.is_empty()); // quiet for seven days
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct AlertRules {
    rules: Vec<Ready>,
}

/// A rule with what is worked out once.
#[derive(Debug, Clone, PartialEq)]
struct Ready {
    rule: AlertRule,
    severity: u8,
    element: Option<String>,
    owner: Option<String>,
    personal: bool,
}

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
    /// `invalid_option` with the pointer of a condition that cannot be watched record by record; `duplicate_id`; `out_of_range` for an
    /// `x-severity` outside 1..=5.
    pub fn new(rules: Vec<AlertRule>, owner: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let mut ids = std::collections::BTreeSet::new();
        let mut ready = Vec::with_capacity(rules.len());
        for (place, rule) in rules.into_iter().enumerate() {
            require_watchable(&rule.when, &format!("/{place}/when"))?;
            if !ids.insert(rule.id.clone()) {
                let error = Error::new(Code::DuplicateId, "two alert rules have this id; give each its own");
                return Err(error.with_pointer(format!("/{place}/id")).with_got(rule.id.as_str()));
            }
            let severity = rule.ext.get("x-severity").map_or(Some(3), |given| u8::try_from(given.as_u64()?).ok());
            let severity = severity.filter(|severity| (1..=5).contains(severity)).ok_or_else(|| {
                Error::new(Code::OutOfRange, "x-severity must be a whole number from 1 to 5")
                    .with_pointer(format!("/{place}/x-severity"))
            })?;
            let element = rule.route.iter().find_map(|route| route.owner_of.as_ref()).map(ToString::to_string);
            let owner = element.as_deref().and_then(&owner);
            let personal = is_personal(&rule.when);
            ready.push(Ready { rule, severity, element, owner, personal });
        }
        Ok(Self { rules: ready })
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
    /// `invalid_time` with the pointer when a time cannot be read; `invalid_json` when the record is no object.
    pub fn evaluate(
        &self,
        memory: &mut AlertMemory,
        record: &Value,
        context: &Value,
        now: Option<Timestamp>,
    ) -> Result<Vec<Alert>> {
        if !record.is_object() {
            return Err(Error::new(Code::InvalidJson, "a record is an object: a survey response or an interaction"));
        }
        let own = time(record, "at", "")?.map_or_else(|| time(record, "time", ""), |at| Ok(Some(at)))?;
        let at = now.or(own);
        let none = Map::new();
        let past = context.get("events").and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
        let past = past.iter().enumerate().map(|(place, event)| {
            let at = time(event, "time", &format!("/events/{place}"))?.map(Timestamp::instant);
            Ok(event_of(event, at.or(Some(UNDATED)), &none))
        });
        let seen = Seen {
            answers: record.get("answers").and_then(Value::as_object),
            event: event_of(record, Some(at.map_or(UNDATED, Timestamp::instant)), &none),
            metrics: context.get("metrics").and_then(Value::as_object),
            past: past.filter_map(Result::transpose).collect::<Result<_>>()?,
        };
        let respondent = ["respondent", "subject"].iter().find_map(|key| record.get(*key)).and_then(Value::as_str);
        let mut alerts = Vec::new();
        for ready in self.rules.iter().filter(|ready| holds(&ready.rule.when, &seen)) {
            if let (Some(cooldown), Some(at)) = (&ready.rule.cooldown, at)
                && let Some(whom) = if ready.personal { respondent } else { Some("") }
            {
                let id = ready.rule.id.as_str();
                if let Some(last) = memory.last(id, whom) {
                    let (first, second) = (last.min(at.instant()), last.max(at.instant()));
                    if second < cooldown.duration().after(first)? {
                        continue;
                    }
                }
                memory.observe((id, whom, at.instant()))?;
            }
            alerts.push(ready.alert(record, &seen, respondent, at)?);
        }
        Ok(alerts)
    }
}

/// The time of an event that has none: patterns look at the order alone.
const UNDATED: Instant = Instant::EPOCH;

impl Ready {
    fn alert(&self, record: &Value, seen: &Seen<'_>, respondent: Option<&str>, at: Option<Timestamp>) -> Result<Alert> {
        let Self { rule, severity, element, owner, .. } = self;
        let hash = sha256(canonical_json(&json!([rule.id.as_str(), identity(record)])).as_bytes());
        let mut values = Map::new();
        collect(&rule.when, seen, &mut values);
        let due = rule.sla.as_ref().zip(at).map(|(sla, at)| at.later(sla.duration())).transpose()?;
        let mut route: Vec<String> = rule.route.iter().map(|route| route.to.clone()).collect();
        route.extend(owner.iter().filter(|owner| !rule.route.iter().any(|route| route.to == **owner)).cloned());
        Ok(Alert {
            id: hash,
            rule: rule.id.to_string(),
            severity: *severity,
            at,
            respondent: respondent.map(str::to_owned),
            element: element.clone(),
            owner: owner.clone(),
            route,
            due,
            open_case: rule.open_case.map(|kind| kind.name().to_owned()),
            values,
        })
    }
}

/// The time that stands under a key.
fn time(record: &Value, key: &str, pointer: &str) -> Result<Option<Timestamp>> {
    match record.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => {
            text.parse().map(Some).map_err(|error: Error| error.with_pointer(format!("{pointer}/{key}")))
        }
        Some(_) => {
            let error = Error::new(Code::InvalidTime, "a time is a text such as \"2026-11-21T09:00:00+01:00\"");
            Err(error.with_pointer(format!("{pointer}/{key}")))
        }
    }
}
