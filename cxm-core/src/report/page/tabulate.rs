//! A chart as a table, for Markdown, terminals and pages without pictures.

use super::table::{Align, Cell, IntervalBar, Table};
use crate::report::chart::range::Range;
use crate::report::chart::{Base, Chart, ChartKind, ChartPoint};
use crate::report::number;

impl Table {
    /// The numbers of a chart. A hidden value has `<5` and nothing else.
    #[must_use]
    pub fn of_chart(chart: &Chart) -> Self {
        let several = chart.points.iter().any(|p| p.series.is_some());
        let banded = chart.points.iter().any(|p| p.band.is_some());
        let distribution = chart.kind == ChartKind::Distribution;
        let first = match chart.kind {
            ChartKind::Estimates => "Segment",
            ChartKind::Trend => chart.across.as_deref().unwrap_or("Period"),
            ChartKind::Distribution => chart.across.as_deref().unwrap_or("Answer"),
            ChartKind::Funnel => "Step",
            ChartKind::Bars => "Channel",
            ChartKind::Matrix => chart.axes.as_ref().map_or("Row", |axes| axes.0.as_str()),
            ChartKind::Flow => "From",
            ChartKind::Curves => chart.across.as_deref().unwrap_or("Time"),
            ChartKind::Forest => "Term",
        };
        let second = match chart.kind {
            ChartKind::Matrix => chart.axes.as_ref().map_or("Column", |axes| axes.1.as_str()),
            ChartKind::Flow => "To",
            _ => "Group",
        };
        let value = if distribution { "Share" } else { chart.value_label.as_deref().unwrap_or("Estimate") };
        let mut table = Self::new(chart.title.clone()).column(first, Align::Left);
        if several || banded {
            table = table.column(second, Align::Left);
        }
        table = table.column(value, Align::Right);
        if !distribution {
            let interval = chart.level.map_or_else(|| "Interval".to_owned(), |l| format!("{} interval", number::percent(l)));
            table = table.column(interval, Align::Right);
        }
        let range = Range::of(chart);
        let scale = if distribution {
            String::new()
        } else {
            format!("{} to {}", chart.unit.text(range.low), chart.unit.text(range.high))
        };
        table = table
            .column(if distribution { if chart.across.is_some() { "Customers" } else { "Answers" } } else { "n" }, Align::Right)
            .column(scale, Align::Left);
        for point in &chart.points {
            let mut cells = vec![Cell::Text(point.label.clone())];
            if several || banded {
                let band = point.band.as_ref().map(|b| b.label.clone());
                cells.push(Cell::Text(point.series.clone().or(band).unwrap_or_default()));
            }
            cells.extend(numbers(chart, point, (range.low, range.high)));
            table.rows.push(cells);
        }
        table
    }
}

/// Value, interval, n and bar of a point.
fn numbers(chart: &Chart, point: &ChartPoint, domain: (f64, f64)) -> Vec<Cell> {
    let distribution = chart.kind == ChartKind::Distribution;
    let Some(shown) = point.value.as_shown() else {
        let mut cells = vec![Cell::Muted(point.value.hidden_text().unwrap_or_default())];
        cells.resize(if distribution { 3 } else { 4 }, Cell::Text(String::new()));
        return cells;
    };
    let mut cells = vec![Cell::Text(chart.unit.text(shown.estimate))];
    let interval = shown.interval;
    if !distribution {
        cells.push(Cell::Text(interval.map_or(String::new(), |(low, high)| chart.unit.interval_text(low, high))));
    }
    let n = shown.n.map_or(String::new(), number::count);
    cells.push(if shown.base == Base::Low { Cell::Muted(format!("{n} low base")) } else { Cell::Text(n) });
    cells.push(if distribution {
        Cell::Share { share: shown.estimate, most: domain.1 }
    } else {
        Cell::Interval(IntervalBar { estimate: Some(shown.estimate), interval, domain })
    });
    cells
}
