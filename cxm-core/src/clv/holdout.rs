use super::rfm::clock_of;
use super::{RfmOptions, RfmTable, TransactionColumns, rfm};
use crate::columns::time::Instant;
use crate::columns::{Table, TableColumn};
use crate::error::{Error, Result};

/// What customers did until a first end, to learn from, and what they bought from then to a second, to be held against it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Holdout {
    /// The customers who were known at the first end.
    pub calibration: RfmTable,
    /// How many purchases each made after it.
    pub purchases: Vec<u64>,
    /// How long the time after it is, in the unit of the table.
    pub duration: f64,
}

/// Splits transactions at `calibration_end`: what [`rfm`] makes of those up to it, and the purchases of the same customers between it and `options.observation_end`.
///
/// # Formula
/// Purchases after the split are the frequency of all that is observed less that up to the split: days (or instants) count once.
///
/// # Units
/// As [`rfm`].
///
/// # Errors
/// As [`rfm`]; `invalid_option` of a split that is not before the end.
///
/// # Examples
/// ```
/// use cxm_core::clv::{RfmOptions, TransactionColumns, holdout};
/// use cxm_core::columns::{ColumnView, time::{Zone, parse_time}};
/// let customer = ColumnView::from(&["a", "a", "a", "b"]);
/// let time = ColumnView::from(&["2026-01-01", "2026-01-15", "2026-02-02", "2026-02-03"]);
/// let (split, end) = (parse_time("2026-01-29", &Zone::UTC)?, parse_time("2026-02-12", &Zone::UTC)?);
/// let found = holdout(&TransactionColumns::new(customer, time), split, &RfmOptions::new(end))?;
/// assert_eq!((found.calibration.histories.len(), found.purchases[0], found.duration), (1, 1, 2.0)); // b came after the split
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn holdout(columns: &TransactionColumns<'_>, calibration_end: Instant, options: &RfmOptions) -> Result<Holdout> {
    if calibration_end.micros() >= options.observation_end.micros() {
        return Err(Error::option("calibration_end", "before observation_end", "a time at or after it"));
    }
    let calibration = rfm(columns, &RfmOptions { observation_end: calibration_end, ..options.clone() })?;
    let all = rfm(columns, options)?;
    // Both are in the order of the customers, and who is in the first is in the second.
    let mut rest = all.customers.iter().zip(&all.histories);
    let mut bought = |((customer, _), before): (&(_, u64), &super::History)| {
        let after = rest.find(|((other, _), _)| other == customer).map_or(0.0, |(_, history)| history.frequency());
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a count of purchases
        let purchases = (after - before.frequency()).max(0.0) as u64;
        purchases
    };
    let purchases = calibration.customers.iter().zip(&calibration.histories).map(&mut bought).collect();
    let (mut clock, unit) = clock_of(options);
    let ticks = clock.tick(options.observation_end.micros())? - clock.tick(calibration_end.micros())?;
    Ok(Holdout { calibration, purchases, duration: ticks as f64 / unit })
}

impl Holdout {
    /// The table of the first part, with `n_holdout`, the purchases after the split, and `t_holdout`, how long that was.
    #[must_use]
    pub fn table(&self) -> Table {
        self.calibration
            .table()
            .with("n_holdout", TableColumn::Count(self.purchases.iter().copied().map(Some).collect()))
            .with("t_holdout", TableColumn::Float(vec![Some(self.duration); self.purchases.len()]))
    }
}
