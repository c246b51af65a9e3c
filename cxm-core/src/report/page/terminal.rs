// Writing to a String cannot fail: its results are dropped.
use std::fmt::Write as _;

use super::block::{Block, KeyFigure, Page};
use super::table::{Align, Cell, IntervalBar, Table};
use crate::report::chart::Tone;
use crate::report::escape;
use crate::report::width::columns;

/// Characters of an interval bar, and of one where there is less room.
const BARS: [usize; 2] = [21, 11];
/// Characters of a table's cell; more are cut.
const CELL: usize = 40;

impl Page {
    /// The page as plain text for a terminal of `width` characters: aligned tables, paragraphs broken at spaces.
    ///
    /// Tables are not broken: they are as wide as their cells, and lose their small pictures where they would be too wide.
    #[must_use]
    pub fn to_text(&self, width: usize) -> String {
        let width = width.max(20);
        let mut parts = vec![heading(&self.title, '=')];
        parts.extend(self.subtitle.as_deref().map(|text| wrap(text, width)));
        for section in &self.sections {
            parts.push(heading(&section.heading, '-'));
            parts.extend(section.intro.as_deref().map(|text| wrap(text, width)));
            parts.extend(section.body.iter().map(|b| block(b, width)));
        }
        parts.extend(self.generated_note.as_deref().map(|text| wrap(text, width)));
        parts.retain(|part| !part.is_empty());
        parts.join("\n\n") + "\n"
    }
}

impl Table {
    /// The table as plain text of aligned columns; without its pictures where it would be wider than `width` characters.
    #[must_use]
    pub fn to_text(&self, width: usize) -> String {
        table(self, width)
    }
}

fn heading(text: &str, rule: char) -> String {
    let text = escape::terminal(text);
    let rule = rule.to_string().repeat(columns(&text));
    format!("{text}\n{rule}")
}

fn block(block: &Block, width: usize) -> String {
    match block {
        Block::Heading(text) => format!("── {} ──", escape::terminal(text)),
        Block::Paragraph(text) => wrap(text, width),
        Block::List(items) => items.iter().map(|item| hanging(mark(item.tone), &item.text, width)).collect::<Vec<_>>().join("\n"),
        Block::Picture(_) => String::new(),
        Block::Table(given) => table(given, width),
        Block::JourneyMap(grid) => table(&grid.table(), width),
        Block::Chart(chart) => {
            let mut text = table(&Table::of_chart(chart), width);
            for note in chart.subtitle.iter().cloned().chain(chart.notes()) {
                let _ = write!(text, "\n{}", wrap(&note, width));
            }
            text
        }
        Block::KeyFigures(figures) => key_figures(figures, width),
        Block::Notice(notice) => hanging(if notice.tone == Tone::Negative { "! " } else { "i " }, &notice.text, width),
    }
}

/// A line a figure, and its remark below.
fn key_figures(figures: &[KeyFigure], width: usize) -> String {
    let mut grid = Table::default();
    for align in [Align::Left, Align::Right, Align::Left, Align::Left, Align::Left] {
        grid = grid.column("", align);
    }
    for figure in figures {
        grid = grid.row([
            Cell::Text(figure.label.clone()),
            Cell::Text(figure.value.clone()),
            Cell::Text(figure.interval_text.clone().unwrap_or_default()),
            figure.bar.map_or(Cell::Text(String::new()), Cell::Interval),
            Cell::Text(figure.base.clone().unwrap_or_default()),
        ]);
    }
    let grid = table(&grid, width);
    let mut lines = Vec::new();
    // A line a figure: cells hold no line ends after `escape::terminal`.
    for (line, figure) in grid.lines().zip(figures) {
        lines.push(line.to_owned());
        lines.extend(figure.note.as_deref().map(|note| hanging("  ", note, width)));
    }
    lines.join("\n")
}

/// What stands before a remark in a list.
const fn mark(tone: Tone) -> &'static str {
    match tone {
        Tone::Negative => "! ",
        Tone::Neutral => "· ",
        Tone::Positive => "+ ",
    }
}

/// A paragraph after a mark of two characters, with which its lines are aligned.
fn hanging(mark: &str, text: &str, width: usize) -> String {
    format!("{mark}{}", wrap(text, width - 2).replace('\n', "\n  ")) // width is at least 20
}

/// The table; without its pictures where it would be wider than `width`.
fn table(table: &Table, width: usize) -> String {
    for bar in BARS {
        let text = aligned(table, bar);
        let widest = text.lines().skip(usize::from(!table.caption.is_empty())).map(columns).max().unwrap_or(0);
        if widest <= width {
            return text;
        }
    }
    aligned(&table.without_pictures(), 0)
}

/// Columns two spaces apart; empty columns are left out.
fn aligned(table: &Table, wide: usize) -> String {
    let cell = |cell: Option<&Cell>| match cell {
        Some(Cell::Interval(interval)) => bar(interval, wide),
        Some(Cell::Share { share, most }) => share_bar(*share, *most, wide),
        Some(other) => cut(&escape::terminal(&other.text())),
        None => String::new(),
    };
    let headings: Vec<String> = table.columns.iter().map(|c| escape::terminal(&c.heading)).collect();
    let rows: Vec<Vec<String>> = table.rows.iter().map(|row| (0..headings.len()).map(|i| cell(row.get(i))).collect()).collect();
    let widest = |i: usize, heading: &str| {
        let cells = rows.iter().filter_map(|row| row.get(i)).map(|c| columns(c));
        cells.max().unwrap_or(0).max(columns(heading))
    };
    let widths: Vec<usize> = headings.iter().enumerate().map(|(i, h)| widest(i, h)).collect();
    let line = |cells: &[String]| {
        let mut line = String::new();
        for ((text, width), column) in cells.iter().zip(&widths).zip(&table.columns).filter(|((_, width), _)| **width > 0) {
            let gap = " ".repeat(width.saturating_sub(columns(text)));
            match column.align {
                Align::Left => {
                    let _ = write!(line, "{text}{gap}  ");
                }
                Align::Right => {
                    let _ = write!(line, "{gap}{text}  ");
                }
            }
        }
        line.trim_end().to_owned()
    };
    let mut lines = Vec::new();
    if !table.caption.is_empty() {
        lines.push(escape::terminal(&table.caption));
    }
    if headings.iter().any(|h| !h.is_empty()) {
        lines.push(line(&headings));
        lines.push(line(&widths.iter().map(|w| "─".repeat(*w)).collect::<Vec<_>>()));
    }
    lines.extend(rows.iter().map(|row| line(row)));
    lines.join("\n")
}

/// `····├──●──┤···`: the scale, the interval, the estimate.
fn bar(bar: &IntervalBar, wide: usize) -> String {
    if wide == 0 {
        return String::new();
    }
    let (low, high) = bar.domain;
    let place = |value: f64| {
        let fraction = ((value - low) / (high - low)).clamp(0.0, 1.0);
        // 0 to wide - 1; NaN becomes 0.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let place = (fraction * (wide - 1) as f64).round() as usize;
        place
    };
    let mut cells = vec!['·'; wide];
    if low < 0.0 && 0.0 < high {
        cells[place(0.0)] = '┊'; // place is below wide
    }
    if let Some((from, to)) = bar.interval {
        let (from, to) = (place(from), place(to));
        cells[from.min(to)..=to.max(from)].fill('─'); // places are below wide
    }
    if let Some(estimate) = bar.estimate.filter(|e| e.is_finite()) {
        cells[place(estimate)] = '●'; // place is below wide
    }
    cells.iter().collect()
}

/// `████▌`: a share in eighths of a character.
fn share_bar(share: f64, most: f64, wide: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    // 0 to 8 times wide; NaN becomes 0.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let eighths = ((share / most).clamp(0.0, 1.0) * (8 * wide) as f64).round() as usize;
    // The remainder is below 8.
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

/// Text of at most [`CELL`] characters.
fn cut(text: &str) -> String {
    if columns(text) <= CELL {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += columns(c.encode_utf8(&mut [0; 4]));
        used <= CELL
    };
    text.chars().take_while(fits).collect::<String>() + "…"
}

/// Text in lines of at most `width` characters, broken at spaces; a longer word stands alone.
fn wrap(text: &str, width: usize) -> String {
    let text = escape::terminal(text);
    let mut out = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let wide = columns(word);
        if used > 0 && used + 1 + wide > width {
            out.push('\n');
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += wide;
    }
    out
}
