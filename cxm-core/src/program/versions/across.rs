//! A score under two versions of a model, at the touchpoints that both have.

use crate::columns::{Frame, Key, Reading, Table, TableColumn};
use crate::domain::{ExperienceModel, JourneyMap};
use crate::error::{Code, Error, Result};
use crate::program::kpi::keys;
use crate::state::State;
use crate::stats;
use crate::stats::multiplicity::{Adjustment, adjust};
use crate::stats::{CompareOptions, EvaluateOptions, Evaluator, Flag, Metric, Tally, Test, compare, with_tests};
use std::collections::{BTreeMap, BTreeSet};

/// Which columns say where an answer was given and under which version, and how scores are compared.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AcrossOptions {
    /// The column of touchpoint ids; `touchpoint` by default.
    pub touchpoint: String,
    /// The column of versions, the `version.seq` of the model under which each answer was given; `version` by default.
    pub version: String,
    /// How the p-values of touchpoints are adjusted for their number; Holm's by default.
    pub adjust: Adjustment,
    /// Method, level, alternative, smallest group shown.
    pub compare: CompareOptions,
}

impl Default for AcrossOptions {
    fn default() -> Self {
        let (touchpoint, version) = ("touchpoint".to_owned(), "version".to_owned());
        Self { touchpoint, version, adjust: Adjustment::Holm, compare: CompareOptions::default() }
    }
}

/// What became of a touchpoint, and so of its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    All,
    Compared,
    OnlyOld,
    OnlyNew,
    Unknown,
}

impl Status {
    fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Compared => "compared",
            Self::OnlyOld => "only_old",
            Self::OnlyNew => "only_new",
            Self::Unknown => "unknown",
        }
    }

    fn is_compared(self) -> bool {
        matches!(self, Self::All | Self::Compared)
    }
}

/// A metric under two versions of a model, on the touchpoints that both have; what is left out is listed.
///
/// The first row (`status` `all`, no touchpoint) has the answers at all touchpoints of both versions together; then a row for each of them (`compared`), in the order of the new
/// version; then what is left out, with how many answers it has: touchpoints of the `only_old`, of the `only_new`, and those of neither (`unknown`; without a touchpoint if none
/// is given). Columns `touchpoint`, `status`, `n_old`, `score_old`, `n_new`, `score_new`, `estimate` (new less old), `std_error`, `statistic`, `df`, `p_value`, `p_adjusted` (among the
/// touchpoints), `conf_low`, `conf_high`, `method`, `flags`. Answers of other versions do not count. A touchpoint is the same if its id is, whatever its name, journey or place.
///
/// # Formula
/// Each row is [`compare`] of the two distributions. The difference of all together is as the answers fell: it also moves when more of them come from another touchpoint.
/// With `min_n` a row with a small side is hidden, and with it the row of all, from which it could be worked out.
///
/// # Errors
/// `definition_mismatch` of two models; `out_of_range` when the second is not the later version; `unknown_column`; `invalid_option` when no answer is of either version;
/// as [`Tally::add`] and [`compare`].
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Frame, Reading};
/// use cxm_core::domain::ExperienceModel;
/// use cxm_core::program::versions::{AcrossOptions, compare_across};
/// use cxm_core::stats::Metric;
/// let model = |seq: u32, last: &str| {
///     let touchpoint = |id: &str| format!(r#"{{"id": "{id}", "name": {{"en": "{id}"}}, "kind": "action", "channels": ["web"], "owner": "emp:a"}}"#);
///     ExperienceModel::from_json(&format!(r#"{{"cxm": "1.1", "id": "m", "version": {{"seq": {seq}, "at": "2026-11-20T08:00:00Z", "author": "emp:a"}},
///         "personas": [{{"id": "p", "name": {{"en": "P"}}, "needs": [{{"id": "n", "text": {{"en": "n"}}}}], "challenges": [{{"id": "c", "text": {{"en": "c"}}}}], "narrativeOnly": true, "owner": "emp:a"}}],
///         "channels": [{{"id": "web", "kind": "website", "medium": "online"}}], "goals": [],
///         "journeys": [{{"id": "j", "name": {{"en": "J"}}, "persona": "p", "state": "asIs", "owner": "emp:a", "flow": {{"seq": [{{"step": "look"}}, {{"step": "{last}"}}]}},
///             "stages": [{{"id": "s", "kind": "awareness", "name": {{"en": "S"}}, "touchpoints": [{}, {}]}}]}}]}}"#, touchpoint("look"), touchpoint(last)))
/// };
/// let frame = Frame::new(vec![
///     ColumnView::from(&[3_u8, 3, 9, 9]).named("score"),
///     ColumnView::from(&["look", "pay", "look", "order"]).named("touchpoint"),
///     ColumnView::from(&[1_i64, 1, 2, 2]).named("version"),
/// ])?;
/// let table = compare_across(&model(1, "pay")?, &model(2, "order")?, &frame, "score", &Metric::nps(), &Reading::default(), &AcrossOptions::default())?;
/// let status: Vec<_> = (0..4).map(|row| (table.value("touchpoint", row), table.value("status", row))).collect();
/// assert_eq!(status[1..], [("look".into(), "compared".into()), ("pay".into(), "only_old".into()), ("order".into(), "only_new".into())]);
/// assert_eq!(table.value("estimate", 0), 200.0); // at "look", from -100 to 100; "pay" and "order" are left out
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn compare_across(
    old: &ExperienceModel,
    new: &ExperienceModel,
    frame: &Frame<'_>,
    value: &str,
    metric: &Metric,
    reading: &Reading,
    options: &AcrossOptions,
) -> Result<Table> {
    let seqs = versions(old, new)?;
    let answers = Answers::read(frame, value, seqs, metric, reading, options)?;
    let rows = answers.rows(&touchpoints(old), &touchpoints(new), metric)?;
    tabulate(&rows, metric, options)
}

/// The numbers of the two versions of one model.
fn versions(old: &ExperienceModel, new: &ExperienceModel) -> Result<[i64; 2]> {
    let (old, new) = (old.parts(), new.parts());
    if old.id != new.id {
        let message = format!("{:?} is another model than {:?}; give two versions of one", new.id.as_str(), old.id.as_str());
        return Err(Error::new(Code::DefinitionMismatch, message).with_field("new").with_pointer("/id"));
    }
    let (from, to) = (old.version.seq, new.version.seq);
    if to <= from {
        let error = Error::expected(Code::OutOfRange, "version", format!("later than {from}"), to.to_string());
        return Err(error.with_pointer("/version/seq"));
    }
    Ok([i64::from(from), i64::from(to)])
}

/// The ids of a model's touchpoints, each once, in their order.
fn touchpoints(model: &ExperienceModel) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    let all = model.parts().journeys.iter().flat_map(JourneyMap::touchpoints).map(|touchpoint| touchpoint.id.as_str());
    all.filter(|id| seen.insert(*id)).collect()
}

/// The answers by touchpoint (none: not said), under the old version and under the new one.
struct Answers {
    by: BTreeMap<Option<String>, [Tally; 2]>,
}

impl Answers {
    fn read(
        frame: &Frame<'_>,
        value: &str,
        seqs: [i64; 2],
        metric: &Metric,
        reading: &Reading,
        options: &AcrossOptions,
    ) -> Result<Self> {
        let values = frame.column(value)?;
        let places = keys(frame.column(&options.touchpoint)?)?;
        let versions = keys(frame.column(&options.version)?)?;
        let mut by: BTreeMap<Option<String>, [Tally; 2]> = BTreeMap::new();
        for ((cell, place), version) in values.cells().zip(places).zip(versions) {
            let version = match version {
                Key::Int(version) => Some(version),
                Key::Text(text) => text.trim().parse().ok(),
                _ => None,
            };
            let Some(side) = seqs.iter().position(|&seq| version == Some(seq)) else { continue };
            let place = if place == Key::Null { None } else { Some(place.to_string()) };
            let tallies = by.entry(place).or_insert_with(|| [Tally::of(*metric.scale()), Tally::of(*metric.scale())]);
            if let Some(tally) = tallies.get_mut(side) {
                // An answer that is refused is told with its row, as by all that read the whole column.
                let whole = |error: Error| {
                    let mut all = Tally::of(*metric.scale());
                    let column = stats::Answers { what: metric.name().into(), ..stats::Answers::new(values.clone()) };
                    all.read(&column, reading).err().unwrap_or(error)
                };
                tally.add(&cell, 1.0, reading).map_err(whole)?;
            }
        }
        if by.is_empty() && !values.is_empty() {
            let expected = format!("the version of each answer, {} or {}", seqs[0], seqs[1]);
            return Err(Error::option(&options.version, expected, "neither in any row"));
        }
        Ok(Self { by })
    }

    fn rows(mut self, old: &[&str], new: &[&str], metric: &Metric) -> Result<Vec<Row>> {
        let nothing = || [Tally::of(*metric.scale()), Tally::of(*metric.scale())];
        let mut rows = vec![Row { touchpoint: None, status: Status::All, tallies: nothing() }];
        let mut take = |id: &str, status| {
            let touchpoint = Some(id.to_owned());
            let tallies = self.by.remove(&touchpoint).unwrap_or_else(nothing);
            rows.push(Row { touchpoint, status, tallies });
        };
        let both: BTreeSet<&str> = old.iter().copied().filter(|id| new.contains(id)).collect();
        new.iter().filter(|id| both.contains(**id)).for_each(|id| take(id, Status::Compared));
        old.iter().filter(|id| !both.contains(**id)).for_each(|id| take(id, Status::OnlyOld));
        new.iter().filter(|id| !both.contains(**id)).for_each(|id| take(id, Status::OnlyNew));
        let unknown = self.by.into_iter().map(|(touchpoint, tallies)| Row { touchpoint, status: Status::Unknown, tallies });
        rows.extend(unknown);
        let mut all = nothing();
        for row in rows.iter().filter(|row| row.status == Status::Compared) {
            for (sum, own) in all.iter_mut().zip(&row.tallies) {
                sum.merge(own)?;
            }
        }
        if let Some(first) = rows.first_mut() {
            first.tallies = all;
        }
        Ok(rows)
    }
}

/// A touchpoint, and its answers under the old version and under the new one.
struct Row {
    touchpoint: Option<String>,
    status: Status,
    tallies: [Tally; 2],
}

fn tabulate(rows: &[Row], metric: &Metric, options: &AcrossOptions) -> Result<Table> {
    let min_n = options.compare.min_n.unwrap_or(metric.min_n());
    let small = |row: &Row| row.tallies.iter().any(|tally| tally.n() > 0 && tally.n() < min_n);
    let some_are_small = rows.iter().any(|row| row.status.is_compared() && small(row));
    let plain = EvaluateOptions::default().level(options.compare.level).min_n(0);
    let evaluator = Evaluator::new(metric, &plain)?;
    let pairwise = options.compare.clone().min_n(0);
    let (mut tests, mut scores) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for row in rows {
        let [old, new] = &row.tallies;
        if !row.status.is_compared() {
            tests.push(None);
            scores.push([None, None]);
            continue;
        }
        let mut test = compare(metric, new, old, &pairwise)?;
        let mut score = [evaluator.estimate(old)?.estimate, evaluator.estimate(new)?.estimate];
        let flag = if small(row) { Some(Flag::Suppressed) } else { None };
        let flag = flag.or((row.status == Status::All && some_are_small).then_some(Flag::SuppressedSecondary));
        if let Some(flag) = flag {
            test.hide(flag);
            score = [None, None];
        }
        tests.push(Some(test));
        scores.push(score);
    }
    let family = rows.iter().zip(&tests).map(|(row, test)| match test {
        Some(test) if row.status == Status::Compared => test.p_value,
        _ => None,
    });
    let adjusted = adjust(&family.collect::<Vec<_>>(), options.adjust);
    // What is left out shows how much it is, unless that is few.
    let count = |side: usize| {
        let shown = |(row, test): (&Row, &Option<Test>)| {
            let hidden = test.as_ref().map_or_else(|| small(row), |test| test.n_a.is_none());
            (!hidden).then(|| row.tallies.get(side).map(Tally::n)).flatten()
        };
        TableColumn::Count(rows.iter().zip(&tests).map(shown).collect())
    };
    let score = |side: usize| TableColumn::Float(scores.iter().map(|pair| pair.get(side).copied().flatten()).collect());
    let table = Table::default()
        .with("touchpoint", TableColumn::Text(rows.iter().map(|row| row.touchpoint.clone()).collect()))
        .with("status", TableColumn::Text(rows.iter().map(|row| Some(row.status.name().to_owned())).collect()))
        .with("n_old", count(0))
        .with("score_old", score(0))
        .with("n_new", count(1))
        .with("score_new", score(1));
    Ok(with_tests(table, &tests.iter().map(Option::as_ref).collect::<Vec<_>>(), adjusted))
}
