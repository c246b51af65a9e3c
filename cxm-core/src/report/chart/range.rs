//! The value axis: its ends and its ticks.

use super::curve_layout::WITH_BANDS;
use super::{Chart, ChartKind};

/// A value axis whose ends are finite and differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Range {
    pub low: f64,
    pub high: f64,
}

impl Range {
    /// The axis of a chart: its domain, or the values with a little room, kept inside what the unit can take.
    pub fn of(chart: &Chart) -> Self {
        if let Some((low, high)) = chart.domain
            && low.is_finite()
            && high.is_finite()
            && low < high
        {
            return Self { low, high };
        }
        let shown = chart.points.iter().filter_map(|p| p.value.as_shown());
        // Bands that are not drawn take no room.
        let has_bands = chart.kind != ChartKind::Curves || chart.series_names().len() <= WITH_BANDS;
        let values = shown.flat_map(|s| {
            let (low, high) = s.interval.filter(|_| has_bands).unwrap_or((s.estimate, s.estimate));
            [s.estimate, low, high]
        });
        let values = values.chain(chart.finite_reference().map(|r| r.value));
        let (mut low, mut high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        if low > high {
            (low, high) = chart.unit.bounds().unwrap_or((0.0, 1.0));
        }
        if chart.kind == ChartKind::Distribution {
            return Self { low: 0.0, high: if high > 0.0 { high * 1.08 } else { 1.0 } };
        }
        let from_zero = chart.from_zero && low >= 0.0;
        let room = if high > low { (high - low) * 0.08 } else { low.abs().max(1.0) * 0.1 };
        let step = step((low - room, high + room), 5);
        low = ((low - room) / step).floor() * step;
        high = ((high + room) / step).ceil() * step;
        if from_zero {
            low = 0.0;
        }
        if let Some((least, most)) = chart.unit.bounds() {
            (low, high) = (low.max(least), high.min(most));
        }
        if low.is_finite() && high.is_finite() && low < high { Self { low, high } } else { Self { low: 0.0, high: 1.0 } }
    }

    /// Where the value stands between the ends, 0 to 1; values outside stand at the end.
    #[cfg(feature = "charts")]
    pub fn fraction(self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// About `count` round values from end to end, and the step between them.
    pub fn ticks(self, count: u32) -> (Vec<f64>, f64) {
        let step = step((self.low, self.high), count);
        // A step of at least a twentieth of the range: at most some twenty ticks. 1e-9 keeps ticks at the ends.
        let first = (self.low / step - 1e-9).ceil();
        let ticks = (0..64).map(|i| (first + f64::from(i)) * step).take_while(|t| *t <= self.high + step * 1e-9).collect();
        (ticks, step)
    }

    /// Whether the value lies strictly between the ends.
    pub fn holds_inside(self, value: f64) -> bool {
        self.low < value && value < self.high
    }
}

/// The round step (1, 2 or 5 times a power of ten) that cuts the range into about `count` parts.
pub(crate) fn step((low, high): (f64, f64), count: u32) -> f64 {
    let raw = (high - low) / f64::from(count.max(1));
    let power = 10f64.powf(raw.log10().floor());
    let mantissa = raw / power;
    let round = if mantissa < 1.5 {
        1.0
    } else if mantissa < 3.5 {
        2.0
    } else if mantissa < 7.5 {
        5.0
    } else {
        10.0
    };
    round * power
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::{ChartPoint, ChartUnit};

    #[test]
    fn an_axis_is_round_and_stays_within_the_unit() {
        let chart = Chart::new(ChartKind::Estimates, "", ChartUnit::Points)
            .point(ChartPoint::shown("a", 39.8).interval(37.2, 42.4))
            .point(ChartPoint::shown("b", 97.0).interval(80.0, 100.0));
        assert_eq!(Range::of(&chart), Range { low: 30.0, high: 100.0 });
    }

    #[test]
    fn an_axis_of_counts_begins_at_0_where_no_end_is_below() {
        // The changes of three months, 1, 2 and 1, with the intervals of Garwood.
        let counts = |low: f64| {
            let chart = Chart::new(ChartKind::Trend, "", ChartUnit::Number).from_zero();
            let chart = chart.point(ChartPoint::shown("2026-08-01", 1.0).interval(low, 5.572));
            Range::of(&chart.point(ChartPoint::shown("2026-09-01", 2.0).interval(0.242, 7.225)))
        };
        assert_eq!(counts(0.0253), Range { low: 0.0, high: 8.0 });
        assert_eq!(counts(0.0), Range { low: 0.0, high: 8.0 });
        assert!(counts(-0.5).low < -0.5);
    }

    #[test]
    #[cfg(feature = "charts")]
    fn ticks_are_round_and_reach_both_ends() {
        assert_eq!(Range { low: 0.0, high: 100.0 }.ticks(5), (vec![0.0, 20.0, 40.0, 60.0, 80.0, 100.0], 20.0));
        assert_eq!(Range { low: -7.0, high: 7.0 }.ticks(3), (vec![-5.0, 0.0, 5.0], 5.0));
    }

    #[test]
    fn nothing_to_show_still_has_an_axis() {
        let chart = Chart::new(ChartKind::Trend, "", ChartUnit::Mean).point(ChartPoint::empty("2024-01-01"));
        let range = Range::of(&chart);
        assert!(range.low < range.high);
        let one = Chart::new(ChartKind::Trend, "", ChartUnit::Mean).point(ChartPoint::shown("2024-01-01", 1e308));
        let range = Range::of(&one);
        assert!(range.low < range.high);
    }
}
