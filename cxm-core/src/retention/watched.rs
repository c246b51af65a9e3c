use super::numbers::{numbers, numbers_of, truths};
use crate::columns::{ColumnView, Key, Quantity, Stop};
use crate::error::{Code, Error, Result};
use crate::stats::cumulative_incidence::{CompetingDuration, CompetingEnd};
use crate::stats::survival::{LifeTable, key, time_of};
use std::borrow::Cow;

/// Columns of stretches of time that were watched, a row each.
///
/// # Examples
/// ```
/// use cxm_core::retention::WatchedColumns;
/// let columns = WatchedColumns::new((&[3.0, 5.0, 2.0]).into(), (&[1, 0, 1]).into());
/// let tables = columns.read()?.tables()?;
/// assert_eq!((tables[0].1.n(), tables[0].1.n_events()), (3, 2));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct WatchedColumns<'a> {
    /// How long.
    pub durations: ColumnView<'a>,
    /// Whether it happened then: 1 or true; else it has not happened yet.
    pub events: ColumnView<'a>,
    /// How many customers each row stands for.
    pub weights: Option<ColumnView<'a>>,
    /// In which group each is.
    pub group: Option<ColumnView<'a>>,
    /// In which stratum each is.
    pub strata: Option<ColumnView<'a>>,
}

/// What was watched: of each row the place where its time and its end come in the order of a life table, and where they are given how many customers it stands for, its group and its stratum.
#[derive(Debug, Clone, PartialEq)]
pub struct Watched {
    /// Time and end of each row, as one number.
    keys: Vec<u64>,
    counts: Option<Vec<u64>>,
    /// Places among `groups`.
    group: Option<Vec<u32>>,
    stratum: Option<Vec<u32>>,
    groups: Vec<Key>,
}

impl<'a> WatchedColumns<'a> {
    /// Times, and whether it happened then.
    #[must_use]
    pub fn new(durations: ColumnView<'a>, events: ColumnView<'a>) -> Self {
        Self { durations, events, weights: None, group: None, strata: None }
    }

    /// The life table of each group, in their order; one, of `Null`, where none were given.
    ///
    /// # Errors
    /// As [`WatchedColumns::read`]; `count_overflow`.
    pub fn tables(&self) -> Result<Vec<(Key, LifeTable)>> {
        if self.weights.is_some() || self.group.is_some() || self.strata.is_some() {
            return self.read()?.tables();
        }
        let (times, events) = self.ends()?;
        Ok(vec![(Key::Null, LifeTable::of_ends(&times, &events))])
    }

    /// Reads every row.
    ///
    /// # Errors
    /// `length_mismatch`; `not_a_number` and `out_of_range` with row and field, also of a weight that is no whole number.
    pub fn read(&self) -> Result<Watched> {
        let (times, events) = self.ends()?;
        let keys = times.iter().zip(events).map(|(time, event)| key(*time, event)).collect();
        let places = |column: &Option<ColumnView<'_>>, what: &str| {
            column.as_ref().map(|column| column.coded(what, &Stop::default())).transpose()
        };
        let (group, groups) = places(&self.group, "group")?.map_or((None, vec![Key::Null]), |(group, keys)| (Some(group), keys));
        let stratum = places(&self.strata, "strata")?.map(|(stratum, _)| stratum);
        Ok(Watched { keys, counts: self.weights.as_ref().map(counts).transpose()?, group, stratum, groups })
    }

    /// How long each was watched, and whether it happened then.
    fn ends(&self) -> Result<(Cow<'_, [f64]>, Vec<bool>)> {
        let rows = self.durations.len();
        for (field, other) in [
            ("events", Some(&self.events)),
            ("weights", self.weights.as_ref()),
            ("group", self.group.as_ref()),
            ("strata", self.strata.as_ref()),
        ] {
            if let Some(other) = other.filter(|other| other.len() != rows) {
                let message = format!("there are {rows} durations and {} of {field}", other.len());
                return Err(Error::new(Code::LengthMismatch, message).with_field(field));
            }
        }
        let times = numbers_of(&self.durations, "durations")?;
        let events = truths(&self.events, "events")?;
        if let Some((place, time)) = times.iter().enumerate().find(|(_, time)| **time < 0.0) {
            let error = Error::expected(Code::OutOfRange, "durations", "0 or more", time.to_string());
            return Err(error.with_row(self.durations.first_row() + place as u64));
        }
        Ok((times, events))
    }
}

/// How many customers each row stands for.
fn counts(weights: &ColumnView<'_>) -> Result<Vec<u64>> {
    let whole = |(weight, row): (f64, u64)| {
        let checked = Quantity::Count.check(weight, row).map_err(|error| error.with_field("weights"))?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // checked to be whole and within 0..=2^53
        Ok(checked as u64)
    };
    numbers(weights, "weights")?.into_iter().zip(weights.first_row()..).map(whole).collect()
}

impl WatchedColumns<'_> {
    /// The stretches of each group where one of several things ends them: `events` are 1 where it happened, 2 or more where something else did, 0 where nothing has yet.
    ///
    /// # Errors
    /// `length_mismatch`; `not_a_number` and `out_of_range` with row and field.
    pub fn read_competing(&self) -> Result<Vec<(Key, Vec<CompetingDuration>)>> {
        let kinds = numbers(&self.events, "events")?;
        if let Some(place) = kinds.iter().position(|kind| *kind < 0.0 || kind.fract() != 0.0) {
            let expected = "1 where it happened, 2 or more where something else did, 0 where nothing has yet";
            let error = Error::expected(Code::OutOfRange, "events", expected, kinds[place].to_string()); // just found there
            return Err(error.with_row(self.events.first_row() + place as u64));
        }
        let happened: Vec<u8> = kinds.iter().map(|kind| u8::from(*kind > 0.0)).collect();
        let mut columns = self.clone();
        columns.events = (&happened).into();
        let watched = columns.read()?;
        let mut groups: Vec<(Key, Vec<CompetingDuration>)> = watched.groups.iter().map(|key| (key.clone(), Vec::new())).collect();
        for ((row, &key), kind) in watched.keys.iter().enumerate().zip(kinds) {
            let end = if kind < 1.0 {
                CompetingEnd::Censored
            } else if kind < 2.0 {
                CompetingEnd::Event
            } else {
                CompetingEnd::Competing
            };
            if let Some((_, own)) = groups.get_mut(watched.group_of(row)) {
                own.push(CompetingDuration { time: time_of(key), end });
            }
        }
        Ok(groups)
    }
}

impl Watched {
    /// The groups in their order; one, `Null`, where none were given.
    #[must_use]
    pub fn groups(&self) -> &[Key] {
        &self.groups
    }

    /// The life table of each group.
    ///
    /// # Errors
    /// `count_overflow`.
    pub fn tables(self) -> Result<Vec<(Key, LifeTable)>> {
        let tables = self.of(0..self.keys.len())?;
        Ok(self.groups.into_iter().zip(tables).collect())
    }

    /// The life tables of the groups within each stratum.
    ///
    /// # Errors
    /// `count_overflow`.
    pub fn strata(&self) -> Result<Vec<Vec<LifeTable>>> {
        let Some(stratum) = &self.stratum else { return Ok(vec![self.of(0..self.keys.len())?]) };
        let mut rows: Vec<usize> = (0..self.keys.len()).collect();
        rows.sort_by_key(|&row| stratum.get(row));
        let same = rows.chunk_by(|&a, &b| stratum.get(a) == stratum.get(b));
        same.map(|rows| self.of(rows.iter().copied())).collect()
    }

    fn group_of(&self, row: usize) -> usize {
        self.group.as_ref().and_then(|group| group.get(row)).map_or(0, |&group| group as usize)
    }

    /// The life tables of the groups, of these rows.
    fn of(&self, rows: impl Iterator<Item = usize> + Clone) -> Result<Vec<LifeTable>> {
        match &self.counts {
            None => Ok(self.apart(rows, &self.keys).into_iter().map(LifeTable::of_keys).collect()),
            Some(counts) => {
                let counted: Vec<(u64, u64)> = self.keys.iter().copied().zip(counts.iter().copied()).collect();
                self.apart(rows, &counted).into_iter().map(LifeTable::of_counted_keys).collect()
            }
        }
    }

    /// What stands in these rows, each group's by itself.
    fn apart<T: Copy>(&self, rows: impl Iterator<Item = usize> + Clone, of: &[T]) -> Vec<Vec<T>> {
        let mut sizes = vec![0; self.groups.len()];
        rows.clone().for_each(|row| sizes[self.group_of(row)] += 1); // places of groups
        let mut apart: Vec<Vec<T>> = sizes.into_iter().map(Vec::with_capacity).collect();
        for row in rows {
            if let Some((own, each)) = apart.get_mut(self.group_of(row)).zip(of.get(row)) {
                own.push(*each);
            }
        }
        apart
    }
}
