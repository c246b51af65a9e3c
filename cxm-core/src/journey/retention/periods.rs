use crate::columns::Every;
use crate::columns::time::{Instant, LocalDays, Zone};

/// The periods from a first to a last moment, numbered from 0.
#[derive(Debug, Clone)]
pub(super) struct Periods {
    days: LocalDays,
    /// Whether days are those of UTC, which a quotient tells.
    is_utc: bool,
    first_day: i32,
    /// The period of each day from the first on.
    of_day: Vec<u32>,
    /// The first day of each period.
    starts: Vec<i32>,
    /// How many of them are over.
    n_complete: usize,
}

impl Periods {
    /// Those of events from `first` until `as_of`, in microseconds.
    pub fn new(every: Every, zone: Zone, first: i64, as_of: i64) -> Self {
        let mut days = LocalDays::new(&zone);
        let mut day = |micros: i64| days.local_day(Instant::from_micros(micros).unwrap_or(Instant::EPOCH)); // checked as they were read
        let (first_day, last_day) = (day(first), day(as_of));
        let starts: Vec<i32> = every.range(first_day, last_day).collect();
        let mut of_day = Vec::new();
        for (number, &start) in (0_u32..).zip(&starts) {
            let days = every.next(start).min(last_day.saturating_add(1)) - start.max(first_day);
            of_day.extend(std::iter::repeat_n(number, usize::try_from(days).unwrap_or(0)));
        }
        // A period is over when the next moment lies in the one after it.
        let next_day = Instant::from_micros(as_of.saturating_add(1)).map_or(last_day, |next| days.local_day(next));
        let n_complete = starts.iter().filter(|&&start| every.next(start) <= next_day).count();
        Self { days, is_utc: zone == Zone::UTC, first_day, of_day, starts, n_complete }
    }

    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// The first day of a period.
    pub fn start(&self, period: usize) -> i32 {
        self.starts.get(period).copied().unwrap_or(self.first_day)
    }

    pub fn n_complete(&self) -> usize {
        self.n_complete
    }

    /// The period of a moment between the first and the last.
    #[inline]
    pub fn of(&mut self, micros: i64) -> u32 {
        let place = if self.is_utc {
            const DAY: u64 = 86_400_000_000;
            // Not before the first day, so nothing is negative, and unsigned division is the quicker.
            micros.wrapping_sub(i64::from(self.first_day) * DAY.cast_signed()).cast_unsigned() / DAY
        } else {
            let day = self.days.local_day(Instant::from_micros(micros).unwrap_or(Instant::EPOCH));
            u64::try_from(day - self.first_day).unwrap_or(0)
        };
        let place = usize::try_from(place).unwrap_or(0);
        self.of_day.get(place).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000_000;

    #[test]
    fn a_period_is_over_at_its_last_microsecond() {
        // From Thursday 1 January 1970: the first week ends with Sunday the 4th.
        let periods = |as_of| Periods::new(Every::Week, Zone::UTC, 0, as_of);
        assert_eq!((periods(4 * DAY - 2).len(), periods(4 * DAY - 2).n_complete()), (1, 0));
        assert_eq!((periods(4 * DAY - 1).len(), periods(4 * DAY - 1).n_complete()), (1, 1));
        assert_eq!((periods(4 * DAY).len(), periods(4 * DAY).n_complete()), (2, 1));
        assert_eq!((periods(4 * DAY).of(4 * DAY - 1), periods(4 * DAY).of(4 * DAY), periods(0).start(0)), (0, 1, -3));
    }
}
