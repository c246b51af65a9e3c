//! Exact sums against a reference that counts single bits, and against the sums one can do by hand.
#![allow(clippy::float_cmp)] // the point is that the last bit is right

use cxm_core::Code;
use cxm_core::num::{ExactParts, ExactSum, exact_mean, ratio, square_ratio, std_deviation, variance};
use proptest::prelude::*;

/// A sum as counts of single powers of two from 2^-2200 on: nothing shared with the limbs of the crate.
struct BitCounts(Vec<i128>);

impl BitCounts {
    const LOWEST: i32 = -2200;

    fn new() -> Self {
        Self(vec![0; 4_600])
    }

    fn add(&mut self, value: f64, count: i128) {
        let (mantissa, exponent) = parts_of(value);
        self.add_bits(u128::from(mantissa), exponent, if value < 0.0 { -count } else { count });
    }

    fn add_square(&mut self, value: f64, count: i128) {
        let (mantissa, exponent) = parts_of(value);
        self.add_bits(u128::from(mantissa) * u128::from(mantissa), 2 * exponent, count);
    }

    fn add_bits(&mut self, bits: u128, exponent: i32, count: i128) {
        for bit in (0..128).filter(|bit| bits >> bit & 1 == 1) {
            self.0[usize::try_from(exponent - Self::LOWEST + bit).unwrap()] += count;
        }
    }

    /// The text of `ExactSum`, by carrying bit by bit.
    fn text(mut self) -> String {
        let negative = self.carry() < 0;
        if negative {
            self.0.iter_mut().for_each(|bit| *bit = -*bit);
            // The value was digits - 2^end, so the negated digits borrow just that 2^end.
            assert_eq!(self.carry(), -1);
        }
        let Some(first) = self.0.iter().position(|bit| *bit == 1) else {
            return "0x0p0".to_owned();
        };
        let bits: Vec<i128> = self.0.split_off(first);
        let digits: Vec<u32> =
            bits.chunks(4).map(|nibble| nibble.iter().rev().fold(0, |d, bit| 2 * d + u32::try_from(*bit).unwrap())).collect();
        let digits: String = digits.iter().rev().map(|d| char::from_digit(*d, 16).unwrap()).collect();
        let sign = if negative { "-" } else { "" };
        let exponent = i32::try_from(first).unwrap() + Self::LOWEST;
        format!("{sign}0x{}p{exponent}", digits.trim_start_matches('0'))
    }

    fn carry(&mut self) -> i128 {
        self.0.iter_mut().fold(0, |carry, bit| {
            let value = *bit + carry;
            *bit = value.rem_euclid(2);
            value.div_euclid(2)
        })
    }
}

fn parts_of(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let (exponent, fraction) = ((bits >> 52 & 0x7ff) as i32, bits & ((1 << 52) - 1));
    if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) }
}

/// Finite values: any bits at all, survey-like ones, and ones that cancel.
fn value() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    prop_oneof![
        3 => POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO,
        3 => (-1_000..1_000).prop_map(|tenths| f64::from(tenths) / 10.0),
        1 => prop_oneof![Just(1e300), Just(-1e300), Just(5e-324), Just(-5e-324), Just(f64::MAX), Just(f64::MIN), Just(-0.0)],
    ]
}

fn sum_of(values: &[f64]) -> ExactSum {
    values.iter().copied().collect()
}

fn squares_of(values: &[f64]) -> ExactSum {
    let mut squares = ExactSum::new();
    for value in values {
        squares.add_square(*value);
    }
    squares
}

proptest! {
    #[test]
    fn the_sum_is_exact(values in prop::collection::vec((value(), 0..=1_u64 << 53), 0..12)) {
        let (mut sum, mut reference) = (ExactSum::new(), BitCounts::new());
        for (value, count) in &values {
            sum.add(*value);
            reference.add(*value, 1);
            sum.add_scaled(*value, *count);
            reference.add(*value, i128::from(*count));
        }
        prop_assert_eq!(sum.to_string(), reference.text());
    }

    #[test]
    fn the_sum_of_squares_is_exact(values in prop::collection::vec((value(), 0..=1_u64 << 53), 0..12)) {
        let (mut sum, mut reference) = (ExactSum::new(), BitCounts::new());
        for (value, count) in &values {
            sum.add_square(*value);
            reference.add_square(*value, 1);
            sum.add_square_scaled(*value, *count);
            reference.add_square(*value, i128::from(*count));
        }
        prop_assert_eq!(sum.to_string(), reference.text());
    }

    #[test]
    fn order_and_split_do_not_matter(
        (values, shuffled) in prop::collection::vec(value(), 0..60)
            .prop_flat_map(|values| (Just(values.clone()), Just(values).prop_shuffle())),
        cut in any::<prop::sample::Index>(),
    ) {
        let whole = sum_of(&values);
        let cut = cut.index(shuffled.len() + 1);
        let mut left = sum_of(&shuffled[..cut]);
        let right = sum_of(&shuffled[cut..]);
        let mut other_way = right.clone();
        other_way.merge(&left);
        left.merge(&right);
        prop_assert_eq!(&left, &whole);
        prop_assert_eq!(&other_way, &whole);
        prop_assert_eq!(left.to_parts(), whole.to_parts());
        prop_assert_eq!(left.to_string(), whole.to_string());
        left.subtract(&right);
        prop_assert_eq!(left, sum_of(&shuffled[..cut]));
    }

    #[test]
    fn the_rounded_sum_is_the_nearest(values in prop::collection::vec(value(), 0..12)) {
        let sum = sum_of(&values);
        let rounded = sum.to_f64();
        if rounded.is_finite() {
            for (neighbour, side) in [(rounded.next_up(), -1), (rounded.next_down(), 1)] {
                if neighbour.is_finite() {
                    // The sign of sum - (rounded + neighbour) / 2, exactly.
                    let mut twice = sum.clone();
                    twice.merge(&sum);
                    twice.subtract(&sum_of(&[rounded, neighbour]));
                    let even = rounded.to_bits() & 1 == 0;
                    prop_assert!(twice.sign() == side || (twice.is_zero() && even));
                }
            }
        }
        let (mantissa, exponent) = sum.to_scaled();
        prop_assert!(mantissa == 0.0 || (0.5..1.0).contains(&mantissa.abs()));
        if rounded.is_normal() && exponent > -1000 && exponent < 1000 {
            prop_assert_eq!(mantissa * 2.0_f64.powi(exponent), rounded);
        }
    }

    #[test]
    fn parts_and_text_read_back(values in prop::collection::vec(value(), 0..12)) {
        let sum = squares_of(&values);
        let mut sum = sum;
        sum.merge_scaled(&sum_of(&values), -3);
        let parts = sum.to_parts();
        let read = ExactParts::new(parts.is_negative(), parts.exponent(), parts.limbs().to_vec()).unwrap();
        prop_assert_eq!(&ExactSum::from_parts(&read), &sum);
        prop_assert_eq!(&sum.to_string().parse::<ExactSum>().unwrap(), &sum);
        let json = serde_json::to_string(&sum).unwrap();
        prop_assert_eq!(&serde_json::from_str::<ExactSum>(&json).unwrap(), &sum);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "-?0?x?[0-9a-fp+-]{0,40}") {
        if let Ok(sum) = text.parse::<ExactSum>() {
            prop_assert_eq!(sum.to_string(), text);
        }
    }

    #[test]
    fn mean_and_variance_are_correctly_rounded(values in prop::collection::vec(-1_000_i64..1_000, 2..40), shift in -300..300_i32) {
        let scale = 2.0_f64.powi(shift);
        let floats: Vec<f64> = values.iter().map(|value| *value as f64 * scale).collect();
        let n = i64::try_from(values.len()).unwrap();
        let count = values.len() as u64;
        let (s, s2) = (values.iter().sum::<i64>(), values.iter().map(|value| value * value).sum::<i64>());
        let (sum, squares) = (sum_of(&floats), squares_of(&floats));
        // Whole numbers below 2^53: the hardware's one division is the correctly rounded quotient.
        prop_assert_eq!(exact_mean(&sum, count), Some(s as f64 / n as f64 * scale));
        let expected = (n * s2 - s * s) as f64 / (n * (n - 1)) as f64 * scale * scale;
        prop_assert_eq!(variance(count, &sum, &squares), Some(expected));
        if scale >= 1e-70 {
            prop_assert!((std_deviation(count, &sum, &squares).unwrap() - expected.sqrt()).abs() <= 2.3e-16 * expected.sqrt());
        }
    }
}

#[test]
fn means_that_lose_everything_in_floats_are_right() {
    assert_eq!(exact_mean(&sum_of(&[1e16, 1.0, -1e16]), 3), Some(1.0 / 3.0));
    assert_eq!(exact_mean(&sum_of(&[1.7e308, 1.7e308]), 2), Some(1.7e308));
    assert_eq!(exact_mean(&sum_of(&[5e-324, 5e-324]), 2), Some(5e-324));
    assert_eq!(exact_mean(&sum_of(&[-5e-324, 0.0, 0.0]), 3), Some(0.0));
    assert_eq!(sum_of(&[f64::MAX, f64::MAX]).to_f64(), f64::INFINITY);
    assert_eq!(sum_of(&[f64::MIN, f64::MIN]).to_f64(), f64::NEG_INFINITY);
}

#[test]
fn the_nist_accuracy_sets_come_out_right() {
    // StRD univariate NumAcc1-4: value, offset, times; certified standard deviations 1, .1, .1, .1.
    let sd = |values: &[f64]| std_deviation(values.len() as u64, &sum_of(values), &squares_of(values)).unwrap();
    let acc = |centre: f64, low: f64, high: f64| {
        let mut values = vec![centre];
        values.extend((0..1_000).flat_map(|_| [low, high]));
        values
    };
    assert_eq!(sd(&[10_000_001.0, 10_000_003.0, 10_000_002.0]), 1.0);
    // The decimals are not f64s, which limits the digits: 15, 9.4 and 8.2 (NIST's own remark).
    assert!((sd(&acc(1.2, 1.1, 1.3)) / 0.1 - 1.0).abs() < 1e-15);
    assert!((sd(&acc(1_000_000.2, 1_000_000.1, 1_000_000.3)) / 0.1 - 1.0).abs() < 1e-9);
    assert!((sd(&acc(10_000_000.2, 10_000_000.1, 10_000_000.3)) / 0.1 - 1.0).abs() < 1e-8);
}

#[test]
fn variances_at_the_edges_are_right() {
    let of = |values: &[f64]| variance(values.len() as u64, &sum_of(values), &squares_of(values));
    assert_eq!(of(&[1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0]), Some(30.0));
    assert_eq!(of(&[0.1; 7]), Some(0.0));
    assert_eq!(of(&[3.0]), None);
    assert_eq!(of(&[1e300, -1e300]), Some(f64::INFINITY)); // 2e600
    assert_eq!(of(&[5e-324, 0.0]), Some(0.0)); // 1e-647
    // |a - b| / sqrt 2 of two values; the smallest f64 times .707 rounds to itself.
    let sd = |values: &[f64]| std_deviation(values.len() as u64, &sum_of(values), &squares_of(values));
    assert_eq!(sd(&[5e-324, 0.0]), Some(5e-324));
    assert_eq!(sd(&[3.0; 4]), Some(0.0));
    assert_eq!(sd(&[3.0]), None);
    // Sums that no values have: n S2 < S^2.
    assert_eq!(variance(2, &sum_of(&[3.0]), &sum_of(&[1.0])), None);
    assert_eq!(variance(2, &sum_of(&[0.0]), &sum_of(&[-1.0])), None);
}

#[test]
fn quotients_of_sums_beyond_floats_are_right() {
    let weights = [1e-300, 1e300, 1e300, 1e300];
    assert!((square_ratio(&sum_of(&weights), &squares_of(&weights)) / 3.0 - 1.0).abs() < 1e-15);
    let tiny = [1e-300, 3e-300];
    assert!((square_ratio(&sum_of(&tiny), &squares_of(&tiny)) / 1.6 - 1.0).abs() < 1e-15);
    assert_eq!(ratio(&squares_of(&[1e-300]), &squares_of(&[1e300])), 0.0);
    assert_eq!(ratio(&squares_of(&[1e300]), &squares_of(&[-1e-300])), f64::INFINITY);
    assert_eq!(ratio(&sum_of(&[5e-324]), &sum_of(&[2.0])), 0.0); // half the smallest f64, tie to even
    assert_eq!(ratio(&sum_of(&[1.5e-323]), &sum_of(&[2.0])), 1e-323); // 3 / 2 steps, tie to even
    assert_eq!(ratio(&sum_of(&[-1.0]), &sum_of(&[4.0])), -0.25);
    assert!(ratio(&ExactSum::new(), &ExactSum::new()).is_nan());
}

#[test]
fn carries_survive_a_thousand_doublings() {
    let mut sum = sum_of(&[f64::MAX, -1.0]);
    for _ in 0..1_000 {
        let copy = sum.clone();
        sum.merge(&copy);
    }
    let (mantissa, exponent) = sum.to_scaled();
    assert_eq!((mantissa, exponent), (f64::MAX * 2.0_f64.powi(-1023) * 0.5, 2_024));
}

#[test]
fn damaged_parts_and_texts_are_refused() {
    let refused = |negative, exponent, limbs: &[u32]| {
        ExactParts::new(negative, exponent, limbs.to_vec()).unwrap_err().code() == Code::InvalidState
    };
    assert!(refused(true, 0, &[]));
    assert!(refused(false, 32, &[]));
    assert!(refused(false, 0, &[0, 1]));
    assert!(refused(false, 0, &[1, 0]));
    assert!(refused(false, 1, &[1]));
    assert!(refused(false, -2_208, &[1]));
    assert!(refused(false, 2_432, &[1]));
    assert!(refused(false, 2_400, &[1, 1]));
    assert!(refused(false, i32::MIN, &[1]));
    assert!(refused(false, i32::MAX, &[1]));
    assert!(refused(false, -2_176, &[1; 145]));
    assert!(ExactParts::new(false, -2_176, vec![1; 144]).is_ok());
    let long = format!("0x{}1p0", "1".repeat(100_000));
    for text in [
        "",
        "1",
        "0x",
        "0x1",
        "0x1p",
        "0x2p0",
        "0x01p0",
        "0x1p+0",
        "0x1p00",
        "0X1p0",
        "0xAp0",
        "-0x0p0",
        "0x0p1",
        "0x1p-2177",
        "0x1p2432",
        "0x+1p0",
        "+0x1p0",
        " 0x1p0",
        "0x1p0 ",
        "0xé1p0",
        "0x1p99999999999",
        &long,
    ] {
        assert!(text.parse::<ExactSum>().is_err(), "{text:.40}");
    }
    assert_eq!("-0x1a2bp-1074".parse::<ExactSum>().unwrap().to_f64(), -6_699.0 * 5e-324);
    assert_eq!("0x0p0".parse::<ExactSum>().unwrap(), ExactSum::new());
}

#[test]
fn doubling_sixty_times_is_a_multiple() {
    // Mantissas of ones fill every limb, so that a carry put off too long would leave i64.
    for value in [f64::MAX, f64::MAX / 3.0, (1.0_f64).next_down(), f64::MIN_POSITIVE.next_down(), -1.0 / 3.0] {
        let mut once = squares_of(&[value, value, 7.0 * (value / 8.0)]);
        once.add(value);
        let mut doubled = once.clone();
        for _ in 0..60 {
            let copy = doubled.clone();
            doubled.merge(&copy);
        }
        let mut multiple = ExactSum::new();
        multiple.merge_scaled(&once, 1 << 60);
        assert_eq!(doubled, multiple);
        doubled.merge_scaled(&once, -(1 << 60));
        assert!(doubled.is_zero());
    }
}
