use super::ColumnView;
use crate::error::{Code, Error, Result, nearest};

/// Named columns of one length.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Frame};
/// let frame = Frame::new(vec![ColumnView::from(&[10_u8, 9]).named("score"), ColumnView::from(&["EU", "US"]).named("region")])?;
/// assert_eq!((frame.rows(), frame.columns().len()), (2, 2));
/// assert_eq!(frame.column("score")?.len(), 2);
/// assert_eq!(frame.column("scores").unwrap_err().code().name(), "unknown_column");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Frame<'a> {
    columns: Vec<ColumnView<'a>>,
    rows: usize,
}

impl<'a> Frame<'a> {
    /// A frame of named columns.
    ///
    /// # Errors
    /// `length_mismatch` when they are not as long as each other, `duplicate_id` when a name stands twice.
    pub fn new(columns: Vec<ColumnView<'a>>) -> Result<Self> {
        let rows = columns.first().map_or(0, ColumnView::len);
        for (index, column) in columns.iter().enumerate() {
            let name = column.name().unwrap_or_default();
            if column.len() != rows {
                let message = format!("column {name:?} has {} rows, the first column {rows}", column.len());
                return Err(Error::new(Code::LengthMismatch, message).with_field(name));
            }
            if columns.iter().take(index).any(|other| other.name() == column.name()) {
                return Err(Error::new(Code::DuplicateId, format!("column {name:?} stands twice")).with_field(name));
            }
        }
        Ok(Self { columns, rows })
    }

    /// How many rows it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Its columns.
    #[must_use]
    pub fn columns(&self) -> &[ColumnView<'a>] {
        &self.columns
    }

    /// The column of this name.
    ///
    /// # Errors
    /// `unknown_column`, naming the nearest and what there is.
    pub fn column(&self, name: &str) -> Result<&ColumnView<'a>> {
        self.columns
            .iter()
            .find(|column| column.name() == Some(name))
            .ok_or_else(|| unknown_column(name, self.columns.iter().filter_map(ColumnView::name)))
    }
}

/// The error for a column that is not there.
pub fn unknown_column<'n>(name: &str, known: impl Iterator<Item = &'n str> + Clone) -> Error {
    let near = nearest(name, known.clone()).map_or_else(|| ".".to_owned(), |near| format!("; did you mean {near:?}?"));
    let found: Vec<&str> = known.take(20).collect();
    let there = if found.is_empty() {
        " There is no column at all".to_owned()
    } else {
        format!(" The columns are: {}", found.join(", "))
    };
    Error::new(Code::UnknownColumn, format!("there is no column {name:?}{near}{there}"))
        .with_field(name)
        .with_expected(found.join(", "))
        .with_got(name)
}
