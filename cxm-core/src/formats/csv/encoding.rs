use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// How the bytes of a file stand for letters.
///
/// # Examples
/// ```
/// use cxm_core::formats::csv::Encoding;
/// assert_eq!("latin1".parse::<Encoding>()?, Encoding::Latin1);
/// assert_eq!("UTF-8".parse::<Encoding>()?.name(), "utf-8");
/// assert!("ebcdic".parse::<Encoding>().unwrap_err().message().contains("windows-1252"));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16; the byte order mark tells the order, without one the place of the first NUL does, else little-endian.
    Utf16,
    /// ISO 8859-1: each byte is the code point of its number.
    Latin1,
    /// Windows code page 1252: Latin-1 with letters and signs in 0x80..=0x9F, five of which stand for nothing.
    Windows1252,
}

impl Encoding {
    /// Every encoding.
    pub const ALL: &'static [Self] = &[Self::Utf8, Self::Utf16, Self::Latin1, Self::Windows1252];

    /// The name by which options ask for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Latin1 => "latin1",
            Self::Windows1252 => "windows-1252",
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Encoding {
    type Err = Error;

    /// Reads a name in any case, with `_` or `-`, and the usual other names (`utf8`, `iso-8859-1`, `cp1252`).
    ///
    /// # Errors
    /// `invalid_option` for any other name.
    fn from_str(name: &str) -> Result<Self> {
        match name.trim().to_ascii_lowercase().replace('_', "-").as_str() {
            "utf-8" | "utf8" | "utf-8-sig" => Ok(Self::Utf8),
            "utf-16" | "utf16" => Ok(Self::Utf16),
            "latin1" | "latin-1" | "iso-8859-1" | "iso8859-1" => Ok(Self::Latin1),
            "windows-1252" | "cp1252" => Ok(Self::Windows1252),
            _ => Err(Error::option("encoding", Self::ALL.iter().map(|e| e.name()).collect::<Vec<_>>().join(" | "), name)),
        }
    }
}
