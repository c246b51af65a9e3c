use super::kaplan_meier::no_time;
use super::{Duration, End, Survival, SurvivalStep, Transform};
use crate::error::{Code, Error, Result};
use crate::stats::Level;
use crate::stats::interval::Confidence;
use std::cmp::Ordering;

/// How often it happened at each time, and for how many watching ended then: all that the survival function needs. Life tables of different customers add up.
///
/// # Examples
/// ```
/// use cxm_core::stats::survival::{Duration, End, LifeTable, Transform, kaplan_meier};
/// use cxm_core::stats::Level;
/// let watched = [(1.0, End::Event), (2.0, End::Censored), (2.0, End::Event)].map(|(time, end)| Duration { time, end });
/// let mut table = LifeTable::of(&watched[..2])?;
/// table.merge(&LifeTable::of(&watched[2..])?)?;
/// assert_eq!((table.n(), table.rows().len()), (3, 2));
/// assert_eq!(table.survival(Level::default(), Transform::default()), kaplan_meier(&watched, Level::default())?);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LifeTable {
    rows: Vec<LifeRow>,
}

/// One time at which something happened or watching ended.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct LifeRow {
    /// When.
    pub time: f64,
    /// To how many it happened.
    pub events: u64,
    /// For how many watching ended without it.
    pub censored: u64,
}

impl LifeTable {
    /// Of stretches of time that were watched.
    ///
    /// # Errors
    /// `out_of_range` with the row when a time is negative or not finite.
    pub fn of(watched: &[Duration]) -> Result<Self> {
        Self::counted(watched.iter().map(|each| (*each, 1)))
    }

    /// Of stretches of time that stand for several customers each.
    ///
    /// # Errors
    /// `out_of_range` with the row when a time is negative or not finite; `count_overflow`.
    pub fn counted(watched: impl Iterator<Item = (Duration, u64)>) -> Result<Self> {
        let mut keys: Vec<(u64, u64)> = Vec::with_capacity(watched.size_hint().0);
        for (row, (each, count)) in watched.enumerate() {
            let key = key(&each).ok_or_else(|| no_time(row))?;
            if count > 0 {
                keys.push((key, count));
            }
        }
        keys.sort_unstable_by_key(|(key, _)| *key);
        let mut rows: Vec<LifeRow> = Vec::new();
        for same in keys.chunk_by(|a, b| a.0 >> 1 == b.0 >> 1) {
            let mut row = LifeRow { time: same.first().map_or(0.0, |(key, _)| f64::from_bits(key >> 1)), events: 0, censored: 0 };
            for (key, count) in same {
                let own = if key & 1 == 0 { &mut row.events } else { &mut row.censored };
                *own = own.checked_add(*count).ok_or_else(too_many)?;
            }
            rows.push(row);
        }
        Ok(Self { rows })
    }

    /// Its rows, in the order of time.
    #[must_use]
    pub fn rows(&self) -> &[LifeRow] {
        &self.rows
    }

    /// How many were watched.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.rows.iter().map(|row| row.events + row.censored).sum()
    }

    /// To how many it happened.
    #[must_use]
    pub fn n_events(&self) -> u64 {
        self.rows.iter().map(|row| row.events).sum()
    }

    /// Adds those who are counted in another.
    ///
    /// # Errors
    /// `count_overflow`; the table is then as it was.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        let mut rows = Vec::with_capacity(self.rows.len() + other.rows.len());
        let (mut own, mut theirs) = (self.rows.iter().copied().peekable(), other.rows.iter().copied().peekable());
        while let Some(row) = match (own.peek(), theirs.peek()) {
            (Some(a), Some(b)) => match a.time.total_cmp(&b.time) {
                Ordering::Less => own.next(),
                Ordering::Greater => theirs.next(),
                Ordering::Equal => own.next().zip(theirs.next()).map(|(a, b)| sum(a, b)).transpose()?,
            },
            (Some(_), None) => own.next(),
            _ => theirs.next(),
        } {
            rows.push(row);
        }
        self.rows = rows;
        Ok(())
    }

    /// The rows with those at risk just before each.
    pub(crate) fn at_risk(&self) -> impl Iterator<Item = (u64, &LifeRow)> {
        self.rows.iter().scan(self.n(), |left, row| {
            let at_risk = *left;
            *left -= row.events + row.censored;
            Some((at_risk, row))
        })
    }

    /// The survival function of [`kaplan_meier`](super::kaplan_meier).
    #[must_use]
    pub fn survival(&self, level: Level, transform: Transform) -> Survival {
        let z = Confidence::from(level.get()).quantile;
        let (mut survival, mut greenwood) = (1.0, 0.0_f64);
        let step = |(at_risk, row): (u64, &LifeRow)| {
            let (n, d) = (at_risk as f64, row.events as f64);
            if row.events > 0 {
                survival *= (n - d) / n;
                greenwood += d / (n * (n - d)); // infinite when nobody is left; then the share is 0
            }
            let (conf_low, conf_high) = transform.interval(survival, greenwood.sqrt(), z);
            let std_error = if survival > 0.0 { survival * greenwood.sqrt() } else { 0.0 };
            let LifeRow { time, events, censored } = *row;
            SurvivalStep { time, at_risk, events, censored, survival, std_error, conf_low, conf_high }
        };
        Survival { steps: self.at_risk().map(step).collect(), n: self.n(), n_events: self.n_events() }
    }
}

/// Time and end in one number, in the order of time, events first.
fn key(each: &Duration) -> Option<u64> {
    // Positive numbers stand in the order of their bits, of which the first is the sign.
    let time = each.time + 0.0; // no negative zero
    (time >= 0.0 && time.is_finite()).then(|| time.to_bits() << 1 | u64::from(each.end == End::Censored))
}

fn sum(a: LifeRow, b: LifeRow) -> Result<LifeRow> {
    let add = |a: u64, b: u64| a.checked_add(b).ok_or_else(too_many);
    Ok(LifeRow { time: a.time, events: add(a.events, b.events)?, censored: add(a.censored, b.censored)? })
}

fn too_many() -> Error {
    Error::new(Code::CountOverflow, "more are watched than can be counted")
}
