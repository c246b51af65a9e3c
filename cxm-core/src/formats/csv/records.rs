use super::fault::{fault, not_utf8, nul};
use super::tokenizer::{Span, Tokenizer};
use super::{CsvHeader, CsvOptions, CsvRecord, CsvRow, Delimiter};
use crate::error::{Code, Error, Result};

/// Decoded text before the delimiter is known, and what reads it after.
#[derive(Debug, Clone)]
pub(super) struct Records {
    options: CsvOptions,
    sample: Vec<u8>,
    tokenizer: Option<(Delimiter, Tokenizer)>,
    header: Option<CsvHeader>,
    n_rows: u64,
    /// Where offsets in the text stand in the file; `None` where the text is not the file's own bytes.
    base: Option<u64>,
}

/// Bytes of text from which the delimiter is detected.
const SAMPLE: usize = 64 << 10;
impl Records {
    pub(super) fn new(options: CsvOptions) -> Self {
        Self { options, sample: Vec::new(), tokenizer: None, header: None, n_rows: 0, base: None }
    }

    /// The text is the file's own bytes from offset `base` on.
    pub(super) fn set_base(&mut self, base: u64) {
        self.base = Some(base);
    }

    pub(super) fn header(&self) -> Option<&CsvHeader> {
        self.header.as_ref()
    }

    pub(super) fn delimiter(&self) -> Option<Delimiter> {
        self.tokenizer.as_ref().map(|(delimiter, _)| *delimiter)
    }

    pub(super) fn n_rows(&self) -> u64 {
        self.n_rows
    }

    pub(super) fn push(&mut self, text: &[u8], sink: &mut impl FnMut(CsvRecord<'_>) -> Result<()>) -> Result<()> {
        if self.tokenizer.is_some() {
            return self.read(text, sink);
        }
        let (sample, rest) = text.split_at(text.len().min(SAMPLE - self.sample.len())); // the sample is never longer
        self.sample.extend_from_slice(sample);
        if self.sample.len() < SAMPLE && self.options.delimiter.is_none() {
            return Ok(());
        }
        self.open(sink)?;
        self.read(rest, sink)
    }

    /// Settles on a delimiter and reads the sample.
    pub(super) fn open(&mut self, sink: &mut impl FnMut(CsvRecord<'_>) -> Result<()>) -> Result<()> {
        if self.tokenizer.is_some() {
            return Ok(());
        }
        let sample = std::mem::take(&mut self.sample);
        let delimiter = self.options.delimiter.unwrap_or_else(|| Delimiter::detect(&sample));
        self.tokenizer = Some((delimiter, Tokenizer::new(delimiter, &self.options)));
        self.read(&sample, sink)
    }

    fn read(&mut self, text: &[u8], sink: &mut impl FnMut(CsvRecord<'_>) -> Result<()>) -> Result<()> {
        let Self { tokenizer: Some((_, tokenizer)), header, n_rows, base, .. } = self else { return Ok(()) };
        let mut at = 0;
        while tokenizer.next(text, &mut at).map_err(|error| placed(error, header.as_ref(), *n_rows))? {
            record(tokenizer, header, n_rows, *base, sink)?;
        }
        Ok(())
    }

    pub(super) fn finish(&mut self, sink: &mut impl FnMut(CsvRecord<'_>) -> Result<()>) -> Result<()> {
        self.open(sink)?;
        let Self { tokenizer: Some((_, tokenizer)), header, n_rows, base, .. } = self else { return Ok(()) };
        if tokenizer.finish().map_err(|error| placed(error, header.as_ref(), *n_rows))? {
            record(tokenizer, header, n_rows, *base, sink)?;
        }
        match header {
            Some(_) => Ok(()),
            None => Err(Error::new(Code::InvalidCsv, "no header: the file is empty").with_line(1)),
        }
    }

    /// `error`, with the place that is being read.
    pub(super) fn located(&self, error: Error) -> Error {
        let line = self.tokenizer.as_ref().map_or(1, |(_, tokenizer)| tokenizer.line());
        placed(error.with_line(line), self.header.as_ref(), self.n_rows)
    }
}

/// `error` with the row, once the header is behind.
fn placed(error: Error, header: Option<&CsvHeader>, row: u64) -> Error {
    if header.is_some() { error.with_row(row) } else { error }
}

/// Hands on the record that `tokenizer` holds.
fn record(
    tokenizer: &mut Tokenizer,
    header: &mut Option<CsvHeader>,
    n_rows: &mut u64,
    base: Option<u64>,
    sink: &mut impl FnMut(CsvRecord<'_>) -> Result<()>,
) -> Result<()> {
    if tokenizer.is_blank() {
        tokenizer.next_record();
        return Ok(());
    }
    let line = tokenizer.record_line();
    let Some(text) = valid(tokenizer.text(), tokenizer.cells()) else {
        let error = not_utf8(tokenizer, header.as_ref(), base).with_line(line);
        return Err(placed(error, header.as_ref(), *n_rows));
    };
    if let Some(header) = header {
        let row = *n_rows;
        *n_rows += 1;
        let kept = tokenizer.cells().get(..header.len()).unwrap_or(tokenizer.cells());
        let record = match fault(tokenizer, header, base) {
            Some(error) => CsvRecord::Rejected(error.with_row(row).with_line(line)),
            None => CsvRecord::Row(CsvRow { row, line, text, cells: kept, header }),
        };
        sink(record)?;
    } else {
        if text.contains('\0') {
            return Err(nul(tokenizer, None, base).with_line(line));
        }
        let new = CsvHeader::new(cells(text, tokenizer.cells()), line)?;
        let width = new.width();
        *header = Some(new);
        tokenizer.store(width);
    }
    tokenizer.next_record();
    Ok(())
}

/// The text of a record, if every cell of it is UTF-8.
fn valid<'a>(text: &'a [u8], cells: &[Span]) -> Option<&'a str> {
    let text = std::str::from_utf8(text).ok()?;
    cells.iter().all(|cell| text.is_char_boundary(cell.start) && text.is_char_boundary(cell.end)).then_some(text)
}

fn cells<'a>(text: &'a str, cells: &'a [Span]) -> impl Iterator<Item = (&'a str, bool)> {
    cells.iter().map(|cell| (text.get(cell.start..cell.end).unwrap_or_default(), cell.quoted)) // each is on letters: `valid`
}
