// Writing to a String cannot fail: its results are dropped.
use std::fmt::Write as _;

use super::grid::{JourneyGrid, MapTouchpoint, expected};
use crate::report::escape::html;

/// The map as a table: stages over touchpoints, and a lane a row.
pub(in crate::report) fn grid(out: &mut String, grid: &JourneyGrid) {
    out.push_str("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Journey map\">\n<table class=\"map\" aria-label=\"Journey map\">\n<thead>\n<tr><td></td>");
    for stage in &grid.stages {
        // A stage without a touchpoint still is a column.
        let width = stage.touchpoints.len().max(1);
        let (name, kind) = (html(&stage.name), html(&stage.kind));
        let _ = write!(
            out,
            "<th scope=\"colgroup\" colspan=\"{width}\" dir=\"auto\">{name} <span class=\"muted\">{kind}</span></th>"
        );
    }
    out.push_str("</tr>\n<tr><td></td>");
    columns(out, grid, "th scope=\"col\"", |each| {
        let star = if each.moment_of_truth { "<span class=\"truth\">Moment of truth</span>" } else { "" };
        format!("{}{star}", html(&each.name))
    });
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    curve(out, grid);
    for (name, lane) in grid.lanes() {
        let _ = write!(out, "<tr><th scope=\"row\">{name}</th>");
        columns(out, grid, "td", |each| lane(each).iter().map(|line| html(line)).collect::<Vec<_>>().join("<br>"));
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}

/// A cell for each touchpoint; stages begin with a line.
fn columns(out: &mut String, grid: &JourneyGrid, tag: &str, cell: impl Fn(&MapTouchpoint) -> String) {
    let end = tag.split(' ').next().unwrap_or(tag);
    for stage in &grid.stages {
        let mut class = " class=\"stage\"";
        if stage.touchpoints.is_empty() {
            let _ = write!(out, "<td{class}></td>");
        }
        for touchpoint in &stage.touchpoints {
            let _ = write!(out, "<{tag}{class} dir=\"auto\">{}</{end}>", cell(touchpoint));
            class = "";
        }
    }
}

/// What customers expect, as a line through the cells: each cell draws its half of the way to both neighbours, so the columns may be of any width.
fn curve(out: &mut String, grid: &JourneyGrid) {
    let scores: Vec<Option<f64>> = grid
        .stages
        .iter()
        .flat_map(|stage| {
            let of_stage = stage.touchpoints.iter().map(|each| each.expectation);
            of_stage.chain(stage.touchpoints.is_empty().then_some(None))
        })
        .collect();
    let known = || scores.iter().copied().flatten();
    let (low, high) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    if low > high {
        return; // nothing is expected anywhere
    }
    // From the top, in hundredths; a line without ups and downs runs in the middle.
    let height = |score: f64| if high > low { 25.0 + 50.0 * (high - score) / (high - low) } else { 50.0 };
    out.push_str("<tr><th scope=\"row\">Expected</th>");
    let at = |i: Option<usize>| i.and_then(|i| scores.get(i).copied().flatten()).map(height);
    for (i, score) in scores.iter().enumerate() {
        let Some(own) = score.map(height) else {
            out.push_str("<td class=\"curve\"></td>");
            continue;
        };
        let mut points = String::new();
        if let Some(before) = at(i.checked_sub(1)) {
            let _ = write!(points, "0,{:.1} ", f64::midpoint(before, own));
        }
        let _ = write!(points, "50,{own:.1}");
        if let Some(after) = at(Some(i + 1)) {
            let _ = write!(points, " 100,{:.1}", f64::midpoint(own, after));
        }
        let _ = write!(
            out,
            "<td class=\"curve\"><div><svg viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">\
             <polyline points=\"{points}\"/></svg><i style=\"top:{own:.1}%\"></i><b style=\"top:{own:.1}%\">{}</b></div></td>",
            expected(*score)
        );
    }
    out.push_str("</tr>\n");
}
