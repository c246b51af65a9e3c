use super::Args;
use super::compare::{Sample, compare_options};
use super::metric_of;
use crate::columns::time::{LocalDays, Zone, checked_day, day_from_text, parse_time};
use crate::columns::{Every, Frame, Table, fold};
use crate::domain::ExperienceModel;
use crate::error::{Code, Error, Result};
use crate::program::kpi::{self, Kpi, KpiOptions, KpiRows, Window, Workdays};
use crate::program::{AlignmentOptions, Benchmark, PublishedAnswers, published_answers};
use crate::stats::{Estimate, Functional, Metric, Scale, Test};
use serde_json::Value;

/// `employee_engagement(activity, roster, every=, start=, end=, workdays=, kinds=, tz=, level=, min_n=, rows="periods")`.
///
/// # Errors
/// As [`kpi::employee_engagement`].
pub fn employee_engagement(activity: &Frame<'_>, roster: &Frame<'_>, mut args: Args) -> Result<Table> {
    let (mut options, rows) = kpi_options(&mut args)?;
    people_options(&mut args, &mut options)?;
    args.finish()?;
    kpi::employee_engagement(activity, roster, &options).map(|kpi| rows.of(kpi))
}

/// `rate_of_innovation(ideas, roster, every=, start=, end=, as_of=, tz=, level=, min_n=, rows="periods")`.
///
/// # Errors
/// As [`kpi::rate_of_innovation`].
pub fn rate_of_innovation(ideas: &Frame<'_>, roster: &Frame<'_>, mut args: Args) -> Result<Table> {
    let (mut options, rows) = kpi_options(&mut args)?;
    options.as_of = optional_day(&mut args, "as_of", options.zone)?;
    args.finish()?;
    kpi::rate_of_innovation(ideas, roster, &options).map(|kpi| rows.of(kpi))
}

/// `rate_of_improvement(changes, every=, start=, end=, as_of=, adjust=, tz=, level=, rows="periods")`.
///
/// # Errors
/// As [`kpi::rate_of_improvement`].
pub fn rate_of_improvement(changes: &Frame<'_>, mut args: Args) -> Result<Table> {
    let (mut options, rows) = kpi_options(&mut args)?;
    options.as_of = optional_day(&mut args, "as_of", options.zone)?;
    options.adjust = args.name("adjust")?.unwrap_or_default();
    args.finish()?;
    kpi::rate_of_improvement(changes, &options).map(|kpi: Kpi| rows.of(kpi))
}

/// `workdays`, `kinds`.
pub(super) fn people_options(args: &mut Args, options: &mut KpiOptions) -> Result<()> {
    if let Some(days) = args.texts("workdays")? {
        options.workdays = Workdays::of(days.iter().map(String::as_str))?;
    }
    options.kinds = args.texts("kinds")?;
    Ok(())
}

/// `every`, `start`, `end`, `tz`, `level`, `min_n`, `rows`.
pub(super) fn kpi_options(args: &mut Args) -> Result<(KpiOptions, KpiRows)> {
    let every =
        args.name::<Every>("every")?.ok_or_else(|| Error::option("every", "day, week, month, quarter or year", "nothing"))?;
    let zone = args.zone()?;
    let start = day(args, "start", zone)?;
    let end = day(args, "end", zone)?;
    let mut options = KpiOptions::new(Window::new(start, end, every)?);
    options.zone = zone;
    options.level = args.level()?;
    options.min_n = args.whole("min_n")?.unwrap_or(options.min_n);
    Ok((options, args.name("rows")?.unwrap_or_default()))
}

/// A day: a date, or the local day of a time.
fn day(args: &mut Args, name: &'static str, zone: Zone) -> Result<i32> {
    optional_day(args, name, zone)?.ok_or_else(|| Error::option(name, "a date such as 2026-01-31", "nothing"))
}

/// A day, where one is given.
pub(super) fn optional_day(args: &mut Args, name: &'static str, zone: Zone) -> Result<Option<i32>> {
    let Some(text) = args.text(name)? else { return Ok(None) };
    if let Ok(day) = day_from_text(&text) {
        return Ok(Some(day));
    }
    let instant = parse_time(&text, &zone).map_err(|error| error.with_field(name))?;
    checked_day(LocalDays::new(&zone).local_day(instant).into()).map(Some)
}

/// `goal_share(n_reached, n_total, level=)`.
///
/// # Errors
/// As [`kpi::goal_share`].
pub fn goal_share(mut args: Args) -> Result<Estimate> {
    let mut count = |name| args.whole(name)?.ok_or_else(|| Error::option(name, "a whole number, not negative", "nothing"));
    let (reached, total) = (count("n_reached")?, count("n_total")?);
    let level = args.level()?;
    args.finish()?;
    kpi::goal_share(reached, total, level)
}

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
    let mut column = |name| args.text(name)?.ok_or_else(|| Error::option(name, "the name of a column", "nothing"));
    let mut options = AlignmentOptions::new(column("question")?, column("answer")?);
    options.team = args.text("team")?;
    options.employee = args.text("employee")?;
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

/// A benchmark from its fields.
///
/// # Errors
/// `invalid_option`, and as [`Benchmark::check`].
pub fn benchmark(fields: Value) -> Result<Benchmark> {
    if !fields.is_object() {
        return Err(Error::option("benchmark", "a Benchmark", super::args::shown(&fields)));
    }
    for name in ["value", "conf_low", "conf_high"] {
        match fields.get(name) {
            None | Some(Value::Null | Value::Number(_)) => {}
            // As both languages write what JSON has no number for.
            Some(Value::String(text)) => return Err(Error::option(name, "a finite number", text.clone())),
            Some(other) => return Err(Error::option(name, "a finite number", super::args::shown(other))),
        }
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
