use super::canvas::{Anchor, Canvas, Weight};
use super::header::{footer, footnote_lines, header, nothing};
use super::ink::Ink;
use super::measure::{fit, width, wrap};
use super::options::SvgOptions;
use crate::report::chart::range::Range;
use crate::report::chart::{Base, Chart, ChartPoint};
use crate::report::number;

const SIDE: f64 = 16.0;
const LABEL: f64 = 13.0;

/// Places of the parts of a row.
struct Rows {
    /// Labels stand above their rows, on a narrow sheet.
    stacked: bool,
    left: f64,
    right: f64,
    plot_left: f64,
    plot_right: f64,
    top: f64,
    height: f64,
}

/// One row a segment; returns the height of the picture.
pub(super) fn draw(canvas: &mut Canvas<'_>, chart: &Chart, options: &SvgOptions) -> f64 {
    let sheet = f64::from(options.width);
    let (left, right) = (SIDE, sheet - SIDE);
    let head = header(canvas, chart, left, right - left);
    let notes = footnote_lines(chart, right - left);
    let range = Range::of(chart);
    let stacked = sheet < 480.0;
    let widest = |texts: &mut dyn Iterator<Item = String>, size: f64| texts.map(|t| width(&t, size)).fold(0.0, f64::max);
    let labels = widest(&mut chart.points.iter().map(|p| p.label.clone()), LABEL).min((right - left) * 0.32);
    let counts = widest(&mut chart.points.iter().map(n_text), 12.0);
    let (plot_left, plot_right) = if stacked {
        (left + 6.0, right - 6.0)
    } else {
        (left + labels + 24.0, right - if counts > 0.0 { counts + 20.0 } else { 10.0 })
    };
    let reference = if chart.finite_reference().is_some() { 18.0 } else { 6.0 };
    let top = head + reference;
    let caption = if chart.value_label.is_some() { 20.0 } else { 0.0 };
    let foot = 26.0 + caption + 16.0 * notes.len() as f64 + 20.0;
    let count = chart.points.len().max(1) as f64;
    let usual = if stacked { 48.0 } else { 36.0 };
    let height = options.height.map_or(usual, |h| ((f64::from(h) - top - foot) / count).clamp(usual - 4.0, 72.0));
    let rows = Rows { stacked, left, right, plot_left, plot_right, top, height };
    let bottom = top + count * height;
    axis(canvas, chart, range, &rows, bottom);
    for (i, point) in chart.points.iter().enumerate() {
        row(canvas, chart, point, range, &rows, top + i as f64 * height);
    }
    nothing(canvas, chart, (f64::midpoint(plot_left, plot_right), f64::midpoint(top, bottom)));
    let mut end = bottom + 24.0;
    if let Some(label) = &chart.value_label {
        let label = fit(label, 12.0, plot_right - plot_left);
        canvas.text(&label, (f64::midpoint(plot_left, plot_right), end + 7.0), 12.0, Ink::Muted, Anchor::Middle, Weight::Normal);
        end += caption;
    }
    footer(canvas, &notes, left, end)
}

impl Rows {
    fn x(&self, range: Range, value: f64) -> f64 {
        self.plot_left + range.fraction(value) * (self.plot_right - self.plot_left)
    }
}

/// Grid, zero, reference and the numbers of the axis.
fn axis(canvas: &mut Canvas<'_>, chart: &Chart, range: Range, rows: &Rows, bottom: f64) {
    let (ticks, step) = range.ticks(if rows.stacked { 4 } else { 6 });
    for tick in ticks {
        let x = rows.x(range, tick);
        let zero = tick.abs() < step * 1e-9;
        let ink = if zero && range.holds_inside(0.0) { Ink::Axis } else { Ink::Grid };
        canvas.line((x, rows.top), (x, bottom), ink, 1.0, 1.0);
        canvas.text(&chart.unit.tick(tick, step), (x, bottom + 13.0), 11.5, Ink::Muted, Anchor::Middle, Weight::Normal);
    }
    if let Some(reference) = chart.finite_reference() {
        let x = rows.x(range, reference.value);
        canvas.dashed((x, rows.top - 6.0), (x, bottom), Ink::Muted);
        let room = rows.plot_right - rows.plot_left;
        let value = chart.unit.text(reference.value);
        let text = format!("{} {value}", fit(&reference.label, 11.5, room - width(&value, 11.5)));
        let half = width(&text, 11.5) / 2.0;
        let x = x.clamp(rows.left + half, (rows.right - half).max(rows.left + half));
        canvas.text(&text, (x, rows.top - 14.0), 11.5, Ink::Muted, Anchor::Middle, Weight::Normal);
    }
}

fn row(canvas: &mut Canvas<'_>, chart: &Chart, point: &ChartPoint, range: Range, rows: &Rows, top: f64) {
    let hidden = point.value.hidden_text();
    let ink = if hidden.is_some() { Ink::Muted } else { Ink::Text };
    let y = if rows.stacked { top + rows.height * 0.70 } else { top + rows.height * 0.60 };
    if rows.stacked {
        let n = n_text(point);
        let value = point.value.as_shown().map_or(String::new(), |s| chart.unit.text(s.estimate));
        let beside = if n.is_empty() { String::new() } else { format!("  {n}") };
        let y = top + rows.height * 0.32;
        canvas.rect((rows.left, y - 9.0), (rows.right, y + 9.0), Ink::Paper);
        let used = width(&beside, 12.0) + width(&value, LABEL);
        let label = fit(&point.label, LABEL, rows.right - rows.left - used - 12.0);
        canvas.text(&label, (rows.left, y), LABEL, ink, Anchor::Start, Weight::Normal);
        canvas.text(&n, (rows.right, y), 12.0, Ink::Muted, Anchor::End, Weight::Normal);
        canvas.text(&value, (rows.right - width(&beside, 12.0) - 4.0, y), LABEL, Ink::Text, Anchor::End, Weight::Bold);
    } else {
        let lines = wrap(&point.label, LABEL, rows.plot_left - rows.left - 18.0, 2);
        let first = y - 7.5 * (lines.len().max(1) as f64 - 1.0);
        for (i, line) in lines.iter().enumerate() {
            canvas.text(line, (rows.left, first + 15.0 * i as f64), LABEL, ink, Anchor::Start, Weight::Normal);
        }
        canvas.text(&n_text(point), (rows.right, y), 12.0, Ink::Muted, Anchor::End, Weight::Normal);
    }
    let Some(shown) = point.value.as_shown() else {
        let text = hidden.unwrap_or_default();
        let x = rows.plot_left + 8.0;
        canvas.ring((x, y), 4.0, Ink::Axis);
        canvas.text(&text, (x + 12.0, y), 12.0, Ink::Muted, Anchor::Start, Weight::Normal);
        return;
    };
    let x = rows.x(range, shown.estimate);
    if chart.kind.has_bars() {
        canvas.line((rows.x(range, 0.0), y), (x, y), Ink::Series(0), 14.0, 0.2);
    }
    if let Some((low, high)) = shown.interval {
        canvas.line((rows.x(range, low), y), (rows.x(range, high), y), Ink::Series(0), 4.0, 0.35);
    }
    match shown.base {
        Base::Enough => canvas.disc((x, y), 5.0, Ink::Series(0)),
        Base::Low => canvas.ring((x, y), 4.5, Ink::Series(0)),
    }
    if !rows.stacked {
        let text = chart.unit.text(shown.estimate);
        let half = width(&text, 12.5) / 2.0;
        let at = x.clamp(rows.plot_left + half - 8.0, rows.plot_right - half + 8.0);
        canvas.text_on_patch(&text, (at, y - 14.0), 12.5, Ink::Text, Weight::Bold);
    }
}

fn n_text(point: &ChartPoint) -> String {
    point.value.as_shown().and_then(|s| s.n).map_or(String::new(), |n| format!("n {}", number::count(n)))
}
