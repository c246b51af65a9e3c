//! One case: its call, and what came of it.

use super::check::Outcome;
use super::read;
use cxm_core::call::{Args, Columns, estimate, tally_add, tally_estimate, tally_from_counts, tally_new, tally_observe};
use cxm_core::state::{ByteForm, Retract, State};
use cxm_core::stats::{Estimate, Tally};
use cxm_core::{Error, Result};
use serde_json::{Map, Value, json};

/// Runs the call of a case.
pub fn run(case: &Value) -> Outcome {
    match case["call"].as_str().unwrap() {
        "estimate" => {
            let name = case["name"].as_str().unwrap();
            estimate(name, columns(case), args(name, &case["options"])).map(|estimate| shown(&estimate))
        }
        "tally" => tally(case).and_then(|tally| about(&tally, &case["evaluate"])),
        "tally_from_bytes" => Tally::from_bytes(&read::bytes(&case["bytes"])).and_then(|tally| about(&tally, &case["evaluate"])),
        "tally_from_json" => Tally::from_json(case["json"].as_str().unwrap()).and_then(|tally| about(&tally, &case["evaluate"])),
        other => panic!("no call {other}"),
    }
}

fn args(function: &str, options: &Value) -> Args {
    Args::new(function, options.as_object().cloned().unwrap_or_else(Map::new))
}

fn columns(case: &Value) -> Columns<'static> {
    let beside = |key: &str| case.get(key).filter(|value| !value.is_null()).map(read::column);
    Columns { values: read::column(&case["column"]), weights: beside("weights"), counts: beside("counts") }
}

/// An estimate by field names. A number that is not finite would be null in JSON: it must never come.
pub fn shown(estimate: &Estimate) -> Value {
    let numbers =
        [estimate.estimate, estimate.std_error, estimate.conf_low, estimate.conf_high, estimate.n_eff, estimate.std_dev];
    assert!(numbers.into_iter().flatten().all(f64::is_finite), "an estimate is not finite: {estimate:?}");
    let back: Estimate = serde_json::from_str(&serde_json::to_string(estimate).unwrap()).unwrap();
    assert_eq!(back, *estimate, "JSON must give the estimate back, bit for bit");
    let mut value = serde_json::to_value(estimate).unwrap();
    value["text"] = estimate.to_string().into();
    value
}

/// Builds a tally by the steps of a case.
fn tally(case: &Value) -> Result<Tally> {
    let mut tally = tally_new(args("Tally", &case["spec"]))?;
    for step in case["steps"].as_array().unwrap() {
        let (verb, with) = step.as_object().unwrap().iter().next().unwrap();
        match verb.as_str() {
            "observe" => tally_observe(&mut tally, columns(with), args("observe", &with["options"]))?,
            "fails" => {
                let before = tally.clone();
                let error = tally_observe(&mut tally, columns(with), args("observe", &with["options"])).unwrap_err();
                assert_eq!(error.code().name(), with["code"], "{case}");
                assert_eq!(tally, before, "a refused batch must leave nothing behind: {case}");
            }
            "add" => tally_add(&mut tally, &read::cell(&with["value"]), args("add", &with["options"]))?,
            "from_counts" => {
                let counts: Vec<f64> =
                    with["counts"].as_array().unwrap().iter().map(|count| read::float(count).unwrap()).collect();
                tally = tally_from_counts(&counts, args("from_counts", &with["options"]))?;
            }
            "merge" => tally.merge(&self::tally(with)?)?,
            "subtract" => tally.subtract(&self::tally(with)?)?,
            "through" => tally = through(&tally, with.as_str().unwrap())?,
            other => panic!("no step {other}"),
        }
    }
    Ok(tally)
}

fn through(tally: &Tally, form: &str) -> Result<Tally> {
    match form {
        "bytes" => Tally::from_bytes(&tally.to_bytes()),
        "json" => Tally::from_json(&tally.to_json()),
        other => panic!("no form {other}"),
    }
}

/// What a tally holds, its bytes, and an estimate of it if the case asks for one.
fn about(tally: &Tally, evaluate: &Value) -> Result<Value, Error> {
    let bytes: String = tally.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut value = json!({
        "counts": tally.counts(), "n": tally.n(), "n_missing": tally.n_missing(), "n_invalid": tally.n_invalid(), "bytes": bytes,
    });
    if let Some(name) = evaluate.get("name").and_then(Value::as_str) {
        value["estimate"] = shown(&tally_estimate(tally, name, args(name, &evaluate["options"]))?);
    }
    Ok(value)
}
