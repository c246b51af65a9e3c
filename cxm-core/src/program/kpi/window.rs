use crate::columns::Every;
use crate::error::{Error, Result};

/// The days that a KPI counts, first and last included, and the periods they fall into.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Every, time::day_from_text};
/// use cxm_core::program::kpi::Window;
/// let window = Window::new(day_from_text("2026-11-02")?, day_from_text("2026-11-22")?, Every::Week)?;
/// assert_eq!(window.periods().len(), 3); // Mondays 2, 9 and 16 November
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    first: i32,
    last: i32,
    every: Every,
}

/// A calendar period, as far as it lies in the window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Period {
    /// The first day of the calendar period, its name.
    pub start: i32,
    /// The first day that counts.
    pub first: i32,
    /// The last day that counts.
    pub last: i32,
    /// How many days the whole calendar period has.
    pub days: i32,
}

impl Period {
    /// What part of the calendar period lies in the window.
    #[must_use]
    pub fn part(&self) -> f64 {
        f64::from(self.last - self.first + 1) / f64::from(self.days)
    }
}

impl Window {
    /// The days from `first` to `last`.
    ///
    /// # Errors
    /// `invalid_option` when the end lies before the start.
    pub fn new(first: i32, last: i32, every: Every) -> Result<Self> {
        if last < first {
            let text = crate::columns::time::date_text;
            return Err(Error::option("end", format!("{} or later, the start", text(first)), text(last)));
        }
        Ok(Self { first, last, every })
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(&self, day: i32) -> bool {
        self.first <= day && day <= self.last
    }

    /// Its last day.
    #[must_use]
    pub fn last(&self) -> i32 {
        self.last
    }

    /// How long its periods are.
    #[must_use]
    pub fn every(&self) -> Every {
        self.every
    }

    /// Its periods in order.
    #[must_use]
    pub fn periods(&self) -> Vec<Period> {
        let period = |start: i32| {
            let next = self.every.next(start);
            Period { start, first: start.max(self.first), last: (next - 1).min(self.last), days: next - start }
        };
        self.every.range(self.first, self.last).map(period).collect()
    }

    /// In which of [`periods`](Self::periods) a day of the window lies.
    pub(super) fn place(&self, periods: &[Period], day: i32) -> Option<usize> {
        if !self.holds(day) {
            return None;
        }
        periods.partition_point(|period| period.start <= day).checked_sub(1)
    }
}

/// The days of the week on which people work.
///
/// # Examples
/// ```
/// use cxm_core::program::kpi::Workdays;
/// let office = Workdays::of(["mon", "tue", "wed", "thu", "fri"])?;
/// assert!(office.holds(0) && !office.holds(2)); // 1970-01-01 was a Thursday
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Workdays([bool; 7]);

const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Default for Workdays {
    fn default() -> Self {
        Self([true; 7])
    }
}

impl Workdays {
    /// These days of the week.
    ///
    /// # Errors
    /// `invalid_option` of another name, or of none.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<Self> {
        let mut days = [false; 7];
        for name in names {
            let place = NAMES.iter().position(|own| *own == name);
            let place =
                place.ok_or_else(|| Error::option("workdays", format!("of {}", NAMES.join(", ")), format!("{name:?}")))?;
            days[place] = true; // a place among seven
        }
        if days.contains(&true) { Ok(Self(days)) } else { Err(Error::option("workdays", "at least one day", "none")) }
    }

    /// Whether a day, counted from 1970-01-01, is one of them.
    #[must_use]
    pub fn holds(&self, day: i32) -> bool {
        // Day 0 was a Thursday, the fourth of the week.
        usize::try_from((i64::from(day) + 3).rem_euclid(7)).ok().and_then(|place| self.0.get(place)).copied().unwrap_or(false)
    }
}
