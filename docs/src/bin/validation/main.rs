//! Writes `docs/VALIDATION.md`: our number beside the one expected, from `conformance/*.json`; the calls are made by the runner of the core's tests.
//!
//! `cargo run --package cxm-docs --bin validation`; `.ci/regenerate` runs it. A number outside its tolerance stops it.
#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "a program that reads vectors and writes a page; the core does not"
)]

#[path = "../../../../cxm-core/tests/conformance/calls.rs"]
#[allow(unexpected_cfgs, reason = "what reads files is left to the tests")]
mod calls;
#[path = "../../../../cxm-core/tests/conformance/closed_loop.rs"]
mod closed_loop;
#[path = "../../../../cxm-core/tests/conformance/pages.rs"]
mod pages;
#[path = "../../../../cxm-core/tests/conformance/read.rs"]
mod read;
#[path = "../../../../cxm-core/tests/conformance/streams.rs"]
mod streams;
/// What a call gives, by the name the runner knows it by.
mod check {
    pub type Outcome = Result<serde_json::Value, cxm_core::Error>;
}

use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

type Failure = Box<dyn std::error::Error>;

/// One number of ours and theirs.
struct Line {
    case: String,
    /// Whose number theirs is, if somebody has published it.
    source: String,
    field: String,
    ours: f64,
    theirs: f64,
    tolerance: f64,
    /// Whether the tolerance is a number, not a part of theirs: for what is 0 but for rounding.
    absolute: bool,
}

impl Line {
    fn difference(&self) -> f64 {
        let scale = if self.absolute || self.theirs == 0.0 { 1.0 } else { self.theirs.abs() };
        (self.ours - self.theirs).abs() / scale
    }
}

/// A file of vectors: what it is about, whose numbers, and how many of its cases could be compared here.
struct Section {
    file: String,
    source: String,
    cases: usize,
    compared: usize,
    lines: Vec<Line>,
}

fn main() -> Result<(), Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(root.join("conformance"))?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let sections = files.iter().filter_map(|file| section(file).transpose()).collect::<Result<Vec<_>, _>>()?;
    std::fs::write(root.join("docs/VALIDATION.md"), page(&sections, &root)?)?;
    Ok(())
}

fn section(file: &Path) -> Result<Option<Section>, Failure> {
    let document: Value = serde_json::from_slice(&std::fs::read(file)?)?;
    // Other schemas are documents and their problems, which are no numbers.
    let Some(cases) = document["cases"].as_array().filter(|_| document["schema"] == "cxm-conformance/1") else { return Ok(None) };
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let mut section =
        Section { file: name, source: text(&document["source"]), cases: cases.len(), compared: 0, lines: Vec::new() };
    for case in cases {
        // Refusals have no numbers, and documents are no numbers; the files of `read_survey` and `event_log_read` run in the tests.
        if case["expect"].get("error").is_some()
            || case["exact"] == true
            || matches!(case["call"].as_str(), Some("read_survey" | "event_log_read"))
        {
            continue;
        }
        let got = calls::run(case).map_err(|error| format!("{}: {error}", case["id"]))?;
        let before = section.lines.len();
        compare(case, &got, &mut section.lines)?;
        section.compared += usize::from(section.lines.len() > before);
    }
    Ok((!section.lines.is_empty()).then_some(section))
}

/// Adds a line for each number expected; an `Err` where ours is not within the tolerance.
fn compare(case: &Value, got: &Value, lines: &mut Vec<Line>) -> Result<(), Failure> {
    let (relative, absolute) = (case["tol"]["rel"].as_f64().unwrap_or(0.0), case["tol"]["abs"].as_f64().unwrap_or(0.0));
    let mut pairs = Vec::new();
    for (field, theirs) in case["expect"].as_object().into_iter().flatten() {
        numbers(field, theirs, &got[field], &mut pairs);
    }
    for (field, theirs, ours) in pairs {
        let Some(ours) = ours.as_f64() else {
            return Err(format!("{} {field}: ours {ours}, theirs {theirs}", case["id"]).into());
        };
        let is_absolute = absolute > relative * theirs.abs();
        let tolerance = if is_absolute { absolute } else { relative };
        let (id, source) = (text(&case["id"]), text(&case["source"]));
        let line = Line { case: id, source, field, ours, theirs, tolerance, absolute: is_absolute };
        if line.difference() > tolerance {
            return Err(format!("{} {}: ours {ours}, theirs {theirs}", line.case, line.field).into());
        }
        lines.push(line);
    }
    Ok(())
}

/// The numbers of theirs with their place, and what stands there in ours: lists and rows are gone into, three deep at most.
fn numbers<'a>(place: &str, theirs: &'a Value, ours: &'a Value, out: &mut Vec<(String, f64, &'a Value)>) {
    match theirs {
        Value::Number(number) => out.extend(number.as_f64().map(|number| (place.to_owned(), number, ours))),
        Value::Array(list) => {
            for (at, own) in list.iter().enumerate() {
                numbers(&format!("{place}[{at}]"), own, &ours[at], out);
            }
        }
        Value::Object(fields) => {
            for (name, own) in fields {
                numbers(&format!("{place}.{name}"), own, &ours[name], out);
            }
        }
        _ => {}
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A difference by its decade: the last bits are the platform's.
fn decade(difference: f64) -> String {
    if difference < 1e-14 {
        return "below 1e-14".to_owned();
    }
    #[allow(clippy::cast_possible_truncation)] // at most 300
    let exponent = difference.log10().floor() as i32 + 1;
    format!("below 1e{exponent}")
}

fn page(sections: &[Section], root: &Path) -> Result<String, Failure> {
    let mut page = String::from(
        "<!-- Made by `cargo run --package cxm-docs --bin validation`, which .ci/regenerate runs. -->\n# Validation: our number, theirs, the difference\n\nEvery number here is computed when this page is made; one outside its tolerance stops the making. Differences are by decade, relative but where the tolerance is absolute (numbers that are 0 but for\nrounding). The tolerance is 1e-12 relative unless the published number has fewer digits. Intervals of the references are clipped to the scale, as ours are.\n\n## All shared vectors with numbers\n\n| file | source | cases | compared here | numbers | largest difference |\n|---|---|---:|---:|---:|---|\n",
    );
    for section in sections {
        let Some(worst) = section.lines.iter().max_by(|a, b| a.difference().total_cmp(&b.difference())) else { continue };
        let unit = if worst.absolute && worst.difference() > 1e-14 { " absolute" } else { "" };
        let numbers = section.lines.len();
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} | {numbers} | {}{unit} |",
            section.file,
            section.source,
            section.cases,
            section.compared,
            decade(worst.difference())
        );
    }
    page.push_str("\nCases that are not compared here (refusals, and answers without a number) run in the tests of the three languages, as all cases do.\nNumbers of pm4py, ChannelAttribution and retentioneering on public logs and paths that are not in this repository: [validation/journeys.md](validation/journeys.md).\n\n## Published answers, one by one\n\n| case | whose | field | ours | theirs | difference | tolerance |\n|---|---|---|---:|---:|---|---|\n");
    for section in sections {
        for line in &section.lines {
            if !line.source.is_empty()
                && !line.field.starts_with("distribution")
                && !["n", "n_a", "n_b", "n_missing", "n_invalid", "conf_level"].contains(&line.field.as_str())
            {
                let _ = writeln!(
                    page,
                    "| {} | {} | {} | {} | {} | {} | {:e}{} |",
                    line.case,
                    line.source,
                    line.field,
                    shown(line.ours),
                    shown(line.theirs),
                    decade(line.difference()),
                    line.tolerance,
                    if line.absolute { " absolute" } else { "" }
                );
            }
        }
    }
    coverage(&mut page, &serde_json::from_slice(&std::fs::read(root.join("docs/validation/coverage.json"))?)?);
    journey_coverage(&mut page, &serde_json::from_slice(&std::fs::read(root.join("docs/validation/journey_intervals.json"))?)?);
    for (head, file) in VALUE_COVERAGE {
        page.push_str(head);
        value_coverage(&mut page, &serde_json::from_slice(&std::fs::read(root.join(file))?)?);
    }
    page.push_str(DIFFERENCES);
    Ok(page)
}

/// 12 digits: what is beyond them is the platform's.
fn shown(value: f64) -> String {
    let text = format!("{value:.11e}");
    text.parse::<f64>().map_or(text, |value| value.to_string())
}

fn coverage(page: &mut String, results: &Value) {
    page.push_str("\n## Coverage of the default intervals, at a nominal 95 %\n\nFrom [validation/coverage.md](validation/coverage.md), which has them all.\n\n| interval | n | mean | least | where |\n|---|---:|---:|---:|---|\n");
    for (group, method, what) in [("shares", "wilson", "share, `wilson`"), ("nets", "adjusted_wald", "net, `adjusted_wald`")] {
        for row in results[group].as_array().into_iter().flatten().filter(|row| row["method"] == method) {
            let (from, to) = (&row["n_from"], &row["n_to"]);
            let n = if from == to { from.to_string() } else { format!("{from}-{to}") };
            let percent = |field: &str| format!("{:.2} %", 100.0 * row[field].as_f64().unwrap_or(f64::NAN));
            let _ = writeln!(page, "| {what} | {n} | {} | {} | {} |", percent("mean"), percent("min"), text(&row["worst"]));
        }
    }
    let means = || results["means"].as_array().into_iter().flatten().filter(|row| row["method"] == "adjusted_wald");
    for n in [10, 20, 30, 50, 100, 200, 500, 1000] {
        let at: Vec<(f64, &Value)> = means()
            .filter(|row| row["n"] == n)
            .map(|row| (row["coverage"].as_f64().unwrap_or(f64::NAN), &row["distribution"]))
            .collect();
        let mean = at.iter().map(|(coverage, _)| coverage).sum::<f64>() / at.len() as f64;
        let Some((least, place)) = at.iter().min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
        let _ =
            writeln!(page, "| mean, `adjusted_wald` | {n} | {:.2} % | {:.2} % | {} |", 100.0 * mean, 100.0 * least, text(place));
    }
}

/// Of every measure by the number of customers: what it holds on average, and where least.
fn journey_coverage(page: &mut String, results: &Value) {
    page.push_str("\n## Coverage of intervals of journeys, at a nominal 95 %\n\nFrom [validation/journey_intervals.md](validation/journey_intervals.md), which has every row and says what customers are simulated. Rows whose truth is 0, or a difference of 1, are not in the mean. Of goal performance: [validation/goals.md](validation/goals.md), of attribution: [validation/attribution.md](validation/attribution.md).\n\n| measure | n | rows | mean | least | where |\n|---|---:|---:|---:|---:|---|\n");
    let rows = || results["coverage"].as_array().into_iter().flatten();
    let measures: BTreeSet<&str> = rows().filter_map(|row| row["measure"].as_str()).collect();
    let is_open =
        |row: &&Value| row["truth"].as_f64().is_some_and(|truth| truth.abs() > 1e-9 && (truth.abs() - 1.0).abs() > 1e-9);
    for measure in measures {
        for n in [30, 100, 300, 1000] {
            let at: Vec<(f64, &Value)> = rows()
                .filter(|row| row["measure"] == measure && row["n"] == n)
                .filter(is_open)
                .map(|row| (row["held"].as_f64().unwrap_or(f64::NAN), row))
                .collect();
            let mean = at.iter().map(|(held, _)| held).sum::<f64>() / at.len() as f64;
            let Some((least, row)) = at.iter().min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
            let truth = row["truth"].as_f64().unwrap_or(f64::NAN);
            let _ = writeln!(
                page,
                "| {measure} | {n} | {} | {:.1} % | {:.1} % | {}, {truth:.3} |",
                at.len(),
                100.0 * mean,
                100.0 * least,
                text(&row["of"])
            );
        }
    }
}

/// Of every model by the number of customers: what the intervals of its parameters hold, and that of the total.
fn value_coverage(page: &mut String, results: &Value) {
    page.push_str("\n| model | n | data sets | parameters, by Wald: least | most | where least | total of twelve months |\n|---|---:|---:|---:|---:|---|---|\n");
    let share = |held: &Value| {
        let all: f64 = ["held", "below", "above", "absent"].iter().filter_map(|name| held[*name].as_f64()).sum();
        100.0 * held["held"].as_f64().unwrap_or(f64::NAN) / all
    };
    for row in results["models"].as_array().into_iter().flatten() {
        let list = |name: &str| row[name].as_array().map_or(&[][..], Vec::as_slice);
        let by_size = |a: &&Value, b: &&Value| share(&a["wald"]).total_cmp(&share(&b["wald"]));
        let parameters = list("parameters");
        let (Some(least), Some(most)) = (parameters.iter().min_by(by_size), parameters.iter().max_by(by_size)) else { continue };
        let total =
            |total: &Value| format!("{}, `{}`: {:.1} %", text(&total["of"]), text(&total["method"]), share(&total["interval"]));
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {:.1} % | {:.1} % | {} | {} |",
            text(&row["model"]),
            row["n"],
            row["data_sets"],
            share(&least["wald"]),
            share(&most["wald"]),
            text(&least["name"]),
            list("totals").iter().map(total).collect::<Vec<_>>().join("; ")
        );
    }
}

/// What is said of each simulation of customer value, and where its numbers are.
const VALUE_COVERAGE: [(&str, &str); 2] = [
    (
        "\n## Coverage of intervals of customer value, at a nominal 95 %\n\nFrom [validation/value.md](validation/value.md), which has every parameter, says who is simulated, and what to do where the coverage is not 95 %. An interval that is not given holds nothing.\n",
        "docs/validation/value.json",
    ),
    (
        "\nWith a covariate in both processes, whose coefficients are among the parameters ([validation/value_covariates.md](validation/value_covariates.md)):\n",
        "docs/validation/value_covariates.json",
    ),
];

const DIFFERENCES: &str = "
## Where we differ on purpose

| from | how | why |
|---|---|---|
| adjusted Wald, prop.test, binom.test | ends are clipped to the scale and hold the estimate | an NPS of 104 does not exist, and an interval without its estimate misleads |
| R NPS | a p-value of 1.5e-19 where `1 - pnorm` prints 0 | upper tails are computed, not subtracted |
| PropCIs `scoreci.mp` | Tango's interval to 1e-12 | its bisection stops near 1e-7 on -1 to 1 |
| R boot, scipy bootstrap | BCa ends lie within one step of scipy's (.01 for n = 100), and can lie two off R's (15, 25, 60: 30 to 59, scipy 30 to 58, R 28 to 58) | scores are a lattice: the bias is read from the mid-p count, as in scipy, where R counts the draws strictly below; quantiles are of type 7 |
| published adjusted Wald of two NPS | the default spreads pseudo-answers in proportion to the groups | three answers move a group of 30 and not one of 10,000; for equal groups it is the published test |
| `score >= 9` on a survey code | 39.8 where it gives 41.6 (San Francisco airport survey, 2017) | 11 means \"no answer\" |
";
