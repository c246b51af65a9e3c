//! One case: its call, and what came of it.

use super::check::Outcome;
use super::read;
use cxm_core::call::{
    self, Args, Columns, Sample, estimate, tally_add, tally_estimate, tally_from_counts, tally_new, tally_observe,
};
use cxm_core::columns::{Frame, Table};
use cxm_core::program::kpi::ProgramRecords;
use cxm_core::state::{ByteForm, Retract, State};
use cxm_core::stats::{Estimate, Tally};
use cxm_core::survey::TallyCube;
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
        "score" => score(case),
        "cube" => cube(case).and_then(|cube| about_cube(&cube, case)),
        "compare" => compare(case),
        "compare_groups" => on_frame(case, call::compare_groups).map(|table| rows(&table)),
        "compare_all" => on_frame(case, call::compare_all).map(|test| serde_json::to_value(test).unwrap()),
        "share_intervals" => tally(case)
            .and_then(|tally| call::share_intervals(&tally, args("share_intervals", &case["options"])).map(|table| rows(&table))),
        "p_adjust" => {
            let p_values: Vec<Option<f64>> = case["p"].as_array().unwrap().iter().map(read::float).collect();
            call::p_adjust(&p_values, args("p_adjust", &case["options"])).map(|values| json!({"values": values}))
        }
        name @ ("required_n" | "power" | "detectable_difference") => {
            let (metric, args) = (&case["metric"], args(name, &case["options"]));
            let value = match name {
                "required_n" => call::required_n(metric, args)? as f64,
                "power" => call::power(metric, args)?,
                _ => call::detectable_difference(metric, args)?,
            };
            Ok(json!({"value": value}))
        }
        name @ ("employee_engagement" | "rate_of_innovation") => {
            let function = if name == "rate_of_innovation" { call::rate_of_innovation } else { call::employee_engagement };
            let args = args(name, &case["options"]);
            function(&frame(&case["frame"])?, &frame(&case["roster"])?, args).map(|table| rows(&table))
        }
        name if of_one_frame(name).is_some() => {
            let function = of_one_frame(name).unwrap();
            function(&frame(&case["frame"])?, args(name, &case["options"])).map(|table| rows(&table))
        }
        "tracking" => tracking(case),
        "value_predict" => value_predict(case),
        "cohort_retention" | "customer_rate" | "inter_purchase_time" => who_stays(case),
        "compare_across" => {
            let mut options = case["options"].as_object().cloned().unwrap_or_default();
            options.extend(["old", "new"].map(|name| (name.to_owned(), case[name].clone())));
            let args = Args::new("compare_across", options);
            call::compare_across(&frame(&case["frame"])?, &case["metric"], case["column"].as_str(), args)
                .map(|table| rows(&table))
        }
        "event_log" => event_log(case),
        "event_stream" => super::streams::run(case),
        #[cfg(feature = "formats")]
        "event_log_read" => event_log_read(case),
        "case" => super::closed_loop::case(case),
        "closed_loop" | "worklist" | "to_notify" => super::closed_loop::table(case),
        "alerts" => super::closed_loop::alerts(case),
        "goal_share" => call::goal_share(args("goal_share", &case["options"])).map(|estimate| shown(&estimate)),
        "roi" => call::roi(args("roi", &case["options"])).map(|estimate| shown(&estimate)),
        "initiative_impact" => impact(case),
        "program_kpis" => program_kpis(case),
        "program_reviews" => {
            let mut options = case["options"].as_object().cloned().unwrap_or_default();
            options.insert("model".to_owned(), case["model"].clone());
            call::program_reviews(Args::new("program_reviews", options)).map(|table| rows(&table))
        }
        "delivery_gap" => {
            let side = |name| Sample::Columns(Columns { values: read::column(&case[name]), weights: None, counts: None });
            let test = call::delivery_gap(side("a"), side("b"), &Value::Null, args("delivery_gap", &Value::Null))?;
            Ok(serde_json::to_value(test).unwrap())
        }
        "compare_to_benchmark" => {
            let estimate = estimate(case["name"].as_str().unwrap(), columns(case), args("estimate", &Value::Null))?;
            let test = call::compare_to_benchmark(&estimate, case["benchmark"].clone())?;
            Ok(serde_json::to_value(test).unwrap())
        }
        "problems_of" => call::problems_of(case["kind"].as_str().unwrap(), case["json"].as_str().unwrap())
            .map(|problems| json!({"problems": call::problems_json(&problems)})),
        "diff_models" => documents(case, &["old", "new"]).map(|changes| json!({"changes": changes})),
        "json_patch" => documents(case, &["old", "new"]).map(|patch| json!({"patch": patch})),
        "merge_models" => documents(case, &["base", "ours", "theirs"]),
        "improvement_of_versions" => improvement_of_versions(case),
        "check_revision" => {
            let [older, newer] = ["older", "newer"].map(|name| call::survey_from_json(&case[name].to_string()));
            Ok(json!({"problems": call::survey_revision(&older?, &newer?)}))
        }
        "tabulate" | "next_question" | "parse_response" => super::pages::survey(case),
        "scorecard_pages" => super::pages::scorecard(case),
        "journey_pages" => super::pages::journey(case),
        #[cfg(feature = "formats")]
        "read_survey" => super::surveys::run(case),
        other => panic!("no call {other}"),
    }
}

#[cfg(feature = "formats")]
fn event_log_read(case: &Value) -> Outcome {
    let bytes = case["text"].as_str().map_or_else(|| read::bytes(&case["bytes"]), |text| text.as_bytes().to_vec());
    let log = call::event_log_read(case["format"].as_str().unwrap_or_default(), &bytes, args("read", &case["options"]))?;
    let paths = rows(&call::event_log_table(&log, "variants", args("variants", &Value::Null))?);
    Ok(json!({
        "n_events": log.n_events(), "n_customers": log.n_customers(), "n_dropped": log.n_dropped(), "touchpoints": log.touchpoints(),
        "channels": log.channels(), "rows": paths["rows"],
        "xes": String::from_utf8(call::event_log_write(&log, "xes", args("to_xes", &Value::Null))?).unwrap(),
    }))
}

/// The rate of improvement of the records of each version against the one before.
fn improvement_of_versions(case: &Value) -> Outcome {
    let versions = case["versions"].as_array().unwrap();
    let mut records = Vec::new();
    for pair in versions.windows(2) {
        let given = json!({"old": pair[0], "new": pair[1]}).as_object().cloned().unwrap();
        records.extend(call::documents("change_records", Args::new("change_records", given))?.as_array().unwrap().clone());
    }
    let names = ["model", "at", "op", "path", "element", "within", "oldHash", "newHash", "toVersion"];
    let columns = names.map(|name| (name.to_owned(), records.iter().map(|record| record[name].clone()).collect()));
    let columns = Value::Object(columns.into_iter().collect());
    call::rate_of_improvement(&frame(&columns)?, args("rate_of_improvement", &case["options"])).map(|table| rows(&table))
}

/// Calls a function of documents by their names.
fn documents(case: &Value, names: &[&str]) -> Outcome {
    let name = case["call"].as_str().unwrap();
    let given = names.iter().map(|name| ((*name).to_owned(), case[*name].clone())).collect();
    call::documents(name, Args::new(name, given))
}

type OfOne = fn(&Frame<'_>, Args) -> Result<Table>;

/// The functions of one frame that give a table.
fn of_one_frame(name: &str) -> Option<OfOne> {
    Some(match name {
        "alignment" => call::alignment,
        "attribution" => call::attribution,
        "balanced_scorecard" => call::balanced_scorecard,
        "holdout" => call::holdout,
        "interrupted_time_series" => call::interrupted_time_series,
        "quick_wins" => call::quick_wins,
        "rank" => call::rank,
        "rate_of_improvement" => call::rate_of_improvement,
        "rfm_scores" => call::rfm_scores,
        "rfm_segments" => call::rfm_segments,
        "value_at_stake" => call::value_at_stake,
        _ => return None,
    })
}

/// What a model of given parameters says of customers.
fn value_predict(case: &Value) -> Outcome {
    let mut options = case["options"].as_object().cloned().unwrap_or_default();
    options.insert("fit".to_owned(), json!({"model": case["model"], "params": case["params"]}));
    options.insert("what".to_owned(), case["what"].clone());
    call::value_predict(&frame(&case["frame"])?, Args::new("value_predict", options)).map(|table| rows(&table))
}

/// A model of given parameters beside what customers did, period by period.
fn tracking(case: &Value) -> Outcome {
    let mut options = case["options"].as_object().cloned().unwrap_or_default();
    options.insert("fit".to_owned(), json!({"model": case["model"], "params": case["params"], "unit": case["unit"]}));
    call::tracking(&frame(&case["frame"])?, Args::new("tracking", options)).map(|table| rows(&table))
}

fn impact(case: &Value) -> Outcome {
    let column = |name: &str| case["columns"].get(name).map(read::column);
    let test = call::initiative_impact(&call::impact_samples(column)?, args("initiative_impact", &case["options"]))?;
    Ok(serde_json::to_value(test).unwrap())
}

fn program_kpis(case: &Value) -> Outcome {
    let of = |name: &str| case["frames"].get(name).map(frame).transpose();
    let (activity, roster, ideas) = (of("activity")?, of("roster")?, of("ideas")?);
    let (versions, goals) = (of("versions")?, of("goals")?);
    let mut records = ProgramRecords::default();
    (records.activity, records.roster, records.ideas) = (activity.as_ref(), roster.as_ref(), ideas.as_ref());
    (records.changes, records.goals) = (versions.as_ref(), goals.as_ref());
    call::program_kpis(&records, args("program_kpis", &case["options"])).map(|table| rows(&table))
}

/// The rows of a table.
pub fn rows(table: &Table) -> Value {
    json!({"rows": table.to_json()})
}

pub fn frame(value: &Value) -> Result<Frame<'static>> {
    Frame::new(value.as_object().unwrap().iter().map(|(name, column)| read::column(column).named(name.clone())).collect())
}

/// Calls a function of a frame, a metric, the name of a column and options.
fn on_frame<T>(case: &Value, function: impl Fn(&Frame<'_>, &Value, Option<&str>, Args) -> Result<T>) -> Result<T> {
    let name = case["call"].as_str().unwrap();
    function(&frame(&case["frame"])?, &case["metric"], case["column"].as_str(), args(name, &case["options"]))
}

fn score(case: &Value) -> Outcome {
    on_frame(case, call::score).map(|table| rows(&table))
}

/// What a sample borrows from.
enum Held {
    Tally(Tally),
    Cube(TallyCube),
    Nothing,
}

fn sample<'a>(given: &Value, held: &'a Held) -> Sample<'a> {
    match held {
        Held::Tally(tally) => Sample::Tally(tally),
        Held::Cube(cube) => Sample::Cube(cube),
        Held::Nothing => Sample::Columns(columns(given)),
    }
}

fn compare(case: &Value) -> Outcome {
    let held = |given: &Value| match given {
        given if given.get("cube").is_some() => cube(&given["cube"]).map(Held::Cube),
        given if given.get("steps").is_some() => tally(given).map(Held::Tally),
        _ => Ok(Held::Nothing),
    };
    let (a, b) = (held(&case["a"])?, held(&case["b"])?);
    let test = call::compare(sample(&case["a"], &a), sample(&case["b"], &b), &case["metric"], args("compare", &case["options"]))?;
    Ok(serde_json::to_value(test).unwrap())
}

fn cube(case: &Value) -> Result<TallyCube> {
    let mut cube = call::cube_new(args("TallyCube", &case["spec"]))?;
    for step in case["steps"].as_array().unwrap() {
        let (verb, with) = step.as_object().unwrap().iter().next().unwrap();
        match verb.as_str() {
            "observe" => call::cube_observe(&mut cube, &frame(&with["frame"])?, args("observe", &with["options"]))?,
            "merge" => cube.merge(&self::cube(with)?)?,
            "subtract" => cube.subtract(&self::cube(with)?)?,
            "through" if with == "bytes" => cube = TallyCube::from_bytes(&cube.to_bytes())?,
            "through" => cube = TallyCube::from_json(&cube.to_json())?,
            other => panic!("no step {other}"),
        }
    }
    Ok(cube)
}

fn about_cube(cube: &TallyCube, case: &Value) -> Outcome {
    let mut value = json!({"bytes": hexadecimal(&cube.to_bytes())});
    if let Some(wanted) = case.get("score") {
        value["rows"] = call::cube_score(cube, &wanted["metric"], args("score", &wanted["options"]))?.to_json();
    }
    if let Some(keys) = case["tally"].as_object() {
        value["counts"] = call::cube_tally(cube, keys)?.counts().into();
    }
    Ok(value)
}

/// Bytes in hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

pub fn args(function: &str, options: &Value) -> Args {
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
    let bytes = hexadecimal(&tally.to_bytes());
    let mut value = json!({
        "counts": tally.counts(), "n": tally.n(), "n_missing": tally.n_missing(), "n_invalid": tally.n_invalid(), "bytes": bytes,
    });
    if let Some(name) = evaluate.get("name").and_then(Value::as_str) {
        value["estimate"] = shown(&tally_estimate(tally, name, args(name, &evaluate["options"]))?);
    }
    Ok(value)
}

/// A measure of a log of events.
fn event_log(case: &Value) -> Outcome {
    let mut log = call::event_log(&frame(&case["frame"])?, args("EventLog", &case["log"]))?;
    if !case["sessionize"].is_null() {
        log = call::sessionize(&log, args("sessionize", &json!({ "timeout": case["sessionize"] })))?;
    }
    let measure = case["measure"].as_str().unwrap_or_default();
    let args = args(measure, &case["options"]);
    if measure == "throughput" {
        return call::throughput(&log, args).map(|throughput| json!({ "fields": throughput }));
    }
    if measure == "goal_performance" {
        return call::goal_performance(&log, args).map(|goal| json!({ "fields": goal }));
    }
    if measure == "conformance" {
        return call::conformance(&log, args).map(|found| json!({ "fields": found }));
    }
    if measure == "channel_consistency" {
        return call::channel_consistency(&log, args).map(|found| json!({ "fields": found }));
    }
    call::event_log_table(&log, measure, args).map(|table| rows(&table))
}

fn who_stays(case: &Value) -> Outcome {
    let name = case["call"].as_str().unwrap();
    let (frame, args) = (frame(&case["frame"])?, args(case["name"].as_str().unwrap_or(name), &case["options"]));
    match name {
        "cohort_retention" => call::cohort_retention(&frame, args).map(|table| rows(&table)),
        "inter_purchase_time" => call::inter_purchase_time(&frame, args).map(|table| rows(&table)),
        _ => {
            let rate = call::customer_rate(&frame, args)?;
            Ok(rate.segments.map_or_else(|| shown(&rate.estimate), |segments| rows(&segments)))
        }
    }
}
