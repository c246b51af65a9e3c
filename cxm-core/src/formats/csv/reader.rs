use super::decode::{Decoder, Form};
use super::records::Records;
use super::{CsvHeader, CsvOptions, CsvRecord, Delimiter};
use crate::error::{Error, Result};

/// Reads CSV from chunks of bytes, one record at a time.
///
/// Where the chunks are cut changes nothing. Memory is one record, and 64 KiB at the start to find the delimiter.
/// An error stops the reading: every later call returns it again. Rows that cannot be read are no error; they come as
/// [`CsvRecord::Rejected`], and a sink that wants to stop at the first returns its error.
///
/// # Examples
/// ```
/// use cxm_core::formats::csv::{CsvOptions, CsvReader, CsvRecord};
/// let mut scores = Vec::new();
/// let mut sink = |record: CsvRecord<'_>| {
///     match record {
///         CsvRecord::Row(row) => scores.push((row.row(), row.line(), row.get("score").map(str::to_owned))),
///         CsvRecord::Rejected(error) => assert_eq!(error.message(), "row has 1 cells, header has 2"),
///         _ => {}
///     }
///     Ok(())
/// };
/// let mut reader = CsvReader::new(CsvOptions::default());
/// for chunk in [&b"id,sc"[..], b"ore\r\na,9\r\nb\r", b"\nc,\"10\"\r\n"] {
///     reader.feed(chunk, &mut sink)?;
/// }
/// reader.finish(&mut sink)?;
/// assert_eq!(scores, [(0, 2, Some("9".to_owned())), (2, 4, Some("10".to_owned()))]);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct CsvReader {
    decoder: Decoder,
    decoded: Vec<u8>,
    records: Records,
    failed: Option<Error>,
}

/// Bytes that are decoded at once.
const BLOCK: usize = 32 << 10;

impl CsvReader {
    /// A reader at the start of a file.
    #[must_use]
    pub fn new(options: CsvOptions) -> Self {
        let decoder = Decoder::new(options.encoding);
        Self { decoder, decoded: Vec::new(), records: Records::new(options), failed: None }
    }

    /// Reads the next chunk, handing every record that it completes to `sink`.
    ///
    /// # Errors
    /// `invalid_encoding`, `invalid_csv` (no header, a limit), `duplicate_id` (a column twice), and what `sink` returns.
    pub fn feed(&mut self, chunk: &[u8], mut sink: impl FnMut(CsvRecord<'_>) -> Result<()>) -> Result<()> {
        self.guarded(|reader| reader.take(chunk, false, &mut sink))
    }

    /// Reads what is left and ends.
    ///
    /// # Errors
    /// As [`feed`](Self::feed); `invalid_csv` for a quote never closed and for a file without a header.
    pub fn finish(&mut self, mut sink: impl FnMut(CsvRecord<'_>) -> Result<()>) -> Result<()> {
        self.guarded(|reader| {
            reader.take(&[], true, &mut sink)?;
            if let Err(error) = reader.decoder.finish() {
                reader.records.open(&mut sink)?;
                return Err(reader.records.located(error));
            }
            reader.records.finish(&mut sink)
        })
    }

    /// The header, once it is read.
    #[must_use]
    pub fn header(&self) -> Option<&CsvHeader> {
        self.records.header()
    }

    /// The delimiter, once it is known.
    #[must_use]
    pub fn delimiter(&self) -> Option<Delimiter> {
        self.records.delimiter()
    }

    /// Records read so far, the rejected ones included.
    #[must_use]
    pub fn n_rows(&self) -> u64 {
        self.records.n_rows()
    }

    fn guarded(&mut self, read: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        read(self).inspect_err(|error| self.failed = Some(error.clone()))
    }

    fn take(&mut self, mut chunk: &[u8], last: bool, sink: &mut impl FnMut(CsvRecord<'_>) -> Result<()>) -> Result<()> {
        if let Some(head) = self.decoder.open(&mut chunk, last)? {
            if self.decoder.form() == Some(Form::Utf8) {
                self.records.set_base(self.decoder.offset());
            }
            self.decode(&head, sink)?;
        }
        self.decode(chunk, sink)
    }

    fn decode(&mut self, bytes: &[u8], sink: &mut impl FnMut(CsvRecord<'_>) -> Result<()>) -> Result<()> {
        if self.decoder.form() == Some(Form::Utf8) {
            return self.records.push(bytes, sink);
        }
        for block in bytes.chunks(BLOCK) {
            self.decoded.clear();
            let outcome = self.decoder.decode(block, &mut self.decoded);
            self.records.push(&self.decoded, sink)?;
            if let Err(error) = outcome {
                self.records.open(sink)?;
                return Err(self.records.located(error));
            }
        }
        Ok(())
    }
}
