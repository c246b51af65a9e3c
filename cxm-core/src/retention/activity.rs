use super::purchases::Purchases;
use super::segments::{Segmented, rate};
use super::shares::{Share, by_segment};
use super::{Rate, SegmentOptions, Window};
use crate::columns::Stop;
use crate::columns::time::{Duration, Instant, LocalDays, Zone};
use crate::error::{Code, Error, Result};
use crate::records::TransactionColumns;
use crate::stats::Direction;

/// Of which time a rate of active customers is.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ActivityOptions {
    /// The period that is asked about.
    pub period: Window,
    /// The one after it, in which who stayed is active again; as long as the first by default.
    pub next: Option<Window>,
    /// The last moment of which transactions are known; the day of the last transaction by default.
    pub observation_end: Option<Instant>,
    /// Where days begin.
    pub zone: Zone,
    /// Intervals and tests.
    pub segments: SegmentOptions,
    /// When the call ends before its end.
    pub stop: Stop,
}

impl ActivityOptions {
    /// Of a period, in UTC.
    #[must_use]
    pub fn new(period: Window) -> Self {
        let (segments, zone, stop) = (SegmentOptions::default(), Zone::UTC, Stop::default());
        Self { period, next: None, observation_end: None, zone, segments, stop }
    }

    /// The period in which who stays is active again.
    pub(super) fn next_window(&self) -> Result<Window> {
        let next = self.next.map_or_else(|| self.period.next(self.zone), Ok)?;
        if next.start() <= self.period.end() {
            let expected = format!("after the end of the period, {}", self.period.end());
            return Err(Error::expected(Code::OutOfRange, "next", expected, next.start().to_string()));
        }
        Ok(next)
    }
}

/// The share of the customers of a period who buy again in the next one. For customers without a contract, of whom nobody says that they left: who is not seen may still come back.
///
/// # Formula
/// `customers with a purchase in both / customers with a purchase in the first`; Wilson's interval. Segments against the rest: Newcombe's interval, chi-square, the false discovery rate of Benjamini and Hochberg.
///
/// # Units
/// Shares of customers, 0 to 1.
///
/// # Errors
/// `out_of_range` when the next period is not over at the end of the observation; as [`crate::clv::rfm`].
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, time::{Zone, parse_time}};
/// use cxm_core::records::TransactionColumns;
/// use cxm_core::retention::{ActivityOptions, Window, retention_rate};
/// let customer = ColumnView::from(&["a", "b", "c", "a", "d"]);
/// let time = ColumnView::from(&["2026-01-05", "2026-01-09", "2026-01-31", "2026-02-01", "2026-02-28"]);
/// let january = Window::new(parse_time("2026-01-01", &Zone::UTC)?, parse_time("2026-01-31T23:59:59.999999", &Zone::UTC)?)?;
/// let rate = retention_rate(&TransactionColumns::new(customer, time), &ActivityOptions::new(january))?.estimate;
/// assert_eq!((rate.estimate, rate.n), (Some(1.0 / 3.0), Some(3))); // a of a, b, c
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn retention_rate(columns: &TransactionColumns<'_>, options: &ActivityOptions) -> Result<Rate> {
    of_next_period(columns, options, &higher("retention_rate", options), |is_back| is_back)
}

/// The share of the customers of a period who do not buy in the next one: [`retention_rate`] from the other side.
///
/// # Errors
/// As [`retention_rate`].
pub fn churn_rate(columns: &TransactionColumns<'_>, options: &ActivityOptions) -> Result<Rate> {
    let measure = Share { metric: "churn_rate", direction: Direction::LowerIsBetter, level: options.segments.level };
    of_next_period(columns, options, &measure, |is_back| !is_back)
}

/// The share of the customers of a period who had bought before it. (Not of goods that go back.)
///
/// # Errors
/// As [`retention_rate`], of the period itself.
pub fn returning_customer_rate(columns: &TransactionColumns<'_>, options: &ActivityOptions) -> Result<Rate> {
    let (purchases, period) = (known(columns, options, options.period)?, options.period);
    share(&purchases, &higher("returning_customer_rate", options), options, |times| {
        let own = period.among(times);
        (!own.is_empty()).then_some(own.start > 0)
    })
}

/// The share of the dormant who buy in a period: of those who had bought before it, but not within `dormant_after` before its start.
///
/// # Errors
/// As [`retention_rate`], of the period itself; `invalid_time` when `dormant_after` reaches before 1900.
pub fn reactivation_rate(columns: &TransactionColumns<'_>, dormant_after: Duration, options: &ActivityOptions) -> Result<Rate> {
    let (purchases, period) = (known(columns, options, options.period)?, options.period);
    let since = dormant_after.before(period.start())?.micros();
    share(&purchases, &higher("reactivation_rate", options), options, |times| {
        let own = period.among(times);
        let last = own.start.checked_sub(1).and_then(|place| times.get(place))?;
        (*last < since).then_some(!own.is_empty())
    })
}

fn higher(metric: &'static str, options: &ActivityOptions) -> Share {
    Share { metric, direction: Direction::HigherIsBetter, level: options.segments.level }
}

fn of_next_period(
    columns: &TransactionColumns<'_>,
    options: &ActivityOptions,
    measure: &Share,
    counts: fn(bool) -> bool,
) -> Result<Rate> {
    let next = options.next_window()?;
    let purchases = known(columns, options, next)?;
    share(&purchases, measure, options, |times| {
        (!options.period.among(times).is_empty()).then(|| counts(!next.among(times).is_empty()))
    })
}

/// What was bought, known to the end of a window.
pub(super) fn known(columns: &TransactionColumns<'_>, options: &ActivityOptions, window: Window) -> Result<Purchases> {
    let purchases = Purchases::read(columns, options.zone, options.observation_end, &options.stop)?;
    let got = match options.observation_end {
        Some(end) if end < window.end() => end,
        Some(_) => return Ok(purchases),
        None => {
            let Some(last) = purchases.last() else { return Ok(purchases) };
            let mut days = LocalDays::new(&options.zone);
            let last = Instant::from_micros(last)?;
            if days.local_day(last) >= days.local_day(window.end()) {
                return Ok(purchases);
            }
            last
        }
    };
    let message = format!(
        "observation_end must be at least {}, got {got}: the rate needs every transaction until then; unless it is said they are known until the day of the last one",
        window.end()
    );
    let error = Error::new(Code::OutOfRange, message).with_field("observation_end");
    Err(error.with_expected(format!("at least {}", window.end())).with_got(got.to_string()))
}

fn share(
    purchases: &Purchases,
    measure: &Share,
    options: &ActivityOptions,
    is_in: impl Fn(&[i64]) -> Option<bool>,
) -> Result<Rate> {
    let counts = by_segment(&purchases.segments, purchases.times().map(|(segment, times)| (segment, is_in(&times))));
    rate(measure, &Segmented { by: purchases.by.clone(), segments: counts }, options.segments)
}
