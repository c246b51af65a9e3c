use super::chart::Tone;
use super::number::fixed;
use super::page::{Align, Block, Cell, Page, Section, Table as PageTable};
use crate::columns::{Key, Table, TableColumn};
use crate::program::Perspective;

/// A balanced scorecard as a page: a section a perspective, a row a metric.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Frame};
/// use cxm_core::program::balanced_scorecard;
/// use cxm_core::report::balanced_page;
/// let frame = Frame::new(vec![
///     ColumnView::from(&["customer"]).named("perspective"),
///     ColumnView::from(&["nps"]).named("metric"),
///     ColumnView::from(&[41.0]).named("estimate"),
///     ColumnView::from(&[38.0]).named("conf_low"),
///     ColumnView::from(&[44.0]).named("conf_high"),
///     ColumnView::from(&[40.0]).named("target"),
/// ])?;
/// let page = balanced_page("2026", &balanced_scorecard(&frame)?).to_markdown();
/// assert!(page.contains("## Customer") && page.contains("| nps | undecided | 41 \\[38, 44\\] | at least 40 |"), "{page}");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[must_use]
pub fn balanced_page(title: &str, card: &Table) -> Page {
    let text = |name: &str, row: usize| card.value(name, row).as_str().map(str::to_owned).unwrap_or_default();
    let key = |name: &str, row: usize| match card.column(name) {
        Some(TableColumn::Key { keys, .. }) => {
            keys.get(row).filter(|key| **key != Key::Null).map(ToString::to_string).unwrap_or_default()
        }
        _ => String::new(),
    };
    let number = |name: &str, row: usize| card.value(name, row).as_f64().map(shown);
    let counted = |status: &str| (0..card.len()).filter(|&row| card.value("status", row) == status).count();
    let (met, missed, undecided) = (counted("met"), counted("missed"), counted("undecided"));
    let unknown = match counted("no_data") {
        0 => String::new(),
        n => format!(", {n} without data"),
    };
    let targets = if card.len() == 1 { "1 target".to_owned() } else { format!("{} targets", card.len()) };
    let told = format!("{targets}: {met} met, {missed} missed, {undecided} undecided{unknown}");
    let mut page = Page::new(title).subtitle(told);
    for perspective in Perspective::ALL {
        let rows: Vec<usize> = (0..card.len()).filter(|&row| card.value("perspective", row) == perspective.name()).collect();
        if rows.is_empty() {
            continue;
        }
        // What is decided stands beside the name, and the interval with its number, so that a narrow screen shows all; the heading above names the table.
        let mut table = PageTable::new("").column("Metric", Align::Left).column("Status", Align::Left);
        table = table.column("Value", Align::Right).column("Target", Align::Left);
        let has_objectives = rows.iter().any(|&row| !key("objective", row).is_empty());
        if has_objectives {
            table = table.column("Objective", Align::Left);
        }
        for row in rows {
            let interval = number("conf_low", row).zip(number("conf_high", row));
            let bound = if text("direction", row) == "lower_is_better" { "at most" } else { "at least" };
            let status = text("status", row);
            let tone = match status.as_str() {
                "met" => Tone::Positive,
                "missed" => Tone::Negative,
                _ => Tone::Neutral,
            };
            let mut cells = vec![
                key("metric", row).into(),
                Cell::Toned(status.replace('_', " "), tone),
                match (number("estimate", row).unwrap_or_default(), interval) {
                    (value, Some((low, high))) => Cell::Ranged(value, format!("[{low}, {high}]")),
                    (value, None) => value.into(),
                },
                format!("{bound} {}", number("target", row).unwrap_or_default()).into(),
            ];
            if has_objectives {
                cells.push(key("objective", row).into());
            }
            table = table.row(cells);
        }
        page = page.section(Section::new(heading(perspective)).block(Block::Table(table)));
    }
    page
}

const fn heading(perspective: Perspective) -> &'static str {
    match perspective {
        Perspective::Financial => "Financial",
        Perspective::Customer => "Customer",
        Perspective::InternalProcess => "Internal process",
        Perspective::LearningAndGrowth => "Learning and growth",
    }
}

/// A number of unknown unit: three figures that count, without needless zeros.
fn shown(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    let text = fixed(value, decimals);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
