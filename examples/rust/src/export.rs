//! An invented retailer's survey export of 2026, with the faults of real ones: see `examples/data/README.md`.

use crate::{WIDTH, data};
use cxm_core::call::{Args, read_survey, scorecard};
use serde_json::json;
use std::error::Error;
use std::fmt::Write as _;

/// What is printed, and the page.
pub fn story() -> Result<(String, String), Box<dyn Error>> {
    let questions = json!({
        "questions": [
            ["nps", "nps"],
            ["csat", { "metric": "csat", "scale": [1, 5] }],
            ["ces", { "metric": "ces", "form": "agreement_share" }]
        ],
        "labels": { "csat": {
            "Very dissatisfied": 1, "Dissatisfied": 2, "Neither satisfied nor dissatisfied": 3, "Satisfied": 4, "Very satisfied": 5
        } },
        "time": "EndDate",
        "duplicates": "first"
    });
    let survey = read_survey(&data("survey_export_2026.csv")?, Args::from_json("read_survey", &questions.to_string())?)?;
    let options = json!({
        "by": ["channel", "region"],
        "time": "EndDate",
        "every": "month",
        "tz": survey.time_zone,
        "min_n": 5,
        "title": "Retailer survey 2026",
    });
    let metrics =
        ["nps".into(), json!({ "metric": "csat", "scale": [1, 5] }), json!({ "metric": "ces", "form": "agreement_share" })];
    let card = scorecard(&survey.frame()?, &metrics, Args::from_json("scorecard", &options.to_string())?)?;
    let mut out = String::new();
    writeln!(out, "{survey}")?;
    out.push_str(&card.to_text(WIDTH));
    Ok((out, card.to_html()))
}
