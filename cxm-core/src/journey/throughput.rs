use crate::num::dist::binomial_cdf;
use crate::records::event_log::EventLog;
use crate::stats::Level;
use serde::Serialize;

/// How long customers take from their first event to their last.
///
/// # Units
/// Seconds.
///
/// # Formula
/// Quantiles of type 7 (as numpy and R have them by default); the interval of the median from the order statistics: the two durations whose ranks enclose the median with
/// a probability of at least the level, whatever the distribution.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::journey::Throughput;
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// use cxm_core::stats::Level;
/// let (customer, touchpoint) = (ColumnView::from(&["a", "a", "b"]), ColumnView::from(&["visit", "pay", "visit"]));
/// let columns = EventColumns::new(customer, touchpoint, ColumnView::from(&["2026-01-01T10:00", "2026-01-01T10:01", "2026-01-01"]));
/// let throughput = Throughput::of(&EventLog::new(&columns, &EventLogOptions::default())?, Level::default());
/// assert_eq!((throughput.n, throughput.mean, throughput.max), (2, Some(30.0), Some(60.0)));
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// H. A. David and H. N. Nagaraja (2003), Order Statistics, 3rd ed., section 7.1.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Throughput {
    /// How many customers.
    pub n: u64,
    /// How many of them have one event only, and take no time.
    pub n_single: u64,
    /// The mean.
    pub mean: Option<f64>,
    /// The standard deviation, over n - 1.
    pub std_dev: Option<f64>,
    /// The least.
    pub min: Option<f64>,
    /// A quarter take at most this long.
    pub p25: Option<f64>,
    /// Half do.
    pub median: Option<f64>,
    /// The lower end of the median's interval; `None` with too few customers for the level.
    pub median_low: Option<f64>,
    /// Its upper end.
    pub median_high: Option<f64>,
    /// Three quarters.
    pub p75: Option<f64>,
    /// Nine tenths.
    pub p90: Option<f64>,
    /// 95 %.
    pub p95: Option<f64>,
    /// 99 %.
    pub p99: Option<f64>,
    /// The longest.
    pub max: Option<f64>,
    /// The level of the median's interval.
    pub conf_level: f64,
}

impl Throughput {
    /// Of a log.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn of(log: &EventLog, level: Level) -> Self {
        let last = |events: &std::ops::Range<usize>| events.end.checked_sub(1);
        let took = |events: std::ops::Range<usize>| Some(log.times().get(last(&events)?)? - log.times().get(events.start)?);
        let mut micros: Vec<i64> = log.paths().filter_map(took).collect();
        micros.sort_unstable();
        let n = micros.len() as f64;
        let seconds: Vec<f64> = micros.iter().map(|&micros| micros as f64 / 1e6).collect();
        let mean = (!micros.is_empty()).then(|| micros.iter().map(|&micros| i128::from(micros)).sum::<i128>() as f64 / n / 1e6);
        let squares = mean.map(|mean| seconds.iter().map(|second| (second - mean).powi(2)).sum::<f64>());
        let rank = median_rank(micros.len(), level.get());
        Self {
            n: micros.len() as u64,
            n_single: log.paths().filter(|events| events.len() == 1).count() as u64,
            mean,
            std_dev: squares.filter(|_| micros.len() > 1).map(|squares| (squares / (n - 1.0)).sqrt()),
            min: seconds.first().copied(),
            p25: quantile(&seconds, 0.25),
            median: quantile(&seconds, 0.5),
            median_low: rank.and_then(|rank| seconds.get(rank - 1).copied()),
            median_high: rank.and_then(|rank| seconds.get(seconds.len() - rank).copied()),
            p75: quantile(&seconds, 0.75),
            p90: quantile(&seconds, 0.9),
            p95: quantile(&seconds, 0.95),
            p99: quantile(&seconds, 0.99),
            max: seconds.last().copied(),
            conf_level: level.get(),
        }
    }
}

/// Of sorted values, type 7.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a place among them
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * (sorted.len().checked_sub(1)? as f64);
    let (below, above) = (*sorted.get(place.floor() as usize)?, *sorted.get(place.ceil() as usize)?);
    Some((above - below).mul_add(place.fract(), below))
}

/// The rank r, from 1, such that the r-th least and the r-th most of n enclose the median with at least this probability; `None` where even the
/// least and the most do not.
#[allow(clippy::cast_precision_loss)]
fn median_rank(n: usize, level: f64) -> Option<usize> {
    let tail = (1.0 - level) / 2.0;
    let fits = |rank: usize| binomial_cdf((rank - 1) as f64, n as f64, 0.5) <= tail;
    if n == 0 || !fits(1) {
        return None;
    }
    let (mut low, mut high) = (1, n.div_ceil(2) + 1); // fits at `low`, never at `high`
    while high - low > 1 {
        let middle = usize::midpoint(low, high);
        if fits(middle) { low = middle } else { high = middle }
    }
    Some(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ranks_of_the_median_are_those_of_the_tables() {
        // David and Nagaraja, table 7.1 of distribution-free 95 % limits: n = 6 needs the extremes, n = 10 the second, n = 20 the sixth.
        assert_eq!([5, 6, 10, 20].map(|n| median_rank(n, 0.95)), [None, Some(1), Some(2), Some(6)]);
    }
}
