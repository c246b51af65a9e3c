//! Title, second line and footnotes, alike on every chart.

use super::canvas::{Anchor, Canvas, Weight};
use super::ink::Ink;
use super::measure::wrap;
use crate::report::chart::Chart;

/// Draws title and second line; returns the height they take.
pub(super) fn header(canvas: &mut Canvas<'_>, chart: &Chart, left: f64, width: f64) -> f64 {
    let mut y = 22.0;
    for line in wrap(&chart.title, 16.5, width, 3) {
        canvas.text(&line, (left, y), 16.0, Ink::Text, Anchor::Start, Weight::Bold);
        y += 21.0;
    }
    if let Some(subtitle) = &chart.subtitle {
        for line in wrap(subtitle, 13.0, width, 3) {
            canvas.text(&line, (left, y), 13.0, Ink::Muted, Anchor::Start, Weight::Normal);
            y += 18.0;
        }
    }
    y
}

/// Lines of the footnote.
pub(super) fn footnote_lines(chart: &Chart, width: f64) -> Vec<String> {
    wrap(&chart.footnotes().join(" "), 11.5, width, 5)
}

/// Says that there is nothing, where a chart has no points.
pub(super) fn nothing(canvas: &mut Canvas<'_>, chart: &Chart, place: (f64, f64)) {
    if chart.points.is_empty() {
        canvas.text_on_patch("no data", place, 13.0, Ink::Muted, Weight::Normal);
    }
}

/// Draws the footnote below `top`; returns the height of the whole picture.
pub(super) fn footer(canvas: &mut Canvas<'_>, lines: &[String], left: f64, top: f64) -> f64 {
    let mut y = top + 14.0;
    for line in lines {
        canvas.text(line, (left, y), 11.5, Ink::Muted, Anchor::Start, Weight::Normal);
        y += 16.0;
    }
    if lines.is_empty() { top + 12.0 } else { y + 4.0 }
}
