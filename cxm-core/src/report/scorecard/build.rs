use super::change::{adjust_together, difference};
use super::finding::findings;
use super::published::{Place, Published};
use super::result::{GroupScore, GroupTable, PeriodScore, QuestionScore, Scorecard};
use super::simpson::warnings;
use super::{ScorecardOptions, ScoredQuestion};
use crate::columns::{Every, Key};
use crate::error::{Error, Result};
use crate::state::State;
use crate::stats::{Direction, EvaluateOptions, Flag, Metric, Tally};
use crate::survey::TallyCube;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// The scorecard of some metrics, each on the cube of its question.
///
/// Every table is made from the same cubes: the total, the periods, each column of `by` (not crossed with the others), and each of its groups by
/// period. Groups are tested against the rest, periods against the period before; p-values are adjusted within each table (Holm). Groups stand with the
/// best score first, because that is what the table is read for.
///
/// # Errors
/// `unknown_column` when a cube is not grouped by one of `by`; `invalid_option` when it has no such periods; as [`evaluate`](crate::stats::evaluate)
/// and [`compare`](crate::stats::compare).
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Frame, Reading};
/// use cxm_core::report::scorecard::{ScorecardOptions, ScoredQuestion, scorecard};
/// use cxm_core::stats::{Metric, Scale};
/// use cxm_core::survey::{CubeSpec, FrameAnswers, TallyCube};
/// use std::borrow::Cow;
/// let frame = Frame::new(vec![
///     ColumnView::from(&[10_u8, 9, 3, 8]).named("score"),
///     ColumnView::from(&["EU", "US", "EU", "US"]).named("region"),
/// ])?;
/// let mut cube = TallyCube::new(CubeSpec::new(Scale::NPS, vec!["region".to_owned()]))?;
/// cube.observe(&FrameAnswers::new(&frame, "score"), &Reading::default())?;
/// let card = scorecard(&[ScoredQuestion::new(Metric::nps(), Cow::Owned(cube))], &ScorecardOptions::default().by(["region"]))?;
/// assert_eq!(card.questions[0].total.estimate, Some(25.0)); // two promoters and a detractor of four
/// assert_eq!(card.questions[0].by[0].groups[0].key, "US".into()); // 50 before 0
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn scorecard(questions: &[ScoredQuestion<'_>], options: &ScorecardOptions) -> Result<Scorecard> {
    let Some(first) = questions.first() else {
        return Err(Error::option("metrics", "one metric or more", "none"));
    };
    let zone = first.cube.spec().zone;
    if let Some(other) = questions.iter().find(|question| options.every.is_some() && question.cube.spec().zone != zone) {
        let got = format!("{} and {}", zone.name(), other.cube.spec().zone.name());
        return Err(Error::option("tz", "the same zone for all metrics of a scorecard", got));
    }
    Ok(Scorecard {
        title: options.title.clone().unwrap_or_else(|| "Scorecard".to_owned()),
        subtitle: options.subtitle.clone(),
        by: options.by.clone(),
        every: options.every,
        zone,
        level: options.evaluate.level.get(),
        questions: questions.iter().map(|question| score(question, options)).collect::<Result<_>>()?,
        program: None,
    })
}

fn score(question: &ScoredQuestion<'_>, options: &ScorecardOptions) -> Result<QuestionScore> {
    let metric = &question.metric;
    let min_n = options.evaluate.min_n.unwrap_or(metric.min_n());
    let mut published = Published::new();
    let places = Places::of(&question.cube, options, &mut published)?;
    published.hide(min_n);
    let look = Look { published: &published, metric, options: &options.evaluate };
    let periods = look.periods(&places.starts, &places.periods)?;
    let by = places.by.iter().map(|table| look.group_table(table, &places)).collect::<Result<Vec<_>>>()?;
    let mut score = QuestionScore {
        title: question.title.clone(),
        metric: metric.clone(),
        column: question.column.clone(),
        min_n,
        total: look.estimate(places.total)?,
        periods,
        by,
        findings: Vec::new(),
        warnings: Vec::new(),
    };
    score.findings = findings(&score, options.every);
    for (period, text) in warnings(&score, options.every) {
        if let Some(change) = score.periods.get_mut(period).and_then(|period| period.change.as_mut()) {
            change.flag(Flag::Simpson);
        }
        score.warnings.push(text);
    }
    Ok(score)
}

/// The cells of every table of one metric.
struct Places {
    total: Place,
    starts: Vec<Option<i32>>,
    periods: Vec<Place>,
    by: Vec<TablePlaces>,
}

struct TablePlaces {
    column: String,
    groups: Vec<GroupPlaces>,
}

struct GroupPlaces {
    key: Key,
    group: Place,
    rest: Place,
    periods: Vec<Place>,
}

/// Some finest groups and their answers together.
struct Part {
    atoms: Vec<u32>,
    tally: Tally,
}

impl Places {
    fn of(cube: &TallyCube, options: &ScorecardOptions, published: &mut Published) -> Result<Self> {
        // Refuses columns and periods that the cube does not have, and gives every period from the first to the last.
        cube.cells(Some(&options.by), None)?;
        let timeline = match options.every {
            None => Vec::new(),
            every => cube.cells(Some(&[]), every)?.cells,
        };
        let starts: Vec<Option<i32>> = timeline.into_iter().map(|cell| cell.period).collect();
        let by_columns = options.by.iter().map(|column| {
            // `cells` has found every column above.
            (column, cube.spec().by.iter().position(|own| own == column).unwrap_or(0))
        });
        let by_columns: Vec<(&String, usize)> = by_columns.collect();
        if let Some(every) = options.every {
            let groups = |place| cube.groups().iter().filter_map(|(key, _)| key.get(place)).collect::<BTreeSet<&Key>>().len();
            let groups: usize = by_columns.iter().map(|(_, place)| groups(*place)).sum();
            cube.require_groups_by_period(groups.max(1), every)?;
        }
        let atoms: Vec<(&[Key], &Tally)> = cube.groups().iter().collect();
        let period_of = |key: &[Key]| options.every.and_then(|every| period(key, every));
        let mut all = Part::empty(cube);
        let mut by_period: BTreeMap<Option<i32>, Part> = BTreeMap::new();
        for (atom, (key, tally)) in (0..).zip(&atoms) {
            all.add(atom, tally)?;
            by_period.entry(period_of(key)).or_insert_with(|| Part::empty(cube)).add(atom, tally)?;
        }
        let total = published.add(all.atoms, all.tally);
        let mut periods = Vec::with_capacity(starts.len());
        for start in &starts {
            let part = by_period.remove(start).unwrap_or_else(|| Part::empty(cube));
            periods.push(published.add(part.atoms, part.tally));
        }
        let shared = Shared { cube, starts: &starts, atoms: &atoms, period_of: &period_of, total };
        let by = by_columns.into_iter().map(|(column, place)| shared.table(column, place, published));
        let by = by.collect::<Result<_>>()?;
        Ok(Self { total, starts, periods, by })
    }
}

/// What the tables of one metric have in common.
struct Shared<'s> {
    cube: &'s TallyCube,
    starts: &'s [Option<i32>],
    atoms: &'s [(&'s [Key], &'s Tally)],
    period_of: &'s dyn Fn(&[Key]) -> Option<i32>,
    total: Place,
}

impl Shared<'_> {
    fn table(&self, column: &str, place: usize, published: &mut Published) -> Result<TablePlaces> {
        let cube = self.cube;
        let mut parts: BTreeMap<&Key, BTreeMap<Option<i32>, Part>> = BTreeMap::new();
        for (atom, (key, tally)) in (0..).zip(self.atoms) {
            let Some(own) = key.get(place) else { continue };
            let part = parts.entry(own).or_default().entry((self.period_of)(key)).or_insert_with(|| Part::empty(cube));
            part.add(atom, tally)?;
        }
        let mut groups = Vec::with_capacity(parts.len());
        for (key, mut by_period) in parts {
            let mut whole = Part::empty(cube);
            for part in by_period.values() {
                whole.atoms.extend(&part.atoms);
                whole.tally.merge(&part.tally)?;
            }
            let group = published.add(whole.atoms, whole.tally);
            let rest = published.add_rest(group, self.total)?;
            let mut periods = Vec::with_capacity(self.starts.len());
            for start in self.starts {
                let part = by_period.remove(start).unwrap_or_else(|| Part::empty(cube));
                periods.push(published.add(part.atoms, part.tally));
            }
            groups.push(GroupPlaces { key: key.clone(), group, rest, periods });
        }
        Ok(TablePlaces { column: column.to_owned(), groups })
    }
}

impl Part {
    fn empty(cube: &TallyCube) -> Self {
        Self { atoms: Vec::new(), tally: Tally::new(&cube.spec().tally) }
    }

    fn add(&mut self, atom: u32, tally: &Tally) -> Result<()> {
        self.atoms.push(atom);
        self.tally.merge(tally)
    }
}

fn period(key: &[Key], every: Every) -> Option<i32> {
    match key.last() {
        Some(Key::Date(day)) => Some(every.start(*day)),
        _ => None,
    }
}

/// How cells become results.
struct Look<'l> {
    published: &'l Published,
    metric: &'l Metric,
    options: &'l EvaluateOptions,
}

impl Look<'_> {
    fn estimate(&self, place: Place) -> Result<crate::stats::Estimate> {
        self.published.estimate(place, self.metric, self.options)
    }

    fn difference(&self, a: Place, b: Place) -> Result<Option<crate::stats::Test>> {
        difference(self.published, self.metric, self.options.level, a, b)
    }

    /// Each period and its change; the changes are adjusted together.
    fn periods(&self, starts: &[Option<i32>], places: &[Place]) -> Result<Vec<PeriodScore>> {
        let mut periods = self.unadjusted(starts, places)?;
        adjust_together(periods.iter_mut().map(|period| &mut period.change));
        Ok(periods)
    }

    fn unadjusted(&self, starts: &[Option<i32>], places: &[Place]) -> Result<Vec<PeriodScore>> {
        let mut periods = Vec::with_capacity(places.len());
        let mut before: Option<Place> = None;
        for (start, place) in starts.iter().zip(places) {
            let change = match (before, start) {
                (Some(before), Some(_)) => self.difference(*place, before)?,
                _ => None,
            };
            periods.push(PeriodScore { period: *start, estimate: self.estimate(*place)?, change });
            before = Some(*place);
        }
        Ok(periods)
    }

    /// The groups of a column; their differences from the rest are adjusted together, and so are all changes of all groups.
    fn group_table(&self, table: &TablePlaces, places: &Places) -> Result<GroupTable> {
        // A rest is the total minus its group: it is shown where both are.
        let has_rest = self.published.shown(places.total).is_some();
        let mut groups = Vec::with_capacity(table.groups.len());
        for group in &table.groups {
            groups.push(GroupScore {
                key: group.key.clone(),
                estimate: self.estimate(group.group)?,
                rest: if has_rest { self.difference(group.group, group.rest)? } else { None },
                periods: self.unadjusted(&places.starts, &group.periods)?,
            });
        }
        adjust_together(groups.iter_mut().map(|group| &mut group.rest));
        adjust_together(groups.iter_mut().flat_map(|group| &mut group.periods).map(|period| &mut period.change));
        let sign = if self.metric.direction() == Direction::HigherIsBetter { -1.0 } else { 1.0 };
        groups.sort_by(|a, b| match (a.estimate.estimate, b.estimate.estimate) {
            (Some(a), Some(b)) => (sign * a).total_cmp(&(sign * b)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal, // stable: by key
        });
        Ok(GroupTable { column: table.column.clone(), groups })
    }
}
