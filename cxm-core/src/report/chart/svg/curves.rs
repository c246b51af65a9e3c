use super::canvas::{Anchor, Canvas, Weight};
use super::header::{footer, footnote_lines, header, nothing};
use super::ink::Ink;
use super::measure::{fit, width};
use super::options::SvgOptions;
use crate::report::chart::curve_layout::{Curve, CurveLayout};
use crate::report::chart::inks::dash;
use crate::report::chart::range::Range;
use crate::report::chart::{Chart, Shown};
use crate::report::number;

const SIDE: f64 = 16.0;
const NAME: f64 = 11.5;
const ROW: f64 = 18.0;
/// How long the piece of a line beside its name is.
const PIECE: f64 = 18.0;

/// The drawing area and its two axes.
struct Plot {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    across: Range,
    range: Range,
}

impl Plot {
    fn x(&self, at: f64) -> f64 {
        self.left + self.across.fraction(at) * (self.right - self.left)
    }

    fn y(&self, value: f64) -> f64 {
        self.bottom - self.range.fraction(value) * (self.bottom - self.top)
    }
}

/// Curves in steps, and below them how many are at risk; returns the height of the picture.
pub(super) fn draw(canvas: &mut Canvas<'_>, chart: &Chart, options: &SvgOptions) -> f64 {
    let sheet = f64::from(options.width);
    let (left, right) = (SIDE, sheet - SIDE);
    let layout = CurveLayout::of(chart);
    let head = header(canvas, chart, left, right - left);
    let notes = footnote_lines(chart, right - left);
    let range = Range::of(chart);
    let (ticks, step) = range.ticks(5);
    let numbers = ticks.iter().map(|tick| width(&chart.unit.tick(*tick, step), 11.5)).fold(0.0, f64::max);
    let many = layout.curves.len() > 1;
    let names = layout.curves.iter().map(|curve| width(curve.name.unwrap_or_default(), NAME)).fold(0.0, f64::max);
    let names = names.min((right - left) * 0.22) + if many { PIECE + 8.0 } else { 0.0 };
    let first = half_a_count(chart);
    let beside = if chart.at_risk.is_empty() { numbers } else { numbers.max(names.max(width("At risk", NAME)) + first) };
    let caption = if chart.value_label.is_some() { 20.0 } else { 4.0 };
    let top = head + caption + 6.0;
    let below = if chart.at_risk.is_empty() { 0.0 } else { 26.0 + ROW * layout.curves.len() as f64 };
    let foot = 54.0 + below + 16.0 * notes.len() as f64;
    let usual = if sheet < 480.0 { 200.0 } else { 260.0 };
    let height = options.height.map_or(usual, |high| (f64::from(high) - top - foot).max(120.0));
    // The last tick is as wide on both sides.
    let plot = Plot { left: left + beside + 10.0, right: right - 18.0, top, bottom: top + height, across: layout.across, range };
    if let Some(label) = &chart.value_label {
        canvas.text(&fit(label, 12.0, right - left), (left, head + 8.0), 12.0, Ink::Muted, Anchor::Start, Weight::Normal);
    }
    axes(canvas, chart, &plot, &layout, (&ticks, step));
    for (place, curve) in layout.curves.iter().enumerate().filter(|_| layout.has_bands()) {
        band(canvas, &plot, curve, Ink::Series(place), if many { 0.12 } else { 0.16 });
    }
    for (place, curve) in layout.curves.iter().enumerate() {
        canvas.dashes(&steps(&plot, &curve.points, |shown| shown.estimate), Ink::Series(place), 2.0, dash(place));
    }
    nothing(canvas, chart, (f64::midpoint(plot.left, plot.right), f64::midpoint(plot.top, plot.bottom)));
    let mut end = plot.bottom + 24.0;
    if let Some(label) = &chart.across {
        let middle = f64::midpoint(plot.left, plot.right);
        canvas.text(
            &fit(label, 12.0, plot.right - plot.left),
            (middle, end + 6.0),
            12.0,
            Ink::Muted,
            Anchor::Middle,
            Weight::Normal,
        );
        end += 18.0;
    }
    end = if chart.at_risk.is_empty() {
        key(canvas, &layout, (left, right), end)
    } else {
        at_risk(canvas, chart, &layout, &plot, left, end)
    };
    footer(canvas, &notes, left, end)
}

fn axes(canvas: &mut Canvas<'_>, chart: &Chart, plot: &Plot, layout: &CurveLayout<'_>, (ticks, step): (&[f64], f64)) {
    for tick in ticks {
        let y = plot.y(*tick);
        canvas.line((plot.left, y), (plot.right, y), Ink::Grid, 1.0, 1.0);
        let text = chart.unit.tick(*tick, step);
        canvas.text(&text, (plot.left - 8.0, y), 11.5, Ink::Muted, Anchor::End, Weight::Normal);
    }
    if let Some(reference) = chart.finite_reference() {
        let y = plot.y(reference.value);
        canvas.dashed((plot.left, y), (plot.right, y), Ink::Muted);
        let text = format!("{} {}", reference.label, chart.unit.text(reference.value));
        let text = fit(&text, 11.0, plot.right - plot.left);
        canvas.text(&text, (plot.right, y - 8.0), 11.0, Ink::Muted, Anchor::End, Weight::Normal);
    }
    for tick in &layout.ticks {
        let x = plot.x(*tick);
        canvas.line((x, plot.bottom), (x, plot.bottom + 4.0), Ink::Axis, 1.0, 1.0);
        let text = crate::report::chart::ChartUnit::Number.tick(*tick, layout.step);
        canvas.text(&text, (x, plot.bottom + 14.0), 11.5, Ink::Muted, Anchor::Middle, Weight::Normal);
    }
    canvas.line((plot.left, plot.bottom), (plot.right, plot.bottom), Ink::Axis, 1.0, 1.0);
}

/// The corners of a curve that keeps each value until the next.
fn steps(plot: &Plot, points: &[(f64, Shown)], value: impl Fn(&Shown) -> f64) -> Vec<(f64, f64)> {
    let mut corners: Vec<(f64, f64)> = Vec::with_capacity(points.len() * 2);
    for (at, shown) in points {
        let (x, y) = (plot.x(*at), plot.y(value(shown)));
        if let Some((_, before)) = corners.last().copied() {
            corners.push((x, before));
        }
        corners.push((x, y));
    }
    corners
}

fn band(canvas: &mut Canvas<'_>, plot: &Plot, curve: &Curve<'_>, ink: Ink, opacity: f64) {
    let end = |shown: &Shown, pick: fn((f64, f64)) -> f64| shown.interval.map_or(shown.estimate, pick);
    for run in curve.points.chunk_by(|one, two| one.1.interval.is_some() == two.1.interval.is_some()) {
        let Some((last, _)) = run.last().filter(|(_, shown)| shown.interval.is_some()) else { continue };
        // The band goes on to where the next begins.
        let until = curve.points.iter().map(|(at, _)| *at).find(|at| at > last).unwrap_or(*last);
        let mut upper = steps(plot, run, |shown| end(shown, |ends| ends.1));
        let mut lower = steps(plot, run, |shown| end(shown, |ends| ends.0));
        for edge in [&mut upper, &mut lower] {
            let y = edge.last().map_or(plot.bottom, |corner| corner.1);
            edge.push((plot.x(until), y));
        }
        canvas.polygon(&upper.into_iter().chain(lower.into_iter().rev()).collect::<Vec<_>>(), ink, opacity);
    }
}

/// A piece of a curve's line.
fn piece(canvas: &mut Canvas<'_>, (x, y): (f64, f64), place: usize) {
    canvas.dashes(&[(x, y), (x + PIECE, y)], Ink::Series(place), 2.5, dash(place));
}

/// What the longest number at risk has on either side of its tick.
fn half_a_count(chart: &Chart) -> f64 {
    chart.at_risk.iter().map(|own| width(&number::count(own.n), NAME) / 2.0).fold(0.0, f64::max)
}

/// The numbers at risk under the ticks, a row a curve that names it; returns where they end.
fn at_risk(canvas: &mut Canvas<'_>, chart: &Chart, layout: &CurveLayout<'_>, plot: &Plot, left: f64, top: f64) -> f64 {
    let many = layout.curves.len() > 1;
    canvas.text("At risk", (left, top + 12.0), NAME, Ink::Muted, Anchor::Start, Weight::Normal);
    let mut y = top + if many { 30.0 } else { 12.0 };
    let room = plot.left - half_a_count(chart) - 6.0 - left - PIECE - 6.0;
    for (place, curve) in layout.curves.iter().enumerate() {
        if many {
            piece(canvas, (left, y), place);
            let name = fit(curve.name.unwrap_or_default(), NAME, room);
            canvas.text(&name, (left + PIECE + 6.0, y), NAME, Ink::Text, Anchor::Start, Weight::Normal);
        }
        for tick in &layout.ticks {
            let text = CurveLayout::at_risk(chart, curve.name, *tick).map_or(String::new(), number::count);
            canvas.text(&text, (plot.x(*tick), y), NAME, Ink::Text, Anchor::Middle, Weight::Normal);
        }
        y += ROW;
    }
    y
}

/// The names of several curves beside pieces of their lines; returns where they end.
fn key(canvas: &mut Canvas<'_>, layout: &CurveLayout<'_>, (left, right): (f64, f64), top: f64) -> f64 {
    if layout.curves.len() < 2 {
        return top;
    }
    let (mut x, mut y) = (left, top + 12.0);
    for (place, curve) in layout.curves.iter().enumerate() {
        let name = fit(curve.name.unwrap_or_default(), NAME, (right - left) * 0.4);
        let wide = PIECE + 6.0 + width(&name, NAME) + 18.0;
        if x + wide > right && x > left {
            (x, y) = (left, y + ROW);
        }
        piece(canvas, (x, y), place);
        canvas.text(&name, (x + PIECE + 6.0, y), NAME, Ink::Text, Anchor::Start, Weight::Normal);
        x += wide;
    }
    y + ROW
}
