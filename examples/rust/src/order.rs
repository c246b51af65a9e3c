//! The map of a first order, as it is meant, beside what customers of the shop do.

use crate::data;
use crate::shop::{clicks, columns, frame, log_of};
use cxm_core::call::{
    Args, Columns, chart_of_table, conformance, coverage, estimate, event_log_from_model, event_log_table, experience,
    goal_performance,
};
use cxm_core::columns::Table;
use cxm_core::domain::ExperienceModel;
use cxm_core::formats::csv::{CsvOptions, read_csv};
use cxm_core::journey::Conformance;
use cxm_core::report::journey_map::{Actual, Deviation, Observed, page_with};
use cxm_core::report::page::{Block, Section};
use cxm_core::stats::Estimate;
use serde_json::json;
use std::collections::{BTreeMap, HashSet};
use std::error::Error;
use std::fmt::Write as _;

/// What is printed, and the map as a page.
pub fn story() -> Result<(String, String), Box<dyn Error>> {
    let model = ExperienceModel::from_json(&String::from_utf8(data("shop.cxm.json")?)?)?;
    let journey = experience(&model, "element", Args::from_json("element", r#"{"kind": "journey", "id": "order"}"#)?)?;
    let flow = &journey["flow"];
    let mut table = clicks()?;
    let whole = log_of(&frame(&columns(&table))?)?;
    let mut ordered = HashSet::new(); // the journey ends with the first order; rows are in order of time
    table.rows.retain(|row| match (row.first(), row.get(2)) {
        (Some(user), Some(event)) if !ordered.contains(user) => event != "purchase" || ordered.insert(user.clone()),
        _ => false,
    });
    let first = columns(&table);
    let frame = frame(&first)?;
    let log = log_of(&frame)?;
    let names = r#"{"customer": "user_id", "event": "event", "time": "timestamp"}"#;
    let mapped = event_log_from_model(&frame, &model, Args::from_json("from_model", names)?)?;

    let found = conformance(&log, Args::from_json("conformance", &json!({ "journey": flow }).to_string())?)?;
    let off = coverage(&mapped, Args::from_json("coverage", "{}")?)?;
    let goal = goal_performance(&mapped, Args::from_json("goal_performance", r#"{"goal": "order-in-a-week"}"#)?)?;
    let target = model.goal("order-in-a-week")?.target.map(|share| 100.0 * share.value()).unwrap_or_default();
    let mut out = String::from("The map of a first order, beside what customers do\n");
    let n = found.fitness.n.unwrap_or_default();
    writeln!(out, "  follow the map   {}   {} of {n} customers all the way", percent(&found.fitness), found.n_fitting)?;
    writeln!(out, "  not on the map   {}   of all events", percent(&off))?;
    writeln!(out, "  order in a week  {}   of those who fill a basket; meant to be {target:.0} %", percent(&goal.estimate))?;

    writeln!(out, "\nWhere they leave it")?;
    for row in 0..found.deviations.len().min(8) {
        let value = |name: &str| found.deviations.value(name, row);
        let (touchpoint, kind, n) = (value("touchpoint"), value("kind"), value("n").as_u64().unwrap_or_default());
        let [share, low, high] = ["share", "conf_low", "conf_high"].map(|name| 100.0 * value(name).as_f64().unwrap_or_default());
        let (touchpoint, kind) = (touchpoint.as_str().unwrap_or_default(), kind.as_str().unwrap_or_default());
        writeln!(out, "  {touchpoint:<18}{kind:<13}{n:>4}  {share:>5.1} % [{low:.1}, {high:.1}]")?;
    }

    writeln!(out, "\nWho orders, with an error page less without one, in points (an association)")?;
    let effects = [
        ("met at any time", json!({ "journey": flow, "goal": "purchase" })),
        (
            "met in the first week, ordered in the next 30 days",
            json!({ "journey": flow, "goal": "purchase", "landmark": "7d", "within": "30d" }),
        ),
    ];
    for (what, options) in effects {
        let deviations = conformance(&whole, Args::from_json("conformance", &options.to_string())?)?.deviations;
        let row = (0..deviations.len()).find(|row| deviations.value("touchpoint", *row) == "error_page").unwrap_or_default();
        let [effect, low, high] = ["goal_effect", "goal_effect_low", "goal_effect_high"]
            .map(|name| 100.0 * deviations.value(name, row).as_f64().unwrap_or_default());
        writeln!(out, "  {what:<51}{effect:>+6.1} [{low:+.1}, {high:+.1}]")?;
    }

    writeln!(out, "\nRated below what is meant (the ratings are invented)")?;
    let scores = ratings()?;
    for (touchpoint, score) in &scores {
        let meant = model.touchpoint(touchpoint)?.expectation.unwrap_or_default();
        if let (Some(estimate), Some(low), Some(high)) = (score.estimate, score.conf_low, score.conf_high)
            && high < meant
        {
            writeln!(out, "  {touchpoint:<18}{estimate:.2} [{low:.2}, {high:.2}], meant to be {meant:.1}")?;
        }
    }

    let mut page = page_with(&model, "order", "en", &actual(&found, &scores))?;
    let steps = r#"{"steps": ["product_view", "add_to_cart", "cart", "shipping_details", "payment_details", "purchase"], "within": "7d"}"#;
    let funnel = event_log_table(&log, "funnel", Args::from_json("funnel", steps)?)?;
    let flows = event_log_table(&log, "step_flows", Args::from_json("step_flows", r#"{"start": "add_to_cart"}"#)?)?;
    let mut section = Section::new("What they do")
        .intro("600 customers up to their first order. The log is retentioneering's; the map and the ratings are invented.");
    let drawn: [(&str, &Table, &str); 2] = [
        ("funnel", &funnel, r#"{"title": "On the way to the first order, in a week"}"#),
        ("sankey", &flows, r#"{"title": "What comes after the first basket"}"#),
    ];
    for (kind, table, options) in drawn {
        section = section.block(Block::Picture(Box::new(chart_of_table(kind, table, Args::from_json(kind, options)?)?)));
    }
    page = page.section(section);
    Ok((out, page.to_html()))
}

/// An estimate of a share with its interval.
fn percent(share: &Estimate) -> String {
    let [estimate, low, high] = [share.estimate, share.conf_low, share.conf_high].map(|value| 100.0 * value.unwrap_or_default());
    format!("{estimate:>5.1} % [{low:.1}, {high:.1}]")
}

/// The mean rating of each touchpoint, from counts of answers.
fn ratings() -> Result<BTreeMap<String, Estimate>, Box<dyn Error>> {
    let table = read_csv(&data("shop_ratings.csv")?, CsvOptions::default())?;
    let mut answers: BTreeMap<&str, (Vec<u64>, Vec<u64>)> = BTreeMap::new();
    for row in &table.rows {
        if let [touchpoint, rating, responses] = row.as_slice() {
            let (ratings, counts) = answers.entry(touchpoint).or_default();
            ratings.push(rating.parse()?);
            counts.push(responses.parse()?);
        }
    }
    let mut scores = BTreeMap::new();
    for (touchpoint, (ratings, counts)) in &answers {
        let columns = Columns { values: ratings.into(), weights: None, counts: Some(counts.into()) };
        scores.insert((*touchpoint).to_owned(), estimate("mean", columns, Args::from_json("mean", r#"{"scale": [1, 5]}"#)?)?);
    }
    Ok(scores)
}

/// What stands on the map beside the plan.
fn actual(found: &Conformance, scores: &BTreeMap<String, Estimate>) -> Actual {
    let mut actual = Actual::default();
    let Estimate { estimate, conf_low, conf_high, .. } = &found.fitness;
    actual.fitness = estimate.zip(conf_low.zip(*conf_high)).map(|(estimate, (low, high))| (estimate, low, high));
    for (touchpoint, score) in scores {
        let Some(estimate) = score.estimate else { continue };
        actual
            .scores
            .insert(touchpoint.clone(), Observed { estimate, interval: score.conf_low.zip(score.conf_high), n: score.n });
    }
    for row in 0..found.deviations.len() {
        let text = |name: &str| found.deviations.value(name, row).as_str().unwrap_or_default().to_owned();
        let (n, share) = (found.deviations.value("n", row).as_u64(), found.deviations.value("share", row).as_f64());
        let (n, share) = (n.unwrap_or_default(), share.unwrap_or_default());
        actual.deviations.push(Deviation { touchpoint: text("touchpoint"), kind: text("kind"), n, share });
    }
    actual
}
