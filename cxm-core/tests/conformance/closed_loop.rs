//! Cases, their tables, and alerts.

use super::calls;
use super::check::Outcome;
use cxm_core::call::{self, Args};
use cxm_core::closed_loop::alerts::{AlertMemory, ShiftChart};
use serde_json::{Map, Value, json};

/// The steps of one case: where it stands after them, and what is written down.
pub fn case(given: &Value) -> Outcome {
    let mut document = match given.get("open") {
        Some(opening) => call::documents("case_open", calls::args("case_open", opening))?,
        None => call::documents("case_read", of_case("case_read", &given["case"], &Value::Null))?,
    };
    for step in given["steps"].as_array().unwrap() {
        let name = format!("case_{}", step[0].as_str().unwrap());
        document = call::documents(&name, of_case(&name, &document, &step[1]))?;
    }
    let state = document["history"].as_array().unwrap().last().unwrap()["to"].clone();
    Ok(json!({ "state": state, "document": document }))
}

fn of_case(name: &str, case: &Value, options: &Value) -> Args {
    let mut options = options.as_object().cloned().unwrap_or_default();
    options.insert("case".into(), case.clone());
    Args::new(name, options)
}

/// A table of cases.
pub fn table(given: &Value) -> Outcome {
    let name = given["call"].as_str().unwrap();
    let mut options: Map<String, Value> = given["options"].as_object().cloned().unwrap_or_default();
    for key in ["cases", "now", "change"] {
        if let Some(value) = given.get(key) {
            options.insert(key.into(), value.clone());
        }
    }
    let function = match name {
        "worklist" => call::worklist,
        "to_notify" => call::to_notify,
        _ => call::closed_loop,
    };
    function(Args::new(name, options)).map(|table| calls::rows(&table))
}

/// The alerts of each record, one memory for all; the events are those of `/cxm`.
pub fn alerts(given: &Value) -> Outcome {
    let rules = call::alert_rules(&given["rules"].to_string())?;
    let mut memory = AlertMemory::default();
    let (mut alerts, mut events) = (Vec::new(), Vec::new());
    for look in given["records"].as_array().unwrap() {
        let now = look.get("now").and_then(Value::as_str).map(str::parse).transpose()?;
        let raised = rules.evaluate(&mut memory, &look["record"], look.get("context").unwrap_or(&Value::Null), now)?;
        alerts.push(raised.iter().map(cxm_core::closed_loop::alerts::Alert::to_json).collect::<Value>());
        events.push(raised.iter().map(|alert| alert.to_cloudevent("/cxm")).collect::<cxm_core::error::Result<Value>>()?);
    }
    let shifts: Vec<Value> = rules.shifts().into_iter().map(ShiftChart::to_json).collect();
    Ok(json!({ "alerts": alerts, "events": events, "shifts": shifts }))
}
