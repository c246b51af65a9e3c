use super::CsvHeader;
use super::tokenizer::Span;
use crate::error::Error;

/// One record of a file, as the reader hands it on.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum CsvRecord<'a> {
    /// A record with a cell for each column.
    Row(CsvRow<'a>),
    /// A record that cannot be read, with its row, line, code and reason.
    Rejected(Error),
}

/// The cells of a record, as text; borrowed until the next record is read.
#[derive(Debug, Clone, Copy)]
pub struct CsvRow<'a> {
    pub(super) row: u64,
    pub(super) line: u64,
    pub(super) text: &'a str,
    pub(super) cells: &'a [Span],
    pub(super) header: &'a CsvHeader,
}

impl<'a> CsvRow<'a> {
    /// 0-based index of the record, the header and blank lines not counted.
    #[must_use]
    pub fn row(&self) -> u64 {
        self.row
    }

    /// 1-based line on which the record begins.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The header of the file.
    #[must_use]
    pub fn header(&self) -> &'a CsvHeader {
        self.header
    }

    /// How many cells there are: as many as the header has columns.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Never true: a header has a column.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The text of the cell in column `column`.
    #[must_use]
    pub fn cell(&self, column: usize) -> Option<&'a str> {
        let cell = self.cells.get(column)?;
        self.text.get(cell.start..cell.end)
    }

    /// The text of the cell in the column of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.cell(self.header.position(name)?)
    }

    /// The cells in order.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let row = *self;
        (0..row.cells.len()).filter_map(move |column| row.cell(column))
    }
}
