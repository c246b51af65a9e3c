//! Numbers to single bytes, in loops that the compiler turns into vectors.
//!
//! A number that a byte holds becomes that byte; [`AGAIN`] marks the others, which are then looked at one by one.

use fearless_simd::{Level, Simd, dispatch};

/// "No byte: look at this value again."
pub(super) const AGAIN: u8 = 255;
/// What NaN becomes.
pub(super) const NAN: u8 = 254;

/// A number that may be packed into a byte.
pub(super) trait Pack: Copy {
    /// Its byte or [`AGAIN`], which NaN becomes, too.
    fn pack(self) -> u8;

    /// Whether it is NaN.
    fn is_nan(self) -> bool {
        false
    }
}

macro_rules! pack_integers {
    ($($signed:ty as $unsigned:ty),+) => {$(
        impl Pack for $signed {
            #[allow(clippy::inline_always)] // so that the loop becomes vectors
#[inline(always)]
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // negative numbers become large ones, and all are cut at 255
            fn pack(self) -> u8 {
                let value = self as $unsigned;
                // 254 is what NaN becomes, where there is NaN.
                if value < 254 { value as u8 } else { AGAIN }
            }
        }
    )+};
}
pack_integers!(i8 as u8, i16 as u16, i32 as u32, i64 as u64, u8 as u8, u16 as u16, u32 as u32, u64 as u64);

/// 2^52: above it the doubles are the whole numbers, so that adding it leaves a whole number in the low bits of the sum.
const WHOLE: f64 = 4_503_599_627_370_496.0;

impl Pack for f64 {
    #[allow(clippy::inline_always)] // so that the loop becomes vectors
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, clippy::float_cmp)] // the low byte is meant, and equality too
    fn pack(self) -> u8 {
        let sum = self + WHOLE;
        // Of a negative number the sum lies below WHOLE, and so do its bits.
        let offset = sum.to_bits().wrapping_sub(WHOLE.to_bits());
        if sum - WHOLE == self && offset < u64::from(NAN) { offset as u8 } else { AGAIN }
    }

    #[allow(clippy::inline_always)] // so that the loop becomes vectors
    #[inline(always)]
    fn is_nan(self) -> bool {
        self.is_nan()
    }
}

impl Pack for f32 {
    #[allow(clippy::inline_always)] // so that the loop becomes vectors
    #[inline(always)]
    fn pack(self) -> u8 {
        f64::from(self).pack()
    }

    #[allow(clippy::inline_always)] // so that the loop becomes vectors
    #[inline(always)]
    fn is_nan(self) -> bool {
        self.is_nan()
    }
}

/// Packs all values; true if some must be looked at again.
pub(super) fn pack<T: Pack>(values: &[T], out: &mut [u8]) -> bool {
    #[allow(clippy::inline_always)] // must stand inside the function that has the instructions
    #[inline(always)]
    fn vectors<S: Simd, T: Pack>(_: S, values: &[T], out: &mut [u8]) -> bool {
        let most = |out: &[u8]| out.iter().fold(0, |most: u8, &byte| byte.max(most));
        for (slot, &value) in out.iter_mut().zip(values) {
            *slot = value.pack();
        }
        if most(out) < AGAIN {
            return false;
        }
        for (slot, &value) in out.iter_mut().zip(values) {
            *slot = if value.is_nan() { NAN } else { *slot };
        }
        most(out) == AGAIN
    }
    dispatch!(Level::new(), simd => vectors(simd, values, out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_become_their_bytes_and_others_are_looked_at_again() {
        let values =
            [0.0, -0.0, 10.0, 253.0, 254.0, 255.0, 256.0, -1.0, 4.5, 1e300, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 1e-300];
        let bytes = [0, 0, 10, 253, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, NAN, AGAIN];
        for copies in 1..20 {
            let mut out = vec![0; values.len() * copies];
            assert!(pack(&values.repeat(copies), &mut out));
            assert_eq!(out, bytes.repeat(copies));
        }
        let mut out = [0; 6];
        assert!(pack(&[0_i64, 253, 254, 256, -1, i64::MIN], &mut out));
        assert_eq!(out, [0, 253, AGAIN, AGAIN, AGAIN, AGAIN]);
        assert!(!pack(&[0_u16, 1, 2, 3, 4, 5], &mut out));
    }

    #[test]
    fn vectors_pack_as_single_values_do() {
        for len in 0..=200_i32 {
            let values: Vec<f64> = (0..len).map(|row| f64::from(row * 37 % 601) / 2.0 - 20.0).collect();
            let mut out = vec![0; values.len()];
            pack(&values, &mut out);
            let twin: Vec<u8> = values.iter().map(|value| value.pack()).collect(); // none is NaN
            assert_eq!(out, twin);
        }
    }
}
