use super::instant::{FIRST_DAY, Instant, MICROS_PER_DAY, MICROS_PER_SECOND};
use super::zone::Zone;

/// Turns many instants into the calendar days on which they fall in one zone.
///
/// The offsets of a zone are looked up once a UTC day, 256 days at a time as they are first needed, and then a day costs one
/// table read. A UTC day has at most one change of offset (the closest two in the tz database since 1900 are 6.9 days apart),
/// so an entry is the offset before, the offset after, and the instant between.
///
/// # Units
/// Days since 1970-01-01 in the local calendar. A local day may have 23, 24 or 25 hours, and Samoa had no 2011-12-30.
///
/// # Examples
/// ```
/// use cxm_core::columns::time::{LocalDays, Zone, date_text, parse_time};
/// let mut days = LocalDays::new(&Zone::parse("Europe/Berlin")?);
/// let late_evening = parse_time("2026-03-28T23:00:00Z", &Zone::UTC)?; // 00:00 in Berlin
/// assert_eq!(date_text(days.local_day(late_evening)), "2026-03-29");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct LocalDays {
    zone: Zone,
    pages: Vec<Option<Box<Page>>>,
}

/// 4 KiB: eight months and a half.
const DAYS_PER_PAGE: usize = 256;
type Page = [Shifts; DAYS_PER_PAGE];

/// The offsets of one UTC day, in seconds east of UTC and a day more, so that none is negative; 16 bytes.
#[derive(Debug, Clone, Copy)]
struct Shifts {
    /// Microseconds since the epoch; any value will do where `before` and `after` are equal.
    change: i64,
    before: u32,
    after: u32,
}

const SECOND: u64 = MICROS_PER_SECOND.cast_unsigned();
const DAY: u64 = MICROS_PER_DAY.cast_unsigned();
const SECONDS_PER_DAY: i64 = 86_400;
/// 1899-12-31.
const DAY_BEFORE_FIRST: i32 = -25_568;
const _: () = assert!(DAY_BEFORE_FIRST as i64 == FIRST_DAY - 1);

impl LocalDays {
    /// The days of a zone.
    #[must_use]
    pub fn new(zone: &Zone) -> Self {
        Self { zone: *zone, pages: Vec::new() }
    }

    /// The zone.
    #[must_use]
    pub const fn zone(&self) -> Zone {
        self.zone
    }

    /// The local calendar day of an instant; the day itself may lie one day outside the window of instants.
    #[inline]
    pub fn local_day(&mut self, instant: Instant) -> i32 {
        let micros = instant.micros();
        // Counted from the window's first midnight nothing is negative, and unsigned division by a constant is the quicker.
        let since_first = micros.wrapping_sub(FIRST_DAY * MICROS_PER_DAY).cast_unsigned();
        let index = usize::try_from(since_first / DAY).unwrap_or(usize::MAX);
        let (page, slot) = (index / DAYS_PER_PAGE, index % DAYS_PER_PAGE);
        let shifts = match self.pages.get(page) {
            Some(Some(page)) => page[slot], // slot < DAYS_PER_PAGE by the remainder
            _ => self.fill(page)[slot],
        };
        let shift = if micros < shifts.change { shifts.before } else { shifts.after };
        let local_day = (since_first + u64::from(shift) * SECOND) / DAY;
        // At most 109,574 days from one before the window's first.
        i32::try_from(local_day).unwrap_or(i32::MAX).wrapping_add(DAY_BEFORE_FIRST)
    }

    #[cold]
    #[inline(never)]
    fn fill(&mut self, page: usize) -> &Page {
        if self.pages.len() <= page {
            self.pages.resize_with(page + 1, || None);
        }
        let zone = self.zone;
        // The line above made the place.
        self.pages[page].get_or_insert_with(|| Box::new(shifts_of_page(zone, page)))
    }
}

fn shifts_of_page(zone: Zone, page: usize) -> Page {
    // At most 429 pages reach the end of the window, so the product is small.
    let first_day = FIRST_DAY + i64::try_from(page * DAYS_PER_PAGE).unwrap_or(0);
    // Offsets of the tz database are less than a day either way.
    let shift = |offset: i64| u32::try_from(offset + SECONDS_PER_DAY).unwrap_or(0);
    let mut start = first_day * SECONDS_PER_DAY;
    let mut before = zone.offset_at(start);
    std::array::from_fn(|_| {
        let end = start + SECONDS_PER_DAY;
        let after = zone.offset_at(end);
        let change = if before == after { start } else { first_with(zone, after, start, end) };
        let shifts = Shifts { change: change * MICROS_PER_SECOND, before: shift(before), after: shift(after) };
        (start, before) = (end, after);
        shifts
    })
}

/// The first second in `start < t <= end` that has the offset of `end`, by bisection; `start` has another.
fn first_with(zone: Zone, offset_of_end: i64, mut start: i64, mut end: i64) -> i64 {
    while end - start > 1 {
        let middle = i64::midpoint(start, end);
        if zone.offset_at(middle) == offset_of_end {
            end = middle;
        } else {
            start = middle;
        }
    }
    end
}
