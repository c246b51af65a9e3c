/// Reads ASCII from the left.
pub(super) struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Exactly `count` digits as a number.
    pub(super) fn digits(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        let mut number = 0;
        for &byte in digits {
            number = number * 10 + digit(byte)?;
        }
        self.0 = rest;
        Some(number)
    }

    /// This byte, if it is the next.
    pub(super) fn eat(&mut self, byte: u8) -> Option<()> {
        let (&first, rest) = self.0.split_first()?;
        (first == byte).then(|| self.0 = rest)
    }

    /// One or more digits as a number; `None` when there are none or it does not fit.
    pub(super) fn number(&mut self) -> Option<i64> {
        let mut number = None;
        while let Some((&byte, rest)) = self.0.split_first()
            && let Some(value) = digit(byte)
        {
            number = Some(number.unwrap_or(0_i64).checked_mul(10)?.checked_add(value)?);
            self.0 = rest;
        }
        number
    }

    /// What is not read yet.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// One or more digits after a decimal point, as microseconds; further digits are cut.
    pub(super) fn fraction(&mut self) -> Option<i64> {
        let mut micros = 0;
        let mut unit = 100_000;
        let mut any = None;
        while let Some((&byte, rest)) = self.0.split_first()
            && let Some(value) = digit(byte)
        {
            micros += value * unit;
            unit /= 10;
            self.0 = rest;
            any = Some(());
        }
        any.map(|()| micros)
    }
}

fn digit(byte: u8) -> Option<i64> {
    byte.is_ascii_digit().then(|| i64::from(byte - b'0'))
}
