//! The cells of a matrix chart in their places.

use super::{Chart, PointValue};
use std::collections::HashMap;

/// A value so deep in its colour has light letters.
pub(crate) const DARK: f64 = 0.68;

/// Rows and columns in the order in which they first come, and what stands where.
pub(crate) struct MatrixLayout<'c> {
    pub rows: Vec<&'c str>,
    pub columns: Vec<&'c str>,
    /// Row, column and the place of the point.
    pub cells: Vec<(usize, usize, usize)>,
    /// The least and the greatest value that colours tell apart; the least is 0, or the greatest below it.
    pub range: (f64, f64),
}

impl<'c> MatrixLayout<'c> {
    pub fn of(chart: &'c Chart) -> Self {
        let (mut rows, mut columns) = (Names::default(), Names::default());
        for column in chart.columns.iter().flatten() {
            columns.place(column);
        }
        let mut cells = Vec::with_capacity(chart.points.len());
        for (place, point) in chart.points.iter().enumerate() {
            let row = rows.place(&point.label);
            // A column in which nothing stands is left out.
            if point.value != PointValue::Empty {
                cells.push((row, columns.place(point.series.as_deref().unwrap_or_default()), place));
            }
        }
        let values = chart.points.iter().filter_map(|point| point.value.as_shown()).map(|shown| shown.estimate);
        let (low, high) = chart
            .domain
            .filter(|(low, high)| low.is_finite() && high.is_finite() && low < high)
            .unwrap_or_else(|| values.fold((0.0, 0.0), |(low, high), value: f64| (value.min(low), value.max(high))));
        // A difference is as dark below 0 as above it.
        let most = high.max(-low);
        let range = if low < 0.0 { (-most, most) } else { (0.0, if high > 0.0 { high } else { 1.0 }) };
        Self { rows: rows.names, columns: columns.names, cells, range }
    }

    /// Whether values have a sign.
    pub fn is_signed(&self) -> bool {
        self.range.0 < 0.0
    }

    /// How dark a value is, 0 to 1, whatever its sign.
    pub fn depth(&self, value: f64) -> f64 {
        (value.abs() / self.range.1).clamp(0.0, 1.0)
    }
}

#[derive(Default)]
struct Names<'c> {
    names: Vec<&'c str>,
    places: HashMap<&'c str, usize>,
}

impl<'c> Names<'c> {
    fn place(&mut self, name: &'c str) -> usize {
        *self.places.entry(name).or_insert_with(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::{ChartKind, ChartPoint, ChartUnit};

    #[test]
    fn cells_stand_where_their_row_and_column_first_came_and_colours_are_as_deep_below_zero_as_above() {
        let chart = Chart::new(ChartKind::Matrix, "", ChartUnit::Share)
            .point(ChartPoint::shown("pay", 0.1).series("visit"))
            .point(ChartPoint::empty("pay").series("help"))
            .point(ChartPoint::shown("visit", -0.3).series("visit"));
        let layout = MatrixLayout::of(&chart);
        assert_eq!((layout.rows.as_slice(), layout.columns.as_slice()), (["pay", "visit"].as_slice(), ["visit"].as_slice()));
        assert_eq!(layout.cells, [(0, 0, 0), (1, 0, 2)]);
        assert_eq!((layout.range, layout.is_signed()), ((-0.3, 0.3), true));
    }
}
