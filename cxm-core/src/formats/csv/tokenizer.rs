use super::{CsvOptions, Delimiter};
use crate::error::{Code, Error, Result};

/// Splits UTF-8 bytes into records of cells, knowing nothing of headers; memory is one record.
#[derive(Debug, Clone)]
pub(super) struct Tokenizer {
    options: CsvOptions,
    delimiter: u8,
    /// Whether a byte ends an unquoted cell.
    ends_cell: [bool; 256],
    place: Place,
    /// The byte before was a CR, so that an LF now belongs to it.
    after_cr: bool,
    /// The record's cells, quotes undone; what stands between cells here (delimiters, or nothing) means nothing.
    text: Vec<u8>,
    cells: Vec<Span>,
    /// Bytes of the cells in `text`.
    stored_bytes: usize,
    /// Cells of the record, those beyond `stored` included.
    n_cells: u64,
    /// How many cells of a record are kept; the rest is only counted. `None` until the header is known.
    stored: Option<usize>,
    cell: Cell,
    /// Whether text followed a closing quote in the record.
    malformed: bool,
    /// Bytes before the chunk at hand.
    offset: u64,
    line: u64,
    record_line: u64,
    quote_line: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first byte of a cell.
    Start,
    Unquoted,
    Quoted,
    /// After a quote within quotes: the second of two, or the closing one.
    Quote,
}

/// The cell that is being read.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    /// Where its text begins in the record's.
    start: usize,
    bytes: usize,
    offset: u64,
    quoted: bool,
}

/// A finished cell: where its text stands in the record's, and where in the input it began.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) offset: u64,
    pub(super) quoted: bool,
}

impl Tokenizer {
    pub(super) fn new(delimiter: Delimiter, options: &CsvOptions) -> Self {
        let mut ends_cell = [false; 256];
        for byte in [delimiter.byte(), b'\r', b'\n'] {
            ends_cell[usize::from(byte)] = true; // a u8 is below 256
        }
        Self {
            options: options.clone(),
            delimiter: delimiter.byte(),
            ends_cell,
            place: Place::Start,
            after_cr: false,
            text: Vec::new(),
            cells: Vec::new(),
            stored_bytes: 0,
            n_cells: 0,
            stored: None,
            cell: Cell::default(),
            malformed: false,
            offset: 0,
            line: 1,
            record_line: 1,
            quote_line: 1,
        }
    }

    /// Reads on in `bytes` from `at`. `true`: a record is ready, `at` is behind it. `false`: the chunk is used up.
    pub(super) fn next(&mut self, bytes: &[u8], at: &mut usize) -> Result<bool> {
        while let Some(rest) = bytes.get(*at..).filter(|rest| !rest.is_empty()) {
            let byte = rest[0]; // not empty
            match self.place {
                Place::Start => {
                    if std::mem::take(&mut self.after_cr) && byte == b'\n' {
                        *at += 1;
                        continue;
                    }
                    let quoted = byte == b'"';
                    *at += usize::from(quoted);
                    self.cell = Cell { start: self.text.len(), bytes: 0, offset: self.offset + *at as u64, quoted };
                    self.place = if quoted { Place::Quoted } else { Place::Unquoted };
                    self.quote_line = self.line;
                }
                Place::Unquoted => {
                    let (span, end) = rest.split_at(self.plain(rest, self.offset + *at as u64)?);
                    *at += span.len();
                    if let Some(&byte) = end.first() {
                        *at += 1;
                        if self.end_cell(byte)? {
                            return Ok(true);
                        }
                    }
                }
                Place::Quoted => {
                    let length = rest.iter().position(|&b| matches!(b, b'"' | b'\r' | b'\n')).unwrap_or(rest.len());
                    let (span, end) = rest.split_at(length);
                    self.after_cr &= span.is_empty();
                    self.push(span)?;
                    *at += span.len();
                    match end.first() {
                        None => {}
                        Some(b'"') => {
                            self.after_cr = false;
                            self.place = Place::Quote;
                            *at += 1;
                        }
                        Some(&end) => {
                            self.push(&[end])?;
                            self.line += u64::from(!(self.after_cr && end == b'\n'));
                            self.after_cr = end == b'\r';
                            *at += 1;
                        }
                    }
                }
                Place::Quote => {
                    *at += 1;
                    if byte == b'"' {
                        self.push(b"\"")?;
                        self.place = Place::Quoted;
                    } else if self.ends_cell[usize::from(byte)] {
                        // a u8 is below 256
                        if self.end_cell(byte)? {
                            return Ok(true);
                        }
                    } else {
                        self.malformed = true;
                        self.push(&[byte])?;
                        self.place = Place::Unquoted;
                    }
                }
            }
        }
        self.offset += bytes.len() as u64;
        *at = 0;
        Ok(false)
    }

    /// The input is over. `true`: a last record without a line end is ready.
    ///
    /// # Errors
    /// `invalid_csv` for a quote that was never closed.
    pub(super) fn finish(&mut self) -> Result<bool> {
        if self.place == Place::Quoted {
            let message = format!("unclosed quote opened at line {}", self.quote_line);
            return Err(Error::new(Code::InvalidCsv, message).with_line(self.quote_line));
        }
        if self.place == Place::Start && self.n_cells == 0 {
            return Ok(false);
        }
        if self.place == Place::Start {
            self.cell = Cell { start: self.text.len(), bytes: 0, offset: self.offset, quoted: false };
        }
        self.close_cell()?;
        Ok(true)
    }

    /// Forgets the record and begins the next.
    pub(super) fn next_record(&mut self) {
        self.text.clear();
        self.cells.clear();
        self.stored_bytes = 0;
        self.n_cells = 0;
        self.malformed = false;
        self.record_line = self.line;
    }

    /// Keeps the first `cells` cells of the records to come.
    pub(super) fn store(&mut self, cells: usize) {
        self.stored = Some(cells);
    }

    /// Whether the record is a blank line.
    pub(super) fn is_blank(&self) -> bool {
        self.n_cells == 1 && self.text.is_empty() && !self.cells.first().is_some_and(|cell| cell.quoted)
    }

    pub(super) fn n_cells(&self) -> u64 {
        self.n_cells
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    pub(super) fn cells(&self) -> &[Span] {
        &self.cells
    }

    pub(super) fn is_malformed(&self) -> bool {
        self.malformed
    }

    /// The line on which the record begins.
    pub(super) fn record_line(&self) -> u64 {
        self.record_line
    }

    /// The line that is being read.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Reads unquoted text up to what ends its cell, or the chunk. Cells that end with a delimiter and are followed by another
    /// unquoted cell are finished on the way, so that the text of many is copied at once. Returns the bytes read.
    fn plain(&mut self, rest: &[u8], offset: u64) -> Result<usize> {
        // Of a row with too many cells the rest is only counted, one by one.
        let room = self.stored.unwrap_or(self.options.max_columns).saturating_sub(self.cells.len() + 1);
        let base = self.text.len();
        let (mut start, mut at, mut finished) = (0, 0, 0);
        while let Some(&byte) = rest.get(at) {
            if !self.ends_cell[usize::from(byte)] {
                // a u8 is below 256
                at += 1;
                continue;
            }
            let next = rest.get(at + 1).copied().unwrap_or(b'"');
            if byte != self.delimiter || finished >= room || next == b'"' {
                break;
            }
            if at - start + self.cell.bytes > self.options.max_field_bytes {
                break; // `push` says so
            }
            self.cells.push(Span { start: self.cell.start, end: base + at, offset: self.cell.offset, quoted: self.cell.quoted });
            finished += 1;
            at += 1;
            start = at;
            self.cell = Cell { start: base + at, bytes: 0, offset: offset + at as u64, quoted: false };
        }
        self.n_cells += finished as u64;
        let (text, _) = rest.split_at(at); // the loop ends within `rest`
        self.cell.bytes += at - start;
        self.store_text(text, at - finished)?;
        Ok(at)
    }

    fn push(&mut self, span: &[u8]) -> Result<()> {
        self.cell.bytes += span.len();
        self.store_text(span, span.len())
    }

    /// Appends text that ends with the cell at hand, `bytes` of it cells' own, within the limits.
    fn store_text(&mut self, text: &[u8], bytes: usize) -> Result<()> {
        let stored = self.stored.is_none_or(|stored| self.cells.len() < stored);
        self.stored_bytes += if stored { bytes } else { 0 };
        // The limit that was passed first is passed by more bytes now; where the chunks are cut does not show.
        let cell = self.cell.bytes.saturating_sub(self.options.max_field_bytes);
        let record = self.stored_bytes.saturating_sub(self.options.max_record_bytes);
        if record > cell {
            return Err(self.long_record());
        }
        if cell > 0 {
            return Err(self.long_cell());
        }
        if stored {
            self.text.extend_from_slice(text);
        }
        Ok(())
    }

    #[cold]
    fn long_cell(&self) -> Error {
        let from = if self.cell.quoted { format!("; its quote opened at line {}", self.quote_line) } else { String::new() };
        let limit = self.options.max_field_bytes;
        let message = format!("a cell is longer than max_field_bytes = {limit} (line {}{from})", self.line);
        Error::new(Code::InvalidCsv, message).with_line(self.record_line)
    }

    #[cold]
    fn long_record(&self) -> Error {
        let limit = self.options.max_record_bytes;
        let message = format!("a record is longer than max_record_bytes = {limit} (line {})", self.record_line);
        Error::new(Code::InvalidCsv, message).with_line(self.record_line)
    }

    fn close_cell(&mut self) -> Result<()> {
        self.place = Place::Start;
        self.n_cells += 1;
        match self.stored {
            Some(stored) if self.cells.len() >= stored => return Ok(()),
            None if self.cells.len() >= self.options.max_columns => {
                let message = format!("the header has more columns than max_columns = {}", self.options.max_columns);
                return Err(Error::new(Code::InvalidCsv, message).with_line(self.record_line));
            }
            _ => {}
        }
        let Cell { start, offset, quoted, .. } = self.cell;
        self.cells.push(Span { start, end: self.text.len(), offset, quoted });
        Ok(())
    }

    /// Closes the cell; `true` when the byte that ended it ended the record too.
    fn end_cell(&mut self, byte: u8) -> Result<bool> {
        self.close_cell()?;
        if byte == self.delimiter {
            return Ok(false);
        }
        self.after_cr = byte == b'\r';
        self.line += 1;
        Ok(true)
    }
}
