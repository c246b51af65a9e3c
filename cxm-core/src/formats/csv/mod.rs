//! CSV (RFC 4180) with the faults of real files, streamed from chunks of bytes.
//!
//! - [`CsvReader`] takes chunks of any size and hands on one [`CsvRecord`] at a time; memory is bounded by one record.
//! - [`read_csv`] reads a whole slice into a [`CsvTable`].
//! - [`write_csv`] writes a table of text, [`write_table`] a result, plain or safe to open in a spreadsheet.
//!
//! # What is read
//! - **Lines** end in LF, CRLF or CR, also mixed. Blank lines are skipped. Quoted cells may hold line ends.
//! - **Quotes** open only at the start of a cell; elsewhere they are text. A doubled quote inside quotes is one quote.
//! - **Header**: the first line that is not blank. A column that stands twice is an error. Columns without a name at the
//!   end are dropped, elsewhere they are named `column_3` for their place; both give a [`CsvWarning`].
//! - **Encoding**: UTF-8, or UTF-16 with a byte order mark; anything else only when it is asked for. Bytes that are not
//!   in the encoding stop the reading: dropping such rows would drop the people with letters outside ASCII.
//! - **Delimiter**: given, or detected among `,` `;` tab `|`. See [`Delimiter::detect`].
//! - **Rows** with too few or too many cells, with text after a closing quote, or with a NUL are rejected one by one.

mod decode;
mod delimiter;
mod encoding;
mod fault;
mod header;
mod options;
mod reader;
mod records;
mod row;
mod table;
mod tokenizer;
mod write;
mod write_table;

pub use delimiter::Delimiter;
pub use encoding::Encoding;
pub use header::{CsvHeader, CsvWarning};
pub use options::CsvOptions;
pub use reader::CsvReader;
pub use row::{CsvRecord, CsvRow};
pub use table::{CsvTable, read_csv};
pub use write::{CellForm, CsvWriteOptions, write_csv};
pub use write_table::write_table;
