//! Bytes to codes, many at a time: by a table, and under a validity bitmap.

use super::Bits;
use fearless_simd::{Level, Simd, dispatch, prelude::*};

/// Replaces each byte by its entry in `table`.
///
/// Bytes below 16 are looked up by a byte shuffle, a vector at a time, and the two highest, which stand for NaN and "look again", compared with;
/// a block in which others occur takes the scalar way.
pub(super) fn translate(codes: &mut [u8], table: &[u8; 256]) {
    dispatch!(Level::new(), simd => translate_vectors(simd, codes, table));
}

fn translate_scalar(codes: &mut [u8], table: &[u8; 256]) {
    for code in codes {
        *code = table[usize::from(*code)]; // 256 entries
    }
}

#[allow(clippy::inline_always)] // must stand inside the function that has the instructions
#[inline(always)]
fn translate_vectors<S: Simd>(simd: S, codes: &mut [u8], table: &[u8; 256]) {
    // Two steps up, the two highest bytes are the lowest.
    if codes.iter().fold(0, |most, &code| code.wrapping_add(2).max(most)) >= 18 {
        return translate_scalar(codes, table);
    }
    let lookup = S::u8s::from_fn(simd, |lane| table[lane % 16]);
    let (nan, again) = (S::u8s::splat(simd, table[254]), S::u8s::splat(simd, table[255]));
    let mut vectors = codes.chunks_exact_mut(S::u8s::LEN);
    for vector in &mut vectors {
        let bytes = S::u8s::from_slice(simd, vector);
        let low = lookup.swizzle_dyn_within_blocks(bytes.min(15));
        let or_nan = bytes.simd_eq(254).select(nan, low);
        bytes.simd_eq(255).select(again, or_nan).store_slice(vector);
    }
    translate_scalar(vectors.into_remainder(), table);
}

/// Writes `missing` over each code whose bit, counted from `from`, is clear.
pub(super) fn mask_nulls(codes: &mut [u8], validity: Bits<'_>, from: usize, missing: u8) {
    dispatch!(Level::new(), simd => mask_vectors(simd, codes, validity, from, missing));
}

fn mask_scalar(codes: &mut [u8], validity: Bits<'_>, from: usize, missing: u8) {
    for (offset, code) in codes.iter_mut().enumerate() {
        if !validity.get(from + offset) {
            *code = missing;
        }
    }
}

#[allow(clippy::inline_always)] // must stand inside the function that has the instructions
#[inline(always)]
fn mask_vectors<S: Simd>(simd: S, codes: &mut [u8], validity: Bits<'_>, from: usize, missing: u8) {
    let missing_vector = S::u8s::splat(simd, missing);
    let mut row = from;
    let mut words = codes.chunks_exact_mut(64);
    for word in &mut words {
        let bits = validity.word(row);
        row += 64;
        if bits == u64::MAX {
            continue;
        }
        for (vector, lane) in word.chunks_exact_mut(S::u8s::LEN).zip((0_u32..).step_by(S::u8s::LEN)) {
            let mask = <S::u8s as SimdBase<S>>::Mask::from_bitmask(simd, low_bits(bits >> lane, S::u8s::LEN));
            mask.select(S::u8s::from_slice(simd, vector), missing_vector).store_slice(vector);
        }
    }
    mask_scalar(words.into_remainder(), validity, row, missing);
}

fn low_bits(bits: u64, count: usize) -> u64 {
    if count < 64 { bits & ((1 << count) - 1) } else { bits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn translating_by_vectors_is_translating_one_by_one() {
        let table: [u8; 256] = std::array::from_fn(|byte| u8::try_from(byte * 7 % 251).unwrap_or(0));
        for len in 0..=200_usize {
            for bound in [11, 16, 17, 256] {
                let mut codes: Vec<u8> = (0..len).map(|row| u8::try_from(row * 31 % bound).unwrap_or(0)).collect();
                if bound == 16 {
                    codes.iter_mut().skip(3).step_by(7).for_each(|code| *code = 0b1111_1110 | *code & 1);
                }
                let mut twin = codes.clone();
                translate(&mut codes, &table);
                translate_scalar(&mut twin, &table);
                assert_eq!(codes, twin);
            }
        }
        let mut all: Vec<u8> = (0..=255).collect();
        translate(&mut all, &table);
        assert_eq!(all, table);
    }

    #[test]
    fn masking_by_words_is_masking_bit_by_bit() {
        let bytes: Vec<u8> = (0..64_u32).map(|byte| u8::try_from(byte * 89 % 256).unwrap_or(0)).chain([0, 255, 255, 0]).collect();
        let step = if cfg!(miri) { 67 } else { 1 }; // it is slow
        for offset in 0..12 {
            for len in (0..=200).step_by(step) {
                let validity = Bits::new(&bytes, offset, len + 9).unwrap();
                for from in [0, 1, 9] {
                    let mut codes = vec![7; len];
                    let mut twin = codes.clone();
                    mask_nulls(&mut codes, validity, from, 11);
                    mask_scalar(&mut twin, validity, from, 11);
                    assert_eq!(codes, twin, "offset {offset}, {len} rows from {from}");
                }
            }
        }
    }
}
