use super::Args;
use super::args::{numbers, shown};
use crate::columns::{Frame, Key, Table, TableColumn};
use crate::error::{Code, Error, Result};
use crate::retention::WatchedColumns;
use crate::stats::Test;
use crate::stats::cumulative_incidence::{IncidenceStep, aalen_johansen};
use crate::stats::survival::{
    self, HazardStep, RankWeights, TiedHazard, Transform, log_rank_trend, nelson_aalen, stratified_log_rank,
};
use serde_json::Value;

/// A result of fields and tables.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FieldsAndTables {
    /// Its fields, an object.
    pub fields: Value,
    /// Its tables by name.
    pub tables: Vec<(&'static str, Table)>,
}

pub(super) fn watched_columns<'a>(frame: &Frame<'a>, group: &str) -> Result<WatchedColumns<'a>> {
    let column = |name: &str| frame.column(name).ok().cloned();
    let mut columns = WatchedColumns::new(frame.column("durations")?.clone(), frame.column("events")?.clone());
    (columns.weights, columns.group, columns.strata) = (column("weights"), column(group), column("strata"));
    Ok(columns)
}

/// A table that begins with the groups, where there are any.
pub(super) fn keyed(is_grouped: bool, keys: impl Iterator<Item = Key>) -> Table {
    let table = Table::default();
    if is_grouped { table.with("by", TableColumn::Key { keys: keys.collect(), rows: None }) } else { table }
}

/// `nelson_aalen(durations, events, weights=, by=, level=0.95, ties="at_once")`: a row a time with events: `by`, `time`, `n_at_risk`, `n_events`, `cumulative_hazard`, `std_error`, `conf_low`, `conf_high`.
///
/// # Errors
/// As [`SurvivalCurves::of`](super::SurvivalCurves::of).
pub fn nelson_aalen_table(frame: &Frame<'_>, mut args: Args) -> Result<Table> {
    let level = args.level()?;
    let ties = args.name::<TiedHazard>("ties")?.unwrap_or_default();
    args.finish()?;
    let is_grouped = frame.column("by").is_ok();
    let found: Vec<_> = watched_columns(frame, "by")?
        .tables()?
        .into_iter()
        .flat_map(|(key, table)| nelson_aalen(&table, ties, level).into_iter().map(move |step| (key.clone(), step)))
        .collect();
    let float = |of: fn(&HazardStep) -> f64| TableColumn::Float(found.iter().map(|(_, step)| Some(of(step))).collect());
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
/// As [`SurvivalCurves::of`](super::SurvivalCurves::of) and [`stratified_log_rank`]; `too_few` with less than two groups.
pub fn log_rank(frame: &Frame<'_>, mut args: Args) -> Result<Test> {
    let weights = RankWeights::new(args.number("rho")?.unwrap_or(0.0), args.number("gamma")?.unwrap_or(0.0));
    let trend = match args.take("trend") {
        None | Some(Value::Bool(false)) => None,
        Some(Value::Bool(true)) => Some(None),
        Some(scores) => {
            let refused = || Error::option("trend", "true, or a number for each group", shown(&scores));
            Some(Some(numbers(&scores).ok_or_else(refused)?))
        }
    };
    args.finish()?;
    frame.column("group")?;
    let watched = watched_columns(frame, "group")?.read()?;
    let k = watched.groups().len();
    if k < 2 {
        return Err(Error::expected(Code::TooFew, "group", "two groups or more", k.to_string()));
    }
    let strata = watched.strata()?;
    match trend {
        None => stratified_log_rank(&strata, weights),
        Some(scores) => {
            let scores = scores.unwrap_or_else(|| (1..=k).map(|number| number as f64).collect());
            log_rank_trend(&strata, &scores, weights)
        }
    }
}

/// `rmst_difference(durations, events, group, weights=, until=, level=0.95)`: the restricted mean of the first of two groups minus that of the second; until the shorter of the longest times unless it is said.
///
/// # Errors
/// As [`SurvivalCurves::of`](super::SurvivalCurves::of); `too_few` and `too_many_groups` of other than two groups.
pub fn rmst_difference(frame: &Frame<'_>, mut args: Args) -> Result<Test> {
    let (until, level) = (args.number("until")?, args.level()?);
    args.finish()?;
    frame.column("group")?;
    let tables = watched_columns(frame, "group")?.tables()?;
    let [(_, one), (_, other)] = tables.as_slice() else {
        let code = if tables.len() < 2 { Code::TooFew } else { Code::TooManyGroups };
        return Err(Error::expected(code, "group", "two groups", tables.len().to_string()));
    };
    survival::rmst_difference(one, other, until, level)
}

/// `aalen_johansen(durations, events, by=, level=0.95, transform="log_log")`: `events` are 1 where it happened, 2 or more where something else happened first, 0 where nothing has happened yet. A row a time:
/// `by`, `time`, `n_at_risk`, `n_events`, `n_competing`, `n_censored`, `survival`, `incidence`, `std_error`, `conf_low`, `conf_high`.
///
/// # Errors
/// As [`WatchedColumns::read_competing`]; `invalid_option`, `invalid_level`.
pub fn aalen_johansen_table(frame: &Frame<'_>, mut args: Args) -> Result<Table> {
    let (level, transform) = (args.level()?, args.name::<Transform>("transform")?.unwrap_or_default());
    args.finish()?;
    let is_grouped = frame.column("by").is_ok();
    let mut columns = WatchedColumns::new(frame.column("durations")?.clone(), frame.column("events")?.clone());
    columns.group = frame.column("by").ok().cloned();
    let mut found: Vec<(Key, IncidenceStep)> = Vec::new();
    for (key, watched) in columns.read_competing()? {
        let curve = aalen_johansen(&watched, level, transform)?;
        found.extend(curve.steps.into_iter().map(|step| (key.clone(), step)));
    }
    let float = |of: fn(&IncidenceStep) -> Option<f64>| TableColumn::Float(found.iter().map(|(_, step)| of(step)).collect());
    let count = |of: fn(&IncidenceStep) -> u64| TableColumn::Count(found.iter().map(|(_, step)| Some(of(step))).collect());
    Ok(keyed(is_grouped, found.iter().map(|(key, _)| key.clone()))
        .with("time", float(|step| Some(step.time)))
        .with("n_at_risk", count(|step| step.at_risk))
        .with("n_events", count(|step| step.events))
        .with("n_competing", count(|step| step.competing))
        .with("n_censored", count(|step| step.censored))
        .with("survival", float(|step| Some(step.survival)))
        .with("incidence", float(|step| Some(step.incidence)))
        .with("std_error", float(|step| Some(step.std_error)))
        .with("conf_low", float(|step| step.conf_low))
        .with("conf_high", float(|step| step.conf_high)))
}
