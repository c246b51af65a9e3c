//! A table as a frame: what was read or scored goes into the next score.

use super::{Cell, ColumnView, Frame, Key, Table, TableColumn};
use crate::error::Result;

impl Table {
    /// The table's columns, borrowed as a frame.
    ///
    /// # Errors
    /// As [`Frame::new`].
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::{Table, TableColumn};
    /// let table = Table::default().with("score", TableColumn::Float(vec![Some(9.0), None]));
    /// assert_eq!(table.frame()?.column("score")?.len(), 2);
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn frame(&self) -> Result<Frame<'_>> {
        Frame::new(self.columns().iter().map(|(name, column)| column.view().named(name.as_str())).collect())
    }
}

impl TableColumn {
    /// The column, borrowed.
    #[must_use]
    pub fn view(&self) -> ColumnView<'_> {
        let cells: Vec<Cell<'_>> = match self {
            Self::Numbers(values) => return ColumnView::from(values),
            Self::Float(values) => values.iter().map(|value| Cell::from(*value)).collect(),
            Self::Count(values) => values.iter().map(|value| value.map_or(Cell::Null, count)).collect(),
            Self::Text(values) => values.iter().map(|value| Cell::from(value.as_deref())).collect(),
            Self::Date(values) => values.iter().map(|value| value.map_or(Cell::Null, Cell::Date)).collect(),
            Self::Time(values) => values.iter().map(|value| value.map_or(Cell::Null, Cell::Time)).collect(),
            Self::Key { keys, .. } => keys.iter().map(key).collect(),
        };
        cells.into()
    }
}

fn count(value: u64) -> Cell<'static> {
    i64::try_from(value).map_or(Cell::Float(value as f64), Cell::Int)
}

fn key(key: &Key) -> Cell<'_> {
    match key {
        Key::Bool(value) => Cell::Bool(*value),
        Key::Int(value) => Cell::Int(*value),
        Key::Float(value) => Cell::Float(value.get()),
        Key::Date(day) => Cell::Date(*day),
        Key::Time(micros) => Cell::Time(*micros),
        Key::Text(text) => Cell::Text(text.as_str().into()),
        Key::Null => Cell::Null,
    }
}
