use crate::columns::time::{Instant, LocalDays, Zone};
use crate::error::Result;
use crate::records::MergePurchases;

/// By what time between purchases is counted: whole days where those of a day are one, else days with their fractions.
pub(super) struct Clock {
    merge: MergePurchases,
    days: LocalDays,
}

pub(super) const MICROS_A_DAY: f64 = 86.4e9;

impl Clock {
    pub fn new(merge: MergePurchases, zone: Zone) -> Self {
        Self { merge, days: LocalDays::new(&zone) }
    }

    /// A moment in days since 1970.
    pub fn days(&mut self, micros: i64) -> Result<f64> {
        Ok(match self.merge {
            MergePurchases::Day => f64::from(self.days.local_day(Instant::from_micros(micros)?)),
            MergePurchases::Instant => micros as f64 / MICROS_A_DAY, // below 2^53
        })
    }
}
