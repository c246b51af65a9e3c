use super::state::overflow;
use super::{Tally, TallySpec, Ticks, Weights};
use crate::columns::MAX_COUNT;
use crate::error::Result;
use crate::state::{Scatter, State};

/// Tallies of many groups, laid out as one table of bins.
#[derive(Debug, Clone)]
pub struct TallyTable {
    spec: TallySpec,
    /// Points, then missing, then invalid.
    stride: usize,
    counts: Vec<u64>,
    weights: Vec<Weights>,
}

impl TallyTable {
    fn grow(&mut self, groups: usize) {
        let points = self.spec.scale.points();
        if self.counts.len() < groups * self.stride {
            self.counts.resize(groups * self.stride, 0);
        }
        if self.spec.weighted && self.weights.len() < groups {
            self.weights.resize_with(groups, || Weights::new(points));
        }
    }

    /// How many values off the scale there are in all groups.
    #[must_use]
    pub fn n_invalid(&self) -> u64 {
        self.counts.chunks_exact(self.stride).map(|bins| bins[self.stride - 1]).sum()
    }
}

impl Scatter for Tally {
    type Table = TallyTable;

    fn table(spec: &TallySpec) -> TallyTable {
        TallyTable { spec: spec.clone(), stride: spec.scale.points() + 2, counts: Vec::new(), weights: Vec::new() }
    }

    fn scatter(table: &mut TallyTable, groups: usize, codes: &[u32], batch: Ticks<'_>) -> Result<()> {
        table.grow(groups);
        let (stride, bins) = (table.stride, &mut table.counts);
        let cell = |group: u32, code: u16| group as usize * stride + usize::from(code);
        match batch.counts {
            None => {
                for (&group, &code) in codes.iter().zip(batch.codes) {
                    bins[cell(group, code)] += 1; // groups and codes are below the bounds that `grow` made room for
                }
            }
            Some(counts) => {
                for ((&group, &code), &count) in codes.iter().zip(batch.codes).zip(counts) {
                    let bin = &mut bins[cell(group, code)];
                    *bin = bin.checked_add(count).filter(|&sum| sum <= MAX_COUNT).ok_or_else(overflow)?;
                }
            }
        }
        if let Some(weights) = batch.weights {
            for (row, (&group, &weight)) in codes.iter().zip(weights).enumerate() {
                let count = batch.counts.map_or(1, |counts| counts[row]); // as long as `codes`
                table.weights[group as usize].add(batch.codes[row].into(), weight, count);
            }
        }
        Ok(())
    }

    fn row(table: &TallyTable, group: usize) -> Self {
        let mut tally = Self::new(&table.spec);
        let points = table.stride - 2;
        if let Some(bins) = table.counts.get(group * table.stride..(group + 1) * table.stride) {
            tally.counts.copy_from_slice(&bins[..points]); // a row is `points + 2` long
            (tally.n_missing, tally.n_invalid) = (bins[points], bins[points + 1]);
        }
        if let (Some(own), Some(weights)) = (&mut tally.weights, table.weights.get(group)) {
            *own = weights.clone();
        }
        tally
    }
}
