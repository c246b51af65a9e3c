use super::changes::{About, Changes};
use super::engagement::counted;
use super::measures::{Measure, by_name, with_measures};
use super::put_back::put_back;
use super::records::{each_day, happened, numbers, optional};
use super::{Kpi, KpiOptions};
use crate::columns::{Frame, Table, TableColumn};
use crate::error::{Code, Error, Result};
use crate::stats::interval::poisson::garwood;
use crate::stats::multiplicity::adjust;
use crate::stats::quasi_poisson;
use std::collections::BTreeMap;

/// Rate of improvement: changes to personas and journey maps, each period and over all.
///
/// `changes` has `at`, and where there are such columns: `kind` (add, remove, replace, move, rename, cosmetic), `about` (persona, journey, goal), `element`,
/// `within` (where the element stands, if its id alone does not tell it) and `version`, `reverted` (true, or when), and of a change whose metric is watched
/// `effect` (how far the metric moved, positive for better) and `p_value` (of the test that it moved). Cosmetic changes do not count, changes of goals
/// are counted apart. An element counts once a version, however often it was saved: on its first day, as the first of its kinds in the alphabet, as reverted when one
/// of its changes was, with the least sure of its watched effects; so the order of rows means nothing.
///
/// The records of [`change_records`](crate::program::versions::change_records) are such a frame as they are: `op` is the kind, `toVersion` the version, and `path` says what a change is about. Changes of
/// the version's own record are cosmetic; those of other parts of the model (surveys, teams) are counted apart (`n_other`). Records of several versions tell what was
/// reverted: a later one has as `newHash` what the change has as `oldHash`. Changes of the newest version cannot have been reverted yet: they are not in the share, and where a period has
/// no others `n_reverted` is null.
///
/// # Formula
/// Periods: `n` changes, `estimate` = n / the part of the period in the window, interval by [`garwood`]. Pooled, and once more for each kind: `rate`, changes a
/// period by [`quasi_poisson`] with the period as unit, since versions bring changes in bunches; `reverted`, a share of the changes of which it can be known;
/// `effective`, the share of the watched changes whose metric moved for the better: `effect` above 0, and a p-value, corrected for all that are watched in the
/// window ([`adjust`], Holm's by default), of at most 1 - `level`.
///
/// # Errors
/// `unknown_column`, `invalid_time`; `invalid_option`, also of a kind, `op` or `about` that is no such word; `out_of_range` of a p-value.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Every, Frame, time::day_from_text};
/// use cxm_core::program::kpi::{KpiOptions, Window, rate_of_improvement};
/// let changes = Frame::new(vec![
///     ColumnView::from(&["2026-10-05", "2026-10-05", "2026-10-05", "2026-12-01"]).named("at"),
///     ColumnView::from(&["add", "replace", "cosmetic", "move"]).named("kind"),
/// ])?;
/// let window = Window::new(day_from_text("2026-10-01")?, day_from_text("2026-12-31")?, Every::Month)?;
/// let rate = rate_of_improvement(&changes, &KpiOptions::new(window))?;
/// let n: Vec<_> = (0..3).map(|month| rate.periods.value("n", month)).collect();
/// assert_eq!(n, [2, 0, 1]);
/// assert_eq!(rate.pooled.value("estimate", 0), 1.0); // a month
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn rate_of_improvement(changes: &Frame<'_>, options: &KpiOptions) -> Result<Kpi> {
    let periods = options.window.periods();
    let said = Changes::read(changes)?;
    let days = each_day(changes, "at", options.zone)?;
    let reverted = optional(changes, "reverted").map(|column| happened(column, options.zone)).transpose()?;
    let put_back = put_back(changes, &days)?;
    let known_until = options.known_until()?;
    let moved = moved(changes)?;
    let mut watched = Vec::new();
    let mut counts = vec![Counts::default(); periods.len()];
    let mut by_kind: BTreeMap<String, Group> = BTreeMap::new();
    let mut all = Group::new(periods.len());
    let moved_by = |row: usize| moved.as_ref().and_then(|own| own.get(row).copied().flatten());
    let later = |row: usize| put_back.as_ref().and_then(|own| own.get(row)).copied().unwrap_or_default();
    let by_then = |day: Option<i32>| day.is_some_and(|day| day <= known_until);
    let taken_back = |row: usize| {
        let marked = reverted.as_ref().and_then(|own| own.get(row)).is_some_and(|own| own.by(known_until));
        marked || by_then(later(row).back)
    };
    let is_told = |row: usize| reverted.is_some() || by_then(later(row).first);
    // The changes of one element in one version are one; a change of no element is its own.
    let mut same: BTreeMap<_, Vec<(usize, i32)>> = BTreeMap::new();
    for (row, day) in days.into_iter().enumerate() {
        let Some(place) = options.window.place(&periods, day) else { continue };
        let counts = &mut counts[place]; // a place among the periods
        if said.about(row) == About::Version || said.kind(row) == Some("cosmetic") {
            counts.cosmetic += 1;
        } else if said.about(row) == About::Other {
            counts.other += 1;
        } else {
            let element = said.element(row);
            let alone = element.is_none().then_some(row);
            same.entry((element, alone)).or_default().push((row, day));
        }
    }
    for mut rows in same.into_values() {
        rows.sort_by_key(|&(row, day)| (day, said.kind(row)));
        let [(first, day), repeated @ ..] = rows.as_slice() else { continue };
        for (_, day) in repeated {
            counts[options.window.place(&periods, *day).unwrap_or_default()].repeated += 1; // all rows here have a place
        }
        let place = options.window.place(&periods, *day).unwrap_or_default();
        let counts = &mut counts[place];
        if said.about(*first) == About::Goal {
            counts.goals += 1;
            continue;
        }
        let kind = said.kind(*first).map(str::to_owned);
        let back = rows.iter().any(|(row, _)| taken_back(*row));
        let told = u64::from(rows.iter().any(|(row, _)| is_told(*row)));
        counts.reverted += u64::from(back);
        counts.told += told;
        let groups = [Some(&mut all), kind.clone().map(|kind| by_kind.entry(kind).or_insert_with(|| Group::new(periods.len())))];
        for group in groups.into_iter().flatten() {
            group.counts[place] += 1; // one a period
            group.reverted += u64::from(back);
            group.told += told;
        }
        let effects = rows.iter().filter_map(|(row, _)| moved_by(*row));
        if let Some((effect, p)) = effects.min_by(|(a, p), (b, q)| q.total_cmp(p).then(a.total_cmp(b))) {
            watched.push(Watched { place, kind, effect, p });
        }
    }
    let alpha = 1.0 - options.level.get();
    let corrected = adjust(&watched.iter().map(|change| Some(change.p)).collect::<Vec<_>>(), options.adjust);
    for (change, p) in watched.into_iter().zip(corrected) {
        let effective = change.effect > 0.0 && p.is_some_and(|p| p <= alpha);
        counts[change.place].effective += u64::from(effective); // a place among the periods
        for group in [Some(&mut all), change.kind.and_then(|kind| by_kind.get_mut(&kind))].into_iter().flatten() {
            group.watched += 1;
            group.effective += u64::from(effective);
        }
    }
    let parts: Vec<f64> = periods.iter().map(super::Period::part).collect();
    let rows: Vec<Measure> = all.counts.iter().zip(&parts).map(|(counted, part)| of_period(*counted, *part, options)).collect();
    let count = |field: fn(&Counts) -> u64| TableColumn::Count(counts.iter().map(|own| Some(field(own))).collect());
    let known_reverted = reverted.is_some() || all.told > 0;
    // Nothing says whether a change was taken back, or moved anything: not known is not none.
    let known =
        |told: bool, field: fn(&Counts) -> u64| if told { count(field) } else { TableColumn::Count(vec![None; counts.len()]) };
    let table = Table::default()
        .with("period", TableColumn::Date(periods.iter().map(|period| Some(period.start)).collect()))
        .with("n_reverted", n_reverted(&counts, &all, reverted.is_some(), put_back.is_some()))
        .with("n_effective", known(moved.is_some(), |own| own.effective))
        .with("n_goals", count(|own| own.goals))
        .with("n_cosmetic", count(|own| own.cosmetic))
        .with("n_repeated", count(|own| own.repeated))
        .with("n_other", count(|own| own.other));
    let (mut measures, mut of_kind) = (Vec::new(), Vec::new());
    let groups = std::iter::once((None, &all)).chain(by_kind.iter().map(|(kind, group)| (Some(kind), group)));
    for (kind, group) in groups {
        let before = measures.len();
        measures.push(rate("rate", &group.counts, &parts, options));
        // Changes are no people: nothing is hidden.
        let share = |name, k, n| counted(name, k, n, n, &KpiOptions { min_n: 0, ..options.clone() });
        if known_reverted {
            measures.push(share("reverted", group.reverted, group.told)?);
        }
        if moved.is_some() {
            measures.push(share("effective", group.effective, group.watched)?);
        }
        of_kind.resize(of_kind.len() + measures.len() - before, kind.cloned());
    }
    Ok(Kpi { periods: with_measures(table, &rows), pooled: by_name(&measures).with("kind", TableColumn::Text(of_kind)) })
}

/// How many changes of each period were taken back; of a period whose changes are all of the newest version nobody knows, unless they are marked.
fn n_reverted(counts: &[Counts], all: &Group, are_marked: bool, are_records: bool) -> TableColumn {
    let of = |(own, n): (&Counts, &u64)| (are_marked || (are_records && (own.told > 0 || *n == 0))).then_some(own.reverted);
    TableColumn::Count(counts.iter().zip(&all.counts).map(of).collect())
}

/// What happened in one period beside the changes that count.
#[derive(Debug, Clone, Default)]
struct Counts {
    reverted: u64,
    /// Of so many it can be known.
    told: u64,
    effective: u64,
    goals: u64,
    cosmetic: u64,
    repeated: u64,
    other: u64,
}

/// The changes of one kind, or all.
struct Group {
    /// One a period.
    counts: Vec<u64>,
    reverted: u64,
    told: u64,
    watched: u64,
    effective: u64,
}

impl Group {
    fn new(periods: usize) -> Self {
        Self { counts: vec![0; periods], reverted: 0, told: 0, watched: 0, effective: 0 }
    }
}

/// A change whose metric is watched.
struct Watched {
    place: usize,
    kind: Option<String>,
    effect: f64,
    p: f64,
}

/// The effect and the p-value of a change that is watched.
type Move = Option<(f64, f64)>;

/// How far the watched metric of each change moved, and the p-value of that; `None` where none is watched.
fn moved(changes: &Frame<'_>) -> Result<Option<Vec<Move>>> {
    let (Some(effect), Some(p)) = (optional(changes, "effect"), optional(changes, "p_value")) else {
        return match (optional(changes, "effect"), optional(changes, "p_value")) {
            (None, None) => Ok(None),
            (None, _) => {
                Err(Error::option("effect", "a column beside p_value: how far the metric moved, positive for better", "none"))
            }
            _ => Err(Error::option("p_value", "a column beside effect: of the test that the metric moved", "none")),
        };
    };
    let pair = |((effect, p), row): ((Option<f64>, Option<f64>), u64)| match (effect, p) {
        (_, Some(p)) if !(0.0..=1.0).contains(&p) => {
            let error = Error::expected(Code::OutOfRange, "p_value", format!("a probability, 0 to 1 (row {row})"), p.to_string());
            Err(error.with_row(row))
        }
        (Some(effect), Some(p)) => Ok(Some((effect, p))),
        _ => Ok(None),
    };
    numbers(effect)?.into_iter().zip(numbers(p)?).zip(effect.first_row()..).map(pair).collect::<Result<_>>().map(Some)
}

/// The changes of one period, of which this part lies in the window.
fn of_period(counted: u64, part: f64, options: &KpiOptions) -> Measure {
    let interval = garwood(counted, part, options.level.get());
    let n = counted as f64;
    let (estimate, std_error) = (Some(n / part), Some(n.sqrt() / part));
    let ends = Some((interval.low, interval.high));
    Measure { n: Some(counted), estimate, std_error, ends, method: "garwood", ..Measure::default() }
}

fn rate(name: &str, counts: &[u64], parts: &[f64], options: &KpiOptions) -> Measure {
    let pairs: Vec<_> = counts.iter().copied().zip(parts.iter().copied()).collect();
    let pooled = quasi_poisson(&pairs, options.level.get());
    let events = pooled.map_or(0, |rate| rate.events);
    Measure {
        name: name.to_owned(),
        n: Some(events),
        estimate: pooled.map(|rate| rate.estimate),
        std_error: pooled.map(|rate| rate.std_error),
        ends: pooled.map(|rate| (rate.interval.low, rate.interval.high)),
        method: if events == 0 || counts.len() == 1 { "garwood" } else { "quasi_poisson" },
        flags: Vec::new(),
    }
}
