use std::fmt;
use std::str::FromStr;

use super::ExactSum;
use super::big::Natural;
use super::exact_sum::LOWEST_EXPONENT;
use crate::error::{Code, Error, Result};

/// Limbs that a stored sum may span: the square of `f64::MAX` needs 133, 2^53 of them 135.
const MAX_LIMBS: usize = 144;

/// The canonical form of an [`ExactSum`]: sign, exponent of the lowest limb, and the limbs of 32 bits.
///
/// Zero has no limbs, exponent 0 and no sign; otherwise neither the first nor the last limb is 0 and the exponent is a
/// multiple of 32. So one value has one form, and the form is what states write to bytes.
///
/// # Examples
/// ```
/// use cxm_core::num::{ExactParts, ExactSum};
/// let sum: ExactSum = [-3.0].into_iter().collect();
/// let parts = sum.to_parts();
/// assert_eq!((parts.is_negative(), parts.exponent(), parts.limbs()), (true, 0, &[3_u32][..]));
/// assert_eq!(ExactSum::from_parts(&ExactParts::new(true, 0, vec![3])?), sum);
/// assert!(ExactParts::new(true, 0, vec![0, 3]).is_err()); // the same value is exponent 32, limbs [3]
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExactParts {
    negative: bool,
    /// Position of the lowest limb in limbs above 2^-2176; 0 for zero.
    lowest: usize,
    limbs: Vec<u32>,
}

impl ExactParts {
    /// Parts read from outside, accepted only in canonical form.
    ///
    /// # Errors
    /// [`Code::InvalidState`] where a limb at either end is 0, the exponent is no multiple of 32 in -2176..2432 or the
    /// limbs reach beyond it, or zero has a sign or an exponent.
    pub fn new(negative: bool, exponent: i32, limbs: Vec<u32>) -> Result<Self> {
        let damaged = |what: &str| Error::new(Code::InvalidState, format!("exact sum is damaged: {what}"));
        if limbs.is_empty() {
            return match (negative, exponent) {
                (false, 0) => Ok(Self { negative, lowest: 0, limbs }),
                _ => Err(damaged("zero has a sign or an exponent")),
            };
        }
        if limbs.first() == Some(&0) || limbs.last() == Some(&0) {
            return Err(damaged("a limb at the end is 0"));
        }
        let lowest = exponent
            .checked_sub(LOWEST_EXPONENT)
            .filter(|above| above % 32 == 0)
            .and_then(|above| usize::try_from(above / 32).ok())
            .filter(|lowest| lowest.checked_add(limbs.len()).is_some_and(|end| end <= MAX_LIMBS))
            .ok_or_else(|| damaged("the exponent is out of range"))?;
        Ok(Self { negative, lowest, limbs })
    }

    /// Parts without the zero limbs at both ends.
    pub(super) fn trimmed(negative: bool, lowest: usize, mut limbs: Vec<u32>) -> Self {
        while limbs.last() == Some(&0) {
            limbs.pop();
        }
        if limbs.is_empty() {
            return Self { negative: false, lowest: 0, limbs };
        }
        let zeros = limbs.iter().take_while(|limb| **limb == 0).count();
        limbs.drain(..zeros);
        Self { negative, lowest: lowest + zeros, limbs }
    }

    /// Whether the sum is below 0.
    #[must_use]
    pub const fn is_negative(&self) -> bool {
        self.negative
    }

    /// The power of two that a 1 in the lowest limb stands for; 0 for zero.
    #[must_use]
    pub fn exponent(&self) -> i32 {
        if self.limbs.is_empty() {
            return 0;
        }
        // At most a few hundred limbs.
        LOWEST_EXPONENT + i32::try_from(self.position()).unwrap_or(i32::MAX / 2)
    }

    /// The limbs, lowest first.
    #[must_use]
    pub fn limbs(&self) -> &[u32] {
        &self.limbs
    }

    /// Bits between 2^-2176 and the lowest limb.
    pub(super) const fn position(&self) -> usize {
        32 * self.lowest
    }

    /// The limbs as a whole number.
    pub(super) fn magnitude(&self) -> Natural {
        Natural::from_limbs(self.limbs.clone())
    }
}

/// A C99 hexadecimal number, `-0x1a2bp-1074`: an odd whole mantissa in lower case and a power of two in decimals; zero
/// is `0x0p0`. Python's `float.fromhex` reads it. It is the JSON form too, for no JSON number holds the sum exactly.
impl fmt::Display for ExactSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.to_parts();
        let magnitude = parts.magnitude();
        let zeros = magnitude.trailing_zeros();
        // 2^k of k < 32 at the lowest limb, which is not 0.
        let digits = magnitude.divided(1 << (zeros % 32)).0.into_limbs();
        let exponent = parts.exponent() + i32::try_from(zeros).unwrap_or(0);
        f.write_str(if parts.is_negative() { "-0x" } else { "0x" })?;
        match digits.split_last() {
            None => f.write_str("0")?,
            Some((top, below)) => {
                write!(f, "{top:x}")?;
                below.iter().rev().try_for_each(|limb| write!(f, "{limb:08x}"))?;
            }
        }
        write!(f, "p{exponent}")
    }
}

/// Reads what `Display` writes, and nothing else: one value has one text.
impl FromStr for ExactSum {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        read(text)
            .filter(|sum| sum.to_string() == text)
            .ok_or_else(|| Error::new(Code::InvalidState, "exact sum must be a hexadecimal number such as -0x1a2bp-1074"))
    }
}

fn read(text: &str) -> Option<ExactSum> {
    // 144 limbs of 8 digits and the rest: longer text is refused before anything is built from it.
    if text.len() > 8 * MAX_LIMBS + 16 || !text.is_ascii() {
        return None;
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (digits, exponent) = digits.strip_prefix("0x")?.split_once('p')?;
    let mut limbs = Vec::new();
    for chunk in digits.as_bytes().rchunks(8) {
        let chunk = std::str::from_utf8(chunk).ok()?;
        limbs.push(u32::from_str_radix(chunk, 16).ok()?);
    }
    let magnitude = Natural::from_limbs(limbs);
    if magnitude.is_zero() {
        return Some(ExactSum::new());
    }
    let position = exponent.parse::<i32>().ok()?.checked_sub(LOWEST_EXPONENT)?;
    let position = u32::try_from(position).ok()?;
    let limbs = magnitude.shifted(position % 32).into_limbs();
    let exponent = LOWEST_EXPONENT + i32::try_from(position - position % 32).ok()?;
    ExactParts::new(negative, exponent, limbs).ok().map(|parts| ExactSum::from_parts(&parts))
}

impl TryFrom<String> for ExactSum {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<ExactSum> for String {
    fn from(sum: ExactSum) -> Self {
        sum.to_string()
    }
}
