use super::{CsvHeader, CsvOptions, CsvReader, CsvRecord, Delimiter};
use crate::error::{Error, Result};

/// A whole CSV file in memory.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CsvTable {
    /// The names of the columns and what was mended in them.
    pub header: CsvHeader,
    /// The delimiter that was given or detected.
    pub delimiter: Delimiter,
    /// The rows that could be read.
    pub rows: Vec<Vec<String>>,
    /// The 0-based record index of each row.
    pub row: Vec<u64>,
    /// The 1-based line on which each row begins.
    pub line: Vec<u64>,
    /// The records that could not be read, each with its row, line, code and reason.
    pub rejected: Vec<Error>,
}

/// Reads a whole CSV file.
///
/// # Errors
/// As [`CsvReader`]: `invalid_csv`, `invalid_encoding`, `duplicate_id`.
///
/// # Examples
/// ```
/// use cxm_core::formats::csv::{CsvOptions, read_csv};
/// let table = read_csv(b"id;spend\na;1,5\nb\n", CsvOptions::default())?;
/// assert_eq!(table.header.names(), ["id", "spend"]);
/// assert_eq!(table.rows, [["a", "1,5"]]);
/// assert_eq!((table.rejected[0].row(), table.rejected[0].line()), (Some(1), Some(3)));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn read_csv(bytes: &[u8], options: CsvOptions) -> Result<CsvTable> {
    let (mut rows, mut row, mut line, mut rejected) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut sink = |record: CsvRecord<'_>| {
        match record {
            CsvRecord::Row(cells) => {
                rows.push(cells.iter().map(str::to_owned).collect());
                row.push(cells.row());
                line.push(cells.line());
            }
            CsvRecord::Rejected(error) => rejected.push(error),
        }
        Ok(())
    };
    let mut reader = CsvReader::new(options);
    reader.feed(bytes, &mut sink)?;
    reader.finish(&mut sink)?;
    // A reader that finished without an error has both.
    let header = reader.header().cloned().unwrap_or_default();
    let delimiter = reader.delimiter().unwrap_or(Delimiter::COMMA);
    Ok(CsvTable { header, delimiter, rows, row, line, rejected })
}
