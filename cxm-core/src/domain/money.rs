use std::fmt;
use std::str::FromStr;

use super::document::{MapKey, document, text_forms};
use crate::error::{Code, Error, Result};

/// A currency by its three letters (ISO 4217), `EUR`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// How many digits its minor unit has: 2 of `EUR`, 0 of `JPY`, 3 of `KWD`.
    ///
    /// # References
    /// ISO 4217:2015, list one, column "minor unit".
    #[must_use]
    pub const fn minor_digits(self) -> u8 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF" | b"UGX" | b"UYI"
            | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
        }
    }
}

impl FromStr for Currency {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match <[u8; 3]>::try_from(text.as_bytes()) {
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Self(letters)),
            _ => Err(Error::new(Code::InvalidDocument, "a currency is three capital letters (ISO 4217), such as \"EUR\"")),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|letter| write!(f, "{}", char::from(*letter)))
    }
}

impl MapKey for Currency {
    const WANTED: &'static str = "a currency, the three capital letters of ISO 4217 such as \"EUR\"";
}

text_forms! { Currency "^[A-Z]{3}$" }

document! {
    /// An amount of money.
    pub struct Money {
        /// Minor units: cents of a euro, yen of a yen.
        minor: i64,
        /// The currency.
        currency: Currency,
    }
}
