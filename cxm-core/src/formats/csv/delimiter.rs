use std::fmt;
use std::str::FromStr;

use super::CsvOptions;
use super::tokenizer::Tokenizer;
use crate::error::{Error, Result};

/// The character between two cells: any ASCII character but the quote, line ends and NUL.
///
/// # Examples
/// ```
/// use cxm_core::formats::csv::Delimiter;
/// assert_eq!(";".parse::<Delimiter>()?, Delimiter::SEMICOLON);
/// assert_eq!("tab".parse::<Delimiter>()?.byte(), b'\t');
/// assert!("\"".parse::<Delimiter>().is_err());
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Delimiter(u8);

/// Records of the sample that detection looks at, the header not counted.
const RECORDS: usize = 50;

impl Delimiter {
    /// `,`
    pub const COMMA: Self = Self(b',');
    /// `;`, as written by spreadsheets where the comma is the decimal sign.
    pub const SEMICOLON: Self = Self(b';');
    /// The tab.
    pub const TAB: Self = Self(b'\t');
    /// `|`
    pub const PIPE: Self = Self(b'|');
    /// The delimiters that detection chooses from, in the order in which a tie is broken.
    pub const DETECTED: &'static [Self] = &[Self::COMMA, Self::SEMICOLON, Self::TAB, Self::PIPE];

    /// Its byte.
    #[must_use]
    pub const fn byte(self) -> u8 {
        self.0
    }

    /// How messages name it: the character, or `tab`.
    #[must_use]
    pub fn name(self) -> String {
        if self.0 == b'\t' { "tab".to_owned() } else { char::from(self.0).to_string() }
    }

    /// The delimiter under which the sample's first 50 records best agree with its header.
    ///
    /// Each of `,` `;` tab `|` splits the sample, quotes respected. Those that leave the header in one piece, or text after a
    /// closing quote in it, are out. Of the others the one wins under which most records have as many cells as the header, then the one with more columns,
    /// then the earlier in the list. If none splits the header, the file has one column and the answer is the comma.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::formats::csv::Delimiter;
    /// assert_eq!(Delimiter::detect(b"id;spend\na;1,5\nb;0,5\n"), Delimiter::SEMICOLON);
    /// assert_eq!(Delimiter::detect(b"id,why\na,\"x; y; z\"\n"), Delimiter::COMMA);
    /// ```
    #[must_use]
    pub fn detect(sample: &[u8]) -> Self {
        let mut best = (Self::COMMA, 0, 1);
        for &candidate in Self::DETECTED {
            let (columns, agreeing) = shape(sample, candidate);
            if columns > 1 && (best.2 == 1 || (agreeing, columns) > (best.1, best.2)) {
                best = (candidate, agreeing, columns);
            }
        }
        best.0
    }
}

/// Cells of the header (0 where text follows a closing quote in it), and how many of the first records after it have as many.
fn shape(sample: &[u8], delimiter: Delimiter) -> (u64, usize) {
    let options = CsvOptions::default().max_field_bytes(usize::MAX).max_record_bytes(usize::MAX).max_columns(usize::MAX);
    let mut tokenizer = Tokenizer::new(delimiter, &options);
    let (mut at, mut columns, mut agreeing, mut seen) = (0, 0, 0, 0);
    // The limits are out of reach, so the tokenizer does not fail; were it to, the sample ends there.
    while seen < RECORDS && tokenizer.next(sample, &mut at).unwrap_or(false) {
        if !tokenizer.is_blank() {
            if columns == 0 {
                columns = tokenizer.n_cells();
                if tokenizer.is_malformed() {
                    return (0, 0);
                }
            } else {
                seen += 1;
                agreeing += usize::from(tokenizer.n_cells() == columns);
            }
        }
        tokenizer.next_record();
    }
    // A sample that ends within its first record is a header all the same.
    if columns == 0 && tokenizer.finish().unwrap_or(true) && !tokenizer.is_malformed() {
        (tokenizer.n_cells(), 0)
    } else {
        (columns, agreeing)
    }
}

impl TryFrom<u8> for Delimiter {
    type Error = Error;

    /// # Errors
    /// `invalid_option` for the quote, line ends, NUL and bytes outside ASCII.
    fn try_from(byte: u8) -> Result<Self> {
        if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n' | 0) {
            Ok(Self(byte))
        } else {
            Err(Error::option("delimiter", "one ASCII character other than a quote, a line end or NUL", format!("byte {byte}")))
        }
    }
}

impl FromStr for Delimiter {
    type Err = Error;

    /// Reads one character, or `comma`, `semicolon`, `tab`, `pipe`.
    fn from_str(text: &str) -> Result<Self> {
        match (text, text.as_bytes()) {
            ("comma", _) => Ok(Self::COMMA),
            ("semicolon", _) => Ok(Self::SEMICOLON),
            ("tab" | "\\t", _) => Ok(Self::TAB),
            ("pipe", _) => Ok(Self::PIPE),
            (_, &[byte]) => Self::try_from(byte),
            _ => Err(Error::option("delimiter", "one character, or comma | semicolon | tab | pipe", text)),
        }
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}
