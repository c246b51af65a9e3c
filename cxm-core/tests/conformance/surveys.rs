//! The call `read_survey` of a vector: what became of each row.
#![cfg(feature = "formats")]

use super::check::Outcome;
use super::{calls, read};
use cxm_core::call;
use serde_json::{Value, json};

/// `accounts` and `answers` are those of the first question; `times` those of the column named by the option `time`.
pub fn run(case: &Value) -> Outcome {
    let options = &case["options"];
    let data = call::read_survey(&read::bytes(&case["bytes"]), calls::args("read_survey", options))?;
    let question = options["questions"].as_object().unwrap().keys().next().unwrap();
    let (frame, rejected, accounts) = (data.frame.to_json(), data.rejected.to_json(), data.accounts.to_json());
    let of_frame = |name: &str| frame.as_array().unwrap().iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    let mut out = json!({"accounts": accounts[0], "answers": of_frame(question), "rejected": rejected, "lines": data.lines});
    if let Some(time) = options["time"].as_str() {
        out["times"] = of_frame(time).into();
    }
    Ok(out)
}
