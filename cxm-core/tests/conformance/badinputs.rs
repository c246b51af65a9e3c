//! Runs `conformance/badinputs/manifest.json`: every bad input gets its code, row and field.

use super::{calls, check, folder, leave, parse};
use serde_json::Value;

/// The cases; those with a `file` get its bytes.
fn cases() -> Vec<Value> {
    let manifest = parse(&folder().join("badinputs/manifest.json"));
    let mut cases = manifest["cases"].as_array().unwrap().clone();
    for case in &mut cases {
        if let Some(file) = case["file"].as_str() {
            let bytes = std::fs::read(folder().join("badinputs").join(file)).unwrap();
            case["bytes"] = calls::hexadecimal(&bytes).into();
        }
        if let Some(generator) = case["generator"].as_object() {
            let part = |name: &str| generator.get(name).and_then(Value::as_str).unwrap_or_default();
            let times = usize::try_from(generator["times"].as_u64().unwrap()).unwrap();
            let text = format!("{}{}{}", part("head"), part("unit").repeat(times), part("tail"));
            case["bytes"] = calls::hexadecimal(text.as_bytes()).into();
            case["json"] = text.into();
        }
    }
    cases
}

#[test]
fn every_bad_input_gets_its_answer() {
    let (mut ran, mut failed) = (0, Vec::new());
    for case in cases() {
        if (case["call"] == "read_survey" || case["call"] == "event_log_read") && !cfg!(feature = "formats") {
            continue;
        }
        ran += 1;
        if let Err(why) = check::outcome(&calls::run(&case), &case["expect"], &case["tol"]) {
            failed.push(format!("{}: {why}", case["id"].as_str().unwrap()));
        }
    }
    leave("rust.badinputs.count", &format!("{ran}\n"));
    assert!(failed.is_empty(), "{} bad inputs fail:\n{}", failed.len(), failed.join("\n"));
}
