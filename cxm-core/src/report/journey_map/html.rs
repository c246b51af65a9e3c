// Writing to a String cannot fail: its results are dropped.
use std::fmt::Write as _;

use super::actual::Against;
use super::grid::{JourneyGrid, MapTouchpoint, expected, is_bad, observed_text};
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
        columns(out, grid, "td", |each| {
            let line = |line: &String| match html(line) {
                text if is_bad(name, line) => format!("<span class=\"negative\">{text}</span>"),
                text => text,
            };
            lane(each).iter().map(line).collect::<Vec<_>>().join("<br>")
        });
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

/// What customers expect, and what was observed beside it, as lines through the cells: each cell draws its half of the way to both neighbours, so the columns may be of any width.
fn curve(out: &mut String, grid: &JourneyGrid) {
    let touchpoints: Vec<Option<&MapTouchpoint>> = grid
        .stages
        .iter()
        .flat_map(|stage| stage.touchpoints.iter().map(Some).chain(stage.touchpoints.is_empty().then_some(None)))
        .collect();
    let of = |what: fn(&MapTouchpoint) -> Option<f64>| -> Vec<Option<f64>> {
        touchpoints.iter().map(|each| each.and_then(what).filter(|score| score.is_finite())).collect()
    };
    let (expectations, scores) = (of(|each| each.expectation), of(|each| each.observed.map(|observed| observed.estimate)));
    let ranges = touchpoints.iter().flatten().filter_map(|each| each.observed).map(|observed| observed.range());
    let all = expectations.iter().copied().flatten().map(|score| (score, score)).chain(ranges);
    let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (least, most)| (low.min(least), high.max(most)));
    if low > high {
        return; // nothing is expected or observed anywhere
    }
    let is_observed = scores.iter().any(Option::is_some);
    // From the top, in hundredths; a line without ups and downs runs in the middle.
    let height = |score: f64| if high > low { 25.0 + 50.0 * (high - score) / (high - low) } else { 50.0 };
    let name = if is_observed { "Expected <span class=\"muted\">(dashed)</span> and observed" } else { "Expected" };
    let _ = write!(out, "<tr><th scope=\"row\">{name}</th>");
    for (i, touchpoint) in touchpoints.iter().enumerate() {
        let class = if is_observed { " class=\"planned\"" } else { "" };
        let mut drawn = String::new();
        let mut marks = String::new();
        if let Some(line) = line(&expectations, i, height) {
            let _ = write!(drawn, "<polyline{class} points=\"{line}\"/>");
        }
        if let Some(line) = line(&scores, i, height) {
            let _ = write!(drawn, "<polyline points=\"{line}\"/>");
        }
        let Some(touchpoint) = touchpoint.filter(|_| !drawn.is_empty()) else {
            out.push_str("<td class=\"curve\"></td>");
            continue;
        };
        if let Some(own) = expectations.get(i).copied().flatten() {
            let top = height(own);
            let _ = write!(marks, "<i{class} style=\"top:{top:.1}%\"></i>");
            if touchpoint.observed.is_none() {
                let _ = write!(marks, "<b style=\"top:{top:.1}%\">{}</b>", expected(Some(own)));
            }
        }
        if let Some(observed) = touchpoint.observed {
            let (least, most) = observed.range();
            let (top, from, to) = (height(observed.estimate), height(most), height(least));
            let tone = match touchpoint.expectation.map(|expectation| observed.against(expectation)) {
                Some(Against::Below) => " class=\"below\"",
                Some(Against::Above) => " class=\"above\"",
                _ => "",
            };
            // The number stands on the side away from what is expected.
            let is_lower = touchpoint.expectation.is_some_and(|expectation| observed.estimate < expectation);
            let (side, end) = if is_lower { (" class=\"under\"", to) } else { ("", from) };
            let _ = write!(
                marks,
                "<u style=\"top:{from:.1}%;height:{:.1}%\"></u><i{tone} style=\"top:{top:.1}%\"></i><b{side} style=\"top:{end:.1}%\" title=\"{}\">{}</b>",
                to - from,
                html(&observed_text(&observed)),
                expected(Some(observed.estimate))
            );
        }
        let _ = write!(
            out,
            "<td class=\"curve\"><div><svg viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">{drawn}</svg>{marks}</div></td>"
        );
    }
    out.push_str("</tr>\n");
}

/// The part of a line that lies in a cell: from half the way to its neighbour to half the way to the next.
fn line(scores: &[Option<f64>], cell: usize, height: impl Fn(f64) -> f64) -> Option<String> {
    let at = |cell: Option<usize>| cell.and_then(|cell| scores.get(cell).copied().flatten()).map(&height);
    let own = at(Some(cell))?;
    let mut points = String::new();
    if let Some(before) = at(cell.checked_sub(1)) {
        let _ = write!(points, "0,{:.1} ", f64::midpoint(before, own));
    }
    let _ = write!(points, "50,{own:.1}");
    if let Some(after) = at(Some(cell + 1)) {
        let _ = write!(points, " 100,{:.1}", f64::midpoint(own, after));
    }
    Some(points)
}
