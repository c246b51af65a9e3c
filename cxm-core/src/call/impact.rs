//! What initiatives did, and what they are worth.

use super::Args;
use super::day::optional_day;
use crate::columns::{ColumnView, Every, Frame, Table};
use crate::error::{Error, Result};
use crate::program::impact::{
    ImpactOptions, ImpactSamples, InterruptedOptions, Measured, RoiOptions, initiative_impact as impact,
    interrupted_time_series as interrupted, return_on_investment,
};
use crate::stats::{Estimate, Test, Uncertain};

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
    let [time, value] = series_columns(&mut args)?;
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

/// `time`, `value`: by default those of a table of scores.
pub(super) fn series_columns(args: &mut Args) -> Result<[String; 2]> {
    let time = args.column("time")?.unwrap_or_else(|| "period".to_owned());
    let value = args.column("value")?.unwrap_or_else(|| "estimate".to_owned());
    Ok([time, value])
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
