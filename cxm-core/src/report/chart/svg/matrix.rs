use super::canvas::{Anchor, Canvas, Weight};
use super::header::{footer, footnote_lines, header, nothing};
use super::ink::Ink;
use super::measure::{fit, width};
use super::options::SvgOptions;
use crate::report::chart::matrix_layout::{DARK, MatrixLayout};
use crate::report::chart::{Base, Chart, ChartPoint, ChartUnit, Tone};
use crate::report::number;

const SIDE: f64 = 16.0;
const LABEL: f64 = 12.0;
const AXIS: f64 = 11.5;
/// How much of its colour the darkest cell takes.
const DARKEST: f64 = 0.95;

/// The places of the cells.
struct Sheet {
    left: f64,
    top: f64,
    wide: f64,
    high: f64,
    /// What there is room for in all cells.
    precision: Precision,
}

/// A cell for each pair of a row and a column; returns the height of the picture.
pub(super) fn draw(canvas: &mut Canvas<'_>, chart: &Chart, options: &SvgOptions) -> f64 {
    let (left, right) = (SIDE, f64::from(options.width) - SIDE);
    let layout = MatrixLayout::of(chart);
    let (rows, columns) = (layout.rows.len().max(1) as f64, layout.columns.len().max(1) as f64);
    let head = header(canvas, chart, left, right - left);
    let notes = footnote_lines(chart, right - left);
    let of_rows = chart.axes.as_ref().map_or(0.0, |(of_rows, _)| width(of_rows, AXIS));
    let labels = layout.rows.iter().map(|name| width(name, LABEL)).fold(of_rows, f64::max).min((right - left) * 0.3);
    let cells_left = left + labels + 8.0;
    let wide = ((right - cells_left) / columns).min(72.0);
    let longest = layout.columns.iter().map(|name| width(name, LABEL)).fold(0.0, f64::max);
    // Names that do not fit above their column stand on end.
    let is_upright = longest > wide - 4.0;
    let names = if is_upright { longest.min(120.0) + 8.0 } else { 18.0 };
    let caption = if chart.axes.is_some() { 18.0 } else { 0.0 };
    let top = head + caption + names;
    let usual = wide.clamp(16.0, 30.0);
    let foot = 40.0 + 16.0 * notes.len() as f64;
    let high = options.height.map_or(usual, |height| ((f64::from(height) - top - foot) / rows).clamp(16.0, 60.0));
    let fits = |precision: &Precision| {
        let shown = chart.points.iter().filter_map(|point| point.value.as_shown());
        let texts = shown.map(|shown| format!("{}{}", precision.text(chart.unit, shown.estimate), mark(shown.base)));
        texts.map(|text| width(&text, size(wide))).fold(0.0, f64::max) <= wide - 3.0
    };
    let precision = [Precision::Unit, Precision::Tenths].into_iter().find(fits).unwrap_or(Precision::Whole);
    let sheet = Sheet { left: cells_left, top, wide, high, precision };
    if let Some((of_rows, of_columns)) = &chart.axes {
        let y = head + caption / 2.0;
        canvas.text(&fit(of_rows, AXIS, labels), (left, y), AXIS, Ink::Muted, Anchor::Start, Weight::Normal);
        canvas.text(&fit(of_columns, AXIS, right - cells_left), (cells_left, y), AXIS, Ink::Muted, Anchor::Start, Weight::Normal);
    }
    for (place, name) in layout.columns.iter().enumerate() {
        let x = sheet.left + (place as f64 + 0.5) * wide;
        if is_upright {
            canvas.text_on_end(&fit(name, LABEL, 120.0), (x, top - 5.0), LABEL, Ink::Text);
        } else {
            canvas.text(name, (x, top - 9.0), LABEL, Ink::Text, Anchor::Middle, Weight::Normal);
        }
    }
    for (place, name) in layout.rows.iter().enumerate() {
        let y = top + (place as f64 + 0.5) * high;
        canvas.text(&fit(name, LABEL, labels), (sheet.left - 8.0, y), LABEL, Ink::Text, Anchor::End, Weight::Normal);
    }
    for &(row, column, place) in &layout.cells {
        if let Some(point) = chart.points.get(place) {
            cell(canvas, chart, &layout, &sheet, (row, column), point);
        }
    }
    let bottom = top + rows * high;
    nothing(canvas, chart, (f64::midpoint(left, right), f64::midpoint(top, bottom)));
    let end = if chart.points.is_empty() { bottom } else { key(canvas, chart, &layout, (sheet.left, bottom + 16.0)) };
    footer(canvas, &notes, left, end)
}

fn cell(
    canvas: &mut Canvas<'_>,
    chart: &Chart,
    layout: &MatrixLayout<'_>,
    sheet: &Sheet,
    at: (usize, usize),
    point: &ChartPoint,
) {
    let (row, column) = (at.0 as f64, at.1 as f64);
    let from = (sheet.left + column * sheet.wide + 0.5, sheet.top + row * sheet.high + 0.5);
    let to = (from.0 + sheet.wide - 1.0, from.1 + sheet.high - 1.0);
    let middle = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
    let size = size(sheet.wide);
    let Some(shown) = point.value.as_shown() else {
        let text = point.value.hidden_text().unwrap_or_default();
        if width(&text, size) <= sheet.wide - 2.0 {
            canvas.text(&text, middle, size, Ink::Muted, Anchor::Middle, Weight::Normal);
        }
        return;
    };
    let depth = layout.depth(shown.estimate);
    canvas.shade(from, to, ink(shown.estimate), (depth * DARKEST).max(0.04));
    let number = sheet.precision.text(chart.unit, shown.estimate);
    let text = format!("{number}{}", mark(shown.base));
    // Among many columns zeros would hide the rest; where there is room, nobody is not nothing.
    let says = !matches!(sheet.precision, Precision::Whole) || text.chars().any(|c| ('1'..='9').contains(&c));
    if says && width(&text, size) <= sheet.wide - 1.0 {
        let over = if depth > DARK { Ink::Paper } else { Ink::Text };
        canvas.text(&text, middle, size, over, Anchor::Middle, Weight::Normal);
    }
}

/// What marks a low base.
fn mark(base: Base) -> &'static str {
    if base == Base::Low { "*" } else { "" }
}

/// Letters as large as cells allow.
fn size(wide: f64) -> f64 {
    if wide < 36.0 { 10.0 } else { 11.5 }
}

/// How many decimals the cells have.
#[derive(Clone, Copy)]
enum Precision {
    /// Those of the unit.
    Unit,
    Tenths,
    Whole,
}

impl Precision {
    /// The value without its unit; shares in percent.
    fn text(self, unit: ChartUnit, value: f64) -> String {
        let plain = if unit == ChartUnit::Share { value * 100.0 } else { value };
        match self {
            Self::Unit => unit.plain_text(value),
            Self::Tenths => number::fixed(plain, 1),
            Self::Whole => number::fixed(plain, 0),
        }
    }
}

const fn ink(value: f64) -> Ink {
    if value < 0.0 { Ink::Tone(Tone::Negative) } else { Ink::Series(0) }
}

/// What the colours say; returns where it ends.
fn key(canvas: &mut Canvas<'_>, chart: &Chart, layout: &MatrixLayout<'_>, (left, y): (f64, f64)) -> f64 {
    const STEPS: u8 = 9;
    let (low, high) = layout.range;
    let text = |value: f64| chart.unit.text(value);
    let mut x = left;
    canvas.text(&text(low), (x, y), 11.0, Ink::Muted, Anchor::Start, Weight::Normal);
    x += width(&text(low), 11.0) + 6.0;
    for step in 0..STEPS {
        let value = (high - low).mul_add(f64::from(step) / f64::from(STEPS - 1), low);
        canvas.shade((x, y - 5.0), (x + 12.0, y + 5.0), ink(value), (layout.depth(value) * DARKEST).max(0.04));
        x += 12.0;
    }
    canvas.text(&text(high), (x + 6.0, y), 11.0, Ink::Muted, Anchor::Start, Weight::Normal);
    x += width(&text(high), 11.0) + 18.0;
    if let Some(label) = &chart.value_label {
        canvas.text(label, (x, y), 11.0, Ink::Muted, Anchor::Start, Weight::Normal);
    }
    y + 8.0
}
