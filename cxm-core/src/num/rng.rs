/// The core's own seeded generator: Philox4x32-10, a function of (seed, stream, position) and nothing else.
///
/// Draw `b` of a resampling uses stream `b`, so a result does not depend on how the draws are split over threads. Not
/// for secrets.
///
/// # Examples
/// ```
/// use cxm_core::num::Rng;
/// let (mut first, mut again, mut other) = (Rng::new(1, 0), Rng::new(1, 0), Rng::new(1, 1));
/// let number = first.next_u64();
/// assert_eq!(number, again.next_u64());
/// assert_ne!(number, other.next_u64());
/// ```
///
/// # References
/// Salmon, Moraes, Dror and Shaw (2011), *Parallel random numbers: as easy as 1, 2, 3*, SC11.
#[derive(Debug, Clone)]
pub struct Rng {
    key: u64,
    stream: u64,
    /// The next block to compute.
    block: u64,
    /// The second half of the last block, where it is not yet used.
    spare: Option<u64>,
}

impl Rng {
    /// The generator of this seed and stream, at its beginning.
    #[must_use]
    pub const fn new(seed: u64, stream: u64) -> Self {
        Self { key: seed, stream, block: 0, spare: None }
    }

    /// 64 random bits.
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let [a, b, c, d] =
            philox([low(self.block), high(self.block), low(self.stream), high(self.stream)], [low(self.key), high(self.key)]);
        // 2^64 blocks are never used up; the counter starts anew rather than panics.
        self.block = self.block.wrapping_add(1);
        self.spare = Some(u64::from(c) | u64::from(d) << 32);
        u64::from(a) | u64::from(b) << 32
    }

    /// A number uniform on (0, 1), neither end included: one of 2^52 equally spaced ones.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        // The middle of a cell of 2^-52: 52 bits and a half are exact in f64.
        ((self.next_u64() >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
    }

    /// A whole number uniform on `0..end`, without bias; 0 where `end` is 0.
    ///
    /// # References
    /// Lemire (2019), *Fast random integer generation in an interval*, ACM TOMACS 29(1).
    pub fn below(&mut self, end: u64) -> u64 {
        if end == 0 {
            return 0;
        }
        let refused = end.wrapping_neg() % end;
        loop {
            let product = u128::from(self.next_u64()) * u128::from(end);
            let [high, low] = halves(product);
            if low >= refused {
                return high;
            }
        }
    }

    /// Puts the items into a random order, each order equally likely (Fisher-Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            // Both fit: the drawn index is at most `last`, itself a usize.
            let drawn = self.below(last as u64 + 1);
            items.swap(last, usize::try_from(drawn).unwrap_or(last));
        }
    }
}

/// One block: ten rounds on a counter of four words with a key of two.
#[inline]
fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for round in 0..10 {
        if round > 0 {
            key = [key[0].wrapping_add(0x9E37_79B9), key[1].wrapping_add(0xBB67_AE85)];
        }
        let [c0, c1, c2, c3] = counter;
        let (first, second) = (0xD251_1F53 * u64::from(c0), 0xCD9E_8D57 * u64::from(c2));
        counter = [high(second) ^ c1 ^ key[0], low(second), high(first) ^ c3 ^ key[1], low(first)];
    }
    counter
}

#[inline]
#[allow(clippy::cast_possible_truncation)] // the low word, on purpose
const fn low(word: u64) -> u32 {
    word as u32
}

#[inline]
const fn high(word: u64) -> u32 {
    low(word >> 32)
}

#[inline]
#[allow(clippy::cast_possible_truncation)] // both halves, on purpose
const fn halves(product: u128) -> [u64; 2] {
    [(product >> 64) as u64, product as u64]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answers that Random123 1.14 ships in `kat_vectors` for philox4x32, 10 rounds.
    #[test]
    fn philox_gives_the_known_answers() {
        let ones = u32::MAX;
        assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(philox([ones; 4], [ones; 2]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        assert_eq!(
            philox([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn a_block_gives_two_numbers_and_then_the_next() {
        let mut rng = Rng::new(0, 0);
        assert_eq!(rng.next_u64(), 0xe169_c58d_6627_e8d5);
        assert_eq!(rng.next_u64(), 0x9b00_dbd8_bc57_ac4c);
        assert_ne!(rng.next_u64(), 0xe169_c58d_6627_e8d5);
    }

    #[test]
    fn uniform_has_the_moments_of_the_uniform_and_never_an_end() {
        let mut rng = Rng::new(7, 0);
        let n = 200_000;
        let draws: Vec<f64> = (0..n).map(|_| rng.uniform()).collect();
        assert!(draws.iter().all(|u| 0.0 < *u && *u < 1.0));
        let mean = draws.iter().sum::<f64>() / f64::from(n);
        // Five standard errors: sqrt(1 / 12 / n) = 6.5e-4.
        assert!((mean - 0.5).abs() < 3.3e-3, "{mean}");
    }

    #[test]
    #[cfg_attr(miri, ignore = "tens of thousands of draws, which take an hour there")]
    fn every_order_of_three_is_equally_likely() {
        let mut rng = Rng::new(3, 0);
        let mut seen = std::collections::BTreeMap::<[u8; 3], f64>::new();
        for _ in 0..60_000 {
            let mut items = [0, 1, 2];
            rng.shuffle(&mut items);
            *seen.entry(items).or_default() += 1.0;
        }
        assert_eq!(seen.len(), 6);
        // Chi-square on 5 degrees of freedom: 30.9 is the upper 1e-5 point.
        let chi: f64 = seen.values().map(|o| (o - 1e4).powi(2) / 1e4).sum();
        assert!(chi < 30.9, "{chi}");
    }
}
