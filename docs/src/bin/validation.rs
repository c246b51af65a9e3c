//! Writes `docs/VALIDATION.md`: our number beside the published one, from `conformance/*.json` and `docs/validation/published.json`.
//!
//! `cargo run --package cxm-docs --bin validation`; `.ci/regenerate` runs it. A number outside its tolerance stops it.
#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "a program that reads vectors and writes a page; the core does not"
)]

use cxm_core::Error;
use cxm_core::call::{self, Args, Columns, Sample};
use cxm_core::columns::{Cell, ColumnView, Frame};
use cxm_core::stats::{Scale, Tally};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

type Failure = Box<dyn std::error::Error>;

/// The beginnings of the ids of cases whose numbers somebody else has published.
const PUBLISHED: [&str; 6] = ["published", "tango", "propcis", "whuber", "area", "nist"];

/// One number of ours and theirs.
struct Line {
    case: String,
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
    files.push(root.join("docs/validation/published.json"));
    let sections = files.iter().filter_map(|file| section(file).transpose()).collect::<Result<Vec<_>, _>>()?;
    std::fs::write(root.join("docs/VALIDATION.md"), page(&sections, &root)?)?;
    Ok(())
}

fn section(file: &Path) -> Result<Option<Section>, Failure> {
    let document: Value = serde_json::from_slice(&std::fs::read(file)?)?;
    let Some(cases) = document["cases"].as_array() else { return Ok(None) };
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let mut section =
        Section { file: name, source: text(&document["source"]), cases: cases.len(), compared: 0, lines: Vec::new() };
    for case in cases {
        let Some(got) = answer(case) else { continue };
        let got = got.map_err(|error| format!("{}: {error}", case["id"]))?;
        let before = section.lines.len();
        compare(case, &got, &mut section.lines)?;
        section.compared += usize::from(section.lines.len() > before);
    }
    Ok((!section.lines.is_empty()).then_some(section))
}

/// What the case asks, from the core; `None` where it is not about numbers.
fn answer(case: &Value) -> Option<Result<Value, Error>> {
    if case["expect"].get("error").is_some() {
        return None;
    }
    let options = || case["options"].as_object().cloned().unwrap_or_default();
    let args = |function: &str| Args::new(function, options());
    let name = case["name"].as_str().unwrap_or_default();
    let metric = &case["metric"];
    Some(match case["call"].as_str()? {
        "estimate" => {
            let columns = columns(case)?;
            call::estimate(name, columns, args(name)).map(|estimate| json!(estimate))
        }
        "compare" => {
            let (a, b) = (columns(&case["a"])?, columns(&case["b"])?);
            call::compare(Sample::Columns(a), Sample::Columns(b), metric, args("compare")).map(|test| json!(test))
        }
        "compare_all" => {
            let views: Option<Vec<ColumnView<'static>>> =
                case["frame"].as_object()?.iter().map(|(name, values)| Some(view(values)?.named(name.clone()))).collect();
            Frame::new(views?)
                .and_then(|frame| call::compare_all(&frame, metric, case["column"].as_str(), args("compare_all")))
                .map(|test| json!(test))
        }
        "p_adjust" => {
            let p: Vec<Option<f64>> = case["p"].as_array()?.iter().map(Value::as_f64).collect();
            call::p_adjust(&p, args("p_adjust")).map(|values| json!({ "values": values }))
        }
        "share_intervals" if case.get("counts").is_some() => {
            let counts: Vec<u64> = case["counts"].as_array()?.iter().filter_map(Value::as_u64).collect();
            shares(&counts, args("share_intervals"))
        }
        "required_n" => call::required_n(metric, args("required_n")).map(|n| json!({ "value": n })),
        _ => return None,
    })
}

fn shares(counts: &[u64], args: Args) -> Result<Value, Error> {
    let tally = Tally::from_counts(Scale::new(1.0, counts.len() as f64)?, counts, 0, 0)?;
    let table = call::share_intervals(&tally, args)?;
    let rows = table.to_json();
    let ends = rows.as_array().into_iter().flatten().flat_map(|row| [row["conf_low"].clone(), row["conf_high"].clone()]);
    Ok(json!({ "values": ends.collect::<Vec<_>>() }))
}

/// Untyped columns of numbers, texts and nulls; `None` for the typed ones, which ask how cells are read.
fn columns(case: &Value) -> Option<Columns<'static>> {
    let beside = |name: &str| case.get(name).map_or(Some(None), |values| view(values).map(Some));
    Some(Columns { values: view(&case["column"])?, weights: beside("weights")?, counts: beside("counts")? })
}

fn view(values: &Value) -> Option<ColumnView<'static>> {
    let cell = |value: &Value| {
        Some(match value {
            Value::Null => Cell::Null,
            Value::String(text) => Cell::Text(text.clone().into()),
            Value::Number(number) => number.as_i64().map_or(Cell::Float(number.as_f64()?), Cell::Int),
            _ => return None,
        })
    };
    Some(values.as_array()?.iter().map(cell).collect::<Option<Vec<_>>>()?.into())
}

/// Adds a line for each number expected; an `Err` where ours is not within the tolerance.
fn compare(case: &Value, got: &Value, lines: &mut Vec<Line>) -> Result<(), Failure> {
    let none = Map::new();
    let (relative, absolute) = (case["tol"]["rel"].as_f64().unwrap_or(0.0), case["tol"]["abs"].as_f64().unwrap_or(0.0));
    for (field, theirs) in case["expect"].as_object().unwrap_or(&none) {
        let pairs: Vec<(String, &Value, &Value)> = match (theirs.as_array(), got[field].as_array()) {
            (Some(theirs), Some(ours)) => {
                theirs.iter().zip(ours).enumerate().map(|(at, (theirs, ours))| (format!("{field}[{at}]"), theirs, ours)).collect()
            }
            _ => vec![(field.clone(), theirs, &got[field])],
        };
        for (field, theirs, ours) in pairs {
            let (Some(theirs), Some(ours)) = (theirs.as_f64(), ours.as_f64()) else { continue };
            let is_absolute = absolute > relative * theirs.abs();
            let tolerance = if is_absolute { absolute } else { relative };
            let line = Line { case: text(&case["id"]), field, ours, theirs, tolerance, absolute: is_absolute };
            if line.difference() > tolerance {
                return Err(format!("{} {}: ours {ours}, theirs {theirs}", line.case, line.field).into());
            }
            lines.push(line);
        }
    }
    Ok(())
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
        let largest = section.lines.iter().map(Line::difference).fold(0.0, f64::max);
        let source = if section.source.is_empty() { "as in the table below" } else { &section.source };
        let numbers = section.lines.len();
        let _ = writeln!(
            page,
            "| `{}` | {source} | {} | {} | {numbers} | {} |",
            section.file,
            section.cases,
            section.compared,
            decade(largest)
        );
    }
    page.push_str("\nCases that are not compared here (refusals, how typed cells are read, states and their bytes) run in the tests of the three languages.\n\n## Published answers, one by one\n\n| case | field | ours | theirs | difference | tolerance |\n|---|---|---:|---:|---|---|\n");
    for section in sections {
        for line in &section.lines {
            let published = section.file == "published.json" || PUBLISHED.iter().any(|start| line.case.starts_with(start));
            if published
                && !line.field.starts_with("distribution")
                && !["n", "n_missing", "n_invalid"].contains(&line.field.as_str())
            {
                let _ = writeln!(
                    page,
                    "| {} | {} | {} | {} | {} | {:e}{} |",
                    line.case,
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

const DIFFERENCES: &str = "
## Where we differ on purpose

| from | how | why |
|---|---|---|
| R NPS, prop.test, binom.test | ends are clipped to the scale and hold the estimate | an NPS of 104 does not exist, and an interval without its estimate misleads |
| R NPS | a p-value of 1.5e-19 where `1 - pnorm` prints 0 | upper tails are computed, not subtracted |
| PropCIs `scoreci.mp` | Tango's interval to 1e-12 | its bisection stops near 1e-6 |
| R boot, scipy bootstrap | BCa ends can lie one step of the lattice off (.01 for n = 100) | scores are a lattice: the bias is read from the mid-p count, quantiles are of type 7; the two differ from each other as well |
| published adjusted Wald of two NPS | the default spreads pseudo-answers in proportion to the groups | three answers move a group of 30 and not one of 10,000; for equal groups it is the published test |
| `score >= 9` on a survey code | 39.8 where it gives 41.6 (San Francisco airport survey, 2017) | 11 means \"no answer\" |
";
