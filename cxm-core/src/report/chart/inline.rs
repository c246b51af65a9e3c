// Writing to a String cannot fail: its results are dropped.
use std::fmt::Write as _;

/// An estimate and its interval as a small picture for a table cell or a notebook line, 120 by 16 pixels.
///
/// `domain` gives the ends of the scale; where it holds 0 inside, a tick marks it. Numbers that are not finite are left
/// out. It takes its colours from the text around it, so that it is readable on light and dark pages.
///
/// # Examples
/// ```
/// use cxm_core::report::chart::inline_interval_svg;
/// let svg = inline_interval_svg(Some(0.0), Some((-50.0, 50.0)), (-100.0, 100.0));
/// assert!(svg.contains("<circle cx=\"60\""));
/// assert!(!inline_interval_svg(None, None, (0.0, 1.0)).contains("<circle"));
/// ```
#[must_use]
pub fn inline_interval_svg(estimate: Option<f64>, interval: Option<(f64, f64)>, domain: (f64, f64)) -> String {
    const LEFT: f64 = 5.0;
    const WIDTH: f64 = 110.0;
    let (low, high) = if domain.0.is_finite() && domain.1.is_finite() && domain.0 < domain.1 { domain } else { (0.0, 1.0) };
    // Tenths of a pixel are enough.
    let x = |value: f64| ((LEFT + WIDTH * ((value - low) / (high - low)).clamp(0.0, 1.0)) * 10.0).round() / 10.0;
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"cxm-inline\" width=\"120\" height=\"16\" viewBox=\"0 0 120 16\" aria-hidden=\"true\" focusable=\"false\">\
         <line x1=\"5\" x2=\"115\" y1=\"8\" y2=\"8\" stroke=\"currentColor\" stroke-opacity=\"0.2\"/>",
    );
    if low < 0.0 && 0.0 < high {
        let zero = x(0.0);
        let _ =
            write!(svg, "<line x1=\"{zero}\" x2=\"{zero}\" y1=\"3\" y2=\"13\" stroke=\"currentColor\" stroke-opacity=\"0.35\"/>");
    }
    if let Some((from, to)) = interval
        && from.is_finite()
        && to.is_finite()
    {
        let (from, to) = (x(from.min(to)), x(to.max(from)));
        let _ = write!(
            svg,
            "<line x1=\"{from}\" x2=\"{to}\" y1=\"8\" y2=\"8\" stroke=\"#2E86C1\" stroke-opacity=\"0.55\" stroke-width=\"4\" stroke-linecap=\"round\"/>"
        );
    }
    if let Some(estimate) = estimate.filter(|e| e.is_finite()) {
        let _ = write!(svg, "<circle cx=\"{}\" cy=\"8\" r=\"4\" fill=\"#2E86C1\"/>", x(estimate));
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_outside_stand_at_the_end_and_odd_numbers_are_left_out() {
        assert!(inline_interval_svg(Some(500.0), None, (0.0, 100.0)).contains("cx=\"115\""));
        let odd = inline_interval_svg(Some(f64::NAN), Some((0.0, f64::INFINITY)), (1.0, 1.0));
        assert!(!odd.contains("NaN") && !odd.contains("inf") && !odd.contains("circle"), "{odd}");
    }
}
