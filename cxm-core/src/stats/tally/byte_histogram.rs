//! How often each of the bytes 0 to 14 occurs: the kernel under every score of a column of small numbers.
//!
//! Per vector of bytes, a byte shuffle looks every byte up in a table of 16: what comes back holds four counters of 2 bits, and
//! the counter of that value is 1. Four tables cover 16 values, so one shuffle and one addition count four values at once in
//! every lane. After 3 vectors the 2-bit counters are full and are added to counters of 4 bits, after 15 to counters of 8
//! bits, after 255 to the totals. Bytes above 14 are clamped to 15, which no table counts: they are what is left of the total.

use fearless_simd::{Level, Simd, dispatch, prelude::*};

/// The bytes that are counted one by one; slot 15 holds all others.
pub(super) const COUNTED: usize = 15;

/// How often each byte below `below` occurs, at least; what is not counted by its value is in slot 15.
pub(super) fn count_low_bytes(values: &[u8], below: usize) -> [u64; 16] {
    count_flipped_bytes(values, below, 0)
}

/// The same of the bytes with the bits of `flip` turned over: of bytes whose high half is a group, `group << 4` counts the low halves of that group alone.
pub(super) fn count_flipped_bytes(values: &[u8], below: usize, flip: u8) -> [u64; 16] {
    match below.div_ceil(4) {
        0 | 1 => dispatch!(Level::new(), simd => count::<_, 1>(simd, values, flip)),
        2 => dispatch!(Level::new(), simd => count::<_, 2>(simd, values, flip)),
        3 => dispatch!(Level::new(), simd => count::<_, 3>(simd, values, flip)),
        _ => dispatch!(Level::new(), simd => count::<_, 4>(simd, values, flip)),
    }
}

/// The scalar twin: four tables side by side, so that equal bytes in a row do not wait for one another's stores.
pub(super) fn count_flipped_bytes_scalar(values: &[u8], below: usize, flip: u8) -> [u64; 16] {
    let counted = (below.div_ceil(4).max(1) * 4).min(COUNTED);
    let all = super::histogram::count_bytes(values);
    let mut slots = [0; 16];
    for (byte, count) in all.into_iter().enumerate() {
        let byte = byte ^ usize::from(flip);
        slots[if byte < counted { byte } else { COUNTED }] += count; // both below 16
    }
    slots
}

const VECTORS: usize = 15;
const ROUNDS: usize = 17;

/// `TABLES` tables of four values each.
#[allow(clippy::inline_always)] // must stand inside the function that has the instructions
#[inline(always)]
fn count<S: Simd, const TABLES: usize>(simd: S, values: &[u8], flip: u8) -> [u64; 16] {
    if without_shuffle(simd.level()) {
        return count_flipped_bytes_scalar(values, TABLES * 4, flip);
    }
    let lanes = S::u8s::LEN;
    let zero = S::u8s::splat(simd, 0);
    let tables: [S::u8s; TABLES] = std::array::from_fn(|table| {
        S::u8s::from_fn(simd, |lane| {
            let value = lane % 16;
            if value / 4 == table && value != COUNTED { 1 << (2 * (value % 4)) } else { 0 }
        })
    });
    let mut slots = [0_u64; 16];
    let (whole, rest) = values.split_at(values.len() / lanes * lanes);
    for part in whole.chunks(ROUNDS * VECTORS * lanes) {
        let mut bytes = [[zero; 4]; TABLES];
        for fifteen in part.chunks(VECTORS * lanes) {
            let mut nibbles = [[zero; 2]; TABLES];
            for three in fifteen.chunks(3 * lanes) {
                let mut pairs = [zero; TABLES];
                for vector in three.chunks_exact(lanes) {
                    let index = (S::u8s::from_slice(simd, vector) ^ flip).min(15);
                    for (pair, table) in pairs.iter_mut().zip(&tables) {
                        *pair += table.swizzle_dyn_within_blocks(index);
                    }
                }
                for (nibble, pair) in nibbles.iter_mut().zip(pairs) {
                    nibble[0] += pair & 0x33;
                    nibble[1] += (pair >> 2) & 0x33;
                }
            }
            for (byte, nibble) in bytes.iter_mut().zip(nibbles) {
                byte[0] += nibble[0] & 0x0f;
                byte[1] += nibble[1] & 0x0f;
                byte[2] += nibble[0] >> 4;
                byte[3] += nibble[1] >> 4;
            }
        }
        for (slot, byte) in slots.iter_mut().zip(bytes.iter().flatten()) {
            *slot += byte.as_slice().iter().map(|&count| u64::from(count)).sum::<u64>();
        }
    }
    slots[COUNTED] = whole.len() as u64 - slots[..COUNTED].iter().sum::<u64>();
    let counted = (TABLES * 4).min(COUNTED);
    for &value in rest {
        let byte = usize::from(value ^ flip);
        slots[if byte < counted { byte } else { COUNTED }] += 1; // both below 16
    }
    slots
}

/// Where a byte shuffle is no instruction, plain tables are quicker.
fn without_shuffle(level: Level) -> bool {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    return level.as_sse4_2().is_none();
    #[cfg(target_arch = "aarch64")]
    return level.as_neon().is_none();
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64", target_arch = "aarch64")))]
    {
        let _ = level;
        true
    }
}

/// How many values are `wanted`.
pub(super) fn count_equal(values: &[u8], wanted: u8) -> u64 {
    #[allow(clippy::inline_always)] // must stand inside the function that has the instructions
    #[inline(always)]
    fn count<S: Simd>(_: S, values: &[u8], wanted: u8) -> u64 {
        let part = |part: &[u8]| part.iter().map(|&value| u8::from(value == wanted)).fold(0_u8, u8::wrapping_add);
        values.chunks(255).map(|chunk| u64::from(part(chunk))).sum()
    }
    dispatch!(Level::new(), simd => count(simd, values, wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A multiplicative walk over all 256 bytes.
    fn bytes(len: usize, bound: u32) -> Vec<u8> {
        let mut state = 12_345_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u8::try_from((state >> 16) % bound).unwrap_or(0)
        };
        (0..len).map(|_| next()).collect()
    }

    #[test]
    fn the_vectors_count_as_the_scalar_twin_does() {
        let all: Vec<u8> = (0..=255).collect();
        for below in 0..=15 {
            assert_eq!(count_low_bytes(&all, below), count_flipped_bytes_scalar(&all, below, 0));
            for len in (0..=200).chain([959, 960, 961, 16_320, 16_384, 100_000]) {
                for bound in [1, 11, 12, 16, 17, 256] {
                    let values = bytes(len, bound);
                    for flip in [0, 16, 0xf0] {
                        let twin = count_flipped_bytes_scalar(&values, below, flip);
                        assert_eq!(count_flipped_bytes(&values, below, flip), twin, "{len} {bound} {below} {flip}");
                    }
                }
            }
        }
    }

    #[test]
    fn no_counter_overflows_when_all_bytes_are_equal() {
        for byte in 0..=16 {
            let values = vec![byte; 40_000];
            assert_eq!(count_low_bytes(&values, 15), count_flipped_bytes_scalar(&values, 15, 0));
            assert_eq!(count_equal(&values, byte), 40_000);
            assert_eq!(count_equal(&values, 99), 0);
        }
    }
}
