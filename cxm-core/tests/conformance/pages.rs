//! What surveys ask and count, and what pages show of texts that people wrote.

use super::calls;
use super::check::Outcome;
use cxm_core::call::{self, Args};
use cxm_core::domain::ExperienceModel;
use serde_json::{Map, Value, json};

/// `tabulate`, `next_question`, `parse_response`: calls of a survey.
pub fn survey(case: &Value) -> Outcome {
    let survey = call::survey_from_json(&case["survey"].to_string())?;
    let answers = case["answers"].to_string();
    match case["call"].as_str().unwrap() {
        "tabulate" => {
            let args = calls::args("tabulate", &case["options"]);
            let rows = call::survey_tabulate(&survey, case["question"].as_str().unwrap(), &answers, args)?;
            Ok(json!({ "rows": rows }))
        }
        "next_question" => {
            let next = call::survey_next_question(&survey, &answers)?;
            Ok(json!({ "question": next.get("id") }))
        }
        _ => Ok(serde_json::from_str(&call::survey_parse(&survey, &case["response"].to_string())).unwrap()),
    }
}

/// Whether a page of each form holds each of the texts that the case looks for.
fn looked(case: &Value, written: impl Fn(&str) -> Result<String, cxm_core::Error>) -> Outcome {
    let mut found = Map::new();
    for (form, parts) in case["look"].as_object().unwrap() {
        let page = written(form)?;
        let holds = parts.as_array().unwrap().iter().map(|part| page.contains(part.as_str().unwrap()));
        found.insert(form.clone(), holds.collect());
    }
    Ok(found.into())
}

/// The scorecard of a frame in each form.
pub fn scorecard(case: &Value) -> Outcome {
    let card =
        call::scorecard(&calls::frame(&case["frame"])?, &[case["metric"].clone()], calls::args("scorecard", &case["options"]))?;
    looked(case, |form| match form {
        "html" => Ok(card.to_html()),
        "markdown" => Ok(card.to_markdown()),
        _ => Ok(card.to_text(200)),
    })
}

/// A journey map in each form.
pub fn journey(case: &Value) -> Outcome {
    let model = ExperienceModel::from_json(&case["model"].to_string())?;
    looked(case, |form| {
        let mut options = case["options"].as_object().cloned().unwrap_or_default();
        options.extend([("journey".to_owned(), case["journey"].clone()), ("form".to_owned(), form.into())]);
        if form == "text" {
            options.insert("width".into(), 200.into());
        }
        call::experience(&model, "picture", Args::new("picture", options)).map(|page| page.as_str().unwrap().to_owned())
    })
}
