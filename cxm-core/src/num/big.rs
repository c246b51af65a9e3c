//! Whole numbers of any size, as far as exact sums need them: schoolbook arithmetic and rounding to `f64`.

use std::cmp::Ordering;

/// A whole number >= 0 in base 2^32, lowest limb first, without zero limbs at the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Natural {
    limbs: Vec<u32>,
}

impl Natural {
    pub(crate) fn from_limbs(mut limbs: Vec<u32>) -> Self {
        while limbs.last() == Some(&0) {
            limbs.pop();
        }
        Self { limbs }
    }

    pub(crate) fn into_limbs(self) -> Vec<u32> {
        self.limbs
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.limbs.is_empty()
    }

    /// How many bits the number has; 0 for zero.
    pub(crate) fn bits(&self) -> i32 {
        // At most a few hundred limbs, so the product is far inside i32.
        self.limbs.last().map_or(0, |top| {
            i32::try_from(self.limbs.len() * 32).unwrap_or(i32::MAX) - i32::try_from(top.leading_zeros()).unwrap_or(0)
        })
    }

    /// The number times 2^(32 `limbs`).
    pub(crate) fn shifted_limbs(&self, limbs: usize) -> Self {
        if self.is_zero() {
            return self.clone();
        }
        let mut shifted = vec![0; limbs];
        shifted.extend_from_slice(&self.limbs);
        Self { limbs: shifted }
    }

    /// The number times 2^`bits`.
    pub(crate) fn shifted(&self, bits: u32) -> Self {
        // The count of whole limbs is at most 2^27: it fits usize.
        let whole = self.shifted_limbs((bits / 32) as usize);
        whole.times(1_u64 << (bits % 32))
    }

    /// How many zero bits stand below the lowest one; 0 for zero.
    pub(crate) fn trailing_zeros(&self) -> u32 {
        let mut zeros = 0;
        for limb in &self.limbs {
            if *limb != 0 {
                return zeros + limb.trailing_zeros();
            }
            zeros += 32;
        }
        0
    }

    /// The number times `factor`.
    pub(crate) fn times(&self, factor: u64) -> Self {
        let mut limbs = Vec::with_capacity(self.limbs.len() + 2);
        let mut carry = 0_u128;
        for limb in &self.limbs {
            let sum = u128::from(*limb) * u128::from(factor) + carry;
            limbs.push(low_limb(sum));
            carry = sum >> 32;
        }
        while carry != 0 {
            limbs.push(low_limb(carry));
            carry >>= 32;
        }
        Self::from_limbs(limbs)
    }

    /// The number times itself.
    pub(crate) fn squared(&self) -> Self {
        let n = self.limbs.len();
        let mut limbs = vec![0_u32; 2 * n];
        for (i, a) in self.limbs.iter().enumerate() {
            let mut carry = 0_u64;
            // i + j < 2n: both indices are below n. The last carry goes to i + n < 2n.
            for (j, b) in self.limbs.iter().enumerate() {
                let sum = u64::from(*a) * u64::from(*b) + u64::from(limbs[i + j]) + carry;
                limbs[i + j] = low_limb(u128::from(sum));
                carry = sum >> 32;
            }
            limbs[i + n] = low_limb(u128::from(carry));
        }
        Self::from_limbs(limbs)
    }

    /// The difference, or `None` where it would be negative.
    pub(crate) fn minus(&self, other: &Self) -> Option<Self> {
        if self.compare(other) == Ordering::Less {
            return None;
        }
        let mut limbs = Vec::with_capacity(self.limbs.len());
        let mut borrow = 0_i64;
        for (i, limb) in self.limbs.iter().enumerate() {
            let difference = i64::from(*limb) - i64::from(other.limbs.get(i).copied().unwrap_or(0)) - borrow;
            borrow = i64::from(difference < 0);
            // The lowest 32 bits in two's complement are the digit, whatever the sign.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            limbs.push(difference as u32);
        }
        Some(Self::from_limbs(limbs))
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.limbs.len().cmp(&other.limbs.len()).then_with(|| self.limbs.iter().rev().cmp(other.limbs.iter().rev()))
    }

    /// The whole quotient by `divisor` > 0, and whether something remains.
    pub(crate) fn divided(&self, divisor: u64) -> (Self, bool) {
        let divisor = u128::from(divisor.max(1));
        let mut limbs = self.limbs.clone();
        let mut remainder = 0_u128;
        for limb in limbs.iter_mut().rev() {
            let part = (remainder << 32) | u128::from(*limb);
            // remainder < divisor, so the digit is below 2^32.
            *limb = low_limb(part / divisor);
            remainder = part % divisor;
        }
        (Self::from_limbs(limbs), remainder != 0)
    }

    /// The number times 2^`exponent` as the nearest `f64`, ties to even; `inexact` says that a fraction of the last
    /// place was already cut off (then the number must have 64 bits or more).
    pub(crate) fn to_f64(&self, exponent: i32, inexact: bool) -> f64 {
        if self.is_zero() {
            return 0.0;
        }
        let highest = exponent + self.bits() - 1;
        if highest > 1023 {
            return f64::INFINITY;
        }
        // The place of the last bit that an f64 of this size has: 2^-1074 at the least.
        let place = (highest - 52).max(-1074);
        let (kept, place) = self.rounded(place - exponent, inexact, exponent);
        kept as f64 * power_of_two(place)
    }

    /// The number times 2^`exponent` as a mantissa in [0.5, 1), rounded to 53 bits, and its exponent; (0, 0) for zero.
    pub(crate) fn to_scaled(&self, exponent: i32, inexact: bool) -> (f64, i32) {
        if self.is_zero() {
            return (0.0, 0);
        }
        let (kept, place) = self.rounded(self.bits() - 53, inexact, exponent);
        // kept <= 2^53, exact in f64; its own exponent is read off its bits.
        let width = 64 - i32::try_from(kept.leading_zeros()).unwrap_or(0);
        (kept as f64 * power_of_two(-width), place + width)
    }

    /// The number without its `drop` lowest bits, rounded half to even, and the exponent of its new last place.
    fn rounded(&self, drop: i32, inexact: bool, exponent: i32) -> (u64, i32) {
        let Some(drop_bits) = u32::try_from(drop).ok().filter(|drop| *drop > 0) else {
            return (self.bits_from(0), exponent);
        };
        let kept = self.bits_from(drop_bits);
        let half = self.bits_from(drop_bits - 1) & 1 == 1;
        let below = inexact || self.trailing_zeros() + 1 < drop_bits;
        let up = half && (below || kept & 1 == 1);
        (kept + u64::from(up), exponent + drop)
    }

    /// The 64 bits from bit `from` upwards.
    fn bits_from(&self, from: u32) -> u64 {
        let first = (from / 32) as usize;
        let limb = |i: usize| u128::from(self.limbs.get(i).copied().unwrap_or(0));
        let window = limb(first) | limb(first + 1) << 32 | limb(first + 2) << 64;
        // Cut to the lowest 64 bits on purpose.
        #[allow(clippy::cast_possible_truncation)]
        {
            (window >> (from % 32)) as u64
        }
    }
}

/// The lowest 32 bits.
#[allow(clippy::cast_possible_truncation)] // cut on purpose
fn low_limb(value: u128) -> u32 {
    value as u32
}

/// 2^`exponent` exactly, for -1074..=1023; 0 below and infinity above.
pub(crate) fn power_of_two(exponent: i32) -> f64 {
    match exponent {
        // Each match arm keeps the shifted value positive and inside the exponent field.
        -1022..=1023 => f64::from_bits(u64::from((exponent + 1023).unsigned_abs()) << 52),
        -1074..=-1023 => f64::from_bits(1_u64 << (exponent + 1074)),
        i32::MIN..=-1075 => 0.0,
        1024.. => f64::INFINITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn natural(value: u128) -> Natural {
        let limbs = (0..4).map(|i| low_limb(value >> (32 * i))).collect();
        Natural::from_limbs(limbs)
    }

    #[test]
    fn small_numbers_follow_u128() {
        let (a, b) = (0xffff_ffff_ffff_fff1_u128, 0x1_2345_6789_u128);
        assert_eq!(natural(a).squared(), natural(a * a));
        assert_eq!(natural(a).times(0x1_2345_6789), natural(a * b));
        assert_eq!(natural(a).minus(&natural(b)), Some(natural(a - b)));
        assert_eq!(natural(b).minus(&natural(a)), None);
        assert_eq!(natural(a * b).divided(0x1_2345_6789), (natural(a), false));
        assert_eq!(natural(a * b + 1).divided(0x1_2345_6789), (natural(a), true));
        assert_eq!(natural(b).shifted(37), natural(b << 37));
        assert_eq!(natural(b << 37).trailing_zeros(), b.trailing_zeros() + 37);
    }

    #[test]
    fn rounding_is_half_to_even_like_the_hardware() {
        for value in [1_u128, 3, (1 << 53) + 1, (1 << 53) + 2, (1 << 53) + 3, (1 << 54) + 2, (1 << 54) + 6, u128::MAX] {
            assert_eq!(natural(value).to_f64(0, false).to_bits(), (value as f64).to_bits());
            let (mantissa, exponent) = natural(value).to_scaled(0, false);
            assert!((0.5..1.0).contains(&mantissa));
            assert_eq!((mantissa * power_of_two(exponent)).to_bits(), (value as f64).to_bits());
        }
    }

    #[test]
    fn rounding_knows_the_edges_of_f64() {
        assert_eq!(natural(1).to_f64(-1074, false).to_bits(), 1);
        assert_eq!(natural(1).to_f64(-1075, false).to_bits(), 0);
        assert_eq!(natural(3).to_f64(-1076, false).to_bits(), 1);
        assert_eq!(natural(3).to_f64(-1075, false).to_bits(), 2);
        assert_eq!(natural((1 << 53) - 1).to_f64(971, false).to_bits(), f64::MAX.to_bits());
        assert_eq!(natural((1 << 54) - 1).to_f64(970, false).to_bits(), f64::INFINITY.to_bits());
        assert_eq!(natural(1).to_f64(1024, false).to_bits(), f64::INFINITY.to_bits());
    }
}
