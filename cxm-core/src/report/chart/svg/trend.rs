use super::canvas::{Anchor, Canvas, Weight};
use super::header::{footer, footnote_lines, header, nothing};
use super::ink::Ink;
use super::measure::{fit, width};
use super::options::SvgOptions;
use crate::report::chart::period::Periods;
use crate::report::chart::range::Range;
use crate::report::chart::{Base, Chart, PointValue, Shown};

const SIDE: f64 = 16.0;

/// The drawing area and its two axes.
struct Plot {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    range: Range,
    periods: Periods,
}

impl Plot {
    fn x(&self, label: &str) -> f64 {
        self.left + 8.0 + self.periods.fraction(label) * (self.right - self.left - 16.0)
    }

    fn y(&self, value: f64) -> f64 {
        self.bottom - self.range.fraction(value) * (self.bottom - self.top)
    }
}

/// Lines over time; returns the height of the picture.
pub(super) fn draw(canvas: &mut Canvas<'_>, chart: &Chart, options: &SvgOptions) -> f64 {
    let sheet = f64::from(options.width);
    let (left, right) = (SIDE, sheet - SIDE);
    let head = header(canvas, chart, left, right - left);
    let notes = footnote_lines(chart, right - left);
    let names = chart.series_names();
    let range = Range::of(chart);
    let caption = if chart.value_label.is_some() { 20.0 } else { 4.0 };
    let top = head + caption + 6.0;
    let foot = 44.0 + 16.0 * notes.len() as f64 + 20.0;
    let usual = if sheet < 480.0 { 200.0 } else { 240.0 };
    let height = options.height.map_or(usual, |h| (f64::from(h) - top - foot).max(120.0));
    let (ticks, step) = range.ticks(4);
    let numbers = ticks.iter().map(|t| width(&chart.unit.tick(*t, step), 11.5)).fold(0.0, f64::max);
    let periods = Periods::of(chart.points.iter().map(|p| p.label.as_str()));
    let ends = ends(chart, &names, &periods);
    let room = ends.iter().map(End::width).fold(0.0, f64::max).min((right - left) * 0.3);
    let plot = Plot { left: left + numbers + 8.0, right: right - room - 10.0, top, bottom: top + height, range, periods };
    if let Some(label) = &chart.value_label {
        canvas.text(&fit(label, 12.0, right - left), (left, head + 8.0), 12.0, Ink::Muted, Anchor::Start, Weight::Normal);
    }
    axes(canvas, chart, &plot, &ticks, step);
    for (i, name) in names.iter().enumerate() {
        let ink = Ink::Series(i);
        let runs = runs(chart, *name, &plot);
        for run in &runs {
            band(canvas, &plot, run, ink, if names.len() > 1 { 0.10 } else { 0.16 });
        }
    }
    for (i, name) in names.iter().enumerate() {
        for run in &runs(chart, *name, &plot) {
            line(canvas, &plot, run, i);
        }
    }
    missing(canvas, chart, &plot);
    end_labels(canvas, &plot, ends, right);
    nothing(canvas, chart, (f64::midpoint(plot.left, plot.right), f64::midpoint(plot.top, plot.bottom)));
    let mut end = plot.bottom + 38.0;
    if let Some(label) = &chart.across {
        // Below the second line of dates, where there are some.
        end = plot.bottom + if plot.periods.are_dates() { 44.0 } else { 32.0 };
        let middle = f64::midpoint(plot.left, plot.right);
        canvas.text(&fit(label, 12.0, right - left), (middle, end), 12.0, Ink::Muted, Anchor::Middle, Weight::Normal);
        end += 8.0;
    }
    footer(canvas, &notes, left, end)
}

fn axes(canvas: &mut Canvas<'_>, chart: &Chart, plot: &Plot, ticks: &[f64], step: f64) {
    for tick in ticks {
        let y = plot.y(*tick);
        let zero = tick.abs() < step * 1e-9 && plot.range.holds_inside(0.0);
        canvas.line((plot.left, y), (plot.right, y), if zero { Ink::Axis } else { Ink::Grid }, 1.0, 1.0);
        let text = chart.unit.tick(*tick, step);
        canvas.text(&text, (plot.left - 8.0, y), 11.5, Ink::Muted, Anchor::End, Weight::Normal);
    }
    if let Some(reference) = chart.finite_reference() {
        let y = plot.y(reference.value);
        canvas.dashed((plot.left, y), (plot.right, y), Ink::Muted);
    }
    if let Some(mark) = chart.drawn_mark() {
        let x = plot.x(&mark.label);
        canvas.dashed((x, plot.top), (x, plot.bottom), Ink::Muted);
        let is_left = x < f64::midpoint(plot.left, plot.right);
        let (x, anchor, room) =
            if is_left { (x + 5.0, Anchor::Start, plot.right - x) } else { (x - 5.0, Anchor::End, x - plot.left) };
        canvas.text(&fit(&mark.name, 11.5, room), (x, plot.top + 6.0), 11.5, Ink::Muted, anchor, Weight::Normal);
    }
    let each = if plot.periods.are_dates() { 52.0 } else { 80.0 };
    let most = ((plot.right - plot.left) / each).floor().clamp(1.0, 12.0);
    // Between 1 and 12.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    for (label, first, second) in plot.periods.ticks(most as usize) {
        let x = plot.x(label);
        canvas.line((x, plot.bottom), (x, plot.bottom + 4.0), Ink::Axis, 1.0, 1.0);
        canvas.text(&fit(&first, 11.5, 90.0), (x, plot.bottom + 14.0), 11.5, Ink::Muted, Anchor::Middle, Weight::Normal);
        canvas.text(&second, (x, plot.bottom + 28.0), 11.5, Ink::Muted, Anchor::Middle, Weight::Normal);
    }
    canvas.line((plot.left, plot.bottom), (plot.right, plot.bottom), Ink::Axis, 1.0, 1.0);
}

/// Points of one line in order of time, cut where a period has no value.
fn runs(chart: &Chart, name: Option<&str>, plot: &Plot) -> Vec<Vec<(f64, Shown)>> {
    let mut points: Vec<(f64, PointValue)> =
        chart.points.iter().filter(|p| p.series.as_deref() == name).map(|p| (plot.x(&p.label), p.value)).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let cut = points.split(|(_, value)| value.as_shown().is_none());
    cut.map(|run| run.iter().filter_map(|(x, value)| Some((*x, value.as_shown()?))).collect())
        .filter(|run: &Vec<_>| !run.is_empty())
        .collect()
}

fn band(canvas: &mut Canvas<'_>, plot: &Plot, run: &[(f64, Shown)], ink: Ink, opacity: f64) {
    for part in run.split(|(_, shown)| shown.interval.is_none()) {
        let ends: Vec<(f64, (f64, f64))> = part.iter().filter_map(|(x, s)| Some((*x, s.interval?))).collect();
        if let [(x, (low, high))] = ends[..] {
            canvas.line((x, plot.y(low)), (x, plot.y(high)), ink, 4.0, 0.3);
        } else if !ends.is_empty() {
            let upper = ends.iter().map(|(x, (_, high))| (*x, plot.y(*high)));
            let lower = ends.iter().rev().map(|(x, (low, _))| (*x, plot.y(*low)));
            canvas.polygon(&upper.chain(lower).collect::<Vec<_>>(), ink, opacity);
        }
    }
}

fn line(canvas: &mut Canvas<'_>, plot: &Plot, run: &[(f64, Shown)], series: usize) {
    let ink = Ink::Series(series);
    let places: Vec<(f64, f64)> = run.iter().map(|(x, s)| (*x, plot.y(s.estimate))).collect();
    if places.len() > 1 {
        canvas.polyline(&places, ink, 2.0);
    }
    let crowded = run.len() > 40;
    for (place, (_, shown)) in places.iter().zip(run) {
        if shown.base == Base::Low {
            canvas.ring(*place, 3.5, ink);
        } else if !crowded || run.len() == 1 {
            mark(canvas, *place, series, ink);
        }
    }
}

/// A mark that differs by series: disc, square, triangle, diamond.
fn mark(canvas: &mut Canvas<'_>, (x, y): (f64, f64), series: usize, ink: Ink) {
    match series % 4 {
        0 => canvas.disc((x, y), 3.5, ink),
        1 => canvas.rect((x - 3.2, y - 3.2), (x + 3.2, y + 3.2), ink),
        2 => canvas.polygon(&[(x, y - 4.4), (x + 4.2, y + 3.2), (x - 4.2, y + 3.2)], ink, 1.0),
        _ => canvas.polygon(&[(x, y - 4.6), (x + 4.6, y), (x, y + 4.6), (x - 4.6, y)], ink, 1.0),
    }
}

/// A ring on the axis for every period whose value is hidden.
fn missing(canvas: &mut Canvas<'_>, chart: &Chart, plot: &Plot) {
    let mut drawn = std::collections::HashSet::new();
    for point in &chart.points {
        if let (PointValue::Hidden { .. }, Some(text)) = (point.value, point.value.hidden_text())
            && drawn.insert(point.label.as_str())
        {
            let x = plot.x(&point.label);
            canvas.ring((x, plot.bottom), 3.5, Ink::Axis);
            canvas.text(&text, (x, plot.bottom - 12.0), 11.0, Ink::Muted, Anchor::Middle, Weight::Normal);
        }
    }
}

/// What stands at the right of a line: its name, where there are several, and its last value.
struct End {
    ink: Ink,
    weight: Weight,
    value: f64,
    name: String,
    text: String,
}

impl End {
    const SIZE: f64 = 12.5;

    fn width(&self) -> f64 {
        // Bold text is wider than the measure by a tenth.
        let gap = if self.name.is_empty() { 0.0 } else { 5.0 };
        1.1 * (width(&self.name, Self::SIZE) + width(&self.text, Self::SIZE)) + gap
    }

    fn fitted(&self, room: f64) -> String {
        let room = room / 1.1 - width(&self.text, Self::SIZE) - 5.0;
        let name = if self.name.is_empty() || room < 12.0 { String::new() } else { fit(&self.name, Self::SIZE, room) + " " };
        name + &self.text
    }
}

/// The ends of all lines and of the reference.
fn ends(chart: &Chart, names: &[Option<&str>], periods: &Periods) -> Vec<End> {
    let mut ends = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let points = chart.points.iter().filter(|p| p.series.as_deref() == *name);
        let last = points.filter_map(|p| Some((periods.index(&p.label), p.value.as_shown()?))).max_by_key(|(index, _)| *index);
        let Some((_, last)) = last else { continue };
        let ink = if names.len() == 1 { Ink::Text } else { Ink::Series(i) };
        let (name, text) = (name.unwrap_or_default().to_owned(), chart.unit.text(last.estimate));
        ends.push(End { ink, weight: Weight::Bold, value: last.estimate, name, text });
    }
    if let Some(reference) = chart.finite_reference() {
        let (name, text) = (reference.label.clone(), chart.unit.text(reference.value));
        ends.push(End { ink: Ink::Muted, weight: Weight::Normal, value: reference.value, name, text });
    }
    ends
}

/// Writes the ends at the right, pushed apart where they would cover one another.
fn end_labels(canvas: &mut Canvas<'_>, plot: &Plot, mut ends: Vec<End>, right: f64) {
    const LINE: f64 = 16.0;
    ends.sort_by(|a, b| b.value.total_cmp(&a.value));
    let mut places: Vec<f64> = ends.iter().map(|end| plot.y(end.value)).collect();
    let mut least = plot.top;
    for y in &mut places {
        *y = y.max(least);
        least = *y + LINE;
    }
    let mut most = plot.bottom + 4.0;
    for y in places.iter_mut().rev() {
        *y = y.min(most);
        most = *y - LINE;
    }
    for (end, y) in ends.iter().zip(places) {
        let text = end.fitted(right - plot.right - 4.0);
        canvas.text(&text, (plot.right + 6.0, y), End::SIZE, end.ink, Anchor::Start, end.weight);
    }
}
