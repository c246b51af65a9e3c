use super::segments::{Segmented, rate};
use super::shares::{Share, by_segment};
use super::{Rate, SegmentOptions, Window};
use crate::columns::time::{Instant, LocalDays, Zone};
use crate::columns::{ColumnView, Key, NO_INSTANT, Stop, read_instants};
use crate::error::{Code, Error, Result};
use crate::records::customer_rows::{customers, missing, require_rows};
use crate::stats::Direction;

/// Columns of contracts, a row each; a customer may have several.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ContractColumns<'a> {
    /// Whose.
    pub customer: ColumnView<'a>,
    /// The first day.
    pub start: ColumnView<'a>,
    /// The last day; nothing where it goes on.
    pub end: ColumnView<'a>,
    /// In which segment: a customer is in that of the contract with which the period begins.
    pub by: Option<ColumnView<'a>>,
}

impl<'a> ContractColumns<'a> {
    /// Who is bound from when until when.
    #[must_use]
    pub fn new(customer: ColumnView<'a>, start: ColumnView<'a>, end: ColumnView<'a>) -> Self {
        Self { customer, start, end, by: None }
    }
}

/// What the end of a contract says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ContractEnd {
    /// The last day on which it holds.
    #[default]
    Included,
    /// The first day on which it does not hold.
    Excluded,
}

/// Of which period a rate of contracts is.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ContractOptions {
    /// The period, in whole days.
    pub period: Window,
    /// What the ends of contracts say.
    pub end: ContractEnd,
    /// Where days begin.
    pub zone: Zone,
    /// Intervals and tests.
    pub segments: SegmentOptions,
    /// When the call ends before its end.
    pub stop: Stop,
}

impl ContractOptions {
    /// Of a period, in UTC; the end of a contract is its last day.
    #[must_use]
    pub fn new(period: Window) -> Self {
        let (segments, zone, stop) = (SegmentOptions::default(), Zone::UTC, Stop::default());
        Self { period, end: ContractEnd::default(), zone, segments, stop }
    }
}

/// The share of the customers under contract at the start of a period who are so at its end.
///
/// Contracts count in days. A customer passes a midnight who is bound on the days on both sides of it, by the same contract or by the next one: so one period's customers at the end are the next one's
/// at the start, who begins on the first day is new, and who is bound for the last time on the last day is lost in this period. Who is new within the period is in neither number.
///
/// # Formula
/// `customers who pass both midnights, before the first day and after the last / customers who pass the first`: (E - N) / S with E at the end, N of them new, S at the start. Wilson's interval.
///
/// # Units
/// Shares of customers, 0 to 1.
///
/// # Errors
/// `length_mismatch`; `too_few` with the row where customer or start is missing; `invalid_time`; `out_of_range` with the row of a contract that ends before it begins.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, time::{Zone, parse_time}};
/// use cxm_core::retention::{ContractColumns, ContractOptions, Window, contract_retention_rate};
/// let customer = ColumnView::from(&["a", "b", "c", "d"]);
/// let start = ColumnView::from(&["2025-06-01", "2025-06-01", "2025-07-01", "2026-01-01"]);
/// let end = ColumnView::from(&[None, Some("2026-01-31"), Some("2026-02-01"), None]);
/// let january = Window::new(parse_time("2026-01-01", &Zone::UTC)?, parse_time("2026-01-31T23:59:59.999999", &Zone::UTC)?)?;
/// let rate = contract_retention_rate(&ContractColumns::new(customer, start, end), &ContractOptions::new(january))?.estimate;
/// assert_eq!((rate.estimate, rate.n), (Some(2.0 / 3.0), Some(3))); // b is lost, d is new
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn contract_retention_rate(columns: &ContractColumns<'_>, options: &ContractOptions) -> Result<Rate> {
    let (metric, level) = ("contract_retention_rate", options.segments.level);
    of_contracts(columns, options, &Share { metric, direction: Direction::HigherIsBetter, level }, |stays| stays)
}

/// The share of the customers under contract at the start of a period who are not at its end: [`contract_retention_rate`] from the other side.
///
/// # Errors
/// As [`contract_retention_rate`].
pub fn contract_churn_rate(columns: &ContractColumns<'_>, options: &ContractOptions) -> Result<Rate> {
    let (metric, level) = ("contract_churn_rate", options.segments.level);
    of_contracts(columns, options, &Share { metric, direction: Direction::LowerIsBetter, level }, |stays| !stays)
}

/// One customer at the two midnights: bound before and after the first, before and after the last.
#[derive(Clone, Copy, Default)]
struct Passing {
    bound: [bool; 4],
    /// The first day and the segment of the contract with which the period begins.
    opening: Option<(i32, usize)>,
}

fn of_contracts(
    columns: &ContractColumns<'_>,
    options: &ContractOptions,
    measure: &Share,
    counts: fn(bool) -> bool,
) -> Result<Rate> {
    let rows = columns.customer.len();
    let others = [("start", Some(&columns.start)), ("end", Some(&columns.end)), ("by", columns.by.as_ref())];
    require_rows(rows, others.into_iter().filter_map(|(name, other)| Some((name, other?))))?;
    let (encoder, codes) = customers(&columns.customer, &options.stop)?;
    let mut days = LocalDays::new(&options.zone);
    let mut day = |micros: i64| Ok::<_, Error>(days.local_day(Instant::from_micros(micros)?));
    let first = day(options.period.start().micros())?;
    let after = day(options.period.end().micros() + 1)?;
    let sides = [first - 1, first, after - 1, after];
    let (starts, ends) = (read_instants(&columns.start, options.zone)?, read_instants(&columns.end, options.zone)?);
    let (places, segments) = match &columns.by {
        Some(by) => by.coded("by", &options.stop)?,
        None => (vec![0; rows], vec![Key::Null]),
    };
    let mut passing = vec![Passing::default(); encoder.len()];
    // All columns are of one length, and codes count the customers.
    for (row, &code) in codes.iter().enumerate() {
        let number = columns.customer.first_row() + row as u64;
        if starts[row] == NO_INSTANT {
            return Err(missing("start", number));
        }
        let from = day(starts[row])?;
        let last = match (ends[row], options.end) {
            (NO_INSTANT, _) => i32::MAX,
            (end, ContractEnd::Included) => day(end)?,
            (end, ContractEnd::Excluded) => day(end)? - 1,
        };
        if last < from - i32::from(options.end == ContractEnd::Excluded) {
            let message = format!("a contract must not end before it begins (row {number})");
            return Err(Error::new(Code::OutOfRange, message).with_row(number).with_field("end"));
        }
        let own = &mut passing[code as usize];
        for (bound, side) in own.bound.iter_mut().zip(sides) {
            *bound |= (from..=last).contains(&side);
        }
        if (from..=last).contains(&sides[0]) {
            let this = (from, places[row] as usize);
            own.opening = Some(own.opening.map_or(this, |known| known.min(this)));
        }
    }
    let outcome = |own: &Passing| {
        let [before, first, last, after] = own.bound;
        (own.opening.map_or(0, |(_, segment)| segment), (before && first).then(|| counts(last && after)))
    };
    let counts = by_segment(&segments, passing.iter().map(outcome));
    let by = columns.by.as_ref().map(|by| by.name().unwrap_or("by").to_owned());
    rate(measure, &Segmented { by, segments: counts }, options.segments)
}
