use super::canvas::{Anchor, Canvas, Weight};
use super::header::{footer, footnote_lines, header, nothing};
use super::ink::Ink;
use super::measure::{fit, width};
use super::options::SvgOptions;
use crate::report::chart::forest_layout::{ForestAxis, ratio_interval_text};
use crate::report::chart::{Base, Chart, ChartPoint};

const SIDE: f64 = 16.0;
const LABEL: f64 = 12.5;
const RATIO: f64 = 12.0;

/// The places of the rows.
struct Rows {
    axis: ForestAxis,
    left: f64,
    right: f64,
    plot_left: f64,
    plot_right: f64,
    /// On a narrow sheet names and ratios stand above their rows.
    is_stacked: bool,
    height: f64,
}

impl Rows {
    fn x(&self, ratio: f64) -> f64 {
        self.plot_left + self.axis.fraction(ratio) * (self.plot_right - self.plot_left)
    }
}

/// One row a term; returns the height of the picture.
pub(super) fn draw(canvas: &mut Canvas<'_>, chart: &Chart, options: &SvgOptions) -> f64 {
    let sheet = f64::from(options.width);
    let (left, right) = (SIDE, sheet - SIDE);
    let head = header(canvas, chart, left, right - left);
    let notes = footnote_lines(chart, right - left);
    let labels = chart.points.iter().map(|point| width(&point.label, LABEL)).fold(0.0, f64::max).min((right - left) * 0.34);
    let ratios = chart.points.iter().map(|point| width(&text(point), RATIO)).fold(0.0, f64::max);
    let is_stacked = sheet < 480.0;
    let (plot_left, plot_right) =
        if is_stacked { (left + 8.0, right - 8.0) } else { (left + labels + 20.0, right - ratios - 24.0) };
    let usual = if is_stacked { 42.0 } else { 26.0 };
    let count = chart.points.len().max(1) as f64;
    let top = head + 8.0;
    let caption = if chart.value_label.is_some() { 20.0 } else { 0.0 };
    let foot = 46.0 + caption + 16.0 * notes.len() as f64;
    let height = options.height.map_or(usual, |high| ((f64::from(high) - top - foot) / count).clamp(usual - 4.0, 60.0));
    let rows = Rows { axis: ForestAxis::of(chart), left, right, plot_left, plot_right, is_stacked, height };
    let bottom = top + count * height;
    for (tick, text) in &rows.axis.ticks {
        let x = rows.x(*tick);
        canvas.line((x, top), (x, bottom), Ink::Grid, 1.0, 1.0);
        canvas.text(text, (x, bottom + 13.0), 11.5, Ink::Muted, Anchor::Middle, Weight::Normal);
    }
    if let Some(reference) = chart.finite_reference().filter(|own| own.value > 0.0) {
        let x = rows.x(reference.value);
        canvas.line((x, top), (x, bottom + 4.0), Ink::Axis, 1.5, 1.0);
    }
    for (place, point) in chart.points.iter().enumerate() {
        row(canvas, point, &rows, top + place as f64 * height);
    }
    nothing(canvas, chart, (f64::midpoint(plot_left, plot_right), f64::midpoint(top, bottom)));
    let mut end = bottom + 24.0;
    if let Some(label) = &chart.value_label {
        let middle = f64::midpoint(plot_left, plot_right);
        canvas.text(&fit(label, 12.0, right - left), (middle, end + 7.0), 12.0, Ink::Muted, Anchor::Middle, Weight::Normal);
        end += caption;
    }
    footer(canvas, &notes, left, end)
}

fn row(canvas: &mut Canvas<'_>, point: &ChartPoint, rows: &Rows, top: f64) {
    let text = text(point);
    let ink = if point.value.as_shown().is_some() { Ink::Text } else { Ink::Muted };
    let y = if rows.is_stacked {
        let y = top + rows.height * 0.32;
        canvas.rect((rows.left, y - 9.0), (rows.right, y + 9.0), Ink::Paper);
        let room = rows.right - rows.left - width(&text, RATIO) - 12.0;
        canvas.text(&fit(&point.label, LABEL, room), (rows.left, y), LABEL, ink, Anchor::Start, Weight::Normal);
        top + rows.height * 0.74
    } else {
        let y = top + rows.height / 2.0;
        let room = rows.plot_left - rows.left - 14.0;
        canvas.text(&fit(&point.label, LABEL, room), (rows.left, y), LABEL, ink, Anchor::Start, Weight::Normal);
        y
    };
    let beside = if rows.is_stacked { top + rows.height * 0.32 } else { y };
    canvas.text(&text, (rows.right, beside), RATIO, ink, Anchor::End, Weight::Normal);
    let Some(shown) = point.value.as_shown() else {
        return canvas.ring((rows.plot_left + 8.0, y), 4.0, Ink::Axis);
    };
    let ink = Ink::Series(0);
    if let Some(whisker) = shown.interval.map(|ends| rows.axis.whisker(ends)) {
        let (low, high) = (rows.x(whisker.low), rows.x(whisker.high));
        canvas.line((low, y), (high, y), ink, 2.0, 0.6);
        if whisker.goes_on.0 {
            canvas.polygon(&[(low - 6.0, y), (low + 1.0, y - 4.0), (low + 1.0, y + 4.0)], ink, 1.0);
        }
        if whisker.goes_on.1 {
            canvas.polygon(&[(high + 6.0, y), (high - 1.0, y - 4.0), (high - 1.0, y + 4.0)], ink, 1.0);
        }
    }
    let x = rows.x(shown.estimate);
    match shown.base {
        Base::Enough => canvas.rect((x - 4.2, y - 4.2), (x + 4.2, y + 4.2), ink),
        Base::Low => canvas.ring((x, y), 4.5, ink),
    }
}

/// The ratio and its interval, or why there is none.
fn text(point: &ChartPoint) -> String {
    match point.value.as_shown() {
        Some(shown) => ratio_interval_text(&shown),
        None => point.value.hidden_text().unwrap_or_default(),
    }
}
