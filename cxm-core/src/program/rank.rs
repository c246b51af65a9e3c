use super::kpi::{keys, numbers};
use crate::columns::{Frame, Key, Table, TableColumn};
use crate::error::{Code, Error, Result};
use crate::num::dist::normal_two_sided_p;
use crate::stats::multiplicity::{Adjustment, adjust};
use crate::stats::{Direction, Flag, Level, flag_names, probability_of_best};
use std::collections::HashSet;

/// Which columns hold estimates, and which way is good.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RankOptions {
    /// The column of names.
    pub by: String,
    /// The column of estimates.
    pub estimate: String,
    /// The column of standard errors.
    pub std_error: String,
    /// Which way is good.
    pub direction: Direction,
    /// The confidence level of the ranks, all together.
    pub level: Level,
}

impl RankOptions {
    /// The defaults for estimates named by a column.
    #[must_use]
    pub fn new(by: impl Into<String>) -> Self {
        Self {
            by: by.into(),
            estimate: "estimate".to_owned(),
            std_error: "std_error".to_owned(),
            direction: Direction::HigherIsBetter,
            level: Level::default(),
        }
    }
}

/// Who is best, and how sure that is: estimates of groups that do not overlap, best first.
///
/// Columns: the names, `estimate`, `std_error`, `rank` (equal estimates share the better one), `rank_low`, `rank_high`, `probability_best`, `flags`. Rows without an
/// estimate come last and have no rank.
///
/// # Formula
/// `probability_best` = the probability that a group's true number is the best of all when each is normal around its estimate, independent of the others
/// ([`probability_of_best`]); they add up to 1. Ranks: all pairs are compared by `z = (a - b) / √(SE_a² + SE_b²)` with Holm's correction; `rank_low` = 1 + how many are
/// better beyond doubt, `rank_high` = all less those that are worse beyond doubt. At `level` all these ranges hold their true rank together.
///
/// Where every answer of a group is the same its error is 0 and says nothing: that row has `zero_variance`, and then no row has a probability.
///
/// # Errors
/// `unknown_column`; `duplicate_id` when a name stands twice; `out_of_range` for a negative error.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Frame};
/// use cxm_core::program::{RankOptions, rank};
/// let frame = Frame::new(vec![
///     ColumnView::from(&["north", "south"]).named("region"),
///     ColumnView::from(&[30.0, 40.0]).named("estimate"),
///     ColumnView::from(&[3.0, 4.0]).named("std_error"),
/// ])?;
/// let table = rank(&frame, &RankOptions::new("region"))?;
/// assert_eq!((table.value("region", 0), table.value("rank", 0)), ("south".into(), 1.into()));
/// assert!((table.value("probability_best", 0).as_f64().unwrap() - 0.977_25).abs() < 1e-5); // Φ(10 / 5)
/// assert_eq!((table.value("rank_low", 0), table.value("rank_high", 0)), (1.into(), 1.into())); // p = 0.0455
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// M. Mogstad, J. P. Romano, A. M. Shaikh and D. Wilhelm (2024), *Inference for ranks with applications to mobility across neighbourhoods and academic
/// achievement across countries*, Review of Economic Studies 91:476; M. Klein, T. Wright and J. Wieczorek (2020), *A joint confidence region for an
/// overall ranking of populations*, JRSS C 69:589.
pub fn rank(frame: &Frame<'_>, options: &RankOptions) -> Result<Table> {
    let named = frame.column(&options.by)?;
    let names = keys(named)?;
    let (estimates, errors) = (numbers(frame.column(&options.estimate)?)?, numbers(frame.column(&options.std_error)?)?);
    let mut seen = HashSet::new();
    let mut known: Vec<Group> = Vec::new();
    let mut unknown: Vec<usize> = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let row = named.first_row() + place as u64;
        if !seen.insert(name.clone()) {
            let message = format!("a name stands twice (column {:?}, row {row})", options.by);
            return Err(Error::new(Code::DuplicateId, message).with_row(row).with_field(options.by.clone()));
        }
        let error = errors.get(place).copied().flatten();
        if let Some(error) = error.filter(|error| *error < 0.0) {
            let expected = format!("0 or more (row {row})");
            return Err(Error::expected(Code::OutOfRange, &options.std_error, expected, error.to_string()).with_row(row));
        }
        match estimates.get(place).copied().flatten() {
            Some(estimate) => known.push(Group { place, estimate, error: error.filter(|error| *error > 0.0) }),
            None => unknown.push(place),
        }
    }
    let sign = if options.direction == Direction::HigherIsBetter { 1.0 } else { -1.0 };
    known.sort_by(|a, b| (sign * b.estimate).total_cmp(&(sign * a.estimate)).then(a.place.cmp(&b.place)));
    let normal: Option<Vec<(f64, f64)>> =
        known.iter().map(|group| group.error.map(|error| (sign * group.estimate, error))).collect();
    let best = normal.as_deref().map(probability_of_best);
    let ranges = ranges(&known, sign, options.level);
    let rank_of = |group: &Group| 1 + known.iter().filter(|other| sign * other.estimate > sign * group.estimate).count() as u64;
    let order: Vec<usize> = known.iter().map(|group| group.place).chain(unknown).collect();
    let at =
        |values: &[Option<f64>]| TableColumn::Float(order.iter().map(|&place| values.get(place).copied().flatten()).collect());
    let padded = |mut column: Vec<Option<u64>>| {
        column.resize(order.len(), None);
        TableColumn::Count(column)
    };
    let mut probabilities: Vec<Option<f64>> = known.iter().enumerate().map(|(i, _)| best.as_ref().map(|best| best[i])).collect(); // one each
    probabilities.resize(order.len(), None);
    let flags = |i: usize| match known.get(i) {
        None => vec![Flag::NoData],
        Some(group) if group.error.is_none() => vec![Flag::ZeroVariance],
        Some(_) => Vec::new(),
    };
    let rows = order.iter().map(|&place| named.first_row() + place as u64).collect();
    let keys: Vec<Key> = order.iter().filter_map(|&place| names.get(place).cloned()).collect();
    Ok(Table::default()
        .with(options.by.clone(), TableColumn::Key { keys, rows: Some(rows) })
        .with("estimate", at(&estimates))
        .with("std_error", at(&errors))
        .with("rank", padded(known.iter().map(|group| Some(rank_of(group))).collect()))
        .with("rank_low", padded(ranges.iter().map(|range| Some(range.0)).collect()))
        .with("rank_high", padded(ranges.iter().map(|range| Some(range.1)).collect()))
        .with("probability_best", TableColumn::Float(probabilities))
        .with("flags", TableColumn::Text((0..order.len()).map(|i| Some(flag_names(&flags(i)))).collect())))
}

struct Group {
    place: usize,
    estimate: f64,
    error: Option<f64>,
}

/// Between which ranks each group lies, all together at `level`; groups without an error are not compared.
fn ranges(groups: &[Group], sign: f64, level: Level) -> Vec<(u64, u64)> {
    let pairs: Vec<(usize, usize)> = (0..groups.len()).flat_map(|i| (i + 1..groups.len()).map(move |j| (i, j))).collect();
    let p = |&(i, j): &(usize, usize)| {
        let (a, b) = (&groups[i], &groups[j]); // both under the number of groups
        Some(normal_two_sided_p((a.estimate - b.estimate) / a.error?.hypot(b.error?)))
    };
    let corrected = adjust(&pairs.iter().map(p).collect::<Vec<_>>(), Adjustment::Holm);
    let mut ranges = vec![(1, groups.len() as u64); groups.len()];
    let alpha = 1.0 - level.get();
    for ((i, j), p) in pairs.into_iter().zip(corrected) {
        if p.is_none_or(|p| p > alpha) {
            continue;
        }
        let first_is_better = sign * groups[i].estimate > sign * groups[j].estimate; // as above
        let (better, worse) = if first_is_better { (i, j) } else { (j, i) };
        ranges[worse].0 += 1; // one a group
        ranges[better].1 -= 1; // as above
    }
    ranges
}
