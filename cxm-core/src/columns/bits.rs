/// A borrowed bitmap with a bit offset, as Arrow stores validity and booleans (least significant bit first).
#[derive(Debug, Clone, Copy)]
pub struct Bits<'a> {
    bytes: &'a [u8],
    offset: usize,
    len: usize,
}

impl<'a> Bits<'a> {
    /// `len` bits of `bytes` from bit `offset`; `None` if `bytes` is too short.
    #[must_use]
    pub fn new(bytes: &'a [u8], offset: usize, len: usize) -> Option<Self> {
        let end = offset.checked_add(len)?.div_ceil(8);
        (end <= bytes.len()).then_some(Self { bytes, offset, len })
    }

    /// How many bits there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bit at `index`; false past the end.
    #[must_use]
    pub fn get(&self, index: usize) -> bool {
        let at = self.offset + index;
        index < self.len && self.bytes.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1)
    }

    /// The 64 bits from `index` on, the first in the lowest place; zeros past the end.
    #[must_use]
    pub fn word(&self, index: usize) -> u64 {
        let count = self.len.saturating_sub(index).min(64);
        let at = self.offset + index;
        let bytes = self.bytes.get(at / 8..).unwrap_or(&[]);
        let (low, ninth) = match bytes {
            [a, b, c, d, e, f, g, h, ninth, ..] => (u64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]), *ninth),
            _ => (bytes.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)), 0),
        };
        let shift = at % 8;
        // Two steps, since a shift by 64 is none.
        let word = low >> shift | u64::from(ninth) << 1 << (63 - shift);
        if count < 64 { word & ((1 << count) - 1) } else { word }
    }
}
