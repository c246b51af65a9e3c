// Writing to a String cannot fail: its results are dropped.
use std::fmt::Write as _;

use crate::report::escape::html;

/// What stands in a cell.
pub(super) enum Content {
    Text(String),
    Number(String),
    /// A finished piece of HTML, made here.
    Picture(String),
}

const CELL: &str = "padding:.25em .75em;border-top:1px solid rgba(128,128,128,.35)";

/// A table with headings, whose first column names the rows. Its colours are those of the text around it.
pub(super) fn html_table(caption: &str, headings: &[String], rows: &[Vec<Content>]) -> String {
    let mut out = String::from(
        "<table style=\"border-collapse:collapse;font-variant-numeric:tabular-nums;color:inherit;background:none\">\n",
    );
    if !caption.is_empty() {
        let _ = writeln!(
            out,
            "<caption style=\"text-align:start;padding:.25em .75em;color:inherit;font-weight:600\">{}</caption>",
            html(caption)
        );
    }
    out.push_str("<thead><tr>");
    for (place, heading) in headings.iter().enumerate() {
        let align = match rows.first().and_then(|row| row.get(place)) {
            Some(Content::Number(_)) => "right",
            _ => "start",
        };
        if heading.is_empty() {
            out.push_str("<td></td>");
        } else {
            let _ = write!(
                out,
                "<th scope=\"col\" style=\"padding:.25em .75em;text-align:{align};font-weight:600;opacity:.75\">{}</th>",
                html(heading)
            );
        }
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for (place, content) in row.iter().enumerate() {
            let (align, inner) = match content {
                Content::Text(text) => ("start", html(text)),
                Content::Number(text) => ("right", html(text)),
                // Notebooks shrink pictures to what a crowded table leaves them: to nothing.
                Content::Picture(svg) => ("start;min-width:120px", svg.clone()),
            };
            let (tag, end) = if place == 0 { ("th scope=\"row\"", "th") } else { ("td", "td") };
            let _ = write!(
                out,
                "<{tag} style=\"{CELL};text-align:{align};font-weight:{}\">{inner}</{end}>",
                if place == 0 { 600 } else { 400 }
            );
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
    out
}

/// A part of a result that is there: heading and content.
pub(super) fn push(headings: &mut Vec<String>, row: &mut Vec<Content>, heading: impl Into<String>, content: Content) {
    headings.push(heading.into());
    row.push(content);
}
