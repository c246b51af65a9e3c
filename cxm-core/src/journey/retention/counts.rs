use super::super::by::By;
use super::super::pass::{Measure, Parts, pass};
use super::periods::Periods;
use super::{RetentionKind, RetentionOptions};
use crate::columns::Key;
use crate::columns::time::Instant;
use crate::error::{Code, Error, Result};
use crate::records::event_log::{EventLog, TouchpointCode, TouchpointCodes};
use std::collections::BTreeMap;
use std::ops::Range;

/// How many customers began in each period, and how many of them came back at which age.
///
/// Counts of different customers add up: `merge` of the parts is the whole.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Every};
/// use cxm_core::journey::{RetentionCounts, RetentionOptions};
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// use cxm_core::stats::Level;
/// let customer = ColumnView::from(&["a", "a", "b", "c"]);
/// let touchpoint = ColumnView::from(&["visit", "visit", "visit", "visit"]);
/// let time = ColumnView::from(&["2026-01-05", "2026-01-12", "2026-01-06", "2026-01-13"]);
/// let log = EventLog::new(&EventColumns::new(customer, touchpoint, time), &EventLogOptions::default())?;
/// let table = RetentionCounts::of(&log, &RetentionOptions::new(Every::Week))?.table(Level::default());
/// assert_eq!(table.len(), 3); // the week of the 5th at ages 0 and 1, that of the 12th at age 0
/// assert_eq!((table.value("n", 1), table.value("active", 1), table.value("retention", 1)), (2.into(), 1.into(), 0.5.into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RetentionCounts {
    pub(super) options: RetentionOptions,
    /// Until when events are known; `None` of no events.
    pub(super) as_of: Option<i64>,
    /// By group and first day.
    pub(super) cohorts: BTreeMap<(Key, i32), Cohort>,
}

/// The customers who began in one period.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Cohort {
    pub n: u64,
    /// By age, how many were active; with [`RetentionKind::OnOrAfter`] how many were active for the last time.
    pub active: Vec<u64>,
}

impl Cohort {
    fn merge(&mut self, other: &Self) {
        self.n += other.n;
        if self.active.len() < other.active.len() {
            self.active.resize(other.active.len(), 0);
        }
        self.active.iter_mut().zip(&other.active).for_each(|(own, other)| *own += other);
    }
}

/// The most rows that cohorts and ages make: one placeholder date of 1900 is enough for millions.
const MOST: usize = 1 << 20;
const NONE: u32 = u32::MAX;

impl RetentionCounts {
    /// Follows every customer of a log, in one pass.
    ///
    /// # Errors
    /// `unknown_id` of a touchpoint; `unknown_column` of `by`; `invalid_time` of an `as_of` outside 1900 to 2200; `too_many_groups` past 2^20 cohorts times ages.
    pub fn of(log: &EventLog, options: &RetentionOptions) -> Result<Self> {
        let counting = RetentionPass::new(log, options)?;
        pass(log, &[&counting])?;
        counting.finish()
    }

    /// Adds the counts of other customers.
    ///
    /// # Errors
    /// `definition_mismatch` when options or the end of the log are not the same: give every part the same `as_of`.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if (&self.options, self.as_of) != (&other.options, other.as_of) {
            let message = "the parts have different options or ends; give every part the same, and as_of";
            return Err(Error::new(Code::DefinitionMismatch, message));
        }
        for (cohort, counts) in &other.cohorts {
            self.cohorts.entry(cohort.clone()).or_default().merge(counts);
        }
        Ok(())
    }
}

/// [`RetentionCounts`] that are counted in a [`pass`].
pub struct RetentionPass<'a> {
    options: RetentionOptions,
    as_of: Option<i64>,
    /// `None` where there is nothing to follow.
    following: Option<(Follow<'a>, Parts<Counting>)>,
}

impl<'a> RetentionPass<'a> {
    /// Nothing counted yet.
    ///
    /// # Errors
    /// As [`RetentionCounts::of`].
    pub fn new(log: &'a EventLog, options: &RetentionOptions) -> Result<Self> {
        let is_one = |field: &'static str, names: &[String]| -> Result<Option<Vec<bool>>> {
            if names.is_empty() { Ok(None) } else { log.among_touchpoints(field, names).map(Some) }
        };
        let begins = is_one("touchpoint", &options.touchpoint)?;
        let returns = is_one("return_touchpoint", &options.return_touchpoint)?;
        let by = options.by.as_deref().map(|name| By::of(log, name)).transpose()?;
        options.as_of.map(Instant::from_micros).transpose()?;
        let span = log.span();
        let as_of = options.as_of.or(span.map(|(_, last)| last));
        let span = span.zip(as_of).filter(|((first, _), as_of)| as_of >= first);
        let mut following = None;
        if let Some(((first, _), as_of)) = span {
            let periods = Periods::new(options.every, options.zone, first, as_of);
            let follow = Follow { log, as_of, kind: options.kind, begins, returns, by, periods };
            let places = follow.places()?;
            let empty = || Counting { periods: follow.periods.clone(), places: vec![NONE; places], cohorts: Vec::new(), rows: 0 };
            let parts = Parts::new(log, empty);
            following = Some((follow, parts));
        }
        Ok(Self { options: options.clone(), as_of, following })
    }

    /// What was counted.
    ///
    /// # Errors
    /// `too_many_groups` past 2^20 cohorts times ages.
    pub fn finish(self) -> Result<RetentionCounts> {
        let mut counts = RetentionCounts { options: self.options, as_of: self.as_of, cohorts: BTreeMap::new() };
        let Some((follow, parts)) = self.following else { return Ok(counts) };
        for (place, cohort) in parts.finish().flat_map(|counting| counting.cohorts) {
            let (group, period) = (place / follow.periods.len(), place % follow.periods.len());
            let key = follow.by.as_ref().map_or(Key::Null, |by| by.key(group as u64));
            counts.cohorts.entry((key, follow.periods.start(period))).or_default().merge(&cohort);
        }
        let rows: usize = counts.cohorts.values().map(|cohort| cohort.active.len()).sum();
        if rows > MOST { Err(follow.too_many()) } else { Ok(counts) }
    }
}

impl Measure for RetentionPass<'_> {
    fn observe(&self, part: usize, customers: Range<usize>) -> Result<()> {
        let Some((follow, parts)) = &self.following else { return Ok(()) };
        parts.count(part, |counting| match follow.log.touchpoint_codes() {
            TouchpointCodes::Short(codes) => counting.customers(follow, codes, customers),
            TouchpointCodes::Long(codes) => counting.customers(follow, codes, customers),
        })
    }
}

struct Follow<'a> {
    log: &'a EventLog,
    as_of: i64,
    kind: RetentionKind,
    begins: Option<Vec<bool>>,
    returns: Option<Vec<bool>>,
    by: Option<By<'a>>,
    periods: Periods,
}

impl Follow<'_> {
    /// How many cohorts there can be: groups times periods.
    fn places(&self) -> Result<usize> {
        let groups = self.by.as_ref().map_or(1, |by| usize::try_from(by.size()).unwrap_or(usize::MAX));
        groups.checked_mul(self.periods.len()).filter(|&places| places <= 16 * MOST).ok_or_else(|| self.too_many())
    }

    #[cold]
    fn too_many(&self) -> Error {
        let (first, last) = (self.periods.start(0), self.periods.start(self.periods.len().saturating_sub(1)));
        let text = crate::columns::time::date_text;
        let message = format!(
            "cohorts from {} to {} at all their ages are more than {MOST} rows; look for dates that are placeholders, or take longer periods (every)",
            text(first),
            text(last)
        );
        Error::new(Code::TooManyGroups, message).with_field("every")
    }
}

struct Counting {
    periods: Periods,
    /// Where each cohort stands among those seen.
    places: Vec<u32>,
    cohorts: Vec<(usize, Cohort)>,
    rows: usize,
}

impl Counting {
    fn customers<C: TouchpointCode>(&mut self, follow: &Follow<'_>, codes: &[C], customers: Range<usize>) -> Result<()> {
        for customer in customers {
            let events = follow.log.events(customer);
            let (Some(codes), Some(times)) = (codes.get(events.clone()), follow.log.times().get(events.clone())) else {
                continue;
            };
            self.customer(follow, events.start, codes, times);
            if self.rows > MOST {
                return Err(follow.too_many());
            }
        }
        Ok(())
    }

    #[inline]
    fn customer<C: TouchpointCode>(&mut self, follow: &Follow<'_>, first: usize, codes: &[C], times: &[i64]) {
        let Follow { as_of, kind, begins, returns, by, .. } = follow;
        let is = |of: &Option<Vec<bool>>, code: &C| of.as_ref().is_none_or(|of| of[code.index()]); // codes count the touchpoints
        let start = if begins.is_none() { Some(0) } else { codes.iter().position(|code| is(begins, code)) };
        let Some((start, &began)) = start.and_then(|start| Some((start, times.get(start)?))) else { return };
        if began > *as_of {
            return;
        }
        let own = self.periods.of(began);
        let group = by.as_ref().map_or(0, |by| usize::try_from(by.code(first + start)).unwrap_or(0));
        let (codes, times) = (codes.get(start..).unwrap_or(&[]), times.get(start..).unwrap_or(&[]));
        let place = self.place(group * self.periods.len() + own as usize, own);
        let Some((_, cohort)) = self.cohorts.get_mut(place) else { return };
        cohort.n += 1;
        let until =
            if times.last().is_some_and(|last| last > as_of) { times.partition_point(|time| time <= as_of) } else { times.len() };
        let (codes, times) = (codes.get(..until).unwrap_or(&[]), times.get(..until).unwrap_or(&[]));
        let mut seen = codes.iter().zip(times).filter(|(code, _)| is(returns, code)).map(|(_, time)| *time);
        match kind {
            RetentionKind::OnOrAfter => {
                if let Some(time) = seen.next_back() {
                    mark(cohort, self.periods.of(time).wrapping_sub(own), 1); // events are in order of time
                }
            }
            RetentionKind::Bounded if returns.is_none() => each_once(cohort, own, &mut self.periods, times.iter().copied()),
            RetentionKind::Bounded => each_once(cohort, own, &mut self.periods, seen),
        }
    }

    #[inline]
    fn place(&mut self, cohort: usize, period: u32) -> usize {
        match self.places.get(cohort) {
            Some(&place) if place != NONE => place as usize,
            _ => self.add(cohort, period),
        }
    }

    #[cold]
    fn add(&mut self, cohort: usize, period: u32) -> usize {
        let ages = self.periods.len().saturating_sub(period as usize);
        self.rows += ages;
        if let Some(slot) = self.places.get_mut(cohort) {
            *slot = u32::try_from(self.cohorts.len()).unwrap_or(NONE);
        }
        self.cohorts.push((cohort, Cohort { n: 0, active: vec![0; ages] }));
        self.cohorts.len() - 1
    }
}

/// Marks each period in which there is one of these times, which are in order. Whether the next one lies in the same period is a toss: nothing branches on it, and no count waits for the one
/// before.
#[inline]
fn each_once(cohort: &mut Cohort, own: u32, periods: &mut Periods, times: impl Iterator<Item = i64>) {
    let (mut seen, mut last) = (0_u64, NONE); // ages below 64 as bits; the age of the last beyond them
    for time in times {
        let age = periods.of(time).wrapping_sub(own);
        if age < u64::BITS {
            seen |= 1 << age;
        } else if age != last {
            mark(cohort, age, 1);
            last = age;
        }
    }
    // Most come back soon or never.
    if let Some(soon) = cohort.active.first_chunk_mut::<SOON>() {
        (0..).zip(soon).for_each(|(age, n): (u32, _)| *n += seen >> age & 1);
        seen = seen >> SOON << SOON;
    }
    while seen != 0 {
        mark(cohort, seen.trailing_zeros(), 1);
        seen &= seen - 1;
    }
}

const SOON: usize = 4;

#[inline]
fn mark(cohort: &mut Cohort, age: u32, n: u64) {
    if let Some(active) = cohort.active.get_mut(age as usize) {
        *active += n;
    }
}
