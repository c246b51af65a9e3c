use super::Args;
use crate::columns::{ColumnView, Frame, Key, Table, TableColumn};
use crate::error::{Code, Error, Result};
use crate::retention::{Watched, WatchedColumns};
use crate::stats::survival::{
    LifeTable, RankWeights, Survival, TiedHazard, Transform, log_rank_trend, nelson_aalen, stratified_log_rank,
};
use crate::stats::{Level, Test};
use serde_json::{Value, json};

/// A result of fields and tables.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FieldsAndTables {
    /// Its fields, an object.
    pub fields: Value,
    /// Its tables by name.
    pub tables: Vec<(&'static str, Table)>,
}

fn watched(frame: &Frame<'_>, group: &str) -> Result<Watched> {
    let column = |name: &str| frame.column(name).ok().cloned();
    let mut columns = WatchedColumns::new(frame.column("durations")?.clone(), frame.column("events")?.clone());
    (columns.weights, columns.group, columns.strata) = (column("weights"), column(group), column("strata"));
    columns.read()
}

/// `kaplan_meier(durations, events, weights=, by=, level=0.95, transform="log_log", until=, times=)`: the frame has the columns `durations`, `events` and where given `weights` (whole numbers) and `by`.
///
/// Tables `table` (`by`, `time`, `n_at_risk`, `n_events`, `n_censored`, `survival`, `std_error`, `conf_low`, `conf_high`) and `groups` (`by`, `n`, `n_events`, `median`, `median_low`, `median_high`; with `until` also
/// `restricted_mean`, `restricted_low`, `restricted_high`), and with `times` the table `at` (`by`, `time`, `survival`, `conf_low`, `conf_high`).
///
/// # Errors
/// As [`WatchedColumns::read`]; `out_of_range` of `until`; `invalid_option`, `invalid_level`.
pub fn kaplan_meier(frame: &Frame<'_>, mut args: Args) -> Result<FieldsAndTables> {
    let (level, transform) = (args.level()?, args.name::<Transform>("transform")?.unwrap_or_default());
    let (until, times) = (args.number("until")?, numbers(&mut args, "times")?);
    args.finish()?;
    let is_grouped = frame.column("by").is_ok();
    let curves: Vec<(Key, Survival)> =
        watched(frame, "by")?.tables().into_iter().map(|(key, table)| (key, table.survival(level, transform))).collect();
    let steps = || curves.iter().flat_map(|(key, curve)| curve.steps.iter().map(move |step| (key, step)));
    let float = |of: &dyn Fn(&crate::stats::survival::SurvivalStep) -> Option<f64>| {
        TableColumn::Float(steps().map(|(_, step)| of(step)).collect())
    };
    let count = |of: &dyn Fn(&crate::stats::survival::SurvivalStep) -> u64| {
        TableColumn::Count(steps().map(|(_, step)| Some(of(step))).collect())
    };
    let table = keyed(is_grouped, steps().map(|(key, _)| key.clone()))
        .with("time", float(&|step| Some(step.time)))
        .with("n_at_risk", count(&|step| step.at_risk))
        .with("n_events", count(&|step| step.events))
        .with("n_censored", count(&|step| step.censored))
        .with("survival", float(&|step| Some(step.survival)))
        .with("std_error", float(&|step| Some(step.std_error)))
        .with("conf_low", float(&|step| step.conf_low))
        .with("conf_high", float(&|step| step.conf_high));
    let mut tables = vec![("table", table), ("groups", groups(is_grouped, &curves, until, level)?)];
    if let Some(times) = times {
        tables.push(("at", at(is_grouped, &curves, &times)));
    }
    Ok(FieldsAndTables { fields: json!({ "transform": transform.name(), "level": level.get() }), tables })
}

/// A table that begins with the groups, where there are any.
fn keyed(is_grouped: bool, keys: impl Iterator<Item = Key>) -> Table {
    let table = Table::default();
    if is_grouped { table.with("by", TableColumn::Key { keys: keys.collect(), rows: None }) } else { table }
}

fn groups(is_grouped: bool, curves: &[(Key, Survival)], until: Option<f64>, level: Level) -> Result<Table> {
    let medians: Vec<_> = curves.iter().map(|(_, curve)| curve.median()).collect();
    let table = keyed(is_grouped, curves.iter().map(|(key, _)| key.clone()))
        .with("n", TableColumn::Count(curves.iter().map(|(_, curve)| Some(curve.n)).collect()))
        .with("n_events", TableColumn::Count(curves.iter().map(|(_, curve)| Some(curve.n_events)).collect()))
        .with("median", TableColumn::Float(medians.iter().map(|median| median.estimate).collect()))
        .with("median_low", TableColumn::Float(medians.iter().map(|median| median.conf_low).collect()))
        .with("median_high", TableColumn::Float(medians.iter().map(|median| median.conf_high).collect()));
    let Some(until) = until else { return Ok(table) };
    let means = curves.iter().map(|(_, curve)| curve.restricted_mean(until, level)).collect::<Result<Vec<_>>>()?;
    Ok(table
        .with("restricted_mean", TableColumn::Float(means.iter().map(|mean| Some(mean.estimate)).collect()))
        .with("restricted_error", TableColumn::Float(means.iter().map(|mean| Some(mean.std_error)).collect()))
        .with("restricted_low", TableColumn::Float(means.iter().map(|mean| Some(mean.conf_low)).collect()))
        .with("restricted_high", TableColumn::Float(means.iter().map(|mean| Some(mean.conf_high)).collect())))
}

/// The curves at times of the caller's.
fn at(is_grouped: bool, curves: &[(Key, Survival)], times: &[f64]) -> Table {
    let rows = || curves.iter().flat_map(|(key, curve)| times.iter().map(move |time| (key, curve, *time)));
    let step = |curve: &Survival, time: f64| {
        let until = curve.steps.partition_point(|step| step.time <= time);
        until.checked_sub(1).and_then(|last| curve.steps.get(last)).copied()
    };
    // Before the first event nobody has had it; after the last time that was watched nothing is known, unless all had it.
    let known = |curve: &Survival, time: f64| {
        curve.steps.last().is_some_and(|last| time <= last.time || last.survival <= 0.0) && time >= 0.0
    };
    let share = |curve: &Survival, time: f64| known(curve, time).then(|| curve.at(time));
    let end = |of: fn(&crate::stats::survival::SurvivalStep) -> Option<f64>| {
        let one = |(_, curve, time): (&Key, &Survival, f64)| {
            step(curve, time).filter(|_| known(curve, time)).and_then(|step| of(&step))
        };
        TableColumn::Float(rows().map(one).collect())
    };
    keyed(is_grouped, rows().map(|(key, _, _)| key.clone()))
        .with("time", TableColumn::Float(rows().map(|(_, _, time)| Some(time)).collect()))
        .with("survival", TableColumn::Float(rows().map(|(_, curve, time)| share(curve, time)).collect()))
        .with("conf_low", end(|step| step.conf_low))
        .with("conf_high", end(|step| step.conf_high))
}

fn numbers(args: &mut Args, name: &'static str) -> Result<Option<Vec<f64>>> {
    let Some(value) = args.take(name) else { return Ok(None) };
    let list = value.as_array().map(|list| list.iter().map(Value::as_f64).collect::<Option<Vec<_>>>());
    match list.flatten().or_else(|| value.as_f64().map(|one| vec![one])) {
        Some(numbers) => Ok(Some(numbers)),
        None => Err(Error::option(name, "a number or a list of numbers", value.to_string())),
    }
}

/// `nelson_aalen(durations, events, weights=, by=, level=0.95, ties="at_once")`: a row a time with events: `by`, `time`, `n_at_risk`, `n_events`, `cumulative_hazard`, `std_error`, `conf_low`, `conf_high`.
///
/// # Errors
/// As [`kaplan_meier`].
pub fn nelson_aalen_table(frame: &Frame<'_>, mut args: Args) -> Result<Table> {
    let level = args.level()?;
    let ties = match args.text("ties")?.as_deref() {
        None | Some("at_once") => TiedHazard::AtOnce,
        Some("one_by_one") => TiedHazard::OneByOne,
        Some(other) => return Err(Error::option("ties", "at_once, one_by_one", other)),
    };
    args.finish()?;
    let is_grouped = frame.column("by").is_ok();
    let found: Vec<_> = watched(frame, "by")?
        .tables()
        .into_iter()
        .flat_map(|(key, table)| nelson_aalen(&table, ties, level).into_iter().map(move |step| (key.clone(), step)))
        .collect();
    let float = |of: fn(&crate::stats::survival::HazardStep) -> f64| {
        TableColumn::Float(found.iter().map(|(_, step)| Some(of(step))).collect())
    };
    Ok(keyed(is_grouped, found.iter().map(|(key, _)| key.clone()))
        .with("time", float(|step| step.time))
        .with("n_at_risk", TableColumn::Count(found.iter().map(|(_, step)| Some(step.at_risk)).collect()))
        .with("n_events", TableColumn::Count(found.iter().map(|(_, step)| Some(step.events)).collect()))
        .with("cumulative_hazard", float(|step| step.cumulative_hazard))
        .with("std_error", float(|step| step.std_error))
        .with("conf_low", float(|step| step.conf_low))
        .with("conf_high", float(|step| step.conf_high)))
}

/// `log_rank(durations, events, group, weights=, strata=, rho=0, gamma=0, trend=)`: `trend` are scores of the groups in their order, or true for 1, 2, ...
///
/// # Errors
/// As [`kaplan_meier`] and [`stratified_log_rank`]; `too_few` with less than two groups.
pub fn log_rank(frame: &Frame<'_>, mut args: Args) -> Result<Test> {
    let weights = RankWeights::new(args.number("rho")?.unwrap_or(0.0), args.number("gamma")?.unwrap_or(0.0));
    let trend = match args.take("trend") {
        None | Some(Value::Bool(false)) => None,
        Some(Value::Bool(true)) => Some(None),
        Some(Value::Array(scores)) => {
            let numbers = scores.iter().map(Value::as_f64).collect::<Option<Vec<_>>>();
            Some(Some(numbers.ok_or_else(|| {
                Error::option("trend", "true, or a number for each group", Value::Array(scores.clone()).to_string())
            })?))
        }
        Some(other) => return Err(Error::option("trend", "true, or a number for each group", other.to_string())),
    };
    args.finish()?;
    frame.column("group")?;
    let watched = watched(frame, "group")?;
    let k = watched.groups.len();
    if k < 2 {
        return Err(Error::expected(Code::TooFew, "group", "two groups or more", k.to_string()));
    }
    let strata: Vec<Vec<LifeTable>> = watched.strata();
    match trend {
        None => stratified_log_rank(&strata, weights),
        Some(scores) => {
            let scores = scores.unwrap_or_else(|| (1..=k).map(|number| number as f64).collect());
            log_rank_trend(&strata, &scores, weights)
        }
    }
}

/// The columns of a frame under the names that the functions of this module read.
pub(super) fn column<'f, 'a>(frame: &'f Frame<'a>, args: &mut Args, name: &'static str) -> Result<Option<&'f ColumnView<'a>>> {
    args.column(name)?.map(|column| frame.column(&column)).transpose()
}
