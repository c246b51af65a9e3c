/// How long customers took for a step, in microseconds. They stand in pieces: they are many, and neither growing nor merging moves them.
#[derive(Debug, Clone, Default)]
pub(super) struct Waits {
    pieces: Vec<Vec<i64>>,
}

/// A piece is as long as all before it, within these.
const SHORTEST_PIECE: usize = 16;
const LONGEST_PIECE: usize = 1 << 15;

/// Waits are told apart by so many of their highest bits at first.
const BINS: usize = 1 << 12;

impl Waits {
    #[inline]
    pub fn push(&mut self, wait: i64) {
        match self.pieces.last_mut() {
            Some(piece) if piece.len() < piece.capacity() => piece.push(wait),
            _ => self.push_piece(wait),
        }
    }

    #[cold]
    fn push_piece(&mut self, wait: i64) {
        let mut piece = Vec::with_capacity(self.len().clamp(SHORTEST_PIECE, LONGEST_PIECE));
        piece.push(wait);
        self.pieces.push(piece);
    }

    pub fn append(&mut self, mut other: Self) {
        self.pieces.append(&mut other.pieces);
    }

    pub fn len(&self) -> usize {
        self.pieces.iter().map(Vec::len).sum()
    }

    /// In microseconds; `None` of no waits.
    pub fn mean(&self) -> Option<f64> {
        let sum: i128 = self.pieces.iter().flatten().map(|&wait| i128::from(wait)).sum();
        (!self.pieces.is_empty()).then(|| sum as f64 / self.len() as f64)
    }

    /// Quantiles of type 7, in microseconds; `None` of no waits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // places among the waits
    pub fn quantiles<const N: usize>(&self, shares: [f64; N]) -> [Option<f64>; N] {
        let Some(last) = self.len().checked_sub(1) else { return [None; N] };
        let places = shares.map(|share| share * last as f64);
        let ranks: Vec<usize> =
            places.iter().flat_map(|place| [place.floor() as usize, (place.floor() as usize + 1).min(last)]).collect();
        let found = self.at(&ranks);
        let between = |(place, pair): (&f64, &[i64; 2])| place.fract().mul_add((pair[1] - pair[0]) as f64, pair[0] as f64);
        let mut quantiles = [None; N];
        for (quantile, found) in quantiles.iter_mut().zip(places.iter().zip(found.as_chunks().0).map(between)) {
            *quantile = Some(found);
        }
        quantiles
    }

    /// The waits of these ranks, from the shortest, 0: the highest bits of all tell which few have to be put in order.
    #[allow(clippy::cast_possible_truncation)] // below the number of bins
    fn at(&self, ranks: &[usize]) -> Vec<i64> {
        let ends = |(least, most): (i64, i64), &wait: &i64| (least.min(wait), most.max(wait));
        let (least, most) = self.pieces.iter().flatten().fold((i64::MAX, i64::MIN), ends);
        let above = |wait: i64| wait.wrapping_sub(least).cast_unsigned();
        let shift = (u64::BITS - above(most).leading_zeros()).saturating_sub(BINS.ilog2());
        let bin = |wait: i64| (above(wait) >> shift) as usize % BINS;
        let mut before = vec![0; BINS + 1];
        self.pieces.iter().flatten().for_each(|&wait| before[bin(wait) + 1] += 1); // one more than bins
        for bin in 1..=BINS {
            before[bin] += before[bin - 1];
        }
        let bins: Vec<usize> = ranks.iter().map(|rank| before.partition_point(|n| n <= rank) - 1).collect(); // the first is 0
        let mut is_wanted = [false; BINS];
        for &bin in &bins {
            is_wanted[bin] = true; // ranks are below the last
        }
        let mut wanted: Vec<i64> = self.pieces.iter().flatten().copied().filter(|&wait| is_wanted[bin(wait)]).collect();
        wanted.sort_unstable();
        let of_bin = |(&rank, &own): (&usize, &usize)| {
            let lower = wanted.partition_point(|&wait| bin(wait) < own);
            wanted[lower + rank - before[own]] // all of the bin stand there
        };
        ranks.iter().zip(&bins).map(of_bin).collect()
    }

    fn sorted(&self) -> Vec<i64> {
        let mut all: Vec<i64> = self.pieces.iter().flatten().copied().collect();
        all.sort_unstable();
        all
    }
}

/// Whatever the order of the customers was.
impl PartialEq for Waits {
    fn eq(&self, other: &Self) -> bool {
        self.sorted() == other.sorted()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // places among them
    fn type_7(sorted: &[i64], share: f64) -> f64 {
        let place = share * (sorted.len() - 1) as f64;
        let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
        place.fract().mul_add((high - low) as f64, low as f64)
    }

    proptest! {
        #[test]
        fn quantiles_are_those_of_the_waits_in_order(
            waits in prop::collection::vec(prop_oneof![0_i64..5, 0_i64..1_000_000, -50_i64..50, 0..i64::from(u32::MAX) << 20], 0..200),
            parts in 1_usize..4,
            shares: [f64; 3],
        ) {
            let shares = shares.map(|share| share.abs() % 1.0).map(|share| if share.is_nan() { 1.0 } else { share });
            let mut all = Waits::default();
            for part in waits.chunks(waits.len().div_ceil(parts).max(1)) {
                let mut own = Waits::default();
                for &wait in part {
                    own.push(wait);
                }
                all.append(own);
            }
            let sorted = all.sorted();
            prop_assert_eq!(all.len(), waits.len());
            if waits.is_empty() {
                prop_assert_eq!((all.quantiles(shares), all.mean()), ([None; 3], None));
            } else {
                prop_assert_eq!(all.quantiles(shares), shares.map(|share| Some(type_7(&sorted, share))));
                let sum: i128 = waits.iter().map(|&wait| i128::from(wait)).sum();
                prop_assert_eq!(all.mean(), Some(sum as f64 / waits.len() as f64));
            }
        }
    }
}
