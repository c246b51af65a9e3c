//! Title, second line and footnotes, alike on every chart.

use super::canvas::{Anchor, Canvas, Weight};
use super::ink::Ink;
use super::measure::wrap;
use crate::report::chart::Chart;

/// The size by which bold text of 16 px is measured: bold letters are wider, in a wide face by a tenth more than the averages of `measure`.
const TITLE: f64 = 18.5;

/// Draws title and second line; returns the height they take.
pub(super) fn header(canvas: &mut Canvas<'_>, chart: &Chart, left: f64, width: f64) -> f64 {
    let mut y = 22.0;
    for line in wrap(&chart.title, TITLE, width, 3) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_broken_before_the_widest_of_common_faces_leaves_the_picture() {
        // 327 px wide in bold 16 px of the DejaVu fonts, as Chromium draws it.
        assert_eq!(wrap("NPS of each region, with its interval", TITLE, 320.0, 3).len(), 2);
        assert_eq!(wrap("NPS of each region, with its interval", TITLE, 600.0, 3).len(), 1);
    }
}
