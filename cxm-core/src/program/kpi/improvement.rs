use super::engagement::counted;
use super::measures::{Measure, by_name, with_measures};
use super::records::{each_day, keys, optional, truths, words};
use super::{Kpi, KpiOptions};
use crate::columns::{Frame, Key, Table, TableColumn};
use crate::error::Result;
use crate::stats::interval::poisson::garwood;
use crate::stats::quasi_poisson;
use std::collections::{BTreeMap, HashSet};

/// Rate of improvement: changes to personas and journey maps, each period and over all.
///
/// `changes` has `at`, and where there are such columns: `kind` (add, remove, replace, move, rename, cosmetic), `about` (persona, journey, goal), `element`
/// and `version` (an element counts once a version, however often it was saved), `reverted` (true, or when). Cosmetic changes do not count, changes of
/// goals are counted apart.
///
/// # Formula
/// Periods: `n` changes, `estimate` = n / the part of the period in the window, interval by [`garwood`]. Pooled: `rate`, changes a period by
/// [`quasi_poisson`] with the period as unit, since versions bring changes in bunches; `reverted`, a share of the changes; and a `rate` of each kind.
///
/// # Errors
/// `unknown_column`, `invalid_time`, `invalid_option`.
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
    let words_of = |name| optional(changes, name).map(words).transpose();
    let (kinds, about) = (words_of("kind")?, words_of("about")?);
    let keys_of = |name| optional(changes, name).map(keys).transpose();
    let (elements, versions) = (keys_of("element")?, keys_of("version")?);
    let reverted = optional(changes, "reverted").map(truths).transpose()?;
    let word = |words: &Option<Vec<Option<String>>>, row: usize| words.as_ref().and_then(|own| own.get(row).cloned()).flatten();
    let key = |keys: &Option<Vec<Key>>, row: usize| keys.as_ref().and_then(|own| own.get(row).cloned()).unwrap_or(Key::Null);
    let mut seen = HashSet::new();
    let mut counts = vec![Counts::default(); periods.len()];
    let mut by_kind: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for (row, day) in each_day(changes, "at", options.zone)?.into_iter().enumerate() {
        let Some(place) = options.window.place(&periods, day) else { continue };
        let counts = &mut counts[place]; // a place among the periods
        let kind = word(&kinds, row);
        let (element, version) = (key(&elements, row), key(&versions, row));
        if kind.as_deref() == Some("cosmetic") {
            counts.cosmetic += 1;
        } else if element != Key::Null && !seen.insert((version, element)) {
            counts.repeated += 1;
        } else if word(&about, row).as_deref() == Some("goal") {
            counts.goals += 1;
        } else {
            counts.counted += 1;
            counts.reverted += u64::from(reverted.as_ref().and_then(|own| own.get(row)).copied().unwrap_or(false));
            if let Some(kind) = kind {
                by_kind.entry(kind).or_insert_with(|| vec![0; periods.len()])[place] += 1; // one a period
            }
        }
    }
    let parts: Vec<f64> = periods.iter().map(super::Period::part).collect();
    let row = |(counts, part): (&Counts, &f64)| {
        let interval = garwood(counts.counted, *part, options.level.get());
        let n = counts.counted as f64;
        let (estimate, std_error) = (Some(n / part), Some(n.sqrt() / part));
        let ends = Some((interval.low, interval.high));
        Measure { n: Some(counts.counted), estimate, std_error, ends, method: "garwood", ..Measure::default() }
    };
    let rows: Vec<Measure> = counts.iter().zip(&parts).map(row).collect();
    let count = |field: fn(&Counts) -> u64| TableColumn::Count(counts.iter().map(|own| Some(field(own))).collect());
    let table = Table::default()
        .with("period", TableColumn::Date(periods.iter().map(|period| Some(period.start)).collect()))
        .with("n_reverted", count(|own| own.reverted))
        .with("n_goals", count(|own| own.goals))
        .with("n_cosmetic", count(|own| own.cosmetic))
        .with("n_repeated", count(|own| own.repeated));
    let all: Vec<u64> = counts.iter().map(|own| own.counted).collect();
    let mut measures = vec![rate("rate", &all, &parts, options)];
    let mut of_kind = vec![None];
    if reverted.is_some() {
        let (k, n) = (counts.iter().map(|own| own.reverted).sum(), all.iter().sum());
        // Changes are no people: nothing is hidden.
        measures.push(counted("reverted", k, n, n, &KpiOptions { min_n: 0, ..options.clone() })?);
        of_kind.push(None);
    }
    for (kind, counts) in by_kind {
        measures.push(rate("rate", &counts, &parts, options));
        of_kind.push(Some(kind));
    }
    Ok(Kpi { periods: with_measures(table, &rows), pooled: by_name(&measures).with("kind", TableColumn::Text(of_kind)) })
}

/// What happened in one period.
#[derive(Debug, Clone, Default)]
struct Counts {
    counted: u64,
    reverted: u64,
    goals: u64,
    cosmetic: u64,
    repeated: u64,
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
