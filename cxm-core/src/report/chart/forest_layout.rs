//! The rows of a forest plot on their logarithmic axis.

use super::range::Range;
use super::{Chart, Shown};
use crate::report::number;

/// Ratios beyond this, or its inverse, do not widen the axis: they stand at its end.
const MOST: f64 = 1e4;
/// An interval widens the axis to this many times the ratios, at most.
const BEYOND: f64 = 20.0;

/// A logarithmic axis whose ends are positive and differ.
pub(crate) struct ForestAxis {
    pub low: f64,
    pub high: f64,
    /// Round numbers on it, and how each is written.
    pub ticks: Vec<(f64, String)>,
}

/// A whisker as far as the axis goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Whisker {
    pub low: f64,
    pub high: f64,
    /// Whether it goes on below the axis, and above it.
    pub goes_on: (bool, bool),
}

impl ForestAxis {
    pub fn of(chart: &Chart) -> Self {
        let shown: Vec<Shown> = chart.points.iter().filter_map(|point| point.value.as_shown()).collect();
        let is_ratio = |ratio: &f64| (1.0 / MOST..=MOST).contains(ratio);
        let ratios = shown.iter().map(|shown| shown.estimate).chain(chart.finite_reference().map(|own| own.value));
        let (least, most) = hull(ratios.filter(is_ratio)).unwrap_or((1.0, 1.0));
        let ends = shown.iter().filter_map(|shown| shown.interval).flat_map(|(low, high)| [low, high]);
        let ends = ends.filter(|end| *end > 0.0).map(|end| end.clamp(least / BEYOND, most * BEYOND));
        let (mut low, mut high) = hull(ends.chain([least, most])).unwrap_or((least, most));
        if let Some((asked_low, asked_high)) = chart.domain.filter(|(low, high)| *low > 0.0 && high.is_finite() && low < high) {
            (low, high) = (asked_low, asked_high);
        } else if high / low < 1.2 {
            (low, high) = (low / 1.1, high * 1.1);
        } else {
            let room = (high / low).powf(0.04);
            (low, high) = (low / room, high * room);
        }
        // A short axis has even numbers on it, a long one a few in each power of ten.
        if high / low < 4.0 {
            let (ticks, step) = Range { low, high }.ticks(5);
            let decimals = usize::from(step < 0.9999) + usize::from(step < 0.0999) + usize::from(step < 0.00999);
            return Self { low, high, ticks: ticks.into_iter().map(|tick| (tick, number::fixed(tick, decimals))).collect() };
        }
        for mantissas in [&["1", "1.5", "2", "3", "5", "7"][..], &["1", "2", "5"], &["1", "3"], &["1"]] {
            let inside = |tick: &(f64, String)| tick.0 >= low * 0.999 && tick.0 <= high * 1.001;
            let ticks: Vec<_> =
                (-8..=8).flat_map(|power| mantissas.iter().filter_map(move |m| tick(m, power))).filter(inside).collect();
            if ticks.len() <= 8 || mantissas.len() == 1 {
                return Self { low, high, ticks };
            }
        }
        Self { low, high, ticks: Vec::new() } // the last of them returned
    }

    /// Where a ratio stands between the ends, 0 to 1; ratios outside stand at the end.
    #[cfg(feature = "charts")]
    pub fn fraction(&self, ratio: f64) -> f64 {
        (self.within(ratio) / self.low).ln() / (self.high / self.low).ln()
    }

    /// The ratio, or the end of the axis that it is beyond.
    pub fn within(&self, ratio: f64) -> f64 {
        ratio.clamp(self.low, self.high)
    }

    pub fn whisker(&self, (low, high): (f64, f64)) -> Whisker {
        Whisker { low: self.within(low), high: self.within(high), goes_on: (low < self.low, high > self.high) }
    }
}

/// A ratio as people read it: two decimals, three below 0.1.
pub(crate) fn ratio_text(ratio: f64) -> String {
    if ratio >= 1e5 {
        "> 100,000".to_owned()
    } else if ratio < 0.001 {
        "< 0.001".to_owned()
    } else {
        number::fixed(ratio, if ratio < 0.1 { 3 } else { 2 })
    }
}

/// A ratio and its interval: `0.68 [0.47, 1.00]`.
pub(crate) fn ratio_interval_text(shown: &Shown) -> String {
    let ratio = ratio_text(shown.estimate);
    match shown.interval {
        Some((low, high)) => format!("{ratio} [{}, {}]", ratio_text(low), ratio_text(high)),
        None => ratio,
    }
}

fn hull(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values
        .fold(None, |hull, value| Some(hull.map_or((value, value), |(low, high): (f64, f64)| (low.min(value), high.max(value)))))
}

/// A mantissa times a power of ten, exactly as its text says.
fn tick(mantissa: &str, power: i32) -> Option<(f64, String)> {
    let value: f64 = format!("{mantissa}e{power}").parse().ok()?;
    let decimals = usize::try_from(-power).unwrap_or(0) + usize::from(mantissa.contains('.') && power < 1);
    Some((value, number::fixed(value, decimals)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::{ChartKind, ChartPoint, ChartUnit};

    fn axis(rows: &[(f64, f64, f64)]) -> ForestAxis {
        let points = rows.iter().map(|(ratio, low, high)| ChartPoint::shown("", *ratio).interval(*low, *high));
        ForestAxis::of(&Chart::new(ChartKind::Forest, "", ChartUnit::Number).reference("None", 1.0).points(points))
    }

    #[test]
    fn the_axis_has_round_ratios_and_holds_1() {
        let own = axis(&[(0.68, 0.47, 1.0), (2.1, 0.9, 6.0)]);
        let texts: Vec<&str> = own.ticks.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["0.5", "0.7", "1", "1.5", "2", "3", "5"]);
        let short = axis(&[(1.08, 1.02, 1.14)]);
        assert!(short.low <= 1.0 && short.ticks.iter().any(|(_, text)| text == "1.05"), "{:?}", short.ticks);
    }

    #[test]
    fn a_ratio_without_bound_stands_at_the_end_and_its_whisker_goes_on() {
        let own = axis(&[(0.5, 0.4, 0.6), (3e9, 0.0, f64::MAX)]);
        assert!(own.high < 100.0, "{}", own.high);
        let whisker = own.whisker((0.0, f64::MAX));
        assert_eq!((whisker.low, whisker.high, whisker.goes_on), (own.low, own.high, (true, true)));
        assert_eq!(own.within(3e9).to_bits(), own.high.to_bits());
        assert_eq!(ratio_text(f64::MAX), "> 100,000");
    }

    #[test]
    fn nothing_and_one_still_have_an_axis() {
        for rows in [vec![], vec![(1.0, 1.0, 1.0)], vec![(0.0, 0.0, 0.0)]] {
            let own = axis(&rows);
            assert!(0.0 < own.low && own.low < own.high && !own.ticks.is_empty());
        }
    }
}
