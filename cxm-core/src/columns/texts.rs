use std::borrow::Cow;

/// Borrowed text values in one of the layouts that reach us.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Texts<'a> {
    /// Arrow `Utf8`: `len + 1` offsets into the bytes.
    Offsets32 {
        /// Where each text begins; the last one is the end.
        offsets: &'a [i32],
        /// All texts, one after another.
        bytes: &'a [u8],
    },
    /// Arrow `LargeUtf8`.
    Offsets64 {
        /// Where each text begins; the last one is the end.
        offsets: &'a [i64],
        /// All texts, one after another.
        bytes: &'a [u8],
    },
    /// Arrow `Utf8View`: 16-byte views, short texts inline.
    Views {
        /// 16 bytes each: length, then 12 inline bytes, or prefix, buffer and offset.
        views: &'a [u8],
        /// The buffers of long texts.
        buffers: Vec<&'a [u8]>,
    },
    /// Plain slices of strings.
    Slices(&'a [&'a str]),
}

impl Texts<'_> {
    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Offsets32 { offsets, .. } => offsets.len().saturating_sub(1),
            Self::Offsets64 { offsets, .. } => offsets.len().saturating_sub(1),
            Self::Views { views, .. } => views.len() / 16,
            Self::Slices(slices) => slices.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of the text at `index`; empty past the end or where offsets are damaged.
    #[must_use]
    pub fn bytes(&self, index: usize) -> &[u8] {
        match self {
            Self::Offsets32 { offsets, bytes } => match (offsets.get(index), offsets.get(index + 1)) {
                (Some(&from), Some(&to)) => between(bytes, from.into(), to.into()),
                _ => &[],
            },
            Self::Offsets64 { offsets, bytes } => match (offsets.get(index), offsets.get(index + 1)) {
                (Some(&from), Some(&to)) => between(bytes, from, to),
                _ => &[],
            },
            Self::Views { views, buffers } => view_bytes(views, buffers, index).unwrap_or(&[]),
            Self::Slices(slices) => slices.get(index).map_or(&[][..], |text| text.as_bytes()),
        }
    }

    /// The text at `index`. Arrow guarantees UTF-8; bytes that are not are shown with U+FFFD and fit no scale.
    #[must_use]
    pub fn get(&self, index: usize) -> Cow<'_, str> {
        String::from_utf8_lossy(self.bytes(index))
    }
}

fn between(bytes: &[u8], from: i64, to: i64) -> &[u8] {
    match (usize::try_from(from), usize::try_from(to)) {
        (Ok(from), Ok(to)) => bytes.get(from..to).unwrap_or(&[]),
        _ => &[],
    }
}

/// Arrow columnar format, "Variable-size Binary View Layout": little-endian length (4 bytes), then 12 inline bytes, or
/// prefix (4), buffer index (4), offset (4).
fn view_bytes<'v>(views: &'v [u8], buffers: &'v [&[u8]], index: usize) -> Option<&'v [u8]> {
    let view: &[u8; 16] = views.get(index * 16..)?.first_chunk()?;
    let word = |at: usize| view.get(at..at + 4).and_then(|four| Some(u32::from_le_bytes(four.try_into().ok()?) as usize));
    let length = word(0)?;
    if length <= 12 {
        return view.get(4..4 + length);
    }
    let offset = word(12)?;
    buffers.get(word(8)?)?.get(offset..offset.checked_add(length)?)
}
