use super::numbers::{numbers, truths};
use crate::columns::{ColumnView, Key, Quantity, Stop};
use crate::error::{Code, Error, Result};
use crate::stats::cumulative_incidence::{CompetingDuration, CompetingEnd};
use crate::stats::survival::{Duration, End, LifeTable};

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

/// What was watched.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Watched {
    /// The stretches, and how many customers each stands for.
    pub rows: Vec<(Duration, u64)>,
    /// The group of each, as its place among `groups`.
    pub group: Vec<usize>,
    /// The stratum of each, as its place among the strata.
    pub stratum: Vec<usize>,
    /// The groups in their order; one, `Null`, where none were given.
    pub groups: Vec<Key>,
}

impl<'a> WatchedColumns<'a> {
    /// Times, and whether it happened then.
    #[must_use]
    pub fn new(durations: ColumnView<'a>, events: ColumnView<'a>) -> Self {
        Self { durations, events, weights: None, group: None, strata: None }
    }

    /// Reads every row.
    ///
    /// # Errors
    /// `length_mismatch`; `not_a_number` and `out_of_range` with row and field, also of a weight that is no whole number.
    pub fn read(&self) -> Result<Watched> {
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
        let times = numbers(&self.durations, "durations")?;
        let events = truths(&self.events, "events")?;
        let first = self.durations.first_row();
        if let Some(place) = times.iter().position(|time| *time < 0.0) {
            let error = Error::expected(Code::OutOfRange, "durations", "0 or more", times[place].to_string()); // just found there
            return Err(error.with_row(first + place as u64));
        }
        let mut counts = vec![1; rows];
        if let Some(weights) = &self.weights {
            for ((count, weight), row) in counts.iter_mut().zip(numbers(weights, "weights")?).zip(first..) {
                let checked = Quantity::Count.check(weight, row).map_err(|error| error.with_field("weights"))?;
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // checked to be whole and within 0..=2^53
                {
                    *count = checked as u64;
                }
            }
        }
        let duration = |(time, event)| Duration { time, end: if event { End::Event } else { End::Censored } };
        let places = |column: &Option<ColumnView<'_>>, what: &str| match column {
            Some(column) => column.coded(what, &Stop::default()),
            None => Ok((vec![0; rows], vec![Key::Null])),
        };
        let ((group, groups), (stratum, _)) = (places(&self.group, "group")?, places(&self.strata, "strata")?);
        Ok(Watched { rows: times.into_iter().zip(events).map(duration).zip(counts).collect(), group, stratum, groups })
    }
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
        let mut groups: Vec<(Key, Vec<CompetingDuration>)> = watched.groups.into_iter().map(|key| (key, Vec::new())).collect();
        for (((each, _), group), kind) in watched.rows.iter().zip(watched.group).zip(kinds) {
            let end = if kind < 1.0 {
                CompetingEnd::Censored
            } else if kind < 2.0 {
                CompetingEnd::Event
            } else {
                CompetingEnd::Competing
            };
            if let Some((_, own)) = groups.get_mut(group) {
                own.push(CompetingDuration { time: each.time, end });
            }
        }
        Ok(groups)
    }
}

impl Watched {
    /// The life table of each group.
    ///
    /// # Errors
    /// `count_overflow`.
    pub fn tables(&self) -> Result<Vec<(Key, LifeTable)>> {
        Ok(self.groups.iter().cloned().zip(self.of(0..self.rows.len())?).collect())
    }

    /// The life tables of the groups within each stratum.
    ///
    /// # Errors
    /// `count_overflow`.
    pub fn strata(&self) -> Result<Vec<Vec<LifeTable>>> {
        let mut rows: Vec<usize> = (0..self.rows.len()).collect();
        rows.sort_by_key(|&row| self.stratum.get(row));
        let same = rows.chunk_by(|&a, &b| self.stratum.get(a) == self.stratum.get(b));
        same.map(|rows| self.of(rows.iter().copied())).collect()
    }

    /// The life tables of the groups, of these rows.
    fn of(&self, rows: impl Iterator<Item = usize>) -> Result<Vec<LifeTable>> {
        let mut by_group: Vec<Vec<(Duration, u64)>> = vec![Vec::new(); self.groups.len()];
        for (each, &group) in rows.filter_map(|row| self.rows.get(row).zip(self.group.get(row))) {
            if let Some(own) = by_group.get_mut(group) {
                own.push(*each);
            }
        }
        by_group.into_iter().map(|own| LifeTable::counted(own.into_iter())).collect()
    }
}
