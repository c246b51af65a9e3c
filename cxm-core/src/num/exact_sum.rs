use std::fmt;

use super::exact_parts::ExactParts;

/// Exponent of limb 0: the square of the smallest f64 is 2^-2148, and 2176 is the next multiple of 32.
pub(super) const LOWEST_EXPONENT: i32 = -2176;

/// So many additions of at most 2^33 a limb fit beside a carried limb (below 2^33) in an i64.
const ADDITIONS_BETWEEN_CARRIES: u32 = 1 << 28;

const LIMB_MASK: i64 = 0xffff_ffff;

/// The exact sum of finite `f64`s: the same state in whatever order and however split the values came.
///
/// A superaccumulator: the sum is a whole number of steps of 2^-2176 in limbs of 32 bits, each held in an `i64` so that
/// carries wait. Only the limbs in use are kept. Two sums are equal when their values are, however they came about.
/// Squares and whole multiples are exact too, also where `f64` itself would give infinity or 0.
///
/// # Valid when
/// The values are finite: the door of the columns refuses infinities and counts NaN as missing. Debug builds assert it;
/// in release builds an infinity or NaN would be taken for a finite number.
///
/// # Examples
/// ```
/// use cxm_core::num::ExactSum;
/// let sum: ExactSum = [1e16, 1.0, -1e16].into_iter().collect();
/// assert_eq!(sum.to_f64(), 1.0); // f64 addition gives 0
/// let other: ExactSum = [-1e16, 1e16, 0.5, 0.5].into_iter().collect();
/// assert_eq!(sum, other);
/// ```
///
/// # References
/// Neal (2015), *Fast exact summation using small and large superaccumulators*, arXiv:1505.05571.
#[derive(Clone, Default, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ExactSum {
    /// `limbs[i]` counts 2^(32 (lowest + i) - 2176); a signed digit, not yet carried.
    limbs: Vec<i64>,
    lowest: usize,
    /// Additions since the last carry, in units of 2^33 a limb.
    additions: u32,
}

impl ExactSum {
    /// The empty sum, zero.
    #[must_use]
    pub const fn new() -> Self {
        Self { limbs: Vec::new(), lowest: 0, additions: 0 }
    }

    /// Adds `value`.
    #[inline]
    pub fn add(&mut self, value: f64) {
        let (negative, mantissa, position) = split(value);
        // A mantissa of 53 bits moved by up to 31 spans three limbs.
        let wide = u128::from(mantissa) << (position % 32);
        let start = (position / 32).wrapping_sub(self.lowest);
        if start.checked_add(3).is_none_or(|end| end > self.limbs.len()) {
            self.add_outside(negative, mantissa, position);
            return;
        }
        let sign = -i64::from(negative);
        if let Some([low, middle, high]) = self.limbs.get_mut(start..start + 3) {
            *low += (limb_at(wide, 0) ^ sign) - sign;
            *middle += (limb_at(wide, 1) ^ sign) - sign;
            *high += (limb_at(wide, 2) ^ sign) - sign;
        }
        self.note_additions(1);
    }

    #[cold]
    fn add_outside(&mut self, negative: bool, mantissa: u64, position: usize) {
        self.add_wide(negative, u128::from(mantissa), position);
    }

    /// Adds `value` x `count`, exactly.
    pub fn add_scaled(&mut self, value: f64, count: u64) {
        let (negative, mantissa, position) = split(value);
        self.add_wide(negative, u128::from(mantissa) * u128::from(count), position);
    }

    /// Adds `value`^2, exactly, also where `f64` has no such number (1e300, 1e-300).
    ///
    /// # Examples
    /// ```
    /// use cxm_core::num::ExactSum;
    /// let mut sum = ExactSum::new();
    /// sum.add_square(3.0);
    /// sum.add_square(4.0);
    /// assert_eq!(sum.to_f64(), 25.0);
    /// ```
    #[inline]
    pub fn add_square(&mut self, value: f64) {
        let (square, position) = split_square(value);
        self.add_wide(false, square, position);
    }

    /// Adds `value`^2 x `count`, exactly.
    pub fn add_square_scaled(&mut self, value: f64, count: u64) {
        let (square, position) = split_square(value);
        let low = square & u128::from(u64::MAX);
        self.add_wide(false, low * u128::from(count), position);
        // 106 - 64 = 42 bits are left: the product fits.
        self.add_wide(false, (square >> 64) * u128::from(count), position + 64);
    }

    /// Adds the other sum.
    pub fn merge(&mut self, other: &Self) {
        self.combine(other, 1);
    }

    /// Takes the other sum away; what is left is what would have been without it.
    pub fn subtract(&mut self, other: &Self) {
        self.combine(other, -1);
    }

    /// Adds `factor` times the other sum, exactly: a linear combination of sums has no rounding.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::num::ExactSum;
    /// let tenth: ExactSum = [0.1].into_iter().collect();
    /// let mut net = ExactSum::new();
    /// net.merge_scaled(&tenth, 100);
    /// net.merge_scaled(&tenth, -100);
    /// assert!(net.is_zero());
    /// ```
    pub fn merge_scaled(&mut self, other: &Self, factor: i64) {
        let parts = other.to_parts();
        let negative = parts.is_negative() != (factor < 0);
        for (position, limb) in (parts.position()..).step_by(32).zip(parts.limbs()) {
            let product = u128::from(*limb) * u128::from(factor.unsigned_abs());
            self.add_wide(negative, product, position);
        }
    }

    /// Whether the sum is exactly 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.sign() == 0
    }

    /// -1, 0 or 1: the sign of the exact sum.
    #[must_use]
    pub fn sign(&self) -> i32 {
        let parts = self.to_parts();
        match (parts.limbs().is_empty(), parts.is_negative()) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    /// The `f64` nearest to the sum, ties to even; infinite where the sum is beyond `f64::MAX`.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        let parts = self.to_parts();
        let size = parts.magnitude().to_f64(parts.exponent(), false);
        if parts.is_negative() { -size } else { size }
    }

    /// The sum as mantissa x 2^exponent, the mantissa rounded to 53 bits with a size in [0.5, 1); (0, 0) for zero.
    ///
    /// Never infinite and never 0 unless the sum is: for quotients of sums that `f64` cannot hold.
    #[must_use]
    pub fn to_scaled(&self) -> (f64, i32) {
        let parts = self.to_parts();
        let (size, exponent) = parts.magnitude().to_scaled(parts.exponent(), false);
        (if parts.is_negative() { -size } else { size }, exponent)
    }

    /// The canonical form: the same parts for the same sum, however it came about.
    #[must_use]
    pub fn to_parts(&self) -> ExactParts {
        let mut sum = self.clone();
        sum.carry();
        let negative = sum.limbs.iter().rev().find(|limb| **limb != 0).is_some_and(|top| *top < 0);
        if negative {
            sum.limbs.iter_mut().for_each(|limb| *limb = -*limb);
            sum.carry();
        }
        // Carried and not negative: every limb is in 0..2^32, the highest too (see `carry`).
        let limbs = sum.limbs.iter().map(|limb| u32::try_from(*limb).unwrap_or(u32::MAX)).collect();
        ExactParts::trimmed(negative, sum.lowest, limbs)
    }

    /// The sum that has these parts.
    #[must_use]
    pub fn from_parts(parts: &ExactParts) -> Self {
        let sign = if parts.is_negative() { -1 } else { 1 };
        Self {
            limbs: parts.limbs().iter().map(|limb| sign * i64::from(*limb)).collect(),
            lowest: parts.position() / 32,
            additions: 1,
        }
    }

    /// Adds `magnitude` x 2^(`position` - 2176) with its sign, of up to 128 bits.
    #[inline]
    fn add_wide(&mut self, negative: bool, magnitude: u128, position: usize) {
        if magnitude == 0 {
            return;
        }
        let first = position / 32;
        if first < self.lowest || first + 5 > self.lowest + self.limbs.len() {
            self.reserve(first, first + 5);
        }
        let start = first - self.lowest; // `reserve` made lowest <= first
        let sign = -i64::from(negative);
        // Halves of 64 bits, moved by up to 31, span three limbs each; they meet in the third.
        let low = (magnitude & u128::from(u64::MAX)) << (position % 32);
        let high = (magnitude >> 64) << (position % 32);
        let digits = [limb_at(low, 0), limb_at(low, 1), limb_at(low, 2) + limb_at(high, 0), limb_at(high, 1), limb_at(high, 2)];
        if let Some(limbs) = self.limbs.get_mut(start..start + 5) {
            for (limb, digit) in limbs.iter_mut().zip(digits) {
                *limb += (digit ^ sign) - sign;
            }
        }
        self.note_additions(1);
    }

    fn combine(&mut self, other: &Self, sign: i64) {
        if other.limbs.is_empty() {
            return;
        }
        let carried;
        let other = if other.additions < ADDITIONS_BETWEEN_CARRIES / 2 {
            other
        } else {
            let mut copy = other.clone();
            copy.carry();
            carried = copy;
            &carried
        };
        self.reserve(other.lowest, other.lowest + other.limbs.len());
        let start = other.lowest - self.lowest; // `reserve` made self.lowest <= other.lowest
        for (mine, theirs) in self.limbs.iter_mut().skip(start).zip(&other.limbs) {
            *mine += sign * theirs;
        }
        self.note_additions(other.additions + 1);
    }

    fn note_additions(&mut self, count: u32) {
        self.additions += count;
        if self.additions >= ADDITIONS_BETWEEN_CARRIES {
            self.carry();
        }
    }

    /// Makes the window hold limbs `first..end`.
    #[cold]
    fn reserve(&mut self, first: usize, end: usize) {
        if self.limbs.is_empty() {
            self.lowest = first;
        }
        if first < self.lowest {
            let missing = self.lowest - first;
            self.limbs.splice(0..0, std::iter::repeat_n(0, missing));
            self.lowest = first;
        }
        if end > self.lowest + self.limbs.len() {
            self.limbs.resize(end - self.lowest, 0);
        }
    }

    /// Brings every limb but the highest into 0..2^32; the highest keeps the sign and is within 2^32 of zero.
    fn carry(&mut self) {
        let Some((top, below)) = self.limbs.split_last_mut() else {
            return;
        };
        let mut carry = 0;
        for limb in below {
            let value = *limb + carry;
            *limb = value & LIMB_MASK;
            carry = value >> 32;
        }
        *top += carry;
        if top.unsigned_abs() > LIMB_MASK.unsigned_abs() {
            let high = *top >> 32;
            *top &= LIMB_MASK;
            self.limbs.push(high);
        }
        self.additions = 1;
    }
}

/// Sign, mantissa and position of its last bit above 2^-2176, of a finite value.
#[inline]
fn split(value: f64) -> (bool, u64, usize) {
    debug_assert!(value.is_finite(), "an exact sum takes finite values only");
    let bits = value.to_bits();
    let exponent = (bits >> 52) & 0x7ff;
    let fraction = bits & ((1 << 52) - 1);
    let mantissa = fraction | (u64::from(exponent != 0) << 52);
    // Value = mantissa x 2^(max(exponent, 1) - 1075), and 2176 - 1075 = 1101. At most 11 bits: it fits usize.
    #[allow(clippy::cast_possible_truncation)]
    let position = exponent.max(1) as usize + 1101;
    (value.is_sign_negative(), mantissa, position)
}

/// The square of a finite value: mantissa, and position of its last bit above 2^-2176.
#[inline]
fn split_square(value: f64) -> (u128, usize) {
    let (_, mantissa, position) = split(value);
    // 2 (position - 2176) + 2176; position >= 1102.
    (u128::from(mantissa) * u128::from(mantissa), 2 * position - 2176)
}

#[inline]
#[allow(clippy::cast_possible_truncation)] // the lowest 32 bits, on purpose
fn low_32(value: u128) -> u32 {
    value as u32
}

#[inline]
fn limb_at(value: u128, index: u32) -> i64 {
    i64::from(low_32(value >> (32 * index)))
}

impl PartialEq for ExactSum {
    fn eq(&self, other: &Self) -> bool {
        self.to_parts() == other.to_parts()
    }
}

impl Eq for ExactSum {}

impl fmt::Debug for ExactSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExactSum({self})")
    }
}

impl Extend<f64> for ExactSum {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.add(value));
    }
}

impl FromIterator<f64> for ExactSum {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut sum = Self::new();
        sum.extend(values);
        sum
    }
}
