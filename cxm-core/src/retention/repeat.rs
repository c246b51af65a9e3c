use super::purchases::Purchases;
use super::segments::{Measure, Segmented, rate};
use super::shares::{Counted, Share};
use super::{Rate, SegmentOptions, Window};
use crate::columns::Stop;
use crate::columns::time::{Duration, Instant, Zone};
use crate::error::{Code, Error, Result};
use crate::records::transaction_columns::{Clock, MICROS_A_DAY};
use crate::records::{MergePurchases, TransactionColumns};
use crate::stats::survival::{Duration as Watched, End, LifeTable, ShareBy};
use crate::stats::test::Outcome;
use crate::stats::{Direction, Estimate};

/// What a rate of repeat purchases is of.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RepeatOptions {
    /// The last moment of which transactions are known.
    pub observation_end: Instant,
    /// How long after the first purchase the second may come; none: until the end of the observation, however long that is.
    pub within: Option<Duration>,
    /// When the first purchase was; any time by default.
    pub acquired: Option<Window>,
    /// Which purchases are one; those of a day by default.
    pub merge: MergePurchases,
    /// Where days begin.
    pub zone: Zone,
    /// Intervals and tests.
    pub segments: SegmentOptions,
    /// When the call ends before its end.
    pub stop: Stop,
}

impl RepeatOptions {
    /// Of all customers, until the end of the observation.
    #[must_use]
    pub fn new(observation_end: Instant) -> Self {
        let (segments, zone, stop) = (SegmentOptions::default(), Zone::UTC, Stop::default());
        Self { observation_end, within: None, acquired: None, merge: MergePurchases::Day, zone, segments, stop }
    }
}

/// The share of customers who buy a second time, within a window after the first purchase.
///
/// Who was not watched for the whole window may still buy: where there are such customers, the share is one minus Kaplan and Meier's estimate of the time to the second purchase. Without a window it is the
/// share who have bought again by the end of the observation, which grows with the time that customers were watched.
///
/// # Formula
/// Follow-up complete: `k / n` and Wilson's interval. Else `1 - S(within)`, with the interval of Kaplan-Meier on the log-log scale, exact where nobody bought again. Segments against the rest: Newcombe's
/// interval, of Kaplan-Meier's shares by the same construction (MOVER), and the chi-square test, of Kaplan-Meier's shares on the log-log scale.
///
/// # Units
/// Shares of customers, 0 to 1. Times are whole days where purchases of a day are one.
///
/// # Errors
/// As [`crate::clv::rfm`]; `invalid_duration` of a window of months, or of part of a day where purchases of a day are one.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, time::{Zone, parse_time}};
/// use cxm_core::records::TransactionColumns;
/// use cxm_core::retention::{RepeatOptions, repeat_purchase_rate};
/// let customer = ColumnView::from(&["a", "a", "b", "c", "d"]);
/// let time = ColumnView::from(&["2026-01-01", "2026-01-06", "2026-01-01", "2026-01-29", "2026-01-01"]);
/// let columns = TransactionColumns::new(customer, time);
/// let mut options = RepeatOptions::new(parse_time("2026-01-31T23:59:59.999999", &Zone::UTC)?);
/// options.within = Some("30d".parse()?);
/// let rate = repeat_purchase_rate(&columns, &options)?.estimate;
/// // c was watched for 2 days of the 30: of the three who were watched for 5 days one bought again then.
/// assert!((rate.estimate.unwrap() - 1.0 / 3.0).abs() < 1e-15);
/// assert_eq!((rate.n, &*rate.method), (Some(4), "kaplan_meier"));
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// E. L. Kaplan and P. Meier (1958), JASA 53:457; J. P. Klein et al. (2007), Analyzing survival curves at a fixed point in time, Stat. Med. 26:4505; G. Y. Zou and A. Donner (2008), Stat. Med. 27:1693.
pub fn repeat_purchase_rate(columns: &TransactionColumns<'_>, options: &RepeatOptions) -> Result<Rate> {
    let window = options.within.map(|within| window(within, options.merge)).transpose()?;
    let purchases = Purchases::read(columns, options.zone, Some(options.observation_end), &options.stop)?;
    let mut clock = Clock::new(options.merge, options.zone);
    let end = clock.days(options.observation_end.micros())?;
    let mut watched: Vec<Vec<Watched>> = vec![Vec::new(); purchases.segments.len()];
    for (segment, times) in purchases.times() {
        let Some(&first) = times.first() else { continue };
        if options.acquired.is_some_and(|acquired| acquired.among(&[first]).is_empty()) {
            continue;
        }
        let first = clock.days(first)?;
        let mut again = None;
        for &time in &times {
            let later = clock.days(time)? - first;
            if later > 0.0 {
                again = Some(later);
                break;
            }
        }
        let (time, end) = again.map_or((end - first, End::Censored), |time| (time, End::Event));
        if let Some(own) = watched.get_mut(segment) {
            own.push(Watched { time, end });
        }
    }
    let metric = "repeat_purchase_rate";
    let (by, level) = (purchases.by.clone(), options.segments.level);
    let segments = purchases.segments.iter().cloned().zip(watched);
    let is_short = |each: &Watched, window: f64| each.end == End::Censored && each.time < window;
    if let Some(window) = window.filter(|&window| segments.clone().any(|(_, own)| own.iter().any(|each| is_short(each, window))))
    {
        let cut = |each: &Watched| if each.time > window { Watched { time: window, end: End::Censored } } else { *each };
        let table = |(key, own): (_, Vec<Watched>)| Ok((key, LifeTable::of(&own.iter().map(cut).collect::<Vec<_>>())?));
        let segments = segments.map(table).collect::<Result<Vec<_>>>()?;
        return rate(&By { metric, share: ShareBy { until: window, level } }, &Segmented { by, segments }, options.segments);
    }
    let bought = |each: &&Watched| each.end == End::Event && window.is_none_or(|window| each.time <= window);
    let count = |own: Vec<Watched>| Counted { k: own.iter().filter(bought).count() as u64, n: own.len() as u64 };
    let segments = segments.map(|(key, own)| (key, count(own))).collect();
    let measure = Share { metric, direction: Direction::HigherIsBetter, level };
    rate(&measure, &Segmented { by, segments }, options.segments)
}

/// A window in days.
fn window(within: Duration, merge: MergePurchases) -> Result<f64> {
    let days = within.exact_micros().map(|micros| micros as f64 / MICROS_A_DAY);
    let fits = |days: &f64| *days > 0.0 && (merge == MergePurchases::Instant || days.fract() == 0.0);
    days.filter(fits).ok_or_else(|| {
        let expected = match merge {
            MergePurchases::Day => "whole days, such as 90d or 39w: months differ in length, and purchases of a day are one",
            MergePurchases::Instant => "a fixed length, such as 90d or 36h: months differ in length",
        };
        Error::expected(Code::InvalidDuration, "within", expected, within.to_string())
    })
}

/// A share by a time, of customers who were not all watched until then.
struct By {
    metric: &'static str,
    share: ShareBy,
}

impl Measure for By {
    type Part = LifeTable;

    fn nobody(&self) -> LifeTable {
        LifeTable::default()
    }

    fn add(&self, part: &mut LifeTable, other: &LifeTable) -> Result<()> {
        part.merge(other)
    }

    fn estimate(&self, part: &LifeTable) -> Result<Estimate> {
        self.share.estimate(self.metric, part)
    }

    fn difference(&self, one: &LifeTable, other: &LifeTable) -> Result<Outcome> {
        self.share.difference(one, other)
    }
}
