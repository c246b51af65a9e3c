use super::Encoding;
use crate::error::{Code, Error, Result};

/// Turns the bytes of a file into UTF-8, chunk by chunk.
#[derive(Debug, Clone)]
pub(super) struct Decoder {
    asked: Option<Encoding>,
    /// The first bytes, until there are enough to see a byte order mark.
    head: Vec<u8>,
    form: Option<Form>,
    /// Bytes of a UTF-16 unit or pair that the next chunk completes.
    carry: Vec<u8>,
    /// Bytes taken so far.
    offset: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Utf8,
    Latin1,
    Windows1252,
    Utf16 { big_endian: bool },
}

/// The letters of Windows-1252 in 0x80..=0x9F; 0 where there is none.
/// Unicode consortium, MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT.
const WINDOWS_1252: [u16; 32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, //
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
];

/// A byte order mark has at most three bytes.
const HEAD: usize = 3;

/// What a file is by its first bytes where it is no text at all, and what to do.
fn no_text(head: &[u8]) -> Option<(&'static str, &'static str)> {
    match head {
        [0x1F, 0x8B, ..] => Some(("a gzip file", "unpack it first")),
        [b'P', b'K', 3] => Some(("a zip archive or an Excel workbook", "unpack it, or save the sheet as CSV")),
        [0xD0, 0xCF, 0x11] => Some(("an Excel workbook", "save the sheet as CSV")),
        _ => None,
    }
}

impl Decoder {
    pub(super) fn new(asked: Option<Encoding>) -> Self {
        Self { asked, head: Vec::new(), form: None, carry: Vec::new(), offset: 0 }
    }

    /// Takes what the byte order mark needs off the front of `bytes`. Once the form is known the bytes of `head` behind the mark
    /// come back, to be decoded before the rest of `bytes`.
    ///
    /// # Errors
    /// `invalid_encoding` for UTF-16 without a mark, and for a mark that is not the encoding asked for.
    pub(super) fn open(&mut self, bytes: &mut &[u8], last: bool) -> Result<Option<Vec<u8>>> {
        if self.form.is_some() {
            return Ok(None);
        }
        let (head, rest) = bytes.split_at(bytes.len().min(HEAD - self.head.len())); // head is shorter than HEAD until the form is known
        self.head.extend_from_slice(head);
        *bytes = rest;
        if self.head.len() < HEAD && !last {
            return Ok(None);
        }
        let (form, mark) = self.recognise()?;
        self.form = Some(form);
        self.offset = mark as u64;
        Ok(Some(self.head.split_off(mark)))
    }

    fn recognise(&self) -> Result<(Form, usize)> {
        let (marked, mark) = match self.head.as_slice() {
            [0xEF, 0xBB, 0xBF] => (Some((Encoding::Utf8, Form::Utf8)), 3),
            [0xFF, 0xFE, ..] => (Some((Encoding::Utf16, Form::Utf16 { big_endian: false })), 2),
            [0xFE, 0xFF, ..] => (Some((Encoding::Utf16, Form::Utf16 { big_endian: true })), 2),
            _ => (None, 0),
        };
        if let Some((kind, mend)) = no_text(&self.head) {
            let message = format!("the file is {kind}, not CSV: {mend}");
            return Err(Error::new(Code::InvalidCsv, message).with_line(1).with_expected("CSV").with_got(kind));
        }
        let nul = self.head.iter().take(2).position(|&byte| byte == 0);
        match (marked, self.asked) {
            (Some((encoding, _)), Some(asked)) if encoding != asked => {
                let message =
                    format!("the file begins with the byte order mark of {encoding}, but encoding=\"{asked}\" was asked");
                Err(Error::new(Code::InvalidEncoding, message).with_expected(encoding.name()).with_got(asked.name()))
            }
            (Some((_, form)), _) => Ok((form, mark)),
            (None, Some(Encoding::Utf16)) => Ok((Form::Utf16 { big_endian: nul == Some(0) }, 0)),
            (None, Some(Encoding::Latin1)) => Ok((Form::Latin1, 0)),
            (None, Some(Encoding::Windows1252)) => Ok((Form::Windows1252, 0)),
            (None, None | Some(Encoding::Utf8)) => match nul {
                Some(at) => {
                    let message =
                        format!("NUL byte at offset {at}: likely UTF-16 without a byte order mark; encoding=\"utf-16\" reads it");
                    Err(Error::new(Code::InvalidEncoding, message).with_line(1).with_expected("utf-8").with_got("utf-16"))
                }
                None => Ok((Form::Utf8, 0)),
            },
        }
    }

    /// The form of the file, once known.
    pub(super) fn form(&self) -> Option<Form> {
        self.form
    }

    /// Bytes of the file before those that the tokenizer was given first.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Decodes `bytes` onto `out`; what stands in `out` after an error is good.
    ///
    /// # Errors
    /// `invalid_encoding` with the offset in the file.
    pub(super) fn decode(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<()> {
        match self.form {
            None | Some(Form::Utf8) => out.extend_from_slice(bytes),
            Some(Form::Latin1) => self.decode_bytes(bytes, |byte| Some(char::from(byte)), out)?,
            Some(Form::Windows1252) => self.decode_bytes(bytes, windows_1252, out)?,
            Some(Form::Utf16 { big_endian }) => return self.decode_utf16(bytes, big_endian, out),
        }
        self.offset += bytes.len() as u64;
        Ok(())
    }

    /// One letter a byte, those of ASCII copied in runs.
    fn decode_bytes(&self, bytes: &[u8], letter: impl Fn(u8) -> Option<char>, out: &mut Vec<u8>) -> Result<()> {
        let mut rest = bytes;
        loop {
            let (plain, other) = rest.split_at(rest.iter().position(|byte| !byte.is_ascii()).unwrap_or(rest.len()));
            out.extend_from_slice(plain);
            let Some((&byte, after)) = other.split_first() else { return Ok(()) };
            let Some(letter) = letter(byte) else {
                let what = format!("byte {byte:#04X} is no letter of windows-1252");
                return Err(invalid(&what, self.offset + (bytes.len() - other.len()) as u64));
            };
            push(out, letter);
            rest = after;
        }
    }

    fn decode_utf16(&mut self, bytes: &[u8], big_endian: bool, out: &mut Vec<u8>) -> Result<()> {
        for &byte in bytes {
            self.carry.push(byte);
            self.offset += 1;
            let unit = |pair: [u8; 2]| if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) };
            let letter = match *self.carry.as_slice() {
                [a, b] if (0xD800..0xDC00).contains(&unit([a, b])) => continue,
                [a, b] => char::decode_utf16([unit([a, b])]).next(),
                [a, b, c, d] => char::decode_utf16([unit([a, b]), unit([c, d])]).next(),
                _ => continue,
            };
            match letter {
                Some(Ok(letter)) => push(out, letter),
                _ => return Err(invalid("half of a surrogate pair in UTF-16", self.offset - self.carry.len() as u64)),
            }
            self.carry.clear();
        }
        Ok(())
    }

    /// The input is over.
    ///
    /// # Errors
    /// `invalid_encoding` when it ends within a UTF-16 letter.
    pub(super) fn finish(&self) -> Result<()> {
        if self.carry.is_empty() {
            return Ok(());
        }
        Err(invalid("the file ends within a letter of UTF-16", self.offset - self.carry.len() as u64))
    }
}

fn windows_1252(byte: u8) -> Option<char> {
    match byte.checked_sub(0x80).and_then(|at| WINDOWS_1252.get(usize::from(at))) {
        Some(0) => None,
        Some(&letter) => char::from_u32(u32::from(letter)),
        None => Some(char::from(byte)),
    }
}

fn push(out: &mut Vec<u8>, letter: char) {
    out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
}

fn invalid(what: &str, offset: u64) -> Error {
    Error::new(Code::InvalidEncoding, format!("{what} (byte {offset})"))
}
