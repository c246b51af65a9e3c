use super::cube::{Cells, FrameAnswers, Seen, TallyCube};
use super::score::{Breakdown, key_columns, observe};
use crate::columns::{Every, Key, Reading, Table, TableColumn};
use crate::error::{Error, Result};
use crate::state::{Retract, State};
use crate::stats::multiplicity::{Adjustment, adjust};
use crate::stats::suppression::suppress_beside_rests;
use crate::stats::{
    AllMethod, CompareOptions, EvaluateOptions, Evaluator, Flag, Metric, Tally, Test, compare, compare_all, with_tests,
};
use std::collections::BTreeMap;

/// Against what each group is compared.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Baseline {
    /// All other groups of the same period.
    #[default]
    Rest,
    /// The same group in the calendar period before.
    Previous,
    /// One group: its values, one a group column.
    Group(Vec<Key>),
}

/// How groups are compared.
///
/// # Examples
/// ```
/// use cxm_core::stats::multiplicity::Adjustment;
/// use cxm_core::survey::{Baseline, GroupOptions};
/// let options = GroupOptions::default().baseline(Baseline::Previous).adjust(Adjustment::Bh);
/// assert_eq!((options.baseline, options.adjust), (Baseline::Previous, Adjustment::Bh));
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct GroupOptions {
    /// Against what.
    pub baseline: Baseline,
    /// How p-values are adjusted; the family is all rows of the table.
    pub adjust: Adjustment,
    /// Method, level, alternative, smallest group shown.
    pub compare: CompareOptions,
}

impl GroupOptions {
    /// Sets the baseline.
    #[must_use]
    pub fn baseline(mut self, baseline: Baseline) -> Self {
        self.baseline = baseline;
        self
    }

    /// Sets the adjustment.
    #[must_use]
    pub fn adjust(mut self, adjust: Adjustment) -> Self {
        self.adjust = adjust;
        self
    }

    /// Sets how two samples are compared.
    #[must_use]
    pub fn compare(mut self, compare: CompareOptions) -> Self {
        self.compare = compare;
        self
    }
}

/// Each group of a frame against a baseline, in a table: `by...`, `period`, `n`, `score`, `n_baseline`, `score_baseline`, `estimate` (score minus
/// baseline), `std_error`, `statistic`, `df`, `p_value`, `p_adjusted`, `conf_low`, `conf_high`, `method`, `flags`.
///
/// # Formula
/// Each row is [`compare`] of the group and its baseline; `p_adjusted` is [`crate::stats::multiplicity::adjust`] over all rows that have a p-value.
/// With `min_n`, rows with a small side are hidden, and beside the rest what would give them away, by
/// [`suppress_beside_rests`]: at most one more row a period.
///
/// # Errors
/// As [`score`](super::score) and [`compare`]; `invalid_option` when a baseline does not go with the breakdown.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Frame, Reading};
/// use cxm_core::stats::Metric;
/// use cxm_core::survey::{Breakdown, FrameAnswers, GroupOptions, compare_groups};
/// let frame = Frame::new(vec![
///     ColumnView::from(&[10_u8, 9, 3, 0]).named("score"),
///     ColumnView::from(&["EU", "EU", "US", "US"]).named("region"),
/// ])?;
/// let by = Breakdown::default().by(["region"]);
/// let table = compare_groups(&FrameAnswers::new(&frame, "score"), &Metric::nps(), &by, &Reading::default(), &GroupOptions::default())?;
/// assert_eq!(table.value("estimate", 0), 200.0); // 100 in the EU, -100 in the rest
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn compare_groups(
    input: &FrameAnswers<'_>,
    metric: &Metric,
    breakdown: &Breakdown,
    reading: &Reading,
    options: &GroupOptions,
) -> Result<Table> {
    let (cube, seen) = observe(input, metric, breakdown, reading)?;
    let cells = cube.into_cells(input, &seen)?;
    compare_cells(cells, metric, options, Some(&seen))
}

/// Whether any group of a frame differs: one test over all of them.
///
/// # Formula
/// As [`compare_all`].
///
/// # Errors
/// As [`compare_groups`].
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Frame, Reading};
/// use cxm_core::stats::{AllMethod, Metric};
/// use cxm_core::survey::{FrameAnswers, compare_all_groups};
/// let frame = Frame::new(vec![ColumnView::from(&[10_u8, 9, 3, 0]).named("score"), ColumnView::from(&["EU", "EU", "US", "US"]).named("region")])?;
/// let by = ["region".to_owned()];
/// let test = compare_all_groups(&FrameAnswers::new(&frame, "score"), &Metric::nps(), &by, &Reading::default(), AllMethod::ChiSquare)?;
/// assert!((test.statistic.unwrap() - 4.0).abs() < 1e-14); // 1² / 1 in each of four cells
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn compare_all_groups(
    input: &FrameAnswers<'_>,
    metric: &Metric,
    by: &[String],
    reading: &Reading,
    method: AllMethod,
) -> Result<Test> {
    let (cube, _) = observe(input, metric, &Breakdown::default().by(by.to_vec()), reading)?;
    let tallies: Vec<Tally> = cube.groups().iter().map(|(_, tally)| tally.clone()).collect();
    compare_all(metric, &tallies, method)
}

impl TallyCube {
    /// Each group of the cube against a baseline.
    ///
    /// # Errors
    /// As [`compare_groups`].
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::{ColumnView, Frame, Reading};
    /// use cxm_core::stats::{Metric, Scale};
    /// use cxm_core::survey::{CubeSpec, FrameAnswers, GroupOptions, TallyCube};
    /// let frame = Frame::new(vec![ColumnView::from(&[10_u8, 9, 3, 0]).named("score"), ColumnView::from(&["EU", "EU", "US", "US"]).named("region")])?;
    /// let mut cube = TallyCube::new(CubeSpec::new(Scale::NPS, vec!["region".to_owned()]))?;
    /// cube.observe(&FrameAnswers::new(&frame, "score"), &Reading::default())?;
    /// let table = cube.compare_groups(&Metric::nps(), None, None, &GroupOptions::default())?;
    /// assert_eq!(table.value("estimate", 1), -200.0); // the US against the rest
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn compare_groups(
        &self,
        metric: &Metric,
        by: Option<&[String]>,
        every: Option<Every>,
        options: &GroupOptions,
    ) -> Result<Table> {
        compare_cells(self.cells(by, every)?, metric, options, None)
    }
}

/// A group beside its baseline; `None`: there is nothing to compare with.
struct Row<'c> {
    own: &'c Tally,
    baseline: Option<Tally>,
}

fn compare_cells(cells: Cells, metric: &Metric, options: &GroupOptions, seen: Option<&Seen>) -> Result<Table> {
    let rows = baselines(&cells, &options.baseline)?;
    let min_n = options.compare.min_n.unwrap_or(metric.min_n());
    let hidden = hidden_rows(&cells, &rows, &options.baseline, min_n);
    let plain = EvaluateOptions::default().level(options.compare.level).min_n(0);
    let evaluator = Evaluator::new(metric, &plain)?;
    let pairwise = options.compare.clone().min_n(0);
    let mut tests = Vec::with_capacity(rows.len());
    let (mut scores, mut baseline_scores) = (Vec::new(), Vec::new());
    for (row, hide) in rows.iter().zip(&hidden) {
        let score = evaluator.estimate(row.own)?;
        let nothing = Tally::new(row.own.spec());
        let mut test = compare(metric, row.own, row.baseline.as_ref().unwrap_or(&nothing), &pairwise)?;
        if row.baseline.is_none() {
            // Nothing to compare with is no lack of data.
            test.n_b = None;
            test.flags.retain(|flag| *flag != Flag::NoData || row.own.n() == 0);
        }
        let baseline = row.baseline.as_ref().map(|tally| evaluator.estimate(tally)).transpose()?;
        if let Some(flag) = hide {
            test.hide(*flag);
            scores.push(None);
            baseline_scores.push(None);
        } else {
            scores.push(score.estimate);
            baseline_scores.push(baseline.and_then(|baseline| baseline.estimate));
        }
        tests.push(test);
    }
    let adjusted = adjust(&tests.iter().map(|test| test.p_value).collect::<Vec<_>>(), options.adjust);
    let table = key_columns(cells, seen)?;
    let table = table
        .with("n", TableColumn::Count(tests.iter().map(|test| test.n_a).collect()))
        .with("score", TableColumn::Float(scores))
        .with("n_baseline", TableColumn::Count(tests.iter().map(|test| test.n_b).collect()))
        .with("score_baseline", TableColumn::Float(baseline_scores));
    Ok(with_tests(table, &tests.iter().map(Some).collect::<Vec<_>>(), adjusted))
}

fn baselines<'c>(cells: &'c Cells, baseline: &Baseline) -> Result<Vec<Row<'c>>> {
    match baseline {
        Baseline::Rest if cells.by.is_empty() => {
            Err(Error::option("by", "the columns to group by, for baseline \"rest\"", "nothing"))
        }
        Baseline::Rest => {
            let mut totals: BTreeMap<Option<i32>, Tally> = BTreeMap::new();
            for cell in &cells.cells {
                totals.entry(cell.period).or_insert_with(|| Tally::new(cell.tally.spec())).merge(&cell.tally)?;
            }
            let rest = |cell: &'c super::cube::Cell| {
                // The total of the period has the cell in it.
                let mut rest = totals.get(&cell.period).cloned().unwrap_or_else(|| cell.tally.clone());
                rest.subtract(&cell.tally)?;
                Ok(Row { own: &cell.tally, baseline: Some(rest) })
            };
            cells.cells.iter().map(rest).collect()
        }
        Baseline::Previous => {
            let Some(every) = cells.every else {
                return Err(Error::option("every", "named with baseline \"previous\": \"month\", for one", "nothing"));
            };
            let tallies: BTreeMap<(&[Key], Option<i32>), &Tally> =
                cells.cells.iter().map(|cell| ((cell.keys.as_slice(), cell.period), &cell.tally)).collect();
            let before = |cell: &'c super::cube::Cell| {
                let period = cell.period.map(|start| every.previous(start));
                let baseline = period.and_then(|_| tallies.get(&(cell.keys.as_slice(), period))).map(|tally| (*tally).clone());
                Row { own: &cell.tally, baseline }
            };
            Ok(cells.cells.iter().map(before).collect())
        }
        Baseline::Group(key) => {
            let of_period: BTreeMap<Option<i32>, &Tally> =
                cells.cells.iter().filter(|cell| cell.keys == *key).map(|cell| (cell.period, &cell.tally)).collect();
            if of_period.is_empty() {
                let shown = key.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                return Err(Error::option("baseline", "\"rest\", \"previous\", or a group that is there", format!("{shown:?}")));
            }
            let against = |cell: &'c super::cube::Cell| {
                let baseline = (cell.keys != *key).then(|| of_period.get(&cell.period).map(|tally| (*tally).clone())).flatten();
                Row { own: &cell.tally, baseline }
            };
            Ok(cells.cells.iter().map(against).collect())
        }
    }
}

/// Which rows are hidden: those with a small side, and beside the rests those from which one could be worked out.
fn hidden_rows(cells: &Cells, rows: &[Row<'_>], baseline: &Baseline, min_n: u64) -> Vec<Option<Flag>> {
    let is_small = |n: u64| 0 < n && n < min_n;
    let mut hidden: Vec<Option<Flag>> = rows
        .iter()
        .map(|row| {
            is_small(row.own.n_positive()) || row.baseline.as_ref().is_some_and(|baseline| is_small(baseline.n_positive()))
        })
        .map(|is_small| is_small.then_some(Flag::Suppressed))
        .collect();
    // Other baselines are rows of their own: no sum of rows is published, and nothing follows from one.
    if *baseline == Baseline::Rest {
        let mut periods: BTreeMap<Option<i32>, Vec<usize>> = BTreeMap::new();
        for (index, cell) in cells.cells.iter().enumerate() {
            periods.entry(cell.period).or_default().push(index);
        }
        for places in periods.into_values() {
            let n: Vec<u64> = places.iter().map(|&place| rows[place].own.n_positive()).collect(); // a row for each cell
            for (place, flag) in places.into_iter().zip(suppress_beside_rests(&n, min_n).flags(n.len())) {
                hidden[place] = hidden[place].or(flag); // a row for each cell
            }
        }
    }
    hidden
}
