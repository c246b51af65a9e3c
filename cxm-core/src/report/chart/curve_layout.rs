//! Curves in their places: the axis of numbers below them, and each curve in its order.

use super::range::Range;
use super::{Chart, Shown};

/// Up to so many curves have their bands drawn: more would cover one another.
pub(crate) const WITH_BANDS: usize = 6;

/// The curves of a chart and the axis that they stand over.
pub(crate) struct CurveLayout<'c> {
    pub curves: Vec<Curve<'c>>,
    /// The horizontal axis.
    pub across: Range,
    /// Its ticks: where the numbers at risk stand, or round numbers.
    pub ticks: Vec<f64>,
    /// How far they are apart.
    #[cfg_attr(not(feature = "charts"), allow(dead_code))] // only static pictures write the ticks themselves
    pub step: f64,
}

/// One curve: its name, and what is shown of it in order.
pub(crate) struct Curve<'c> {
    pub name: Option<&'c str>,
    pub points: Vec<(f64, Shown)>,
}

impl<'c> CurveLayout<'c> {
    pub fn of(chart: &'c Chart) -> Self {
        let mut curves: Vec<Curve<'c>> =
            chart.series_names().into_iter().map(|name| Curve { name, points: Vec::new() }).collect();
        for point in &chart.points {
            let curve = curves.iter_mut().find(|curve| curve.name == point.series.as_deref());
            if let (Some(curve), Some(at), Some(shown)) = (curve, point.at.filter(|at| at.is_finite()), point.value.as_shown()) {
                curve.points.push((at, shown));
            }
        }
        for curve in &mut curves {
            curve.points.sort_by(|one, two| one.0.total_cmp(&two.0));
        }
        let (across, mut ticks, mut step) = axis(curves.iter().flat_map(|curve| curve.points.iter().map(|(at, _)| *at)));
        if !chart.at_risk.is_empty() {
            ticks = chart.at_risk.iter().map(|own| own.at).filter(|at| at.is_finite()).collect();
            ticks.sort_by(f64::total_cmp);
            ticks.dedup();
            step = ticks.iter().zip(ticks.iter().skip(1)).map(|(one, two)| two - one).fold(step, f64::min);
        }
        Self { curves, across, ticks, step }
    }

    /// Whether bands are drawn.
    pub fn has_bands(&self) -> bool {
        self.curves.len() <= WITH_BANDS
    }

    /// How many of a curve are at risk at a tick.
    pub fn at_risk(chart: &Chart, name: Option<&str>, tick: f64) -> Option<u64> {
        let is_own = |own: &&super::AtRisk| own.series.as_deref() == name && own.at.to_bits() == tick.to_bits();
        chart.at_risk.iter().find(is_own).map(|own| own.n)
    }
}

/// An axis from 0, or the least number below it, to the greatest; its ticks, and how far they are apart.
pub(crate) fn axis(numbers: impl Iterator<Item = f64>) -> (Range, Vec<f64>, f64) {
    let (low, high) = numbers.filter(|at| at.is_finite()).fold((0.0, 0.0), |(low, high), at: f64| (at.min(low), at.max(high)));
    let across = if high - low > 0.0 && (high - low).is_finite() { Range { low, high } } else { Range { low: 0.0, high: 1.0 } };
    let (ticks, step) = across.ticks(6);
    (across, ticks, step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::{AtRisk, ChartKind, ChartPoint, ChartUnit};

    #[test]
    fn a_curve_stands_in_order_over_an_axis_from_0_and_what_has_no_place_is_left_out() {
        let point = |at: f64| ChartPoint::shown("", 0.5).series("a").at(at);
        let chart = Chart::new(ChartKind::Curves, "", ChartUnit::Share).points([
            point(30.0),
            point(12.0),
            point(f64::NAN),
            ChartPoint::shown("", 0.5).series("b"),
        ]);
        let layout = CurveLayout::of(&chart);
        assert_eq!(layout.curves[0].points.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [12.0, 30.0]);
        assert!(layout.curves[1].points.is_empty());
        assert_eq!((layout.across, layout.ticks), (Range { low: 0.0, high: 30.0 }, vec![0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0]));
    }

    #[test]
    fn numbers_at_risk_say_where_the_ticks_are() {
        let own = |at: f64, n: u64| AtRisk { series: None, at, n };
        let chart = Chart::new(ChartKind::Curves, "", ChartUnit::Share)
            .point(ChartPoint::shown("", 0.5).at(30.0))
            .at_risk(vec![own(20.0, 3), own(0.0, 8)]);
        let layout = CurveLayout::of(&chart);
        assert_eq!((layout.ticks.as_slice(), layout.step), ([0.0, 20.0].as_slice(), 5.0));
        assert_eq!((CurveLayout::at_risk(&chart, None, 20.0), CurveLayout::at_risk(&chart, Some("a"), 20.0)), (Some(3), None));
    }

    #[test]
    fn an_axis_of_nothing_or_of_one_moment_has_ends_that_differ() {
        for numbers in [vec![], vec![0.0], vec![f64::NAN], vec![f64::MAX, f64::MIN]] {
            let (across, ticks, _) = axis(numbers.into_iter());
            assert!(across.low < across.high && !ticks.is_empty());
        }
    }
}
