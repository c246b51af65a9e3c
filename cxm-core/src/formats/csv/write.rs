use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::Delimiter;
use crate::error::{Code, Error, Result};

/// How the text of a cell is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum CellForm {
    /// As it is; reading the file gives the same text back.
    #[default]
    Plain,
    /// With a `'` before a cell that begins with `=` `+` `-` `@`, a tab or a CR, which a spreadsheet would run as a formula.
    SpreadsheetSafe,
}

impl CellForm {
    /// Every form.
    pub const ALL: &'static [Self] = &[Self::Plain, Self::SpreadsheetSafe];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::SpreadsheetSafe => "spreadsheet_safe",
        }
    }

    /// Whether a cell gets a `'` before it.
    fn guards(self, cell: &str) -> bool {
        self == Self::SpreadsheetSafe && cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
    }

    /// The cell as this form writes it, before quoting.
    pub(crate) fn of(self, cell: &str) -> Cow<'_, str> {
        if self.guards(cell) { format!("'{cell}").into() } else { cell.into() }
    }
}

impl fmt::Display for CellForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for CellForm {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let names = || Self::ALL.iter().map(|form| form.name()).collect::<Vec<_>>().join(" | ");
        Self::ALL.iter().copied().find(|form| form.name() == name).ok_or_else(|| Error::option("form", names(), name))
    }
}

/// How a CSV file is written; lines end in CRLF, as RFC 4180 has it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CsvWriteOptions {
    /// The delimiter (comma).
    pub delimiter: Delimiter,
    /// The form of the cells (plain).
    pub form: CellForm,
}

impl Default for CsvWriteOptions {
    fn default() -> Self {
        Self { delimiter: Delimiter::COMMA, form: CellForm::Plain }
    }
}

impl CsvWriteOptions {
    /// Sets the delimiter.
    #[must_use]
    pub fn delimiter(mut self, delimiter: Delimiter) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// Sets the form of the cells.
    #[must_use]
    pub fn form(mut self, form: CellForm) -> Self {
        self.form = form;
        self
    }
}

/// Writes a table of text as CSV.
///
/// In the plain form [`read_csv`](super::read_csv) gives the same cells back, with a delimiter given or detected, as
/// long as the names of the header are different and not empty.
///
/// # Errors
/// `length_mismatch` for a row that has not as many cells as the header; `invalid_csv` for a NUL, which the reader
/// would reject.
///
/// # Examples
/// ```
/// use cxm_core::formats::csv::{CellForm, CsvWriteOptions, write_csv};
/// let options = CsvWriteOptions::default().form(CellForm::SpreadsheetSafe);
/// let text = write_csv(&["id", "comment"], [["a", "=1+1"], ["b", "say \"hi\""]], &options)?;
/// assert_eq!(text, "id,comment\r\na,'=1+1\r\nb,\"say \"\"hi\"\"\"\r\n");
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn write_csv<Row, Cell>(
    header: &[impl AsRef<str>],
    rows: impl IntoIterator<Item = Row>,
    options: &CsvWriteOptions,
) -> Result<String>
where
    Row: IntoIterator<Item = Cell>,
    Cell: AsRef<str>,
{
    let mut out = String::new();
    let columns = header.len();
    line(&mut out, header.iter().map(AsRef::as_ref), columns, options)?;
    for (row, cells) in (0_u64..).zip(rows) {
        let cells: Vec<Cell> = cells.into_iter().collect();
        if cells.len() != columns {
            let message = format!("row has {} cells, header has {columns}", cells.len());
            return Err(Error::new(Code::LengthMismatch, message).with_row(row));
        }
        line(&mut out, cells.iter().map(AsRef::as_ref), columns, options).map_err(|error| error.with_row(row))?;
    }
    Ok(out)
}

fn line<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>, columns: usize, options: &CsvWriteOptions) -> Result<()> {
    for (column, cell) in cells.enumerate() {
        if column > 0 {
            out.push(char::from(options.delimiter.byte()));
        }
        if cell.contains('\0') {
            return Err(Error::new(Code::InvalidCsv, format!("NUL in column {column}, which CSV cannot hold")));
        }
        let formula = options.form.guards(cell);
        // The only cell of a line is quoted when empty, or the line would be blank.
        if must_quote(cell, options.delimiter) || (columns == 1 && cell.is_empty()) {
            out.push('"');
            if formula {
                out.push('\'');
            }
            for (at, part) in cell.split('"').enumerate() {
                out.push_str(if at > 0 { "\"\"" } else { "" });
                out.push_str(part);
            }
            out.push('"');
        } else {
            if formula {
                out.push('\'');
            }
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
    Ok(())
}

/// Cells with anything that could be taken for structure: line ends, quotes, any delimiter that a reader may detect, space at an end
/// (trimmed off names), a byte order mark.
fn must_quote(cell: &str, delimiter: Delimiter) -> bool {
    let structure = |letter: char| {
        matches!(letter, '"' | '\r' | '\n' | '\u{FEFF}')
            || letter == char::from(delimiter.byte())
            || Delimiter::DETECTED.iter().any(|d| letter == char::from(d.byte()))
    };
    cell.contains(structure) || cell.trim().len() != cell.len()
}
