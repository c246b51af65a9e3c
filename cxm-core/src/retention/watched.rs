use super::numbers::{coded, numbers, truths};
use crate::columns::{ColumnView, Key, Quantity};
use crate::error::{Code, Error, Result};
use crate::stats::survival::{Duration, End, LifeTable};

/// Columns of stretches of time that were watched, a row each.
///
/// # Examples
/// ```
/// use cxm_core::retention::WatchedColumns;
/// let columns = WatchedColumns::new((&[3.0, 5.0, 2.0]).into(), (&[1, 0, 1]).into());
/// let tables = columns.read()?.tables();
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
    n_strata: usize,
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
            Some(column) => coded(column, what),
            None => Ok((vec![0; rows], vec![Key::Null])),
        };
        let ((group, groups), (stratum, strata)) = (places(&self.group, "group")?, places(&self.strata, "strata")?);
        Ok(Watched {
            rows: times.into_iter().zip(events).map(duration).zip(counts).collect(),
            group,
            stratum,
            groups,
            n_strata: strata.len(),
        })
    }
}

impl Watched {
    /// The life table of each group.
    #[must_use]
    pub fn tables(&self) -> Vec<(Key, LifeTable)> {
        let tables = self.of(|_| true);
        self.groups.iter().cloned().zip(tables).collect()
    }

    /// The life tables of the groups within each stratum.
    #[must_use]
    pub fn strata(&self) -> Vec<Vec<LifeTable>> {
        (0..self.n_strata).map(|stratum| self.of(|row| self.stratum.get(row) == Some(&stratum))).collect()
    }

    fn of(&self, takes: impl Fn(usize) -> bool) -> Vec<LifeTable> {
        let mut by_group: Vec<Vec<(Duration, u64)>> = vec![Vec::new(); self.groups.len()];
        for (row, (each, group)) in self.rows.iter().zip(&self.group).enumerate() {
            if let Some(own) = by_group.get_mut(*group).filter(|_| takes(row)) {
                own.push(*each);
            }
        }
        // Times were checked as they were read, and counts are below 2^53 each: their sum passes 2^64 only past 2,048 rows of the largest.
        by_group.into_iter().map(|own| LifeTable::counted(own.into_iter()).unwrap_or_default()).collect()
    }
}
