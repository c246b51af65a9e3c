// Writing to a String cannot fail: its results are dropped.
use std::fmt::Write as _;

use super::block::{Block, Page};
use super::table::{Align, Cell, Table};
use crate::report::chart::Tone;
use crate::report::escape;

impl Page {
    /// The page as GitHub-flavoured Markdown; charts become tables.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut parts = vec![format!("# {}", escape::markdown(&self.title))];
        parts.extend(self.subtitle.as_deref().map(escape::markdown));
        for section in &self.sections {
            parts.push(format!("## {}", escape::markdown(&section.heading)));
            parts.extend(section.intro.as_deref().map(escape::markdown));
            parts.extend(section.body.iter().map(block));
        }
        parts.extend(self.generated_note.as_deref().map(|note| format!("---\n\n{}", escape::markdown(note))));
        parts.retain(|part| !part.is_empty());
        parts.join("\n\n") + "\n"
    }
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(text) => format!("### {}", escape::markdown(text)),
        Block::Paragraph(text) => escape::markdown(text),
        Block::List(items) => {
            items.iter().map(|item| format!("- {}", escape::markdown(&item.text))).collect::<Vec<_>>().join("\n")
        }
        Block::Picture(_) => String::new(),
        Block::Table(given) => table(given),
        Block::JourneyMap(grid) => table(&grid.table()),
        Block::Chart(chart) => {
            let mut text = table(&Table::of_chart(chart));
            for note in chart.subtitle.iter().cloned().chain(chart.notes()) {
                let _ = write!(text, "\n\n{}", escape::markdown(&note));
            }
            text
        }
        Block::KeyFigures(figures) => {
            let lines = figures.iter().map(|figure| {
                let rest = [figure.interval_text.as_deref(), figure.base.as_deref(), figure.note.as_deref()];
                let rest: Vec<String> = rest.into_iter().flatten().map(escape::markdown).collect();
                let line = format!(
                    "- {}: **{}** {}",
                    escape::markdown(&figure.label),
                    escape::markdown(&figure.value),
                    rest.join(" · ")
                );
                line.trim_end().to_owned()
            });
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Notice(notice) => {
            let kind = if notice.tone == Tone::Negative { "WARNING" } else { "NOTE" };
            format!("> [!{kind}]\n> {}", escape::markdown(&notice.text))
        }
    }
}

fn table(table: &Table) -> String {
    // Pictures have no place in Markdown: their columns are left out.
    let kept: Vec<usize> =
        (0..table.columns.len()).filter(|&i| !table.rows.iter().any(|row| row.get(i).is_some_and(Cell::is_picture))).collect();
    let mut lines = Vec::new();
    if !table.caption.is_empty() {
        lines.push(format!("**{}**\n", escape::markdown(&table.caption)));
    }
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let columns = || kept.iter().filter_map(|&i| table.columns.get(i));
    lines.push(line(columns().map(|c| escape::markdown(&c.heading)).collect()));
    lines.push(line(columns().map(|c| if c.align == Align::Right { "---:" } else { ":---" }.to_owned()).collect()));
    for row in &table.rows {
        lines.push(line(kept.iter().map(|&i| escape::markdown(&row.get(i).map(Cell::text).unwrap_or_default())).collect()));
    }
    lines.join("\n")
}
