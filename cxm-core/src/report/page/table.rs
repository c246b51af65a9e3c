use crate::report::chart::Tone;
use std::borrow::Cow;

/// A table: its first column names the rows.
///
/// # Examples
/// ```
/// use cxm_core::report::page::{Align, Cell, Table};
/// let table = Table::new("NPS by region").column("Region", Align::Left).column("NPS", Align::Right)
///     .row(["North".into(), "39.8".into()])
///     .row(["South".into(), Cell::Muted("<5".into())]);
/// assert_eq!(table.columns.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Table {
    /// What it shows; read aloud before the table.
    pub caption: String,
    /// Headings.
    pub columns: Vec<Column>,
    /// Rows; a row that is too short ends in empty cells, what is too much is left out.
    pub rows: Vec<Vec<Cell>>,
}

/// A column's heading and where its cells stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The heading.
    pub heading: String,
    /// Text left, numbers right.
    pub align: Align,
}

/// Where the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Align {
    /// For text.
    #[default]
    Left,
    /// For numbers.
    Right,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Cell {
    /// Text or a written number.
    Text(String),
    /// Something less important, or not shown: `<5`.
    Muted(String),
    /// Text whose colour says good or bad; the text says it too.
    Toned(String, Tone),
    /// A number with its interval, which stands below it where a table must be narrow.
    Ranged(String, String),
    /// A share as a bar, beside a bar as long as `most`; left out of Markdown.
    Share {
        /// The share.
        share: f64,
        /// The share of the longest bar.
        most: f64,
    },
    /// A small picture of an estimate and its interval; left out of Markdown.
    Interval(IntervalBar),
}

/// An estimate and its interval on a scale. A hidden one has neither.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IntervalBar {
    /// The estimate.
    pub estimate: Option<f64>,
    /// Both ends of the interval.
    pub interval: Option<(f64, f64)>,
    /// Both ends of the scale.
    pub domain: (f64, f64),
}

impl Table {
    /// A table without columns and rows.
    #[must_use]
    pub fn new(caption: impl Into<String>) -> Self {
        Self { caption: caption.into(), ..Self::default() }
    }

    /// The table without the columns that hold pictures.
    pub(super) fn without_pictures(&self) -> Self {
        let is_picture = |i: usize| self.rows.iter().any(|row| row.get(i).is_some_and(Cell::is_picture));
        let kept: Vec<usize> = (0..self.columns.len()).filter(|&i| !is_picture(i)).collect();
        let empty = || Cell::Text(String::new());
        Self {
            caption: self.caption.clone(),
            columns: kept.iter().filter_map(|&i| self.columns.get(i).cloned()).collect(),
            rows: self.rows.iter().map(|row| kept.iter().map(|&i| row.get(i).cloned().unwrap_or_else(empty)).collect()).collect(),
        }
    }

    /// Adds a column.
    #[must_use]
    pub fn column(mut self, heading: impl Into<String>, align: Align) -> Self {
        self.columns.push(Column { heading: heading.into(), align });
        self
    }

    /// Adds a row.
    #[must_use]
    pub fn row(mut self, cells: impl IntoIterator<Item = Cell>) -> Self {
        self.rows.push(cells.into_iter().collect());
        self
    }
}

impl Cell {
    /// Whether the cell is a picture.
    pub(super) const fn is_picture(&self) -> bool {
        matches!(self, Self::Interval(_) | Self::Share { .. })
    }

    /// The text of the cell; empty for a picture.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Muted(text) | Self::Toned(text, _) => text.into(),
            Self::Ranged(value, interval) => format!("{value} {interval}").into(),
            Self::Interval(_) | Self::Share { .. } => "".into(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
