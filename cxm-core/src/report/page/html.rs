// Writing to a String cannot fail: its results are dropped.
use std::fmt::Write as _;

use super::block::{Block, Page, Section};
use super::html_blocks::block;
use crate::report::escape::html;

/// Everything the page may load: nothing but its own styles and pictures inside it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
const STYLE: &str = include_str!("page.css");

impl Page {
    /// The page as one HTML file that needs no network and no script.
    ///
    /// It has landmarks and a skip link, names and scopes in tables, light and dark colours, a narrow form for
    /// phones, and a style for print.
    #[must_use]
    pub fn to_html(&self) -> String {
        let title = html(&self.title);
        let mut out = format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
             <link rel=\"icon\" href=\"data:,\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#main\">Skip to content</a>\n<header>\n<h1>{title}</h1>\n",
            html(&self.language),
            html(POLICY)
        );
        if let Some(subtitle) = &self.subtitle {
            let _ = writeln!(out, "<p class=\"subtitle\">{}</p>", html(subtitle));
        }
        out.push_str("</header>\n");
        if self.sections.len() > 2 {
            out.push_str("<nav aria-label=\"Sections\">\n<ul>\n");
            for (i, section) in self.sections.iter().enumerate() {
                let _ = writeln!(out, "<li><a href=\"#section-{}\">{}</a></li>", i + 1, html(&section.heading));
            }
            out.push_str("</ul>\n</nav>\n");
        }
        out.push_str("<main id=\"main\" tabindex=\"-1\">\n");
        for (i, part) in self.sections.iter().enumerate() {
            section(&mut out, part, i + 1);
        }
        out.push_str("</main>\n");
        if let Some(note) = &self.generated_note {
            let _ = write!(out, "<footer>\n<p>{}</p>\n</footer>\n", html(note));
        }
        out.push_str("</body>\n</html>\n");
        out
    }
}

fn section(out: &mut String, section: &Section, number: usize) {
    let _ = write!(
        out,
        "<section aria-labelledby=\"section-{number}\">\n<h2 id=\"section-{number}\">{}</h2>\n",
        html(&section.heading)
    );
    if let Some(intro) = &section.intro {
        let _ = writeln!(out, "<p class=\"intro\">{}</p>", html(intro));
    }
    let mut before: Option<&Block> = None;
    let mut heading = section.heading.as_str();
    for part in &section.body {
        if let Block::Heading(text) = part {
            heading = text;
        }
        match (before, part) {
            // The picture above shows what the small ones would.
            (Some(Block::Picture(_)), Block::Table(table)) if cfg!(feature = "charts") => {
                block(out, &Block::Table(table.without_pictures()), heading);
            }
            _ => block(out, part, heading),
        }
        before = Some(part);
    }
    out.push_str("</section>\n");
}
