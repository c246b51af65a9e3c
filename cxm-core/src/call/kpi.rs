//! The KPIs of a program: engagement, innovation, improvement, goals.

use super::Args;
use super::day::{optional_day, required_day};
use crate::columns::{Every, Frame, Table};
use crate::error::{Error, Result};
use crate::program::kpi::{self, Kpi, KpiOptions, KpiRows, ProgramRecords, Window, Workdays};
use crate::stats::Estimate;

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

/// `program_kpis(activity, roster, ideas, versions, goals, every=, start=, end=, as_of=, workdays=, kinds=, adjust=, tz=, level=, min_n=, rows="periods")`.
///
/// # Errors
/// As [`kpi::program_kpis`].
pub fn program_kpis(records: &ProgramRecords<'_>, mut args: Args) -> Result<Table> {
    let (mut options, rows) = kpi_options(&mut args)?;
    options.as_of = optional_day(&mut args, "as_of", options.zone)?;
    options.adjust = args.name("adjust")?.unwrap_or_default();
    people_options(&mut args, &mut options)?;
    args.finish()?;
    kpi::program_kpis(records, &options, rows)
}

/// `workdays`, `kinds`.
fn people_options(args: &mut Args, options: &mut KpiOptions) -> Result<()> {
    if let Some(days) = args.texts("workdays")? {
        options.workdays = Workdays::of(days.iter().map(String::as_str))?;
    }
    options.kinds = args.texts("kinds")?;
    Ok(())
}

/// `every`, `start`, `end`, `tz`, `level`, `min_n`, `rows`.
fn kpi_options(args: &mut Args) -> Result<(KpiOptions, KpiRows)> {
    let every =
        args.name::<Every>("every")?.ok_or_else(|| Error::option("every", "day, week, month, quarter or year", "nothing"))?;
    let zone = args.zone()?;
    let start = required_day(args, "start", zone)?;
    let end = required_day(args, "end", zone)?;
    let mut options = KpiOptions::new(Window::new(start, end, every)?);
    options.zone = zone;
    options.level = args.level()?;
    options.min_n = args.whole("min_n")?.unwrap_or(options.min_n);
    Ok((options, args.name("rows")?.unwrap_or_default()))
}
