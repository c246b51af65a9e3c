use super::Args;
use super::program::{kpi_options, optional_day};
use super::scorecard::{width, written};
use crate::columns::{Cell, ColumnView, Every, Frame, Table};
use crate::domain::{Date, ExperienceModel};
use crate::error::{Code, Error, Result};
use crate::program::impact::{
    ImpactOptions, ImpactSamples, InterruptedOptions, Measured, RoiOptions, initiative_impact as impact,
    interrupted_time_series as interrupted, return_on_investment,
};
use crate::program::kpi::{self, ProgramRecords};
use crate::program::{QuickWinOptions, RankOptions};
use crate::report::balanced_page;
use crate::stats::{Estimate, Test, Uncertain};
use serde_json::Value;

/// What was measured, of columns by name: `before`, `after`, `control_before`, `control_after`, and the units of each, `units_before` and so on.
///
/// # Errors
/// `invalid_option` when before or after lacks, or one half of the control.
pub fn impact_samples<'a>(column: impl Fn(&str) -> Option<ColumnView<'a>>) -> Result<ImpactSamples<'a>> {
    let named = |name: &str| column(name).map(|values| values.named(name.to_owned()));
    let measured = |name: &str| named(name).map(|values| Measured { values, units: named(&format!("units_{name}")) });
    let required = |name: &str| measured(name).ok_or_else(|| Error::option(name, "given", "nothing"));
    let control = match (measured("control_before"), measured("control_after")) {
        (None, None) => None,
        (Some(before), Some(after)) => Some((before, after)),
        (None, Some(_)) => return Err(Error::option("control_before", "given with control_after", "nothing")),
        (Some(_), None) => return Err(Error::option("control_after", "given with control_before", "nothing")),
    };
    Ok(ImpactSamples { before: required("before")?, after: required("after")?, control })
}

/// `initiative_impact(before, after, control_before, control_after, method=, assignment=, alternative=, level=, min_n=)`.
///
/// # Errors
/// As [`crate::program::impact::initiative_impact`].
pub fn initiative_impact(samples: &ImpactSamples<'_>, mut args: Args) -> Result<Test> {
    let mut options = ImpactOptions::default().level(args.level()?);
    options.method = args.name("method")?;
    options.assignment = args.name("assignment")?.unwrap_or_default();
    options.alternative = args.name("alternative")?.unwrap_or_default();
    options.min_n = args.whole("min_n")?.unwrap_or_default();
    args.finish()?;
    impact(samples, &options)
}

/// `interrupted_time_series(frame, value=, time="period", at=, every=, method=, lags=, tz=, level=)`.
///
/// # Errors
/// As [`crate::program::impact::interrupted_time_series`].
pub fn interrupted_time_series(frame: &Frame<'_>, mut args: Args) -> Result<Table> {
    let zone = args.zone()?;
    let at = optional_day(&mut args, "at", zone)?;
    let at = at.ok_or_else(|| Error::option("at", "the first day of the initiative, such as 2026-01-31", "nothing"))?;
    let time = args.column("time")?.unwrap_or_else(|| "period".to_owned());
    let value = args.column("value")?.unwrap_or_else(|| "estimate".to_owned());
    let mut options = InterruptedOptions::new(time, value, at);
    options.zone = zone;
    options.every = args.name::<Every>("every")?;
    options.method = args.name("method")?.unwrap_or_default();
    options.level = args.level()?;
    options.lags = match args.whole("lags")? {
        None => None,
        Some(lags) => Some(usize::try_from(lags).map_err(|_| Error::option("lags", "a small number", lags.to_string()))?),
    };
    args.finish()?;
    interrupted(frame, &options)
}

/// `roi(benefit, cost, benefit_std_error=, cost_std_error=, covariance=, df=, level=)`.
///
/// # Errors
/// As [`return_on_investment`].
pub fn roi(mut args: Args) -> Result<Estimate> {
    let mut given = |name| args.number(name)?.ok_or_else(|| Error::option(name, "a number", "nothing"));
    let (benefit, cost) = (given("benefit")?, given("cost")?);
    let benefit = Uncertain { estimate: benefit, std_error: args.number("benefit_std_error")?.unwrap_or_default() };
    let cost = Uncertain { estimate: cost, std_error: args.number("cost_std_error")?.unwrap_or_default() };
    let covariance = args.number("covariance")?.unwrap_or_default();
    let options = RoiOptions { covariance, df: args.number("df")?, level: args.level()? };
    args.finish()?;
    return_on_investment(benefit, cost, &options)
}

/// `rank(frame, by=, estimate="estimate", std_error="std_error", direction=, level=)`.
///
/// # Errors
/// As [`crate::program::rank`].
pub fn rank(frame: &Frame<'_>, mut args: Args) -> Result<Table> {
    let by = args.column("by")?.ok_or_else(|| Error::option("by", "the name of a column", "nothing"))?;
    let mut options = RankOptions::new(by);
    options.estimate = args.column("estimate")?.unwrap_or(options.estimate);
    options.std_error = args.column("std_error")?.unwrap_or(options.std_error);
    options.direction = args.name("direction")?.unwrap_or(options.direction);
    options.level = args.level()?;
    args.finish()?;
    crate::program::rank(frame, &options)
}

/// `rank_estimates(estimates={name: Estimate} or [[name, Estimate]], level=)`: estimates of one metric, whose direction says which way is good. Columns as [`rank`]'s, the names in `name`.
///
/// # Errors
/// `definition_mismatch` when they are of different metrics; as [`crate::program::rank`].
pub fn rank_estimates(mut args: Args) -> Result<Table> {
    let given = args.take("estimates").unwrap_or_default();
    let refused = |got: String| Error::option("estimates", "estimates by name", got);
    let pair = |pair: &Value| Some((pair.get(0)?.as_str()?.to_owned(), pair.get(1)?.clone()));
    let named: Option<Vec<(String, Value)>> = match &given {
        Value::Array(pairs) => pairs.iter().map(pair).collect(),
        Value::Object(map) => Some(map.clone().into_iter().collect()),
        _ => None,
    };
    let mut estimates: Vec<(String, Estimate)> = Vec::new();
    for (name, fields) in named.ok_or_else(|| refused(super::args::shown(&given)))? {
        let estimate = serde_json::from_value(fields.clone()).map_err(|_| refused(super::args::shown(&fields)))?;
        estimates.push((name, estimate));
    }
    let mut options = RankOptions::new("name");
    if let Some((_, first)) = estimates.first() {
        options.direction = first.direction;
        if let Some((name, other)) = estimates.iter().find(|(_, own)| own.definition != first.definition) {
            let message = format!("{name:?} is of {:?}, the first of {:?}, or of another scale", other.metric, first.metric);
            return Err(Error::new(Code::DefinitionMismatch, message).with_field("estimates"));
        }
    }
    options.level = args.level()?;
    args.finish()?;
    let names: Vec<Cell<'_>> = estimates.iter().map(|(name, _)| Cell::from(name.as_str())).collect();
    let numbers = |of: &dyn Fn(&Estimate) -> Option<f64>| -> ColumnView<'_> {
        estimates.iter().map(|(_, own)| of(own).map_or(Cell::Null, Cell::Float)).collect::<Vec<_>>().into()
    };
    let frame = Frame::new(vec![
        ColumnView::from(names).named("name"),
        numbers(&|own| own.estimate).named("estimate"),
        numbers(&|own| own.std_error).named("std_error"),
    ])?;
    crate::program::rank(&frame, &options)
}

/// `quick_wins(ideas, idea="id", impact="impact", effort="effort", impact_from=, effort_to=)`.
///
/// # Errors
/// As [`crate::program::quick_wins`].
pub fn quick_wins(ideas: &Frame<'_>, mut args: Args) -> Result<Table> {
    let mut options = QuickWinOptions::new(args.column("idea")?.unwrap_or_else(|| "id".to_owned()));
    options.impact = args.column("impact")?.unwrap_or(options.impact);
    options.effort = args.column("effort")?.unwrap_or(options.effort);
    options.impact_from = args.number("impact_from")?;
    options.effort_to = args.number("effort_to")?;
    args.finish()?;
    crate::program::quick_wins(ideas, &options)
}

/// `program_kpis(activity, roster, ideas, versions, goals, every=, start=, end=, as_of=, workdays=, kinds=, adjust=, tz=, level=, min_n=, rows="periods")`.
///
/// # Errors
/// As [`kpi::program_kpis`].
pub fn program_kpis(records: &ProgramRecords<'_>, mut args: Args) -> Result<Table> {
    let (mut options, rows) = kpi_options(&mut args)?;
    options.as_of = optional_day(&mut args, "as_of", options.zone)?;
    options.adjust = args.name("adjust")?.unwrap_or_default();
    super::program::people_options(&mut args, &mut options)?;
    args.finish()?;
    kpi::program_kpis(records, &options, rows)
}

/// `program_reviews(model, today=)`.
///
/// # Errors
/// As [`crate::program::program_reviews`]; those of [`ExperienceModel::from_json`].
pub fn program_reviews(mut args: Args) -> Result<Table> {
    let model = match args.take("model") {
        Some(Value::String(text)) => ExperienceModel::from_json(&text)?,
        Some(document) => ExperienceModel::from_json(&document.to_string())?,
        None => return Err(Error::option("model", "an experience model", "nothing")),
    };
    let zone = args.zone()?;
    let today = optional_day(&mut args, "today", zone)?;
    let today = today.ok_or_else(|| Error::option("today", "a date such as 2026-01-31", "nothing"))?;
    args.finish()?;
    crate::program::program_reviews(&model, Date::from_day(today))
}

/// `balanced_scorecard_page(frame, form="text" | "markdown" | "html", title=, width=)`: the scorecard to read.
///
/// # Errors
/// As [`crate::program::balanced_scorecard`]; `invalid_option` for another form.
pub fn balanced_scorecard_page(frame: &Frame<'_>, mut args: Args) -> Result<String> {
    let form = args.text("form")?.unwrap_or_else(|| "text".to_owned());
    let title = args.text("title")?.unwrap_or_else(|| "Balanced scorecard".to_owned());
    let width = width(&mut args)?;
    args.finish()?;
    let page = balanced_page(&title, &crate::program::balanced_scorecard(frame)?);
    written(&page, &form, width).ok_or_else(|| Error::option("form", "one of text, markdown, html", format!("{form:?}")))
}

/// `balanced_scorecard(frame)`.
///
/// # Errors
/// As [`crate::program::balanced_scorecard`].
pub fn balanced_scorecard(frame: &Frame<'_>, args: Args) -> Result<Table> {
    args.finish()?;
    crate::program::balanced_scorecard(frame)
}
