//! The call `read_survey` of a vector, until the flat call of that name reads exports for all languages.
#![cfg(feature = "formats")]

use super::check::Outcome;
use super::read;
use cxm_core::columns::time::{Zone, parse_time};
use cxm_core::columns::{Fit, Grid, parse_score};
use cxm_core::formats::csv::{CsvOptions, Delimiter};
use cxm_core::formats::survey_export::{self, Accounts, ReadCells, SurveyOptions, read_survey};
use cxm_core::{Code, Error, Result};
use serde_json::{Value, json};

struct Nps(Grid);

impl ReadCells for Nps {
    type Answer = f64;
    type Time = String;

    fn answer(&self, _: usize, text: &str) -> Result<Option<f64>> {
        let value = parse_score(text).ok_or_else(|| Error::new(Code::NotANumber, "no number"))?;
        match self.0.fit(value) {
            Fit::Tick(_) => Ok(Some(value)),
            Fit::Between => Err(Error::new(Code::NotAnInteger, "between the points")),
            Fit::Outside => Err(Error::new(Code::OutOfRange, "off the scale")),
        }
    }

    fn time(&self, text: &str, zone: Option<&str>) -> Result<Option<String>> {
        parse_time(text, &zone.map_or_else(|| Ok(Zone::default()), Zone::parse)?).map(|time| Some(time.to_string()))
    }
}

pub fn run(case: &Value) -> Outcome {
    let given = &case["options"];
    let question = given["question"].as_str().unwrap_or("score");
    let mut options = SurveyOptions::default().questions([question]);
    options.time = given["time"].as_str().map(str::to_owned);
    options.id = given["id"].as_str().map(str::to_owned);
    if let Some(name) = given["on_error"].as_str() {
        options.on_error = name.parse()?;
    }
    if let Some(name) = given["duplicates"].as_str() {
        options.duplicates = name.parse()?;
    }
    if let Some(name) = given["delimiter"].as_str() {
        options.csv = CsvOptions::default().delimiter(name.parse::<Delimiter>()?);
    }
    if let Some(name) = given["encoding"].as_str() {
        options.csv = CsvOptions::default().encoding(name.parse()?);
    }
    let data = read_survey(&read::bytes(&case["bytes"]), options, Nps(Grid::new(0.0, 10.0, 1.0)?))?;
    let Accounts { n_scored, n_missing, n_rejected, n_excluded } = data.accounts[0];
    let answer = |outcome: &survey_export::Outcome<f64>| match outcome {
        survey_export::Outcome::Scored(value) => Some(*value),
        _ => None,
    };
    let rejected =
        |error: &Error| json!({"row": error.row(), "line": error.line(), "field": error.field(), "code": error.code().name()});
    Ok(json!({
        "accounts": {"n_read": data.accounts[0].n_read(), "n_scored": n_scored, "n_missing": n_missing, "n_rejected": n_rejected, "n_excluded": n_excluded},
        "answers": data.answers[0].iter().map(answer).collect::<Vec<_>>(),
        "rejected": data.rejected.iter().map(rejected).collect::<Vec<_>>(),
        "lines": data.line,
        "times": data.times,
    }))
}
