// Writing to a String cannot fail: its results are dropped.
use std::fmt::Write as _;

use super::block::{Block, KeyFigure, Notice};
use super::table::{Align, Cell, Table};
use crate::report::chart::{Chart, Tone, inline_interval_svg};
use crate::report::escape::html;
use crate::report::journey_map;

/// A block; `heading` is what it stands under, the name of a table without a caption.
pub(super) fn block(out: &mut String, block: &Block, heading: &str) {
    match block {
        Block::Heading(text) => {
            let _ = writeln!(out, "<h3>{}</h3>", html(text));
        }
        Block::Paragraph(text) => {
            let _ = writeln!(out, "<p>{}</p>", html(text));
        }
        Block::List(items) => list(out, items),
        Block::Table(given) => table(out, given, heading),
        Block::Chart(given) => chart(out, given, heading),
        Block::Picture(given) => picture(out, given),
        Block::JourneyMap(grid) => journey_map::grid_html(out, grid),
        Block::KeyFigures(figures) => key_figures(out, figures),
        Block::Notice(notice) => {
            let class = tone_class(notice.tone);
            let _ = writeln!(out, "<p class=\"notice {class}\" role=\"note\">{}</p>", html(&notice.text));
        }
    }
}

fn list(out: &mut String, items: &[Notice]) {
    out.push_str("<ul class=\"findings\">\n");
    for item in items {
        let _ = writeln!(out, "<li class=\"{}\">{}</li>", tone_class(item.tone), html(&item.text));
    }
    out.push_str("</ul>\n");
}

/// The picture in two widths, of which the style sheet shows one: text in a picture that is only shrunk is too small to
/// read on a phone.
#[cfg(feature = "charts")]
fn picture(out: &mut String, chart: &Chart) {
    use crate::report::chart::{SvgOptions, Theme};
    let options = SvgOptions::default().theme(Theme::Auto);
    let (wide, narrow) = (chart.to_svg(&options.width(920)), chart.to_svg(&options.width(340)));
    let _ = write!(out, "<figure>\n<div class=\"wide\">\n{wide}</div>\n<div class=\"narrow\">\n{narrow}</div>\n</figure>\n");
}

#[cfg(not(feature = "charts"))]
fn picture(_: &mut String, _: &Chart) {}

#[cfg(feature = "charts")]
fn chart(out: &mut String, chart: &Chart, _: &str) {
    picture(out, chart);
}

#[cfg(not(feature = "charts"))]
fn chart(out: &mut String, chart: &Chart, heading: &str) {
    table(out, &Table::of_chart(chart), heading);
}

fn table(out: &mut String, table: &Table, heading: &str) {
    let name = html(if table.caption.is_empty() { heading } else { &table.caption });
    let _ = writeln!(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{name}\">");
    if table.caption.is_empty() {
        let _ = writeln!(out, "<table aria-label=\"{name}\">");
    } else {
        let _ = writeln!(out, "<table>\n<caption>{name}</caption>");
    }
    out.push_str("<thead>\n<tr>");
    for column in &table.columns {
        let (class, heading) = (align_class(column.align), html(&column.heading));
        // A heading without text, over a picture, is an empty cell to a screen reader.
        let tag = if heading.is_empty() { "td" } else { "th scope=\"col\"" };
        let end = if heading.is_empty() { "td" } else { "th" };
        let _ = write!(out, "<{tag}{class}>{heading}</{end}>");
    }
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    let empty = Cell::Text(String::new());
    for row in &table.rows {
        out.push_str("<tr>");
        for (i, column) in table.columns.iter().enumerate() {
            let content = cell(row.get(i).unwrap_or(&empty));
            let class = align_class(column.align);
            let (tag, end) = if i == 0 { ("th scope=\"row\"", "th") } else { ("td", "td") };
            let _ = write!(out, "<{tag}{class} dir=\"auto\">{content}</{end}>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => html(text),
        Cell::Muted(text) => format!("<span class=\"muted\">{}</span>", html(text)),
        Cell::Toned(text, tone) => format!("<span class=\"{}\">{}</span>", tone_class(*tone), html(text)),
        Cell::Ranged(value, interval) => format!("{} <span class=\"muted below\">{}</span>", html(value), html(interval)),
        Cell::Share { share, most } => share_svg(*share, *most),
        Cell::Interval(bar) => inline_interval_svg(bar.estimate, bar.interval, bar.domain),
    }
}

fn key_figures(out: &mut String, figures: &[KeyFigure]) {
    out.push_str("<dl class=\"figures\">\n");
    for figure in figures {
        let _ = write!(out, "<div class=\"figure {}\">\n<dt>{}</dt>\n", tone_class(figure.tone), html(&figure.label));
        let _ = writeln!(out, "<dd class=\"value\">{}</dd>", html(&figure.value));
        if let Some(text) = &figure.interval_text {
            let _ = writeln!(out, "<dd class=\"interval\">{}</dd>", html(text));
        }
        if let Some(bar) = figure.bar {
            let _ = writeln!(out, "<dd class=\"bar\">{}</dd>", inline_interval_svg(bar.estimate, bar.interval, bar.domain));
        }
        if let Some(base) = &figure.base {
            let _ = writeln!(out, "<dd class=\"base\">{}</dd>", html(base));
        }
        if let Some(note) = &figure.note {
            let _ = writeln!(out, "<dd class=\"note\">{}</dd>", html(note));
        }
        out.push_str("</div>\n");
    }
    out.push_str("</dl>\n");
}

/// A share as a bar of at most 120 pixels.
fn share_svg(share: f64, most: f64) -> String {
    // Tenths of a pixel are enough.
    let width = ((share / most).clamp(0.0, 1.0) * 1200.0).round() / 10.0;
    let width = if width.is_finite() { width } else { 0.0 };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"cxm-inline\" width=\"120\" height=\"16\" viewBox=\"0 0 120 16\" \
         aria-hidden=\"true\" focusable=\"false\"><rect y=\"3\" width=\"{width}\" height=\"10\" fill=\"#2E86C1\"/></svg>"
    )
}

fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Negative => "negative",
        Tone::Neutral => "neutral",
        Tone::Positive => "positive",
    }
}

fn align_class(align: Align) -> &'static str {
    match align {
        Align::Left => "",
        Align::Right => " class=\"number\"",
    }
}
