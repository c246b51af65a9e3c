use super::Args;
use super::args::shown;
use super::cube::key;
use super::day::optional_end;
use crate::columns::time::{Duration, Instant};
use crate::error::{Code, Error, Result};
use crate::journey::{Exclusion, FunnelComparison, FunnelOptions, FunnelPass};
use crate::records::event_log::EventLog;
use serde_json::Value;

/// What `log.compare_funnels(steps, by=, baseline=, adjust=, ...)` compares.
pub(super) fn comparison(args: &mut Args) -> Result<FunnelComparison> {
    let (level, adjust) = (args.level()?, args.name("adjust")?.unwrap_or_default());
    let baseline = match args.take("baseline") {
        None => None,
        Some(Value::Array(several)) => Some(several.iter().map(|one| key("baseline", one)).collect::<Result<_>>()?),
        Some(one) => Some(vec![key("baseline", &one)?]),
    };
    Ok(FunnelComparison { baseline, level, adjust })
}

/// `log.funnel(steps, order=, within=, exclude=, optional=, by=, as_of=, incomplete=, level=, tz=)`.
///
/// # Errors
/// Those of [`FunnelPass::new`]; `unknown_id` when the log has none of the steps.
pub(super) fn funnel_pass<'a>(log: &'a EventLog, args: &mut Args) -> Result<FunnelPass<'a>> {
    let zone = args.zone()?;
    let options = FunnelOptions {
        steps: steps(args)?,
        order: args.name("order")?.unwrap_or_default(),
        within: args.text("within")?.map(|text| window(&text)).transpose()?,
        exclude: exclusions(args)?,
        optional: optional(args)?,
        by: args.columns("by")?.unwrap_or_default(),
        as_of: optional_end(args, "as_of", zone)?.map(Instant::micros),
        incomplete: args.name("incomplete")?.unwrap_or_default(),
    };
    require_known(log, &options)?;
    FunnelPass::new(log, &options)
}

/// A step that never happened is one that nobody reached; a funnel of nothing that happened is a mistake.
fn require_known(log: &EventLog, options: &FunnelOptions) -> Result<()> {
    let names = || options.steps.iter().flatten();
    match names().next() {
        Some(first) if log.n_events() > 0 && names().all(|name| log.code_of(name).is_err()) => log.code_of(first).map(|_| ()),
        _ => Ok(()),
    }
}

/// A touchpoint, or a list of alternatives.
fn steps(args: &mut Args) -> Result<Vec<Vec<String>>> {
    let expected = "a list of steps, each a touchpoint or a list of touchpoints";
    let Some(value) = args.take("steps") else { return Err(Error::option("steps", expected, "nothing")) };
    let step = |value: &Value| match value {
        Value::String(one) => Some(vec![one.clone()]),
        Value::Array(all) => all.iter().map(|one| one.as_str().map(str::to_owned)).collect(),
        _ => None,
    };
    let steps = value.as_array().and_then(|all| all.iter().map(step).collect::<Option<Vec<_>>>());
    steps.ok_or_else(|| Error::option("steps", expected, shown(&value)))
}

/// Triples of `(touchpoint, from_step, to_step)`.
fn exclusions(args: &mut Args) -> Result<Vec<Exclusion>> {
    let expected = "a list of (touchpoint, from_step, to_step), steps counted from 0";
    let Some(value) = args.take("exclude") else { return Ok(Vec::new()) };
    let one = |value: &Value| {
        let [touchpoint, from, to] = value.as_array()?.as_slice() else { return None };
        let step = |value: &Value| value.as_u64().and_then(|step| usize::try_from(step).ok());
        Some(Exclusion { touchpoint: touchpoint.as_str()?.to_owned(), from: step(from)?, to: step(to)? })
    };
    let all = value.as_array().and_then(|all| all.iter().map(one).collect::<Option<Vec<_>>>());
    all.ok_or_else(|| Error::option("exclude", expected, shown(&value)))
}

fn optional(args: &mut Args) -> Result<Vec<usize>> {
    let expected = "steps, counted from 0";
    let Some(value) = args.take("optional") else { return Ok(Vec::new()) };
    let step = |value: &Value| value.as_u64().and_then(|step| usize::try_from(step).ok());
    let mut steps: Vec<usize> = match &value {
        Value::Array(all) => all.iter().map(step).collect::<Option<_>>(),
        one => step(one).map(|one| vec![one]),
    }
    .ok_or_else(|| Error::option("optional", expected, shown(&value)))?;
    steps.sort_unstable();
    steps.dedup();
    Ok(steps)
}

/// A window in microseconds: days of 24 h.
fn window(text: &str) -> Result<i64> {
    let duration: Duration = text.parse().map_err(|error: Error| error.with_field("within"))?;
    duration.exact_micros().ok_or_else(|| {
        Error::expected(
            Code::InvalidDuration,
            "within",
            "a fixed length such as 7d, 36h, 90m or P7D: months differ in theirs",
            text,
        )
    })
}
