use super::{Args, metric_of};
use crate::columns::time::Zone;
use crate::columns::{Every, Frame, Table};
use crate::error::{Error, Result};
use crate::survey::{Breakdown, FrameAnswers};
use serde_json::Value;

/// `score(frame, metric, column, by=, weights=, counts=, time=, every=, tz=, level=, interval=, min_n=, na=, labels=, invalid=, ...)`.
///
/// # Errors
/// As [`crate::survey::score`].
pub fn score(frame: &Frame<'_>, metric: &Value, column: Option<&str>, mut args: Args) -> Result<Table> {
    let (metric, own_column) = metric_of(metric, &mut args, None)?;
    let input = frame_answers(frame, column.map(str::to_owned).or(own_column), &mut args)?;
    let breakdown = breakdown(&mut args)?;
    let (reading, options) = (args.reading()?, args.evaluate()?);
    args.finish()?;
    crate::survey::score(&input, &metric, &breakdown, &reading, &options)
}

/// The columns of a call: `column`, `time`, `weights`, `counts`, and `max_groups`.
pub(super) fn frame_answers<'f>(frame: &'f Frame<'f>, column: Option<String>, args: &mut Args) -> Result<FrameAnswers<'f>> {
    let column = column.ok_or_else(|| Error::option("column", "the name of the column of answers", "nothing"))?;
    let mut input = FrameAnswers::new(frame, column);
    input.time = args.text("time")?.map(Into::into);
    input.weights = args.text("weights")?.map(Into::into);
    input.counts = args.text("counts")?.map(Into::into);
    if let Some(max_groups) = args.whole("max_groups")? {
        input.max_groups = usize::try_from(max_groups).unwrap_or(usize::MAX);
    }
    Ok(input)
}

/// `by`, `every`, `tz`.
pub(super) fn breakdown(args: &mut Args) -> Result<Breakdown> {
    let mut breakdown = Breakdown::default();
    breakdown.by = args.texts("by")?.unwrap_or_default();
    breakdown.every = args.name::<Every>("every")?;
    breakdown.zone = args.text("tz")?.map(|name| Zone::parse(&name)).transpose()?.unwrap_or_default();
    Ok(breakdown)
}
