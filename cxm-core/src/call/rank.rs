//! Which comes first: groups by what they reach, ideas by what they bring.

use super::Args;
use crate::columns::{Cell, ColumnView, Frame, Table};
use crate::error::{Code, Error, Result};
use crate::program::{QuickWinOptions, RankOptions};
use crate::stats::Estimate;
use serde_json::Value;

/// `rank(frame, by=, estimate="estimate", std_error="std_error", direction=, level=)`.
///
/// # Errors
/// As [`crate::program::rank`].
pub fn rank(frame: &Frame<'_>, mut args: Args) -> Result<Table> {
    let mut options = rank_columns(&mut args)?;
    options.direction = args.name("direction")?.unwrap_or(options.direction);
    options.level = args.level()?;
    args.finish()?;
    crate::program::rank(frame, &options)
}

/// `by`, `estimate`, `std_error`.
pub(super) fn rank_columns(args: &mut Args) -> Result<RankOptions> {
    let by = args.column("by")?.ok_or_else(|| Error::option("by", "the name of a column", "nothing"))?;
    let mut options = RankOptions::new(by);
    options.estimate = args.column("estimate")?.unwrap_or(options.estimate);
    options.std_error = args.column("std_error")?.unwrap_or(options.std_error);
    Ok(options)
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
    let mut options = idea_columns(&mut args)?;
    options.impact_from = args.number("impact_from")?;
    options.effort_to = args.number("effort_to")?;
    args.finish()?;
    crate::program::quick_wins(ideas, &options)
}

/// `idea`, `impact`, `effort`.
pub(super) fn idea_columns(args: &mut Args) -> Result<QuickWinOptions> {
    let mut options = QuickWinOptions::new(args.column("idea")?.unwrap_or_else(|| "id".to_owned()));
    options.impact = args.column("impact")?.unwrap_or(options.impact);
    options.effort = args.column("effort")?.unwrap_or(options.effort);
    Ok(options)
}
