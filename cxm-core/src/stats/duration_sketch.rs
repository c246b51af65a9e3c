//! Quantiles of durations in bounded memory.

/// How many durations fall where: buckets whose width is a 64th of the power of two below them, so that quantiles are right within 0.8 %.
///
/// Sketches add up exactly, in any order: the sketch of the whole is the sum of its parts, bit for bit. Count, sum, least and most are exact.
///
/// # Units
/// Microseconds, or any whole number that is not negative.
///
/// # Examples
/// ```
/// use cxm_core::stats::DurationSketch;
/// let mut sketch = DurationSketch::default();
/// for second in 1..=100 {
///     sketch.add(second * 1_000_000);
/// }
/// let median = sketch.quantile(0.5).unwrap();
/// assert!((median / 50.5e6 - 1.0).abs() < 0.015); // between the 50th and the 51st
/// assert_eq!((sketch.n(), sketch.mean(), sketch.most()), (100, Some(50.5e6), Some(100_000_000)));
/// ```
///
/// # References
/// C. Masson, J. E. Rim and H. K. Lee (2019), `DDSketch`, PVLDB 12:2195 (the bound); G. Tene, `HdrHistogram` (buckets that are linear within a power of two).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DurationSketch {
    n: u64,
    sum: u128,
    least: u64,
    most: u64,
    /// The bucket that `counts` begins with.
    first: usize,
    counts: Vec<u32>,
}

/// Buckets a power of two: 2^6.
const BITS: u32 = 6;

impl DurationSketch {
    /// Counts a duration; a negative one counts as 0.
    #[inline]
    pub fn add(&mut self, duration: i64) {
        let duration = u64::try_from(duration).unwrap_or(0);
        self.least = if self.n == 0 { duration } else { self.least.min(duration) };
        self.most = self.most.max(duration);
        self.n += 1;
        self.sum += u128::from(duration);
        let bucket = bucket_of(duration);
        match self.counts.get_mut(bucket.wrapping_sub(self.first)) {
            Some(count) => *count = count.saturating_add(1),
            None => self.add_outside(bucket, 1),
        }
    }

    #[cold]
    fn add_outside(&mut self, bucket: usize, count: u32) {
        if self.counts.is_empty() {
            self.first = bucket;
        }
        if bucket < self.first {
            self.counts.splice(0..0, std::iter::repeat_n(0, self.first - bucket));
            self.first = bucket;
        }
        let place = bucket - self.first;
        if place >= self.counts.len() {
            self.counts.resize(place + 1, 0);
        }
        self.counts[place] = self.counts[place].saturating_add(count); // just made as long
    }

    /// Adds what another sketch has counted.
    pub fn merge(&mut self, other: &Self) {
        if other.n == 0 {
            return;
        }
        self.least = if self.n == 0 { other.least } else { self.least.min(other.least) };
        self.most = self.most.max(other.most);
        self.n += other.n;
        self.sum += other.sum;
        for (bucket, &count) in (other.first..).zip(&other.counts).filter(|(_, count)| **count > 0) {
            self.add_outside(bucket, count);
        }
    }

    /// How many durations there are.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Their mean.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum as f64 / self.n as f64)
    }

    /// Their sum.
    #[must_use]
    pub fn sum(&self) -> u128 {
        self.sum
    }

    /// The shortest.
    #[must_use]
    pub fn least(&self) -> Option<u64> {
        (self.n > 0).then_some(self.least)
    }

    /// The longest.
    #[must_use]
    pub fn most(&self) -> Option<u64> {
        (self.n > 0).then_some(self.most)
    }

    /// The duration below which a share of them lies, interpolated between the two that stand beside it; each of those is known within 0.8 %, the least and the
    /// most exactly.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    pub fn quantile(&self, share: f64) -> Option<f64> {
        if self.n == 0 {
            return None;
        }
        let place = share.clamp(0.0, 1.0) * (self.n - 1) as f64;
        let (below, above) = (self.at(place.floor() as u64), self.at(place.ceil() as u64));
        Some((above - below).mul_add(place.fract(), below))
    }

    /// The duration at a place in their order, from 0.
    #[allow(clippy::cast_precision_loss)]
    fn at(&self, place: u64) -> f64 {
        if place == 0 {
            return self.least as f64;
        }
        if place + 1 >= self.n {
            return self.most as f64;
        }
        let mut before = 0;
        for (bucket, &count) in (self.first..).zip(&self.counts) {
            before += u64::from(count);
            if place < before {
                let (from, width) = bounds(bucket);
                let middle = from as f64 + (width - 1) as f64 / 2.0;
                return middle.clamp(self.least as f64, self.most as f64);
            }
        }
        self.most as f64
    }
}

#[inline]
#[allow(clippy::cast_possible_truncation)] // at most 2^12
fn bucket_of(duration: u64) -> usize {
    let shift = (duration | 1 << BITS).ilog2() - BITS;
    ((shift << BITS) as usize) + (duration >> shift) as usize
}

/// The least number of a bucket, and how many it has.
fn bounds(bucket: usize) -> (u64, u64) {
    let (octave, within) = (bucket >> BITS, (bucket & ((1 << BITS) - 1)) as u64);
    if octave == 0 {
        return (within, 1);
    }
    let shift = octave - 1;
    ((within + (1 << BITS)) << shift, 1 << shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_in_order_without_a_gap_and_narrow() {
        let mut next = 0;
        for bucket in 0..3_000 {
            let (from, width) = bounds(bucket);
            assert_eq!(from, next, "bucket {bucket}");
            assert_eq!((bucket_of(from), bucket_of(from + width - 1)), (bucket, bucket));
            assert!(width == 1 || (width as f64) / 2.0 / (from as f64) < 0.008);
            next = from + width;
        }
    }

    #[test]
    fn parts_add_up_to_the_whole_in_any_order() {
        let sketch = |durations: &[i64]| {
            let mut sketch = DurationSketch::default();
            for &duration in durations {
                sketch.add(duration);
            }
            sketch
        };
        let (one, two) = ([5, 1_000_000, 70], [3_i64, 1 << 50]);
        let (mut forth, mut back) = (sketch(&one), sketch(&two));
        forth.merge(&sketch(&two));
        back.merge(&sketch(&one));
        assert_eq!(forth, back);
        assert_eq!(forth, sketch(&[5, 1_000_000, 70, 3, 1 << 50]));
        assert_eq!((forth.least(), forth.most(), forth.quantile(0.5)), (Some(3), Some(1 << 50), Some(70.0)));
    }
}
