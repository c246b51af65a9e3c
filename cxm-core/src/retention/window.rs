use crate::columns::Every;
use crate::columns::time::{Instant, LocalDays, Zone, date_text, parse_time};
use crate::error::{Code, Error, Result};
use crate::records::transaction_columns::Movement;
use std::ops::Range;

/// A stretch of time from one moment to another, both included.
///
/// # Examples
/// ```
/// use cxm_core::columns::time::{Zone, parse_time};
/// use cxm_core::retention::Window;
/// let moment = |text| parse_time(text, &Zone::UTC);
/// let march = Window::new(moment("2026-03-01")?, moment("2026-03-31T23:59:59.999999")?)?;
/// assert_eq!(march.next(Zone::UTC)?.end(), moment("2026-04-30T23:59:59.999999")?); // a month for a month
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    start: Instant,
    end: Instant,
}

impl Window {
    /// From `start` to `end`, both included: a day ends with its last microsecond.
    ///
    /// # Errors
    /// `out_of_range` when it ends before it begins.
    pub fn new(start: Instant, end: Instant) -> Result<Self> {
        if end < start {
            return Err(Error::expected(Code::OutOfRange, "end", format!("not before start, {start}"), end.to_string()));
        }
        Ok(Self { start, end })
    }

    /// Its first moment.
    #[must_use]
    pub const fn start(&self) -> Instant {
        self.start
    }

    /// Its last moment.
    #[must_use]
    pub const fn end(&self) -> Instant {
        self.end
    }

    /// The one that follows at once and is as long: as many calendar months where this one is whole months, else as many days where it is whole days, else as many microseconds.
    ///
    /// # Errors
    /// `invalid_time` when it would end after 2200.
    pub fn next(&self, zone: Zone) -> Result<Self> {
        let start = Instant::from_micros(self.end.micros() + 1)?;
        let mut days = LocalDays::new(&zone);
        let (first, after) = (days.local_day(self.start), days.local_day(start));
        if day_start(first, zone)? != self.start || day_start(after, zone)? != start {
            return Self::new(start, Instant::from_micros(start.micros() + (self.end.micros() - self.start.micros()))?);
        }
        let is_month = |day: i32| Every::Month.start(day) == day;
        let next = if is_month(first) && is_month(after) {
            (0..Every::Month.count(first, after - 1)).fold(after, |day, _| Every::Month.next(day))
        } else {
            after + (after - first)
        };
        Self::new(start, Instant::from_micros(day_start(next, zone)?.micros() - 1)?)
    }

    /// Where among these, which are in order, its own begin and end.
    pub(super) fn among(&self, times: &[i64]) -> Range<usize> {
        self.within(times, |time| *time)
    }

    /// The same of movements.
    pub(super) fn among_movements(&self, movements: &[Movement]) -> Range<usize> {
        self.within(movements, |movement| movement.at)
    }

    fn within<T>(&self, of: &[T], time: fn(&T) -> i64) -> Range<usize> {
        let (start, end) = (self.start.micros(), self.end.micros());
        of.partition_point(|one| time(one) < start)..of.partition_point(|one| time(one) <= end)
    }
}

/// The first moment of a day in a zone.
fn day_start(day: i32, zone: Zone) -> Result<Instant> {
    parse_time(&date_text(day), &zone)
}
