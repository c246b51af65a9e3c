use std::collections::HashMap;

/// Gives each pair of codes a number, in order of first sight: how several group columns become one.
#[derive(Debug, Clone)]
pub struct Cross {
    pairs: Vec<(u32, u32)>,
    /// `dense[(first << shift) | second]`, while the product of both sides is small.
    dense: Vec<u32>,
    shift: u32,
    sparse: HashMap<(u32, u32), u32>,
}

const NONE: u32 = u32::MAX;
/// 64 MiB of dense cells at the most; beyond that pairs go through the hash map.
const MAX_DENSE: usize = 1 << 24;

impl Default for Cross {
    fn default() -> Self {
        Self { pairs: Vec::new(), dense: Vec::new(), shift: 4, sparse: HashMap::new() }
    }
}

impl Cross {
    /// How many pairs were seen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether none was seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The pairs by code.
    #[must_use]
    pub fn pairs(&self) -> &[(u32, u32)] {
        &self.pairs
    }

    /// Replaces each code of `first` by that of its pair with `second`; `firsts` and `seconds` are more than every code on its side.
    pub fn combine(&mut self, first: &mut [u32], firsts: usize, second: &[u32], seconds: usize) {
        self.make_room(firsts, seconds);
        // The pairs that were seen before, without a branch; the others one by one, in order.
        let mut unseen = Vec::new();
        for (row, (one, &two)) in first.iter_mut().zip(second).enumerate() {
            let seen = self.dense.get((*one as usize) << self.shift | two as usize).copied().unwrap_or(NONE);
            if seen == NONE {
                unseen.push((row, *one));
            }
            *one = seen;
        }
        for (row, one) in unseen {
            first[row] = self.code(one, second[row]); // rows of both
        }
    }

    fn code(&mut self, one: u32, two: u32) -> u32 {
        let index = (one as usize) << self.shift | two as usize;
        let next = u32::try_from(self.pairs.len()).unwrap_or(NONE);
        if let Some(cell) = self.dense.get_mut(index) {
            if *cell == NONE {
                *cell = next;
                self.pairs.push((one, two));
            }
            return *cell;
        }
        let code = *self.sparse.entry((one, two)).or_insert(next);
        if code == next {
            self.pairs.push((one, two));
        }
        code
    }

    /// Lays the dense cells out anew when a side outgrew them.
    fn make_room(&mut self, firsts: usize, seconds: usize) {
        let shift = seconds.max(1).next_power_of_two().trailing_zeros().max(self.shift);
        let cells = firsts.checked_shl(shift).unwrap_or(usize::MAX);
        if cells > MAX_DENSE || (shift == self.shift && cells <= self.dense.len()) {
            if cells > MAX_DENSE && !self.dense.is_empty() {
                self.dense = Vec::new();
                self.sparse = self.pairs.iter().copied().zip(0..).collect();
            }
            return;
        }
        if !self.sparse.is_empty() {
            return; // once sparse, always sparse
        }
        self.shift = shift;
        self.dense = vec![NONE; cells.next_power_of_two().min(MAX_DENSE)];
        for (&(one, two), code) in self.pairs.iter().zip(0..) {
            self.dense[(one as usize) << shift | two as usize] = code; // all codes are below `firsts` and `seconds`
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cross;

    #[test]
    #[cfg_attr(miri, ignore = "fills millions of cells, which takes an hour there")]
    fn pairs_keep_their_numbers_when_a_side_grows() {
        let mut cross = Cross::default();
        let mut codes = [0, 1, 0];
        cross.combine(&mut codes, 2, &[0, 0, 1], 2);
        assert_eq!(codes, [0, 1, 2]);
        let mut more = [0, 5000, 0, 5000];
        cross.combine(&mut more, 5001, &[1, 9, 300, 9], 301);
        assert_eq!(more, [2, 3, 4, 3]);
        let mut far = [0, 4_000_000, 5000];
        cross.combine(&mut far, 4_000_001, &[0, 7, 9], 301);
        assert_eq!(far, [0, 5, 3]);
        assert_eq!(cross.pairs()[5], (4_000_000, 7));
    }
}
