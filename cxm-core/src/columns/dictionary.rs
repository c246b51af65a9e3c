//! Dictionary columns: from the indices of their entries to group codes.

use super::Indices;
use super::pack::{AGAIN, Pack, pack};
use super::translate::translate;
use fearless_simd::{Level, Simd, dispatch};
use std::ops::Range;

/// No code yet.
pub(super) const NONE: u32 = u32::MAX;

/// The group of each row, in the width it came in.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum GroupCodes<'a> {
    /// One byte each.
    Bytes(&'a [u8]),
    /// Two bytes each.
    Words(&'a [u16]),
    /// Four bytes each.
    Longs(&'a [u32]),
}

impl<'a> GroupCodes<'a> {
    /// Indices as they stand, if they have no sign and all are below `entries`.
    pub(super) fn of_indices(indices: Indices<'a>, rows: Range<usize>, entries: usize) -> Option<Self> {
        match indices {
            Indices::U8(v) => v.get(rows).filter(|v| u8::are_below(v, entries)).map(Self::Bytes),
            Indices::U16(v) => v.get(rows).filter(|v| u16::are_below(v, entries)).map(Self::Words),
            Indices::U32(v) => v.get(rows).filter(|v| u32::are_below(v, entries)).map(Self::Longs),
            _ => None,
        }
    }
}

/// A whole number that may be a place in a short table.
pub(super) trait Small: Copy {
    /// The place; negative numbers have none that any table holds.
    fn place(self) -> usize;
    /// The number; `None` past the largest `i64`.
    fn whole(self) -> Option<i64>;
    /// The largest place of them; 0 of none.
    fn most(values: &[Self]) -> usize;
    /// Whether all of them are places of a table of this length.
    fn are_below(values: &[Self], len: usize) -> bool {
        Self::most(values) < len || values.is_empty()
    }
}

macro_rules! small {
    ($($type:ty as $unsigned:ty),+) => {$(
        impl Small for $type {
            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss, clippy::cast_lossless)] // negative numbers become the largest ones
            fn place(self) -> usize {
                self as i64 as usize
            }

            #[inline(always)]
            #[allow(clippy::useless_conversion)] // of i64
            fn whole(self) -> Option<i64> {
                i64::try_from(self).ok()
            }

            fn most(values: &[Self]) -> usize {
                #[inline(always)]
                #[allow(clippy::cast_sign_loss)] // as above
                fn vectors<S: Simd>(_: S, values: &[$type]) -> $unsigned {
                    values.iter().fold(0, |most, &value| most.max(value as $unsigned))
                }
                let most = dispatch!(Level::new(), simd => vectors(simd, values));
                usize::try_from(most).unwrap_or(usize::MAX)
            }
        }
    )+};
}
small!(i8 as u8, i16 as u16, i32 as u32, i64 as u64, u8 as u8, u16 as u16, u32 as u32, u64 as u64);

/// A dictionary as it is read.
#[derive(Debug, Clone)]
pub(super) struct Dictionary {
    /// The number of its chunk.
    pub chunk: usize,
    /// The code of each entry; [`NONE`] until it has one.
    pub codes: Vec<u32>,
    /// Whether each entry's code is its index.
    pub are_indices: bool,
}

impl Dictionary {
    /// The codes of indices; [`NONE`] for entries that have none yet and for indices outside the dictionary.
    pub fn gather<T: Small + Pack>(&self, indices: &[T], from: usize, out: &mut [u32]) {
        let indices = indices.get(from..).unwrap_or(&[]);
        if self.are_indices && T::are_below(indices.get(..out.len()).unwrap_or(indices), self.codes.len()) {
            dispatch!(Level::new(), simd => widen(simd, indices, out));
        } else if !gather_bytes(&self.codes, indices, out) {
            for (slot, index) in out.iter_mut().zip(indices) {
                *slot = self.codes.get(index.place()).copied().unwrap_or(NONE);
            }
        }
    }
}

#[inline(always)]
#[allow(clippy::cast_possible_truncation)] // places of a table whose codes are of 32 bits
fn widen<S: Simd, T: Small>(_: S, indices: &[T], out: &mut [u32]) {
    for (slot, index) in out.iter_mut().zip(indices) {
        *slot = index.place() as u32;
    }
}

/// Codes below 64 as bits.
pub(super) fn set_of<C: Copy + Into<u32>>(codes: &[C]) -> u64 {
    #[inline(always)]
    fn vectors<S: Simd, C: Copy + Into<u32>>(_: S, codes: &[C]) -> u64 {
        codes.iter().fold(0, |set, &code| set | 1_u64.wrapping_shl(code.into()))
    }
    dispatch!(Level::new(), simd => vectors(simd, codes))
}

/// The same for short dictionaries: indices are packed into bytes and translated by vectors. False if codes or indices are no bytes.
fn gather_bytes<T: Small + Pack>(codes: &[u32], indices: &[T], out: &mut [u32]) -> bool {
    if codes.len() > 254 || codes.iter().any(|&code| code != NONE && code >= 254) {
        return false;
    }
    let mut table = [AGAIN; 256];
    for (entry, &code) in table.iter_mut().zip(codes) {
        *entry = u8::try_from(code).unwrap_or(AGAIN);
    }
    let mut bytes = [0_u8; 4096];
    for (slots, indices) in out.chunks_mut(bytes.len()).zip(indices.chunks(bytes.len())) {
        let bytes = &mut bytes[..indices.len().min(slots.len())]; // chunks are at most as long
        if pack(indices, bytes) {
            return false;
        }
        translate(bytes, &table);
        for (slot, &byte) in slots.iter_mut().zip(&*bytes) {
            *slot = if byte == AGAIN { NONE } else { byte.into() };
        }
    }
    true
}
