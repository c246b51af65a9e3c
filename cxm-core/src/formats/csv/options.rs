use super::{Delimiter, Encoding};

/// How a CSV file is read.
///
/// # Examples
/// ```
/// use cxm_core::formats::csv::{CsvOptions, Delimiter, Encoding};
/// let options = CsvOptions::default().delimiter(Delimiter::SEMICOLON).encoding(Encoding::Latin1);
/// assert_eq!(options.max_columns, 16_384);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CsvOptions {
    /// The delimiter; `None` detects it.
    pub delimiter: Option<Delimiter>,
    /// The encoding; `None` takes the byte order mark's, else UTF-8.
    pub encoding: Option<Encoding>,
    /// Bytes of UTF-8 that one cell may hold (16 MiB).
    pub max_field_bytes: usize,
    /// Bytes of UTF-8 that one record may hold (64 MiB).
    pub max_record_bytes: usize,
    /// Columns that the header may have (16,384, as many as a spreadsheet).
    pub max_columns: usize,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self { delimiter: None, encoding: None, max_field_bytes: 16 << 20, max_record_bytes: 64 << 20, max_columns: 16_384 }
    }
}

impl CsvOptions {
    /// Sets the delimiter.
    #[must_use]
    pub fn delimiter(mut self, delimiter: Delimiter) -> Self {
        self.delimiter = Some(delimiter);
        self
    }

    /// Sets the encoding.
    #[must_use]
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = Some(encoding);
        self
    }

    /// Sets how many bytes one cell may hold.
    #[must_use]
    pub fn max_field_bytes(mut self, bytes: usize) -> Self {
        self.max_field_bytes = bytes;
        self
    }

    /// Sets how many bytes one record may hold.
    #[must_use]
    pub fn max_record_bytes(mut self, bytes: usize) -> Self {
        self.max_record_bytes = bytes;
        self
    }

    /// Sets how many columns the header may have.
    #[must_use]
    pub fn max_columns(mut self, columns: usize) -> Self {
        self.max_columns = columns;
        self
    }
}
