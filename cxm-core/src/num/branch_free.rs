//! A logarithm and an exponential without branches, so that loops over them become vectors; the same bits in a vector of any width, and alone.

use std::f64::consts::{LN_2, LOG2_E};

/// 2^52: the doubles from here to twice as much are the whole numbers, which stand in their low bits.
const WHOLE: f64 = 4_503_599_627_370_496.0;
/// The bits of a double that are no exponent.
const FRACTION: u32 = 52;
/// The exponent of 1, in its place.
const ONE: u64 = 1023 << FRACTION;
/// `ln_1p_ratio` ends here: 2^-1000.
const LEAST_RATIO: f64 = 9.332_636_185_032_189e-302;
/// `exp_negative` is 0 from here on.
const LEAST_EXPONENT: f64 = -708.0;
/// The logarithm of 2 in two parts, of which so many copies as an exponent can be are exact.
const LN_2_PARTS: (f64, f64) = (0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10);

/// Of `atanh(s) / s` in `s²`: of an `s` up to 1/5 what is left out is below a tenth of the last bit.
const ATANH: [f64; 13] = {
    let mut terms = [0.0; 13];
    let mut n = 0;
    while n < terms.len() {
        terms[n] = 1.0 / (2 * n + 1) as f64;
        n += 1;
    }
    terms
};

/// Of `e^r` in `r`, up to half the logarithm of 2: likewise.
const EXP: [f64; 14] = {
    let mut terms = [1.0; 14];
    let mut n = 1;
    while n < terms.len() {
        terms[n] = terms[n - 1] / n as f64;
        n += 1;
    }
    terms
};

/// The terms of even and of odd powers on their own, so that the one need not wait for the other.
#[allow(clippy::inline_always)] // so that the loop becomes vectors
#[inline(always)]
fn polynomial<const N: usize>(terms: &[f64; N], at: f64) -> f64 {
    let square = at * at;
    let (mut even, mut odd) = (0.0, 0.0);
    let mut n = N;
    while n > 0 {
        n -= 1;
        if n.is_multiple_of(2) {
            even = even * square + terms[n]; // below N
        } else {
            odd = odd * square + terms[n];
        }
    }
    even + at * odd
}

/// `ln(1 + added / from)` of a positive `from` and of what is not negative; of more than 2^1000 times as much that of as much.
///
/// The ratio is 2^k m, m near 1, and the logarithm of m is `2 atanh((m - 1) / (m + 1))`, of which one division is all. Where k is 0 nothing is lost of a small `added`.
#[allow(clippy::inline_always)] // so that the loop becomes vectors
#[inline(always)]
pub(crate) fn ln_1p_ratio(added: f64, from: f64) -> f64 {
    let sum = from + added;
    let from = from.max(sum * LEAST_RATIO);
    // Bits of positive doubles are in their order, and near to their logarithms.
    let k = (sum.to_bits().wrapping_sub(from.to_bits()) + (1 << (FRACTION - 1))) >> FRACTION;
    let near = sum * f64::from_bits(ONE.wrapping_sub(k << FRACTION));
    let above = if k == 0 { added } else { near - from };
    let s = above / (near + from);
    let of_m = 2.0 * s * polynomial(&ATANH, s * s);
    let k = f64::from_bits(WHOLE.to_bits() | k) - WHOLE;
    k * LN_2 + of_m
}

/// `e^x` of what is not positive; 0 where it would be less than 1e-307.
#[allow(clippy::inline_always)] // so that the loop becomes vectors
#[inline(always)]
pub(crate) fn exp_negative(x: f64) -> f64 {
    let at = x.max(LEAST_EXPONENT);
    // The whole part stands in the low bits; as if of two's complement, for the half more of WHOLE.
    let shifted = at * LOG2_E + 1.5 * WHOLE;
    let n = shifted - 1.5 * WHOLE;
    let rest = (at - n * LN_2_PARTS.0) - n * LN_2_PARTS.1;
    let scale = f64::from_bits((shifted.to_bits() << FRACTION).wrapping_add(ONE));
    let found = polynomial(&EXP, rest) * scale;
    if x < LEAST_EXPONENT { 0.0 } else { found }
}

#[cfg(test)]
mod tests {
    use super::{exp_negative, ln_1p_ratio};
    use proptest::prelude::*;

    /// How far apart, in units of the last place.
    fn apart(found: f64, expected: f64) -> u64 {
        found.to_bits().abs_diff(expected.to_bits())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        // The system's own are within a unit of the truth; the quotient is rounded, too.
        #[test]
        fn logarithms_are_those_of_the_system(added in -40.0..20.0_f64, from in -10.0..10.0_f64) {
            let (added, from) = (10_f64.powf(added), 10_f64.powf(from));
            let expected = (added / from).ln_1p();
            prop_assert!(apart(ln_1p_ratio(added, from), expected) <= 4, "{} {}", ln_1p_ratio(added, from), expected);
        }

        #[test]
        fn exponentials_are_those_of_the_system(x in -708.0..0.0_f64, small in -30.0..0.0_f64) {
            for x in [x, -(10_f64.powf(small))] {
                prop_assert!(apart(exp_negative(x), x.exp()) <= 2, "{} {}", exp_negative(x), x.exp());
            }
        }
    }

    #[test]
    fn the_ends_are_what_they_are() {
        assert_eq!(ln_1p_ratio(0.0, 3.0).to_bits(), 0);
        assert_eq!(exp_negative(0.0).to_bits(), 1.0_f64.to_bits());
        assert_eq!(exp_negative(-0.0).to_bits(), 1.0_f64.to_bits());
        assert!([-708.1, -1e6, f64::NEG_INFINITY].iter().all(|x| exp_negative(*x).to_bits() == 0));
        assert!((ln_1p_ratio(1e300, 1e-300) - 1000.0 * std::f64::consts::LN_2).abs() < 1e-10);
        assert!(ln_1p_ratio(9e15, f64::MIN_POSITIVE).is_finite());
        assert!((ln_1p_ratio(1.0, f64::MAX)).abs() < 1e-300);
    }
}
