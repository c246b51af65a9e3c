use super::by::By;
use super::share_columns::{count_column, name_column};
use crate::columns::{Key, Table, TableColumn};
use crate::error::{Code, Error, Result};
use crate::records::event_log::EventLog;
use crate::stats::multiplicity::{Adjustment, adjust};
use crate::stats::test::{Alternative, Outcome, chi_square, newcombe};
use crate::stats::{Flag, Level, flag_names};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::str::FromStr;

/// How segments are compared in what comes next.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct SegmentOptions {
    /// An attribute of each customer's first event, or `channel`.
    pub by: String,
    /// What is counted.
    pub count: Counted,
    /// How p-values are adjusted over all sources.
    pub adjust: Adjustment,
    /// The level of the intervals.
    pub level: Level,
}

/// What is counted of the steps from a touchpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Counted {
    /// Each customer once, with the first step from there, the end of the path included: as [`next_step`](super::next_step). These are independent.
    #[default]
    Customers,
    /// Every step, as in the [`Flow`](super::Flow). Steps of one customer are alike, which makes p-values too small.
    Steps,
}

impl Counted {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::Customers, Self::Steps];

    /// `"customers"` or `"steps"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Steps => "steps",
        }
    }
}

impl FromStr for Counted {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().copied().find(|counted| counted.name() == name);
        found.ok_or_else(|| Error::option("count", "customers or steps", name))
    }
}

/// Whether segments of customers go different ways: a row for each touchpoint (`source`) that has a next: `n` counted, `n_segments` that are there, the chi-square test of segments by what comes
/// next (`statistic`, `df`, `p_value`, `p_adjusted`, `cramers_v`), and the largest difference between two segments: its `target` (null: the path ends), `segment_high` and `segment_low` with
/// their shares `share_high` and `share_low`, `difference` with `conf_low` and `conf_high`; `flags`.
///
/// # Formula
/// Pearson's chi-square, Holm's procedure over all sources unless told otherwise. The interval of the largest difference is Newcombe's at the level that Bonferroni gives to the largest of
/// all pairs of segments and all targets, since it was picked from them. An expected count below 5 is flagged `sparse_cells`.
///
/// # Errors
/// `unknown_column` of `by`; `too_few` without two segments.
///
/// # References
/// K. Pearson (1900), Philosophical Magazine 50:157; H. Cramér (1946), Mathematical Methods of Statistics, 21.9; S. Holm (1979), Scandinavian Journal of Statistics 6:65.
pub fn compare_segments(log: &EventLog, options: &SegmentOptions) -> Result<Table> {
    let by = By::of(log, &options.by)?;
    let mut segments: BTreeMap<Key, u64> = BTreeMap::new();
    let end = log.touchpoints().len();
    let mut counts: Vec<HashMap<(u64, usize), u64>> = vec![HashMap::new(); end];
    let mut last_customer = vec![usize::MAX; end];
    let mut known: HashSet<u64> = HashSet::new();
    for (customer, path) in log.paths().enumerate() {
        let segment = by.code(path.start);
        if known.insert(segment) {
            segments.insert(by.key(segment), segment);
        }
        for event in path.clone() {
            let Some(source) = log.touchpoint_codes().get(event) else { continue };
            let next = if event + 1 < path.end { log.touchpoint_codes().get(event + 1) } else { None };
            let is_counted = match options.count {
                Counted::Customers => {
                    last_customer.get_mut(source).is_some_and(|last| std::mem::replace(last, customer) != customer)
                }
                Counted::Steps => next.is_some(),
            };
            if is_counted && let Some(counts) = counts.get_mut(source) {
                *counts.entry((segment, next.unwrap_or(end))).or_default() += 1;
            }
        }
    }
    if segments.len() < 2 {
        let message = format!("segments are compared with one another: {:?} gives {}", options.by, segments.len());
        return Err(Error::new(Code::TooFew, message).with_field("by"));
    }
    let segments: Vec<(Key, u64)> = segments.into_iter().collect();
    let sources = counts.iter().enumerate().filter(|(_, counts)| !counts.is_empty());
    let rows: Vec<Row> = sources.map(|(source, counts)| Row::of(source, counts, &segments, options.level)).collect();
    Ok(table(log, &segments, &rows, options.adjust))
}

struct Row {
    source: usize,
    n: u64,
    n_segments: u64,
    test: chi_square::ContingencyTest,
    largest: Option<Largest>,
}

/// The largest difference of two segments.
struct Largest {
    target: usize,
    high: usize,
    low: usize,
    shares: (f64, f64),
    outcome: Outcome,
}

impl Row {
    fn of(source: usize, counts: &HashMap<(u64, usize), u64>, segments: &[(Key, u64)], level: Level) -> Self {
        let mut targets: Vec<usize> = counts.keys().map(|(_, target)| *target).collect();
        targets.sort_unstable();
        targets.dedup();
        let count = |segment: u64, target: usize| counts.get(&(segment, target)).copied().unwrap_or(0) as f64;
        let rows: Vec<Vec<f64>> =
            segments.iter().map(|(_, segment)| targets.iter().map(|&target| count(*segment, target)).collect()).collect();
        let sums: Vec<f64> = rows.iter().map(|row| row.iter().sum()).collect();
        let there: Vec<usize> = (0..sums.len()).filter(|&segment| sums.get(segment).is_some_and(|sum| *sum > 0.0)).collect();
        let pairs = there.len() * there.len().saturating_sub(1) / 2;
        // Two targets are one question: what is more of the one is less of the other.
        let looked_at = pairs * if targets.len() == 2 { 1 } else { targets.len() };
        let own_level = 1.0 - (1.0 - level.get()) / looked_at.max(1) as f64;
        let at = |values: &[f64], place: usize| values.get(place).copied().unwrap_or(0.0);
        let k = |segment: usize, target: usize| rows.get(segment).map_or(0.0, |row| at(row, target));
        let share = |segment: usize, target: usize| k(segment, target) / at(&sums, segment);
        let mut largest: Option<(usize, usize, usize, f64)> = None;
        for target in 0..targets.len() {
            let order = |&a: &usize, &b: &usize| share(a, target).total_cmp(&share(b, target));
            // Of equal ones the first: `max_by` takes the last, `min_by` the first.
            let (Some(high), Some(low)) = (there.iter().copied().rev().max_by(order), there.iter().copied().min_by(order)) else {
                continue;
            };
            let difference = share(high, target) - share(low, target);
            if difference > largest.map_or(0.0, |(.., known)| known) {
                largest = Some((target, high, low, difference));
            }
        }
        let largest = largest.map(|(target, high, low, _)| Largest {
            target: targets.get(target).copied().unwrap_or(usize::MAX),
            high,
            low,
            shares: (share(high, target), share(low, target)),
            outcome: newcombe::test(
                k(high, target),
                at(&sums, high),
                k(low, target),
                at(&sums, low),
                own_level,
                Alternative::TwoSided,
            ),
        });
        let views: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
        Self { source, n: counts.values().sum(), n_segments: there.len() as u64, test: chi_square::test(&views), largest }
    }

    fn flags(&self) -> String {
        let is_sparse = self.test.smallest_expected.is_some_and(|expected| expected < 5.0);
        flag_names(if is_sparse { &[Flag::SparseCells] } else { &[] })
    }
}

fn table(log: &EventLog, segments: &[(Key, u64)], rows: &[Row], adjustment: Adjustment) -> Table {
    let name = |code: Option<usize>| code.and_then(|code| log.touchpoints().get(code));
    let number = |of: fn(&Row) -> Option<f64>| TableColumn::Float(rows.iter().map(of).collect());
    let largest =
        |of: fn(&Largest) -> Option<f64>| TableColumn::Float(rows.iter().map(|row| row.largest.as_ref().and_then(of)).collect());
    let segment = |of: fn(&Largest) -> usize| {
        let key = |row: &Row| {
            row.largest.as_ref().and_then(|largest| segments.get(of(largest))).map_or(Key::Null, |(key, _)| key.clone())
        };
        TableColumn::Key { keys: rows.iter().map(key).collect(), rows: None }
    };
    let p_values: Vec<Option<f64>> = rows.iter().map(|row| row.test.outcome.p_value).collect();
    Table::default()
        .with("source", name_column(rows.iter().map(|row| name(Some(row.source)))))
        .with("n", count_column(rows.iter().map(|row| row.n)))
        .with("n_segments", count_column(rows.iter().map(|row| row.n_segments)))
        .with("statistic", number(|row| row.test.outcome.statistic))
        .with("df", number(|row| row.test.outcome.df))
        .with("p_value", TableColumn::Float(p_values.clone()))
        .with("p_adjusted", TableColumn::Float(adjust(&p_values, adjustment)))
        .with("cramers_v", number(|row| row.test.outcome.effect_size))
        .with("target", name_column(rows.iter().map(|row| name(row.largest.as_ref().map(|largest| largest.target)))))
        .with("segment_high", segment(|largest| largest.high))
        .with("segment_low", segment(|largest| largest.low))
        .with("share_high", largest(|largest| Some(largest.shares.0)))
        .with("share_low", largest(|largest| Some(largest.shares.1)))
        .with("difference", largest(|largest| largest.outcome.estimate))
        .with("conf_low", largest(|largest| largest.outcome.low))
        .with("conf_high", largest(|largest| largest.outcome.high))
        .with("flags", TableColumn::Text(rows.iter().map(|row| Some(row.flags())).collect()))
}
