//! The bytes of a file, plain or gzip, with their lines counted and their size bounded.

use super::EventReadOptions;
use crate::error::{Code, Error, Result};
use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufRead, BufReader, Read};

/// RFC 1952, 2.3.1.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// So much may come out of gzip whatever its ratio is: a small log of one customer compresses well.
const ALWAYS: u64 = 64 << 20;
/// A tag, or a line, is held whole; it has at most so many bytes.
const MAX_PART: u64 = 64 << 20;

pub(super) struct Input<'a> {
    source: Source<'a>,
    line: u64,
    read: u64,
    max_bytes: u64,
    /// What the limit came from, for its error.
    limit: &'static str,
    /// The byte that no read goes past before the next part begins.
    end_of_part: u64,
}

enum Source<'a> {
    Plain(&'a [u8]),
    Gzip(Box<BufReader<MultiGzDecoder<&'a [u8]>>>),
}

impl<'a> Input<'a> {
    pub fn new(bytes: &'a [u8], options: &EventReadOptions) -> Self {
        let by_ratio = (bytes.len() as u64).saturating_mul(options.max_ratio).max(ALWAYS);
        let (source, max_bytes, limit) = if bytes.starts_with(&GZIP) {
            let (max_bytes, limit) =
                if by_ratio < options.max_bytes { (by_ratio, "max_ratio") } else { (options.max_bytes, "max_bytes") };
            (Source::Gzip(Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(bytes)))), max_bytes, limit)
        } else {
            (Source::Plain(bytes), u64::MAX, "")
        };
        Self { source, line: 1, read: 0, max_bytes, limit, end_of_part: u64::MAX }
    }

    /// The line that the next byte stands in, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// A part begins here: a tag, a line.
    pub fn begin_part(&mut self) {
        self.end_of_part = self.read.saturating_add(MAX_PART);
    }

    /// The next line without its end; `None` at the end of the file.
    pub fn next_line(&mut self, line: &mut Vec<u8>) -> Result<Option<u64>> {
        line.clear();
        self.begin_part();
        let number = self.line;
        if self.read_until(b'\n', line).map_err(|error| self.error(&error))? == 0 {
            return Ok(None);
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        Ok(Some(number))
    }

    /// All that is left.
    pub fn rest(&mut self, bytes: &mut Vec<u8>) -> Result<()> {
        self.end_of_part = u64::MAX;
        self.read_to_end(bytes).map(|_| ()).map_err(|error| self.error(&error))
    }

    /// What a failed read means.
    pub fn error(&self, error: &io::Error) -> Error {
        let own = error.get_ref().and_then(|error| error.downcast_ref::<Error>());
        own.cloned().unwrap_or_else(|| {
            Error::new(Code::InvalidGzip, format!("the gzip bytes are damaged: {error} (line {})", self.line))
                .with_line(self.line)
        })
    }

    fn refuse(&self) -> Option<Error> {
        if self.read > self.max_bytes {
            let (limit, most) = (self.limit, self.max_bytes);
            let message = format!(
                "the gzip bytes become more than {most} bytes, which {limit} allows; a log that is really so large is read with a larger {limit}"
            );
            return Some(Error::new(Code::InvalidGzip, message).with_field(limit).with_line(self.line));
        }
        if self.read > self.end_of_part {
            let message = format!("a tag or line has more than {MAX_PART} bytes (it begins before line {})", self.line);
            return Some(Error::new(Code::OutOfRange, message).with_line(self.line));
        }
        None
    }
}

/// How many lines end within the bytes.
pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

impl BufRead for Input<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if let Some(refusal) = self.refuse() {
            return Err(io::Error::other(refusal));
        }
        match &mut self.source {
            Source::Plain(bytes) => Ok(bytes),
            Source::Gzip(reader) => reader.fill_buf(),
        }
    }

    fn consume(&mut self, n: usize) {
        match &mut self.source {
            Source::Plain(bytes) => {
                let (used, rest) = bytes.split_at(n.min(bytes.len()));
                self.line += line_ends(used);
                *bytes = rest;
            }
            Source::Gzip(reader) => {
                self.line += line_ends(reader.buffer().get(..n).unwrap_or_default());
                reader.consume(n);
            }
        }
        self.read = self.read.saturating_add(n as u64);
    }
}

impl Read for Input<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(out.len());
        let (Some(to), Some(from)) = (out.get_mut(..n), available.get(..n)) else { return Ok(0) };
        to.copy_from_slice(from);
        self.consume(n);
        Ok(n)
    }
}
