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
    score_cells(cells, metric, options, Some(&seen))
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
        score_cells(self.cells(by, every)?, metric, options, None)
    }
}

/// A table of the scores of cells.
fn score_cells(cells: Cells, metric: &Metric, options: &EvaluateOptions, seen: Option<&Seen>) -> Result<Table> {
    let evaluator = Evaluator::new(metric, options)?;
    let mut scores = Scores::with_capacity(cells.cells.len());
    for cell in &cells.cells {
        scores.push(&evaluator.estimate(&cell.tally)?);
    }
    Ok(scores.add_to(key_columns(cells, seen)?))
}

/// Estimates as columns.
struct Scores {
    floats: [Vec<Option<f64>>; 5],
    counts: [Vec<Option<u64>>; 3],
    flags: Vec<Option<String>>,
}

impl Scores {
    const FLOATS: [&'static str; 5] = ["estimate", "std_error", "conf_low", "conf_high", "n_eff"];
    const COUNTS: [&'static str; 3] = ["n", "n_missing", "n_invalid"];

    fn with_capacity(rows: usize) -> Self {
        let (floats, counts) = (Self::FLOATS.map(|_| Vec::with_capacity(rows)), Self::COUNTS.map(|_| Vec::with_capacity(rows)));
        Self { floats, counts, flags: Vec::with_capacity(rows) }
    }

    fn push(&mut self, estimate: &Estimate) {
        let floats = [estimate.estimate, estimate.std_error, estimate.conf_low, estimate.conf_high, estimate.n_eff];
        for (column, value) in self.floats.iter_mut().zip(floats) {
            column.push(value);
        }
        for (column, value) in self.counts.iter_mut().zip([estimate.n, estimate.n_missing, estimate.n_invalid]) {
            column.push(value);
        }
        self.flags.push(Some(flag_names(&estimate.flags)));
    }

    fn add_to(self, table: Table) -> Table {
        let [estimate, std_error, conf_low, conf_high, n_eff] = self.floats.map(TableColumn::Float);
        let numbers = [estimate, std_error, conf_low, conf_high].into_iter().chain(self.counts.map(TableColumn::Count));
        let names = Self::FLOATS[..4].iter().chain(&Self::COUNTS);
        let table = names.zip(numbers).fold(table, |table, (name, column)| table.with(*name, column));
        table.with("n_eff", n_eff).with("flags", TableColumn::Text(self.flags))
    }
}

/// The columns that name the cells: `by...`, then `period`.
pub(super) fn key_columns(cells: Cells, seen: Option<&Seen>) -> Result<Table> {
    let Cells { by, places, every, cells } = cells;
    let fixed = ["estimate", "std_error", "conf_low", "conf_high", "n", "n_missing", "n_invalid", "n_eff", "flags", "period"];
    if let Some(name) = by.iter().find(|name| fixed.contains(&name.as_str())) {
        let message = format!("the group column {name:?} has the name of a result column; rename it");
        return Err(Error::new(Code::DuplicateId, message).with_field(name.clone()));
    }
    let (mut columns, mut periods) = (vec![Vec::with_capacity(cells.len()); by.len()], Vec::with_capacity(cells.len()));
    for cell in cells {
        for (column, key) in columns.iter_mut().zip(cell.keys) {
            column.push(key);
        }
        periods.push(cell.period);
    }
    let mut table = Table::default();
    for ((name, keys), place) in by.into_iter().zip(columns).zip(places) {
        let rows = seen.map(|seen| keys.iter().map(|key| seen.first_row(place, key).unwrap_or(0)).collect());
        table = table.with(name, TableColumn::Key { keys, rows });
    }
    Ok(if every.is_some() { table.with("period", TableColumn::Date(periods)) } else { table })
}
