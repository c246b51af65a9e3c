use super::{Args, metric_of};
use crate::columns::{Every, Frame, Reading, Table};
use crate::error::{Error, Result};
use crate::stats::{EvaluateOptions, Metric, TallySpec};
use crate::survey::{Breakdown, CubeSpec, FrameAnswers, TallyCube};
use serde_json::{Map, Value};

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
    input.time = args.column("time")?.map(Into::into);
    input.weights = args.column("weights")?.map(Into::into);
    input.counts = args.column("counts")?.map(Into::into);
    if let Some(max_groups) = args.size("max_groups")? {
        input.max_groups = max_groups;
    }
    Ok(input)
}

/// `by`, `every`, `tz`.
pub(super) fn breakdown(args: &mut Args) -> Result<Breakdown> {
    let by = args.columns("by")?.unwrap_or_default();
    let every = args.name::<Every>("every")?;
    let zone = args.zone()?;
    Ok(Breakdown { by, every, zone })
}

/// `score` of a frame that comes in parts, with the memory of its groups only. Messages count the rows of the part that they are about.
#[derive(Debug)]
pub struct ScoreParts {
    cube: TallyCube,
    metric: Metric,
    every: Option<Every>,
    options: EvaluateOptions,
    reading: Reading,
    /// The arguments that name columns.
    columns: Map<String, Value>,
}

impl ScoreParts {
    /// Takes the arguments of [`score`].
    ///
    /// # Errors
    /// As [`score`].
    pub fn new(metric: &Value, column: Option<&str>, mut args: Args) -> Result<Self> {
        let (metric, own_column) = metric_of(metric, &mut args, None)?;
        let mut columns = Map::new();
        columns.insert("column".to_owned(), column.map(str::to_owned).or(own_column).into());
        for name in ["time", "weights", "counts", "max_groups"] {
            columns.extend(args.take(name).map(|value| (name.to_owned(), value)));
        }
        let breakdown = breakdown(&mut args)?;
        let (reading, options) = (args.reading()?, args.evaluate()?);
        args.finish()?;
        let tally = TallySpec { scale: *metric.scale(), weighted: columns.contains_key("weights"), question: None };
        let cube = TallyCube::new(CubeSpec { tally, by: breakdown.by, every: breakdown.every, zone: breakdown.zone })?;
        Ok(Self { cube, metric, every: breakdown.every, options, reading, columns })
    }

    /// Counts the next part.
    ///
    /// # Errors
    /// As [`TallyCube::observe`].
    pub fn observe(&mut self, part: &Frame<'_>) -> Result<()> {
        let mut args = Args::new("score", self.columns.clone());
        let column = args.column("column")?;
        let mut input = frame_answers(part, column, &mut args)?;
        input.what = self.metric.name().into();
        self.cube.observe(&input, &self.reading).map(|_| ())
    }

    /// The scores of all parts.
    ///
    /// # Errors
    /// As [`TallyCube::score`].
    pub fn table(&self) -> Result<Table> {
        self.cube.score(&self.metric, None, self.every, &self.options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::ColumnView;

    #[test]
    fn parts_score_as_the_whole() -> Result<()> {
        let args = || Args::from_json("score", r#"{"by": "region", "level": 0.9}"#);
        let (scores, regions) = ([10_u8, 9, 3, 0, 8], ["b", "a", "b", "a", "c"]);
        let frame = |rows: std::ops::Range<usize>| {
            let scores = ColumnView::from(&scores[rows.clone()]).named("score");
            Frame::new(vec![scores, ColumnView::from(&regions[rows]).named("region")])
        };
        let whole = score(&frame(0..5)?, &"nps".into(), Some("score"), args()?)?;
        let mut parts = ScoreParts::new(&"nps".into(), Some("score"), args()?)?;
        parts.observe(&frame(0..2)?)?;
        parts.observe(&frame(2..5)?)?;
        assert_eq!(parts.table()?.to_json(), whole.to_json());
        Ok(())
    }
}
