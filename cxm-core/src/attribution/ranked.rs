use super::Paths;
use crate::columns::Slots;

/// Paths whose codes are the ranks of their channels' names: the same for equal states.
#[derive(Debug)]
pub(super) struct Ranked<'p> {
    pub names: Vec<&'p str>,
    pub steps: Vec<u32>,
    pub paths: &'p Paths,
}

impl<'p> Ranked<'p> {
    pub fn new(paths: &'p Paths) -> Self {
        let mut ranks = vec![0; paths.channels.names().len()];
        for (code, rank) in paths.channels.in_order().into_iter().zip(0..) {
            if let Some(slot) = ranks.get_mut(code as usize) {
                *slot = rank;
            }
        }
        let steps = paths.steps.iter().filter_map(|&code| ranks.get(code as usize).copied()).collect();
        Self { names: paths.channels(), steps, paths }
    }

    /// The ranks of the steps of a path.
    #[inline]
    pub fn path(&self, place: usize) -> &[u32] {
        let from = place.checked_sub(1).map_or(0, |before| self.paths.ends.get(before).copied().unwrap_or(0));
        self.paths.ends.get(place).and_then(|&to| self.steps.get(from..to)).unwrap_or(&[])
    }

    /// Steps, conversions and nulls of every path, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (&[u32], u64, u64)> {
        (0..self.paths.len()).map(|place| {
            let (conversions, nulls) = self.paths.counts(place);
            (self.path(place), conversions, nulls)
        })
    }

    /// The places of the paths in the order of their steps.
    pub fn in_order(&self) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.paths.len()).collect();
        places.sort_unstable_by_key(|&place| self.path(place));
        places
    }

    /// The paths as `reduce` leaves them, those that become equal put together, in order.
    pub fn reduced(&self, reduce: impl Fn(&[u32], &mut Vec<u32>)) -> Vec<Reduced> {
        let (mut rows, mut slots, mut steps) = (Vec::<Reduced>::new(), Slots::default(), Vec::new());
        for (path, conversions, nulls) in self.iter() {
            steps.clear();
            reduce(path, &mut steps);
            let hash = slots.hash_steps(&steps);
            // No more rows than paths, which have their slots already.
            let found = slots.find_or_add(hash, rows.len(), |place| rows.get(place).is_some_and(|row| *row.steps == *steps));
            match found.and_then(|place| rows.get_mut(place)) {
                Some(row) => {
                    row.conversions += conversions;
                    row.nulls += nulls;
                }
                None => rows.push(Reduced { steps: steps.as_slice().into(), conversions, nulls }),
            }
        }
        rows.sort_unstable_by(|a, b| a.steps.cmp(&b.steps));
        rows
    }
}

/// A path, or what a method sees of it.
#[derive(Debug)]
pub(super) struct Reduced {
    pub steps: Box<[u32]>,
    pub conversions: u64,
    pub nulls: u64,
}
