//! Results as notebooks show them: a small table that takes its colours from the page around it.

use super::chart::inline_interval_svg;
use super::escape;
use crate::stats::{Estimate, Test, Unit, title};

/// An estimate: score, interval, base, and the interval as a bar on the scale of the score.
///
/// # Examples
/// ```
/// use cxm_core::{report::notebook, survey::{SurveyOptions, nps}};
/// let html = notebook::estimate(&nps(&[10_u8, 9, 3], &SurveyOptions::default())?);
/// assert!(html.contains("<svg") && html.contains("33.3"));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[must_use]
pub fn estimate(estimate: &Estimate) -> String {
    let domain = match (estimate.unit, &estimate.scale) {
        (Unit::Points, _) => (-100.0, 100.0),
        (Unit::Share, _) => (0.0, 1.0),
        (Unit::Scale, Some(scale)) => (scale.grid.min(), scale.grid.max()),
        (Unit::Scale, None) => estimate.conf_low.zip(estimate.conf_high).unwrap_or((0.0, 1.0)),
        (Unit::Index, _) => (0.0, 100.0),
    };
    let bar = inline_interval_svg(estimate.estimate, estimate.conf_low.zip(estimate.conf_high), domain);
    row(&title(&estimate.metric), &estimate.to_string(), &bar)
}

/// A test: difference, interval, p-value, and the interval as a bar around 0.
#[must_use]
pub fn test(test: &Test) -> String {
    let ends = [test.estimate, test.conf_low, test.conf_high];
    let reach = ends.into_iter().flatten().fold(0.0_f64, |reach, end| reach.max(end.abs()));
    let bar = inline_interval_svg(test.estimate, test.conf_low.zip(test.conf_high), (-reach, reach));
    row(&title(&test.metric), &test.to_string(), &bar)
}

/// The parts of the one line, each in its cell.
fn row(heading: &str, line: &str, bar: &str) -> String {
    let line = line.strip_prefix(heading).unwrap_or(line);
    let cells: String = line.split(" \u{b7} ").map(|part| format!("<td>{}</td>", escape::html(part.trim()))).collect();
    format!("<table class=\"cxm-result\"><tr><th scope=\"row\">{}</th><td>{bar}</td>{cells}</tr></table>", escape::html(heading))
}
