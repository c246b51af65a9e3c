//! The byte form: `CXM`, kind, version, length, payload, CRC32C over all of it.

use crate::error::{Code, Error, Result};

/// Which state the bytes hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A tally of one question.
    Tally = 1,
    /// Tallies by group and period.
    TallyCube = 2,
    /// Count, sum and sum of squares of numbers.
    Moments = 3,
    /// From point to point in two waves.
    Transition = 4,
    /// When alert rules last fired for whom.
    AlertMemory = 5,
    /// Events by customer and time.
    EventLog = 6,
    /// Distinct paths of touches and what came of them.
    Paths = 7,
    /// Events of customers who are not settled yet.
    EventStream = 8,
    /// How many customers have each frequency, recency, age and mean amount.
    RfmCounts = 9,
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::Tally,
        Self::TallyCube,
        Self::Moments,
        Self::Transition,
        Self::AlertMemory,
        Self::EventLog,
        Self::Paths,
        Self::EventStream,
        Self::RfmCounts,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Tally => "Tally",
            Self::TallyCube => "TallyCube",
            Self::Moments => "Moments",
            Self::Transition => "Transition",
            Self::AlertMemory => "AlertMemory",
            Self::EventLog => "EventLog",
            Self::Paths => "Paths",
            Self::EventStream => "EventStream",
            Self::RfmCounts => "RfmCounts",
        }
    }
}

const MAGIC: &[u8; 3] = b"CXM";
const VERSION: u16 = 1;
/// Magic, kind, version, payload length.
const HEADER: usize = 3 + 1 + 2 + 4;
const CHECKSUM: usize = 4;

/// A state that travels as bytes. Every version that was ever released stays readable.
pub trait ByteForm: Sized {
    /// Which state this is.
    const KIND: Kind;

    /// Writes the payload.
    fn write(&self, writer: &mut Writer);

    /// Reads the payload and checks that it means a state.
    ///
    /// # Errors
    /// [`Code::InvalidState`] when it does not.
    fn read(reader: &mut Reader<'_>) -> Result<Self>;

    /// The state as bytes: equal states have equal bytes.
    #[must_use]
    fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer { bytes: Vec::with_capacity(128) };
        writer.bytes.extend_from_slice(MAGIC);
        writer.bytes.push(Self::KIND as u8);
        writer.bytes.extend_from_slice(&VERSION.to_le_bytes());
        writer.bytes.extend_from_slice(&[0; 4]);
        self.write(&mut writer);
        // A payload is bounded by groups and points; 4 GiB of them would have failed `max_groups` long before.
        let length = u32::try_from(writer.bytes.len() - HEADER).unwrap_or(u32::MAX);
        writer.bytes[6..HEADER].copy_from_slice(&length.to_le_bytes());
        let checksum = crc32c::crc32c(&writer.bytes);
        writer.bytes.extend_from_slice(&checksum.to_le_bytes());
        writer.bytes
    }

    /// The state that the bytes hold.
    ///
    /// # Errors
    /// [`Code::InvalidState`] for what is no state, cut, damaged or senseless; [`Code::UnsupportedVersion`] for a version that this
    /// library does not read.
    fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let payload = open(bytes, Self::KIND)?;
        let mut reader = Reader { bytes: payload };
        let state = Self::read(&mut reader)?;
        if !reader.bytes.is_empty() {
            return Err(invalid(format!("{} bytes of the payload are left over", reader.bytes.len())));
        }
        Ok(state)
    }
}

/// An [`Code::InvalidState`] that says why.
pub(crate) fn invalid(why: impl std::fmt::Display) -> Error {
    Error::new(Code::InvalidState, format!("this is not a valid state: {why}"))
}

/// Checks everything around the payload.
fn open(bytes: &[u8], kind: Kind) -> Result<&[u8]> {
    if !bytes.starts_with(&MAGIC[..bytes.len().min(3)]) {
        return Err(invalid("not a CXM state (it does not begin with `CXM`)"));
    }
    let Some((header, rest)) = bytes.split_at_checked(HEADER) else {
        return Err(invalid(format!("truncated: {} bytes, a header has {HEADER}", bytes.len())));
    };
    // The slices of a 10-byte header have the sizes of their types.
    let version = u16::from_le_bytes([header[4], header[5]]);
    if version == 0 || version > VERSION {
        let message = format!(
            "state version {version}, this library reads 1..={VERSION}; upgrade it, or check the bytes were not changed on the way"
        );
        return Err(Error::new(Code::UnsupportedVersion, message)
            .with_expected(format!("1..={VERSION}"))
            .with_got(version.to_string()));
    }
    let length = u32::from_le_bytes([header[6], header[7], header[8], header[9]]) as usize;
    let whole = HEADER + length + CHECKSUM;
    if bytes.len() < whole {
        return Err(invalid(format!("truncated: {} of {whole} bytes", bytes.len())));
    }
    if bytes.len() > whole {
        let hint = if bytes.windows(3).any(|three| three == [0xEF, 0xBF, 0xBD]) { "; was it sent as text?" } else { "" };
        return Err(invalid(format!("{} bytes after the end{hint}", bytes.len() - whole)));
    }
    let (payload, checksum) = rest.split_at(length); // `rest` is `length + 4` long by the two tests above
    let sealed = crc32c::crc32c(&bytes[..whole - CHECKSUM]).to_le_bytes();
    if checksum != sealed && !cfg!(fuzzing) {
        return Err(invalid("checksum mismatch: the bytes were damaged"));
    }
    match Kind::ALL.into_iter().find(|known| *known as u8 == header[3]) {
        Some(found) if found == kind => Ok(payload),
        Some(found) => Err(invalid(format!("it is a {}, not a {}", found.name(), kind.name()))),
        None => Err(invalid(format!("unknown kind {}", header[3]))),
    }
}

/// Writes a payload.
#[derive(Debug)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// One byte.
    pub fn byte(&mut self, value: u8) {
        self.bytes.push(value);
    }

    /// A count: 7 bits a byte, low ones first (LEB128), shortest form.
    pub fn count(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push((value & 0x7F) as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push((value & 0x7F) as u8); // below 0x80
    }

    /// A whole number with its sign (zigzag, then as a count).
    pub fn integer(&mut self, value: i64) {
        self.count((value.wrapping_shl(1) ^ (value >> 63)).cast_unsigned());
    }

    /// A float, bit for bit.
    pub fn float(&mut self, value: f64) {
        self.bytes.extend_from_slice(&value.to_bits().to_le_bytes());
    }

    /// Bytes with their length before them.
    pub fn blob(&mut self, bytes: &[u8]) {
        self.count(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }

    /// Text.
    pub fn text(&mut self, text: &str) {
        self.blob(text.as_bytes());
    }
}

/// Reads a payload; every read is checked against what is left.
#[derive(Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or_else(|| invalid("the payload ends early"))?;
        self.bytes = rest;
        Ok(taken)
    }

    /// How many bytes are left: no list can be longer than that.
    #[must_use]
    pub fn left(&self) -> usize {
        self.bytes.len()
    }

    /// One byte.
    ///
    /// # Errors
    /// [`Code::InvalidState`] at the end; so for all of these.
    pub fn byte(&mut self) -> Result<u8> {
        Ok(self.take(1)?[0]) // `take(1)` is one byte long
    }

    /// A count in its shortest form.
    ///
    /// # Errors
    /// As [`Reader::byte`], and when a shorter form was possible.
    pub fn count(&mut self) -> Result<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7F);
            if shift == 63 && bits > 1 {
                break;
            }
            value |= bits << shift;
            if byte < 0x80 {
                return if byte == 0 && shift > 0 { Err(invalid("a count is not in its shortest form")) } else { Ok(value) };
            }
        }
        Err(invalid("a count passes 64 bits"))
    }

    /// A whole number with its sign.
    ///
    /// # Errors
    /// As [`Reader::count`].
    pub fn integer(&mut self) -> Result<i64> {
        let zigzag = self.count()?;
        Ok((zigzag >> 1).cast_signed() ^ -((zigzag & 1).cast_signed()))
    }

    /// A float.
    ///
    /// # Errors
    /// As [`Reader::byte`].
    pub fn float(&mut self) -> Result<f64> {
        let bytes = self.take(8)?;
        Ok(f64::from_bits(u64::from_le_bytes(bytes.try_into().map_err(|_| invalid("the payload ends early"))?)))
    }

    /// Bytes with their length before them.
    ///
    /// # Errors
    /// As [`Reader::count`].
    pub fn blob(&mut self) -> Result<&'a [u8]> {
        let length = self.count()?;
        self.take(usize::try_from(length).map_err(|_| invalid("the payload ends early"))?)
    }

    /// Text.
    ///
    /// # Errors
    /// As [`Reader::blob`], and when it is not UTF-8.
    pub fn text(&mut self) -> Result<&'a str> {
        std::str::from_utf8(self.blob()?).map_err(|_| invalid("a text is not UTF-8"))
    }

    /// A list length, refused when the payload cannot hold so many items of at least `bytes_each` bytes.
    ///
    /// # Errors
    /// As [`Reader::count`].
    pub fn length(&mut self, bytes_each: usize) -> Result<usize> {
        let length = usize::try_from(self.count()?).map_err(|_| invalid("a list is longer than the payload"))?;
        if length.checked_mul(bytes_each.max(1)).is_none_or(|bytes| bytes > self.left()) {
            return Err(invalid("a list is longer than the payload"));
        }
        Ok(length)
    }
}
