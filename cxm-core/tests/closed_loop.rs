//! Alerts and cases: what fires, what stays quiet, where a case may go.

use cxm_core::closed_loop::alerts::{AlertMemory, AlertRules};
use cxm_core::closed_loop::case::{Case, CaseState, Opening, Step, Trigger, closed_loop};
use cxm_core::domain::Timestamp;
use cxm_core::error::Code;
use cxm_core::state::{State, check_laws};
use cxm_core::stats::Level;
use serde_json::{Value, json};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn opened(id: &str) -> Case {
    let opening = Opening::new(id.parse().unwrap(), Trigger::Rule("detractor".parse().unwrap()), at("2026-11-21T10:00:00Z"));
    Case::open(opening.sla("PT24H".parse().unwrap())).unwrap()
}

fn step(to: CaseState, hour: u32) -> Step {
    Step::new(to, "emp:1".parse().unwrap(), at(&format!("2026-11-21T{hour}:00:00Z")))
}

#[test]
fn exactly_the_listed_transitions_are_legal() {
    for from in CaseState::ALL {
        for to in CaseState::ALL {
            let json = json!({ "id": "k", "openedBy": "customer", "rootCause": "c", "history": [
                { "at": "2026-11-21T10:00:00Z", "by": "a", "to": "received" }] });
            let mut case = Case::from_json(&json.to_string()).unwrap();
            // The way to the state in question.
            let way: &[CaseState] = match from {
                CaseState::Received => &[],
                CaseState::Closed => &[CaseState::Assessed, CaseState::Resolved, CaseState::Closed],
                CaseState::Reopened => &[CaseState::Assessed, CaseState::Resolved, CaseState::Closed, CaseState::Reopened],
                CaseState::Responded | CaseState::Resolved | CaseState::Investigating => &[CaseState::Assessed, *from],
                state => &[*state],
            };
            for state in way {
                case.transition(step(*state, 11)).unwrap();
            }
            let before = case.clone();
            match case.transition(step(*to, 12)) {
                Ok(()) => assert!(from.next().contains(to)),
                Err(error) => {
                    assert_eq!((error.code(), from.next().contains(to)), (Code::IllegalTransition, false));
                    assert_eq!(case, before);
                }
            }
        }
    }
}

#[test]
fn a_case_is_closed_with_a_root_cause_only_and_never_goes_back_in_time() {
    let mut case = opened("k");
    case.transition(step(CaseState::Acknowledged, 12)).unwrap();
    assert_eq!(case.transition(step(CaseState::Resolved, 11)).unwrap_err().code(), Code::InvalidTime);
    case.transition(step(CaseState::Resolved, 13)).unwrap();
    assert_eq!(case.transition(step(CaseState::Closed, 14)).unwrap_err().field(), Some("root_cause"));
    case.transition(step(CaseState::Closed, 14).root_cause("billing".parse().unwrap()).note("called back")).unwrap();
    case.transition(step(CaseState::Reopened, 15)).unwrap();
    assert_eq!(case.history().len(), 5);
    assert_eq!(Case::from_json(&case.to_json().to_string()).unwrap(), case);
}

#[test]
fn a_history_that_does_not_hold_together_is_refused_with_its_place() {
    let json = json!({ "id": "k", "openedBy": "customer", "history": [
        { "at": "2026-11-21T10:00:00Z", "by": "a", "to": "received" }, { "at": "2026-11-21T11:00:00Z", "by": "a", "to": "reopened" }] });
    let error = Case::from_json(&json.to_string()).unwrap_err();
    assert_eq!((error.code(), error.pointer()), (Code::IllegalTransition, Some("/history/1")));
}

#[test]
fn an_overdue_case_is_escalated_once() {
    let mut case = opened("k");
    let by = || "emp:boss".parse().unwrap();
    assert!(!case.escalate_if_overdue(by(), at("2026-11-22T10:00:00Z")).unwrap()); // due to the instant
    assert!(case.escalate_if_overdue(by(), at("2026-11-22T10:00:01Z")).unwrap());
    assert!(!case.escalate_if_overdue(by(), at("2026-11-22T11:00:00Z")).unwrap());
    assert_eq!(case.state(), CaseState::Escalated);
}

#[test]
fn open_cases_are_censored_and_reopened_ones_are_open() {
    let mut cases: Vec<Case> = (0..4).map(|id| opened(&format!("k{id}"))).collect();
    for (case, hour) in cases.iter_mut().zip([11, 12, 14]) {
        case.transition(step(CaseState::Acknowledged, hour)).unwrap();
        case.transition(step(CaseState::Resolved, hour)).unwrap();
        case.transition(step(CaseState::Closed, hour).root_cause("c".parse().unwrap())).unwrap();
        case.follow_up(hour < 14, None);
    }
    cases[2].transition(step(CaseState::Reopened, 15)).unwrap();
    let seen = closed_loop(&cases, at("2026-11-22T12:00:00Z").instant(), Level::default()).unwrap();
    assert_eq!((seen.n, seen.n_open, seen.n_overdue), (4, 2, 2));
    assert_eq!((seen.response_rate.estimate, seen.closing_rate.estimate), (Some(0.75), Some(0.5)));
    assert_eq!((seen.reopening_rate.count, seen.reopening_rate.n), (1, 3));
    assert_eq!((seen.recovery_rate.count, seen.recovery_rate.n), (2, 3));
    assert_eq!((seen.on_time_rate.count, seen.on_time_rate.n), (2, 4));
    // Answered after 1, 2 and 4 hours, one waiting: S = 3/4, 1/2, 1/4.
    assert_eq!((seen.hours_to_response.at(2.0), seen.hours_to_response.median().estimate), (0.5, Some(2.0)));
    // Closed for good after 1 and 2 hours; two wait: S = 3/4, 1/2.
    assert_eq!((seen.hours_to_close.at(20.0), seen.hours_to_close.n_events), (0.5, 2));
    // As of a time at which only the first was closed.
    let early = closed_loop(&cases, at("2026-11-21T11:30:00Z").instant(), Level::default()).unwrap();
    assert_eq!((early.n_open, early.closing_rate.count), (3, 1));
    assert_eq!(seen.to_table().len(), 8);
}

fn rules(rules: &Value) -> AlertRules {
    AlertRules::from_json(&rules.to_string()).unwrap()
}

fn fired(rules: &AlertRules, record: &Value, context: &Value) -> Vec<String> {
    let alerts = rules.evaluate(&mut AlertMemory::default(), record, context, None).unwrap();
    alerts.into_iter().map(|alert| alert.rule).collect()
}

#[test]
fn answers_events_and_metrics_fire_their_rules() {
    let answer = json!({ "answer": { "question": "nps", "test": { "prop": "score", "op": "le", "value": 6 } } });
    let metric = json!({ "metric": { "metric": "nps", "test": { "prop": "estimate", "op": "lt", "value": 30 } } });
    let sure =
        json!({ "metric": { "metric": "nps", "test": { "prop": "estimate", "op": "lt", "value": 30 }, "significant": true } });
    let twice = json!({ "event": { "atLeast": [2, { "event": { "type": "help.requested" } }] } });
    let ready = rules(&json!([
        { "id": "detractor", "when": answer, "route": [] },
        { "id": "low", "when": metric, "route": [] },
        { "id": "surely-low", "when": sure, "route": [] },
        { "id": "twice", "when": twice, "route": [] },
        { "id": "both", "when": { "all": [answer, metric] }, "route": [] },
    ]));
    let response = |answer: Value| json!({ "id": "r", "at": "2026-11-21T10:00:00Z", "answers": { "nps": answer } });
    assert_eq!(fired(&ready, &response(json!({ "score": 6 })), &Value::Null), ["detractor"]);
    assert_eq!(fired(&ready, &response(json!(3)), &Value::Null), ["detractor"]);
    for quiet in [json!(7), json!("skipped"), Value::Null, json!({ "text": "3" })] {
        assert!(fired(&ready, &response(quiet), &Value::Null).is_empty());
    }
    let context = json!({ "metrics": { "nps": { "estimate": 20, "conf_low": 10, "conf_high": 35 } } });
    assert_eq!(fired(&ready, &response(json!(3)), &context), ["detractor", "low", "both"]);
    let context = json!({ "metrics": { "nps": { "estimate": 20, "conf_low": 12, "conf_high": 28 } } });
    assert_eq!(fired(&ready, &response(json!(9)), &context), ["low", "surely-low"]);
    let help = json!({ "id": "e", "source": "/app", "type": "help.requested", "time": "2026-11-21T10:00:00Z", "subject": "c" });
    assert!(fired(&ready, &help, &Value::Null).is_empty());
    assert_eq!(fired(&ready, &help, &json!({ "events": [help] })), ["twice"]);
}

#[test]
fn the_id_of_an_alert_is_that_of_rule_and_record_and_a_cooldown_keeps_quiet_per_respondent() {
    let ready = rules(&json!([{ "id": "d", "cooldown": "P7D", "route": [{ "to": "role:frontline" }], "x-severity": 5,
        "when": { "answer": { "question": "nps", "test": { "prop": "score", "op": "le", "value": 6 } } } }]));
    let mut memory = AlertMemory::default();
    let mut raise = |id: &str, who: Value, day: u32| {
        let record = json!({ "id": id, "respondent": who, "at": format!("2026-11-{day:02}T10:00:00Z"), "answers": { "nps": 2 } });
        ready.evaluate(&mut memory, &record, &Value::Null, None).unwrap()
    };
    let first = raise("r1", json!("a"), 10);
    assert_eq!((first[0].severity, first[0].values["nps"].as_i64()), (5, Some(2)));
    assert!(raise("r2", json!("a"), 16).is_empty() && raise("r3", json!("a"), 4).is_empty());
    assert_eq!(raise("r4", json!("b"), 11).len(), 1);
    assert_eq!(raise("r5", json!("a"), 17).len(), 1);
    let (again, other) = (raise("r1", Value::Null, 10), raise("r6", Value::Null, 10));
    assert!(again[0].id == first[0].id && other[0].id != first[0].id);
    let event = first[0].to_cloudevent("/survey");
    assert_eq!((&event["specversion"], &event["subject"], &event["data"]["rule"]), (&json!("1.0"), &json!("a"), &json!("d")));
}

#[test]
fn rules_that_cannot_be_watched_and_records_that_cannot_be_read_are_refused_with_their_place() {
    let shift = json!([{ "id": "s", "route": [], "when": { "anyOf": [{ "shift": { "metric": "nps", "method": "cusum", "arl0": 370 } }] } }]);
    let error = AlertRules::from_json(&shift.to_string()).unwrap_err();
    assert_eq!((error.code(), error.pointer()), (Code::InvalidOption, Some("/0/when/anyOf/0/shift")));
    let none = rules(&json!([]));
    let refused = |record: Value| none.evaluate(&mut AlertMemory::default(), &record, &Value::Null, None).unwrap_err();
    assert_eq!(refused(json!({ "at": "yesterday" })).pointer(), Some("/at"));
    assert_eq!(refused(json!([])).code(), Code::InvalidJson);
}

#[test]
fn the_memory_keeps_the_laws_of_a_state() {
    let memory = |entries: &[(&str, &str, &str)]| {
        let mut memory = AlertMemory::default();
        for (rule, who, when) in entries {
            memory.observe((rule, who, at(when).instant())).unwrap();
        }
        memory
    };
    let a = memory(&[("r", "x", "2026-01-01T00:00:00Z"), ("s", "x", "2026-01-02T00:00:00Z")]);
    let b = memory(&[("r", "x", "2026-01-03T00:00:00Z"), ("r", "", "2026-01-02T00:00:00Z")]);
    check_laws(&a, &b, &memory(&[("t", "y", "1969-01-01T00:00:00Z")])).unwrap();
    let mut later = b.clone();
    later.forget_before(at("2026-01-03T00:00:00Z").instant());
    assert_eq!(later.len(), 1);
}
