use super::cube::{Cells, CubeSpec, FrameAnswers, Seen, TallyCube};
use crate::columns::time::Zone;
use crate::columns::{Every, Reading, Table, TableColumn};
use crate::error::{Code, Error, Result};
use crate::stats::{Estimate, EvaluateOptions, Evaluator, Metric, TallySpec, flag_names};

/// By what a frame is scored.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Every, time::Zone};
/// use cxm_core::survey::Breakdown;
/// let monthly = Breakdown::default().by(["region"]).every(Every::Month, Zone::UTC);
/// assert_eq!((monthly.by, monthly.every), (vec!["region".to_owned()], Some(Every::Month)));
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Breakdown {
    /// The columns to group by.
    pub by: Vec<String>,
    /// The calendar periods.
    pub every: Option<Every>,
    /// Where calendar days begin and end.
    pub zone: Zone,
}

impl Breakdown {
    /// By columns.
    #[must_use]
    pub fn by<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.by = columns.into_iter().map(Into::into).collect();
        self
    }

    /// By calendar period in a zone.
    #[must_use]
    pub fn every(mut self, every: Every, zone: Zone) -> Self {
        (self.every, self.zone) = (Some(every), zone);
        self
    }
}

/// The score of each group and period of a frame, in a table: `by...`, `period`, `estimate`, `std_error`, `conf_low`, `conf_high`, `n`, `n_missing`,
/// `n_invalid`, `n_eff`, `flags`.
///
/// # Formula
/// As [`evaluate`](crate::stats::evaluate), for each group and each period from the first to the last of the frame.
///
/// # Errors
/// As [`TallyCube::observe`] and [`evaluate`](crate::stats::evaluate).
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Frame, Reading};
/// use cxm_core::stats::{EvaluateOptions, Metric};
/// use cxm_core::survey::{Breakdown, FrameAnswers, score};
/// let frame = Frame::new(vec![
///     ColumnView::from(&[10_u8, 9, 3]).named("score"),
///     ColumnView::from(&["EU", "US", "EU"]).named("region"),
/// ])?;
/// let table = score(&FrameAnswers::new(&frame, "score"), &Metric::nps(), &Breakdown::default().by(["region"]), &Reading::default(), &EvaluateOptions::default())?;
/// assert_eq!(table.value("estimate", 0), 0.0); // EU: one promoter, one detractor
/// assert_eq!(table.value("region", 1), "US");
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn score(
    input: &FrameAnswers<'_>,
    metric: &Metric,
    breakdown: &Breakdown,
    reading: &Reading,
    options: &EvaluateOptions,
) -> Result<Table> {
    let (cube, seen) = observe(input, metric, breakdown, reading)?;
    let cells = cube.into_cells(input, &seen)?;
    score_cells(&cells, metric, options, Some(&seen))
}

/// The cube of a frame on the scale of a metric.
pub(crate) fn observe(
    input: &FrameAnswers<'_>,
    metric: &Metric,
    breakdown: &Breakdown,
    reading: &Reading,
) -> Result<(TallyCube, Seen)> {
    if breakdown.every.is_none() && input.time.is_some() {
        return Err(Error::option(
            "every",
            "named beside the time: \"day\", \"week\", \"month\", \"quarter\" or \"year\"",
            "nothing",
        ));
    }
    let tally = TallySpec { scale: *metric.scale(), weighted: input.weights.is_some(), question: None };
    let spec = CubeSpec { tally, by: breakdown.by.clone(), every: breakdown.every, zone: breakdown.zone };
    let mut cube = TallyCube::new(spec)?;
    let mut input = input.clone();
    input.what = metric.name().to_owned().into();
    let seen = cube.count(&input, reading)?;
    Ok((cube, seen))
}

impl TallyCube {
    /// The score of each group, summed up to some of its columns and to coarser periods.
    ///
    /// # Errors
    /// As [`TallyCube::cells`] and [`evaluate`](crate::stats::evaluate).
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::{ColumnView, Frame, Reading};
    /// use cxm_core::stats::{EvaluateOptions, Metric, Scale};
    /// use cxm_core::survey::{CubeSpec, FrameAnswers, TallyCube};
    /// let frame = Frame::new(vec![ColumnView::from(&[10_u8, 9, 3]).named("score"), ColumnView::from(&["EU", "US", "EU"]).named("region")])?;
    /// let mut cube = TallyCube::new(CubeSpec::new(Scale::NPS, vec!["region".to_owned()]))?;
    /// cube.observe(&FrameAnswers::new(&frame, "score"), &Reading::default())?;
    /// let all = cube.score(&Metric::nps(), Some(&[]), None, &EvaluateOptions::default())?;
    /// assert!((all.to_json()[0]["estimate"].as_f64().unwrap() - 100.0 / 3.0).abs() < 1e-12); // 2 promoters, 1 detractor
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn score(
        &self,
        metric: &Metric,
        by: Option<&[String]>,
        every: Option<Every>,
        options: &EvaluateOptions,
    ) -> Result<Table> {
        score_cells(&self.cells(by, every)?, metric, options, None)
    }
}

/// A table of the scores of cells.
fn score_cells(cells: &Cells, metric: &Metric, options: &EvaluateOptions, seen: Option<&Seen>) -> Result<Table> {
    let evaluator = Evaluator::new(metric, options)?;
    let estimates = cells.cells.iter().map(|cell| evaluator.estimate(&cell.tally)).collect::<Result<Vec<_>>>()?;
    let table = key_columns(cells, seen)?;
    let float = |field: fn(&Estimate) -> Option<f64>| TableColumn::Float(estimates.iter().map(field).collect());
    let count = |field: fn(&Estimate) -> Option<u64>| TableColumn::Count(estimates.iter().map(field).collect());
    Ok(table
        .with("estimate", float(|estimate| estimate.estimate))
        .with("std_error", float(|estimate| estimate.std_error))
        .with("conf_low", float(|estimate| estimate.conf_low))
        .with("conf_high", float(|estimate| estimate.conf_high))
        .with("n", count(|estimate| estimate.n))
        .with("n_missing", count(|estimate| estimate.n_missing))
        .with("n_invalid", count(|estimate| estimate.n_invalid))
        .with("n_eff", float(|estimate| estimate.n_eff))
        .with("flags", TableColumn::Text(estimates.iter().map(|estimate| Some(flag_names(&estimate.flags))).collect())))
}

/// The columns that name the cells: `by...`, then `period`.
pub(super) fn key_columns(cells: &Cells, seen: Option<&Seen>) -> Result<Table> {
    let mut table = Table::default();
    let fixed = ["estimate", "std_error", "conf_low", "conf_high", "n", "n_missing", "n_invalid", "n_eff", "flags", "period"];
    for (index, (name, &place)) in cells.by.iter().zip(&cells.places).enumerate() {
        if fixed.contains(&name.as_str()) {
            let message = format!("the group column {name:?} has the name of a result column; rename it");
            return Err(Error::new(Code::DuplicateId, message).with_field(name.clone()));
        }
        let keys: Vec<_> = cells.cells.iter().map(|cell| cell.keys[index].clone()).collect(); // one key a column
        let rows = seen.map(|seen| keys.iter().map(|key| seen.first_row(place, key).unwrap_or(0)).collect());
        table = table.with(name.clone(), TableColumn::Key { keys, rows });
    }
    if cells.every.is_some() {
        table = table.with("period", TableColumn::Date(cells.cells.iter().map(|cell| cell.period).collect()));
    }
    Ok(table)
}
