//! Data for the benches: columns of a survey, made from a seed.

/// Rows of a run: ten million when timed (`cargo bench`), few when only tested (`cargo test --benches`, `cargo bench -- --test`).
#[must_use]
pub fn rows() -> usize {
    let asked = |name: &str| std::env::args().any(|argument| argument == name);
    if asked("--bench") && !asked("--test") { 10_000_000 } else { 20_000 }
}

/// Numbers that look random: `SplitMix64` (Steele, Lea & Flood 2014).
#[derive(Debug, Clone)]
pub struct Numbers(pub u64);

impl Numbers {
    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let high = u128::from(mixed ^ (mixed >> 31)) * u128::from(bound);
        u64::try_from(high >> 64).unwrap_or(0) // a product of two u64 shifted by 64 bits fits
    }
}

/// Answers on 0-10 as surveys have them: mostly 7 to 10.
#[must_use]
pub fn scores(rows: usize) -> Vec<u8> {
    const SHAPE: [u8; 20] = [0, 1, 2, 3, 4, 5, 5, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 10];
    let mut numbers = Numbers(1);
    (0..rows).map(|_| SHAPE[usize::try_from(numbers.below(20)).unwrap_or(0)]).collect()
}

/// Group numbers below `groups`.
#[must_use]
pub fn groups(rows: usize, groups: u32) -> Vec<u32> {
    let mut numbers = Numbers(u64::from(groups));
    (0..rows).map(|_| u32::try_from(numbers.below(groups.into())).unwrap_or(0)).collect()
}

/// Days of three years from 2023-01-01 on.
#[must_use]
pub fn days(rows: usize) -> Vec<i32> {
    let mut numbers = Numbers(3);
    (0..rows).map(|_| 19_358 + i32::try_from(numbers.below(1_096)).unwrap_or(0)).collect()
}

/// Bits of which nine in ten are set.
#[must_use]
pub fn validity(rows: usize) -> Vec<u8> {
    let mut numbers = Numbers(4);
    let mut bits = vec![0_u8; rows.div_ceil(8)];
    for row in 0..rows {
        bits[row / 8] |= u8::from(numbers.below(10) > 0) << (row % 8);
    }
    bits
}
