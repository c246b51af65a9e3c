use super::canvas::{Anchor, Canvas, Weight};
use super::header::{footer, footnote_lines, header, nothing};
use super::ink::Ink;
use super::measure::{fit, width, wrap};
use super::options::SvgOptions;
use crate::report::chart::range::Range;
use crate::report::chart::{Band, Chart, ChartPoint, ChartUnit};
use crate::report::number;

const SIDE: f64 = 16.0;

/// One bar a scale point, bands named below; returns the height of the picture.
pub(super) fn draw(canvas: &mut Canvas<'_>, chart: &Chart, options: &SvgOptions) -> f64 {
    let sheet = f64::from(options.width);
    let (left, right) = (SIDE, sheet - SIDE);
    let head = header(canvas, chart, left, right - left);
    let notes = footnote_lines(chart, right - left);
    let range = Range::of(chart);
    let top = head + 26.0;
    let banded = chart.points.iter().any(|p| p.band.is_some());
    let slot = (right - left) / chart.points.len().max(1) as f64;
    let labels: Vec<Vec<String>> = chart.points.iter().map(|p| wrap(&p.label, 12.0, slot - 2.0, 3)).collect();
    let lines = labels.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let below =
        10.0 + 14.0 * lines as f64 + if banded { 42.0 } else { 0.0 } + if chart.value_label.is_some() { 20.0 } else { 0.0 };
    let foot = below + 16.0 * notes.len() as f64 + 20.0;
    let usual = if sheet < 480.0 { 170.0 } else { 210.0 };
    let height = options.height.map_or(usual, |h| (f64::from(h) - top - foot).max(100.0));
    let bottom = top + height;
    let size = if slot < 38.0 { 10.5 } else { 12.0 };
    let texts = value_texts(chart, slot, size);
    for (i, ((point, text), lines)) in chart.points.iter().zip(&texts).zip(&labels).enumerate() {
        let from = left + slot * i as f64;
        bar(canvas, point, text, range, (from, from + slot), (top, bottom), size);
        for (line, y) in lines.iter().zip([13.0, 27.0, 41.0]) {
            canvas.text(line, (from + slot / 2.0, bottom + y), 12.0, Ink::Text, Anchor::Middle, Weight::Normal);
        }
    }
    canvas.line((left, bottom), (right, bottom), Ink::Axis, 1.0, 1.0);
    nothing(canvas, chart, (f64::midpoint(left, right), f64::midpoint(top, bottom)));
    let mut end = bottom + 10.0 + 14.0 * lines as f64;
    if banded {
        bands(canvas, chart, left, slot, end);
        end += 42.0;
    }
    if let Some(label) = &chart.value_label {
        let label = fit(label, 12.0, right - left);
        canvas.text(&label, (left, end + 8.0), 12.0, Ink::Muted, Anchor::Start, Weight::Normal);
        end += 20.0;
    }
    footer(canvas, &notes, left, end)
}

fn bar(
    canvas: &mut Canvas<'_>,
    point: &ChartPoint,
    text: &str,
    range: Range,
    (from, to): (f64, f64),
    (top, bottom): (f64, f64),
    size: f64,
) {
    let middle = f64::midpoint(from, to);
    let slot = to - from;
    let Some(shown) = point.value.as_shown() else {
        canvas.ring((middle, bottom), 3.5, Ink::Axis);
        canvas.text(&fit(text, size, slot), (middle, bottom - 13.0), size, Ink::Muted, Anchor::Middle, Weight::Normal);
        return;
    };
    let y = bottom - range.fraction(shown.estimate) * (bottom - top);
    let half = (slot * 0.39).min(32.0);
    let ink = point.band.as_ref().map_or(Ink::Series(0), |b| Ink::Tone(b.tone));
    canvas.rect((middle - half, y), (middle + half, bottom), ink);
    let count = shown.n.map_or(String::new(), number::count);
    let with_count = !count.is_empty() && width(&count, size - 1.0) <= slot;
    let lift = if with_count { 22.0 } else { 9.0 };
    canvas.text(text, (middle, y - lift), size, Ink::Text, Anchor::Middle, Weight::Bold);
    if with_count {
        canvas.text(&count, (middle, y - 9.0), size - 1.0, Ink::Muted, Anchor::Middle, Weight::Normal);
    }
}

/// The text over each bar; without the percent sign on all where it fits not on one.
fn value_texts(chart: &Chart, slot: f64, size: f64) -> Vec<String> {
    let shown = |p: &ChartPoint| p.value.as_shown().map(|s| s.estimate);
    let tight = chart.points.iter().filter_map(shown).any(|v| width(&chart.unit.text(v), size) * 1.1 > slot);
    let text = |value| match chart.unit {
        ChartUnit::Share if tight => number::fixed(value * 100.0, 1),
        unit => unit.text(value),
    };
    chart.points.iter().map(|p| shown(p).map(text).or(p.value.hidden_text()).unwrap_or_default()).collect()
}

/// A line under each run of bars of one band, with its name and its share.
fn bands(canvas: &mut Canvas<'_>, chart: &Chart, left: f64, slot: f64, y: f64) {
    let mut start = 0;
    for run in chart.points.chunk_by(|a, b| a.band == b.band) {
        let (from, to) = (left + slot * f64::from(start), left + slot * f64::from(start) + slot * run.len() as f64);
        start += u32::try_from(run.len()).unwrap_or(u32::MAX); // a scale has at most 1,001 points
        let Some(band) = run.first().and_then(|p| p.band.as_ref()) else { continue };
        canvas.line((from + 3.0, y + 4.0), (to - 3.0, y + 4.0), Ink::Tone(band.tone), 3.0, 1.0);
        let middle = f64::midpoint(from, to);
        canvas.text(
            &fit(&band.label, 11.5, (to - from) * 1.15),
            (middle, y + 16.0),
            11.5,
            Ink::Text,
            Anchor::Middle,
            Weight::Normal,
        );
        if let Some(share) = band_share(chart, band) {
            let text = fit(&chart.unit.text(share), 12.0, to - from);
            canvas.text(&text, (middle, y + 31.0), 12.0, Ink::Text, Anchor::Middle, Weight::Bold);
        }
    }
}

/// The share of a band, if all its points are shown.
fn band_share(chart: &Chart, band: &Band) -> Option<f64> {
    let members = chart.points.iter().filter(|p| p.band.as_ref() == Some(band));
    members.map(|p| p.value.as_shown().map(|s| s.estimate)).sum()
}
