use super::Args;
use super::compare::{Sample, compare_options};
use super::day::required_day;
use super::metric_of;
use crate::columns::{Frame, Table, fold};
use crate::domain::{Date, ExperienceModel};
use crate::error::{Code, Error, Result};
use crate::program::versions::AcrossOptions;
use crate::program::{AlignmentOptions, Benchmark, PublishedAnswers, published_answers};
use crate::stats::{Estimate, Functional, Metric, Scale, Test};
use serde_json::Value;

/// The published answers of questions: a text, or a list of texts.
fn by_question(model: &Value) -> Result<Vec<PublishedAnswers>> {
    let expected = "an experience model, or questions mapped to their published answers";
    let refused = || Error::option("model", expected, super::args::shown(model));
    let text = |value: &Value| value.as_str().map(fold).ok_or_else(refused);
    let own = |(question, answer): (&String, &Value)| {
        let answers = match answer {
            Value::Array(all) => all.iter().map(text).collect::<Result<_>>()?,
            one => [text(one)?].into(),
        };
        Ok(PublishedAnswers { questions: [fold(question)].into(), answers })
    };
    model.as_object().ok_or_else(refused)?.iter().map(own).collect()
}

/// `alignment(frame, question=, answer=, team=, employee=, model=, level=, min_n=, draws=, seed=)`; `model` is an experience model, or maps questions to published
/// answers.
///
/// # Errors
/// As [`crate::program::alignment`].
pub fn alignment(frame: &Frame<'_>, mut args: Args) -> Result<Table> {
    let mut options = alignment_columns(&mut args)?;
    options.level = args.level()?;
    options.min_n = args.whole("min_n")?.unwrap_or(options.min_n);
    options.seed = args.whole("seed")?.unwrap_or(options.seed);
    if let Some(draws) = args.whole("draws")? {
        options.draws = u32::try_from(draws)
            .ok()
            .filter(|&draws| draws > 0)
            .ok_or_else(|| Error::option("draws", "1 to 4294967295", draws.to_string()))?;
    }
    if let Some(model) = args.take("model") {
        match model.as_object() {
            Some(document) if document.contains_key("cxm") => {
                options.model = Some(published_answers(&ExperienceModel::from_json(&model.to_string())?));
            }
            _ => options.published = by_question(&model)?,
        }
    }
    args.finish()?;
    crate::program::alignment(frame, &options)
}

/// `question`, `answer`, `team`, `employee`.
pub(super) fn alignment_columns(args: &mut Args) -> Result<AlignmentOptions> {
    let mut column = |name| args.required_column(name);
    let mut options = AlignmentOptions::new(column("question")?, column("answer")?);
    options.team = args.column("team")?;
    options.employee = args.column("employee")?;
    Ok(options)
}

/// `delivery_gap(internal, customers, metric=, method=, alternative=, level=, min_n=, na=, labels=, invalid=, ...)`; without a metric answers are 1 (agrees) or 0.
///
/// # Errors
/// As [`crate::program::delivery_gap`].
pub fn delivery_gap(internal: Sample<'_>, customers: Sample<'_>, metric: &Value, mut args: Args) -> Result<Test> {
    let metric = match metric {
        Value::Null => Metric::new("agreement", Scale::new(0.0, 1.0)?, Functional::Top { k: 1 })?,
        metric => metric_of(metric, &mut args, None)?.0,
    };
    let (reading, options) = (args.reading()?, compare_options(&mut args)?);
    args.finish()?;
    let (internal, customers) = (internal.tally(&metric, &reading)?, customers.tally(&metric, &reading)?);
    crate::program::delivery_gap(&internal, &customers, &metric, &options)
}

/// A benchmark as an experience model has it, by the names of fields: it has an id, keys of its own, and both ends of its interval in one.
fn of_document(mut fields: Value) -> Value {
    if let Some(document) = fields.as_object_mut().filter(|fields| fields.contains_key("id")) {
        document.retain(|key, _| key != "id" && !key.starts_with("x-"));
        if let Some(as_of) = document.remove("asOf") {
            document.insert("as_of".to_owned(), as_of);
        }
        if let Some(Value::Array(ends)) = document.remove("ci") {
            document.extend(["conf_low", "conf_high"].map(str::to_owned).into_iter().zip(ends));
        }
    }
    fields
}

/// A benchmark from its fields, or as the document of an experience model.
///
/// # Errors
/// `invalid_option`, and as [`Benchmark::check`].
pub fn benchmark(fields: Value) -> Result<Benchmark> {
    if !fields.is_object() {
        return Err(Error::option("benchmark", "a Benchmark", super::args::shown(&fields)));
    }
    let fields = of_document(fields);
    for name in ["value", "conf_low", "conf_high"] {
        match fields.get(name) {
            None | Some(Value::Null | Value::Number(_)) => {}
            // As both languages write what JSON has no number for.
            Some(Value::String(text)) => return Err(Error::option(name, "a finite number", text.clone())),
            Some(other) => return Err(Error::option(name, "a finite number", super::args::shown(other))),
        }
    }
    if let Some(n) = fields.get("n").filter(|n| n.is_number() && n.as_u64().is_none_or(|n| n == 0)) {
        return Err(Error::expected(Code::OutOfRange, "n", "a whole number, 1 or more", n.to_string()));
    }
    let refused = |error: serde_json::Error| {
        Error::new(Code::InvalidOption, format!("this is no benchmark: {error}")).with_field("benchmark")
    };
    let benchmark: Benchmark = serde_json::from_value(fields).map_err(refused)?;
    benchmark.check()?;
    Ok(benchmark)
}

/// `compare_to_benchmark(estimate, benchmark)`.
///
/// # Errors
/// As [`crate::program::compare_to_benchmark`].
pub fn compare_to_benchmark(estimate: &Estimate, fields: Value) -> Result<Test> {
    crate::program::compare_to_benchmark(estimate, &benchmark(fields)?)
}

/// `program_reviews(model, today=)`.
///
/// # Errors
/// As [`crate::program::program_reviews`]; those of [`ExperienceModel::from_json`].
pub fn program_reviews(mut args: Args) -> Result<Table> {
    let model = required_model(&mut args, "model")?;
    let zone = args.zone()?;
    let today = required_day(&mut args, "today", zone)?;
    args.finish()?;
    crate::program::program_reviews(&model, Date::from_day(today))
}

/// An experience model: its text, or its document.
fn required_model(args: &mut Args, name: &'static str) -> Result<ExperienceModel> {
    match args.take(name) {
        Some(Value::String(text)) => ExperienceModel::from_json(&text),
        Some(document) => ExperienceModel::from_json(&document.to_string()),
        None => Err(Error::option(name, "an experience model", "nothing")),
    }
}

/// `compare_across(old, new, frame, metric, column, touchpoint="touchpoint", version="version", adjust="holm", method=, alternative=, equivalence=, level=, min_n=, na=, labels=,
/// invalid=, ...)`.
///
/// # Errors
/// As [`crate::program::versions::compare_across`]; those of [`ExperienceModel::from_json`].
pub fn compare_across(frame: &Frame<'_>, metric: &Value, column: Option<&str>, mut args: Args) -> Result<Table> {
    let (metric, own) = metric_of(metric, &mut args, None)?;
    let (old, new) = (required_model(&mut args, "old")?, required_model(&mut args, "new")?);
    let mut options = across_columns(&mut args)?;
    options.adjust = args.name("adjust")?.unwrap_or_default();
    let reading = args.reading()?;
    options.compare = compare_options(&mut args)?;
    args.finish()?;
    let column = column.map(str::to_owned).or(own);
    let column = column.ok_or_else(|| Error::option("column", "the name of the column of answers", "nothing"))?;
    crate::program::versions::compare_across(&old, &new, frame, &column, &metric, &reading, &options)
}

/// `touchpoint`, `version`.
pub(super) fn across_columns(args: &mut Args) -> Result<AcrossOptions> {
    let mut options = AcrossOptions::default();
    options.touchpoint = args.column("touchpoint")?.unwrap_or(options.touchpoint);
    options.version = args.column("version")?.unwrap_or(options.version);
    Ok(options)
}
