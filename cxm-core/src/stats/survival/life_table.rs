use super::kaplan_meier::{require_time, require_times};
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
/// assert_eq!((table.n(), table.rows().count()), (3, 2));
/// assert_eq!(table.survival(Level::default(), Transform::default()), kaplan_meier(&watched, Level::default())?);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct LifeTable {
    held: Held,
}

/// A table takes no more memory than the times it was made of: where most of them are different, it is those, in order.
#[derive(Debug, Clone)]
enum Held {
    Rows(Vec<LifeRow>),
    /// The [`key`] of each customer.
    Each(Vec<u64>),
}

impl Default for Held {
    fn default() -> Self {
        Self::Rows(Vec::new())
    }
}

/// A row is so many keys long.
const KEYS_A_ROW: usize = size_of::<LifeRow>() / size_of::<u64>();

/// The rows of a table: those that it has, or those that its keys make.
#[derive(Clone)]
struct Rows<'a> {
    rows: std::slice::Iter<'a, LifeRow>,
    keys: &'a [u64],
}

impl Iterator for Rows<'_> {
    type Item = LifeRow;

    #[inline]
    fn next(&mut self) -> Option<LifeRow> {
        let Some(&first) = self.keys.first() else { return self.rows.next().copied() };
        let (mut n, mut events) = (0, 0);
        while let Some(&key) = self.keys.get(n).filter(|key| **key >> 1 == first >> 1) {
            events += usize::from(key & 1 == 0);
            n += 1;
        }
        self.keys = self.keys.get(n..).unwrap_or_default();
        Some(LifeRow { time: time_of(first), events: events as u64, censored: (n - events) as u64 })
    }
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
        require_times(watched.iter().map(|each| each.time))?;
        let (times, events): (Vec<f64>, Vec<bool>) = watched.iter().map(|each| (each.time, each.end == End::Event)).unzip();
        Ok(Self::of_ends(&times, &events))
    }

    /// Of stretches of time that stand for several customers each.
    ///
    /// # Errors
    /// `out_of_range` with the row when a time is negative or not finite; `count_overflow`.
    pub fn counted(watched: impl Iterator<Item = (Duration, u64)>) -> Result<Self> {
        let mut keys: Vec<(u64, u64)> = Vec::with_capacity(watched.size_hint().0);
        for (row, (each, count)) in watched.enumerate() {
            require_time(row, each.time)?;
            keys.push((key(each.time, each.end == End::Event), count));
        }
        Self::of_counted_keys(keys)
    }

    /// Of [`key`]s, and how many customers each stands for.
    pub(crate) fn of_counted_keys(mut keys: Vec<(u64, u64)>) -> Result<Self> {
        keys.retain(|(_, count)| *count > 0);
        keys.sort_unstable_by_key(|(key, _)| *key);
        let mut rows: Vec<LifeRow> = Vec::new();
        for same in keys.chunk_by(|a, b| a.0 >> 1 == b.0 >> 1) {
            let mut row = LifeRow { time: same.first().map_or(0.0, |(key, _)| time_of(*key)), events: 0, censored: 0 };
            for (key, count) in same {
                let own = if key & 1 == 0 { &mut row.events } else { &mut row.censored };
                *own = own.checked_add(*count).ok_or_else(too_many)?;
            }
            rows.push(row);
        }
        Ok(Self { held: Held::Rows(rows) })
    }

    /// Of times, which are finite and not negative, and whether it happened then.
    pub(crate) fn of_ends(times: &[f64], events: &[bool]) -> Self {
        match whole_times(times.iter().copied().zip(events.iter().copied())) {
            Some(rows) => Self { held: Held::Rows(rows) },
            None => Self::sorted(times.iter().zip(events).map(|(time, event)| key(*time, *event)).collect()),
        }
    }

    /// Of [`key`]s, one a customer.
    pub(crate) fn of_keys(keys: Vec<u64>) -> Self {
        let rows = whole_times(keys.iter().map(|key| (time_of(*key), key & 1 == 0)));
        rows.map_or_else(|| Self::sorted(keys), |rows| Self { held: Held::Rows(rows) })
    }

    /// Of [`key`]s, by their order.
    fn sorted(mut keys: Vec<u64>) -> Self {
        keys.sort_unstable();
        let times = keys.windows(2).filter(|pair| pair[0] >> 1 != pair[1] >> 1).count() + 1; // windows of two
        if KEYS_A_ROW * times > keys.len() {
            return Self { held: Held::Each(keys) };
        }
        let rows = Rows { rows: [].iter(), keys: &keys };
        Self { held: Held::Rows(rows.collect()) }
    }

    /// Its rows, in the order of time.
    pub fn rows(&self) -> impl Iterator<Item = LifeRow> + Clone {
        self.each_row()
    }

    fn each_row(&self) -> Rows<'_> {
        match &self.held {
            Held::Rows(rows) => Rows { rows: rows.iter(), keys: &[] },
            Held::Each(keys) => Rows { rows: [].iter(), keys },
        }
    }

    /// The last time; `None` of a table of nobody.
    #[must_use]
    pub fn last(&self) -> Option<f64> {
        match &self.held {
            Held::Rows(rows) => rows.last().map(|row| row.time),
            Held::Each(keys) => keys.last().map(|key| time_of(*key)),
        }
    }

    /// How many were watched.
    #[must_use]
    pub fn n(&self) -> u64 {
        match &self.held {
            Held::Rows(rows) => rows.iter().map(|row| row.events + row.censored).sum(),
            Held::Each(keys) => keys.len() as u64,
        }
    }

    /// To how many it happened.
    #[must_use]
    pub fn n_events(&self) -> u64 {
        match &self.held {
            Held::Rows(rows) => rows.iter().map(|row| row.events).sum(),
            Held::Each(keys) => keys.iter().filter(|key| **key & 1 == 0).count() as u64,
        }
    }

    /// Adds those who are counted in another.
    ///
    /// # Errors
    /// `count_overflow`; the table is then as it was.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        let mut rows = Vec::new();
        let (mut own, mut theirs) = (self.each_row().peekable(), other.each_row().peekable());
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
        self.held = Held::Rows(rows);
        Ok(())
    }

    /// The rows with those at risk just before each.
    pub(crate) fn at_risk(&self) -> impl Iterator<Item = (u64, LifeRow)> {
        self.rows().scan(self.n(), |left, row| {
            let at_risk = *left;
            *left -= row.events + row.censored;
            Some((at_risk, row))
        })
    }

    /// The survival function of [`kaplan_meier`](super::kaplan_meier).
    #[must_use]
    pub fn survival(&self, level: Level, transform: Transform) -> Survival {
        let z = Confidence::from(level.get()).quantile;
        let steps = self.products().map(|product| product.step(transform, z)).collect();
        Survival { steps, n: self.n(), n_events: self.n_events() }
    }

    /// The last step of the survival function up to each of `times`; `None` before the first. It takes no other interval than theirs.
    #[must_use]
    pub fn steps_at(&self, times: &[f64], level: Level, transform: Transform) -> Vec<Option<SurvivalStep>> {
        let z = Confidence::from(level.get()).quantile;
        let mut order: Vec<usize> = (0..times.len()).collect();
        order.sort_by(|&a, &b| times[a].total_cmp(&times[b])); // places of times
        let mut found = vec![None; times.len()];
        let (mut products, mut last) = (self.products().peekable(), None);
        for place in order {
            while let Some(product) = products.next_if(|product| product.row.time <= times[place]) {
                last = Some(product);
            }
            found[place] = last.map(|product: Product| product.step(transform, z));
        }
        found
    }

    /// The product-limit estimate, time by time.
    fn products(&self) -> impl Iterator<Item = Product> {
        let (mut survival, mut greenwood) = (1.0, 0.0_f64);
        self.at_risk().map(move |(at_risk, row)| {
            let (n, d) = (at_risk as f64, row.events as f64);
            if row.events > 0 {
                survival *= (n - d) / n;
                greenwood += d / (n * (n - d)); // infinite when nobody is left; then the share is 0
            }
            Product { row, at_risk, survival, greenwood }
        })
    }
}

/// By what is counted, however it is held.
impl PartialEq for LifeTable {
    fn eq(&self, other: &Self) -> bool {
        self.rows().eq(other.rows())
    }
}

/// The share that is left after one time, and Greenwood's sum.
#[derive(Clone, Copy)]
struct Product {
    row: LifeRow,
    at_risk: u64,
    survival: f64,
    greenwood: f64,
}

impl Product {
    fn step(self, transform: Transform, z: f64) -> SurvivalStep {
        let Self { row: LifeRow { time, events, censored }, at_risk, survival, greenwood } = self;
        let (conf_low, conf_high) = transform.interval(survival, greenwood.sqrt(), z);
        let std_error = if survival > 0.0 { survival * greenwood.sqrt() } else { 0.0 };
        SurvivalStep { time, at_risk, events, censored, survival, std_error, conf_low, conf_high }
    }
}

/// A time, which is finite and not negative, and its end in one number, in the order of time, events first.
#[inline]
pub(crate) fn key(time: f64, happened: bool) -> u64 {
    // Positive numbers stand in the order of their bits, of which the first is the sign; adding 0 takes it off a negative zero.
    (time + 0.0).to_bits() << 1 | u64::from(!happened)
}

/// The time in a [`key`].
#[inline]
pub(crate) fn time_of(key: u64) -> f64 {
    f64::from_bits(key >> 1)
}

/// Whole times below this are counted without sorting: days of 11 years.
const WHOLE: usize = 4_096;

/// The rows where every time is a small whole number.
fn whole_times(ends: impl Iterator<Item = (f64, bool)>) -> Option<Vec<LifeRow>> {
    let mut counts = vec![[0_u64; 2]; WHOLE];
    for (time, happened) in ends {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // a float that does not fit is cut, and then another number
        let place = time as usize;
        #[allow(clippy::float_cmp)] // the number itself
        if place as f64 != time {
            return None;
        }
        counts.get_mut(place)?[usize::from(!happened)] += 1; // of two
    }
    let seen = counts.iter().enumerate().filter(|(_, counts)| **counts != [0, 0]);
    Some(seen.map(|(time, &[events, censored])| LifeRow { time: time as f64, events, censored }).collect())
}

fn sum(a: LifeRow, b: LifeRow) -> Result<LifeRow> {
    let add = |a: u64, b: u64| a.checked_add(b).ok_or_else(too_many);
    Ok(LifeRow { time: a.time, events: add(a.events, b.events)?, censored: add(a.censored, b.censored)? })
}

fn too_many() -> Error {
    Error::new(Code::CountOverflow, "more are watched than can be counted")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Times that tie, are whole, or neither.
    fn watched() -> impl Strategy<Value = Vec<(f64, bool, u64)>> {
        let time =
            prop_oneof![(0_u32..9).prop_map(f64::from), (0_u32..40).prop_map(|tenth| f64::from(tenth) / 10.0), 0.0..9000.0];
        prop::collection::vec((time, any::<bool>(), 0_u64..4), 0..60)
    }

    proptest! {
        #[test]
        fn however_the_rows_are_counted_the_table_is_the_same(watched in watched(), whole in any::<bool>()) {
            let time = |time: f64| if whole { time.floor() } else { time };
            let keys = || watched.iter().map(|(own, event, count)| (key(time(*own), *event), *count));
            let each: Vec<u64> = keys().flat_map(|(key, count)| (0..count).map(move |_| key)).collect();
            let counted = LifeTable::of_counted_keys(keys().collect()).unwrap();
            prop_assert_eq!(&LifeTable::of_keys(each.clone()), &counted);
            prop_assert_eq!(counted.n(), each.len() as u64);
            prop_assert!(counted.rows().zip(counted.rows().skip(1)).all(|(one, next)| one.time < next.time));
            prop_assert_eq!(counted.n_events(), each.iter().filter(|key| **key & 1 == 0).count() as u64);
        }

        #[test]
        fn a_step_by_itself_is_that_of_the_whole_curve(watched in watched(), times in prop::collection::vec(-1.0..10.0_f64, 0..9)) {
            let table = LifeTable::of_counted_keys(watched.iter().map(|(own, event, n)| (key(*own, *event), *n)).collect()).unwrap();
            let curve = table.survival(Level::default(), Transform::default());
            for (time, step) in times.iter().zip(table.steps_at(&times, Level::default(), Transform::default())) {
                prop_assert_eq!(step, curve.steps.iter().rfind(|step| step.time <= *time).copied());
                prop_assert_eq!(curve.at(*time).to_bits(), step.map_or(1.0, |step| step.survival).to_bits());
            }
        }
    }
}
