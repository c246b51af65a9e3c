use super::frame::{Content, html_table, push};
use crate::report::chart::{ChartUnit, inline_interval_svg};
use crate::report::number::{count, percent};
use crate::stats::{Estimate, Scale, Unit, title};

/// An estimate as a row of HTML: score, picture, interval, n, what is missing, flags, method.
///
/// # Examples
/// ```
/// use cxm_core::report::notebook::estimate;
/// use cxm_core::survey::{SurveyOptions, nps};
/// let html = estimate(&nps(&[10_u8, 9, 3], &SurveyOptions::default())?);
/// assert!(html.contains("33.3") && html.contains("<svg") && html.contains("scope=\"row\""));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[must_use]
pub fn estimate(estimate: &Estimate) -> String {
    let unit = ChartUnit::from(estimate.unit);
    let (mut headings, mut row) = (vec!["Metric".to_owned()], vec![Content::Text(title(&estimate.metric))]);
    let score = match estimate.estimate {
        Some(value) => unit.text(value),
        None if estimate.is_hidden() => "suppressed".to_owned(),
        None => "no data".to_owned(),
    };
    push(&mut headings, &mut row, "Score", Content::Number(score));
    if let Some((low, high)) = estimate.conf_low.zip(estimate.conf_high) {
        let svg = inline_interval_svg(estimate.estimate, Some((low, high)), domain(estimate.unit, estimate.scale.as_ref()));
        push(
            &mut headings,
            &mut row,
            format!("{} interval", percent(estimate.conf_level)),
            Content::Number(unit.interval_text(low, high)),
        );
        push(&mut headings, &mut row, "", Content::Picture(svg));
    }
    for (name, n) in [("n", estimate.n), ("Missing", estimate.n_missing), ("Invalid", estimate.n_invalid)] {
        if let Some(n) = n.filter(|n| *n > 0 || name == "n") {
            push(&mut headings, &mut row, name, Content::Number(count(n)));
        }
    }
    if !estimate.flags.is_empty() {
        push(&mut headings, &mut row, "Flags", Content::Text(estimate.flag_names().replace(',', ", ")));
    }
    push(&mut headings, &mut row, "Method", Content::Text(estimate.method.clone().into_owned()));
    html_table("", &headings, &[row])
}

/// The ends of the scale of a value in this unit.
fn domain(unit: Unit, scale: Option<&Scale>) -> (f64, f64) {
    match (unit, scale) {
        (Unit::Points, _) => (-100.0, 100.0),
        (Unit::Share, _) => (0.0, 1.0),
        (Unit::Scale, Some(scale)) => (scale.grid.min(), scale.grid.max()),
        (Unit::Index | Unit::Scale, _) => (0.0, 100.0),
    }
}
