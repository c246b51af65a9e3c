use super::date::narrow;
use super::instant::{FIRST_DAY, Instant, MICROS_PER_DAY, MICROS_PER_SECOND};
use super::zone::Zone;

/// Turns many instants into the calendar days on which they fall in one zone.
///
/// The offsets of a zone are looked up once per UTC day, 256 days at a time as they are first needed, and then a day costs one
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
type Page = [Offsets; DAYS_PER_PAGE];

/// The offsets of one UTC day, in seconds east of UTC; 16 bytes.
#[derive(Debug, Clone, Copy)]
struct Offsets {
    /// Microseconds since the epoch; any value will do where `before` and `after` are equal.
    change: i64,
    before: i32,
    after: i32,
}

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
        let utc_day = micros.div_euclid(MICROS_PER_DAY);
        // An instant lies in the window, so its day is not before the first and the conversion never falls back.
        let index = usize::try_from(utc_day - FIRST_DAY).unwrap_or(0);
        let (page, slot) = (index / DAYS_PER_PAGE, index % DAYS_PER_PAGE);
        let offsets = match self.pages.get(page) {
            Some(Some(page)) => page[slot], // slot < DAYS_PER_PAGE by the remainder
            _ => self.fill(page)[slot],
        };
        let offset = if micros < offsets.change { offsets.before } else { offsets.after };
        narrow((micros + i64::from(offset) * MICROS_PER_SECOND).div_euclid(MICROS_PER_DAY))
    }

    #[cold]
    #[inline(never)]
    fn fill(&mut self, page: usize) -> &Page {
        if self.pages.len() <= page {
            self.pages.resize_with(page + 1, || None);
        }
        let zone = self.zone;
        // The line above made the place.
        self.pages[page].get_or_insert_with(|| Box::new(offsets_of_page(zone, page)))
    }
}

fn offsets_of_page(zone: Zone, page: usize) -> Page {
    // At most 429 pages reach the end of the window, so the product is small.
    let first_day = FIRST_DAY + i64::try_from(page * DAYS_PER_PAGE).unwrap_or(0);
    let mut start = first_day * 86_400;
    let mut before = zone.offset_at(start);
    std::array::from_fn(|_| {
        let end = start + 86_400;
        let after = zone.offset_at(end);
        let change = if before == after { start } else { first_with(zone, after, start, end) };
        let offsets = Offsets { change: change * MICROS_PER_SECOND, before: narrow(before), after: narrow(after) };
        (start, before) = (end, after);
        offsets
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
