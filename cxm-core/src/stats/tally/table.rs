use super::state::overflow;
use super::{Codes, Tally, TallySpec, Ticks, Weights};
use crate::columns::{CodeWidth, MAX_COUNT};
use crate::error::Result;
use crate::state::{Scatter, State};

/// Tallies of many groups, laid out as one table of bins.
///
/// Rows are counted in 32 bits, half the memory of the whole counts, and carried over to those before any can overflow.
#[derive(Debug, Clone)]
pub struct TallyTable {
    spec: TallySpec,
    /// Points, then missing, then invalid.
    stride: usize,
    /// Rows since they were last carried over.
    recent: Vec<u32>,
    /// How many those are at the most.
    rows: usize,
    /// Empty until something is carried over.
    carried: Vec<u64>,
    weights: Vec<Weights>,
}

/// So many rows fit into 32 bits, with those of one more batch.
const CARRY_AT: usize = 1 << 31;

impl TallyTable {
    fn grow(&mut self, groups: usize) {
        let points = self.spec.scale.points();
        if self.recent.len() < groups * self.stride {
            self.recent.resize(groups * self.stride, 0);
        }
        if self.spec.weighted && self.weights.len() < groups {
            self.weights.resize_with(groups, || Weights::new(points));
        }
    }

    fn carry(&mut self) {
        self.carried.resize(self.recent.len(), 0);
        for (whole, recent) in self.carried.iter_mut().zip(&mut self.recent) {
            *whole += u64::from(std::mem::take(recent));
        }
        self.rows = 0;
    }

    /// The bins of a group.
    fn bins(&self, group: usize) -> Vec<u64> {
        let range = group * self.stride..(group + 1) * self.stride;
        let mut bins = self.carried.get(range.clone()).map_or_else(|| vec![0; self.stride], <[u64]>::to_vec);
        for (bin, &recent) in bins.iter_mut().zip(self.recent.get(range).unwrap_or(&[])) {
            *bin += u64::from(recent);
        }
        bins
    }

    /// How many values off the scale there are in all groups.
    #[must_use]
    pub fn n_invalid(&self) -> u64 {
        let recent = self.recent.chunks_exact(self.stride).map(|bins| u64::from(bins[self.stride - 1]));
        let carried = self.carried.chunks_exact(self.stride).map(|bins| bins[self.stride - 1]);
        recent.chain(carried).sum()
    }

    fn scatter<C: CodeWidth>(&mut self, groups: &[u32], codes: &[C]) {
        let (stride, bins) = (self.stride, &mut self.recent);
        for (&group, &code) in groups.iter().zip(codes) {
            bins[group as usize * stride + code.into()] += 1; // groups and codes are below the bounds that `grow` made room for
        }
    }

    /// Few groups: group and code in one byte, counted in four tables side by side, so that equal answers in a row do not wait for one another's stores.
    fn scatter_few(&mut self, groups: &[u32], codes: &[u8]) {
        let mut tables = [[0_u32; 256]; 4];
        let mut joint = [0_u8; 1024];
        for (groups, codes) in groups.chunks(joint.len()).zip(codes.chunks(joint.len())) {
            for ((joint, &group), &code) in joint.iter_mut().zip(groups).zip(codes) {
                #[allow(clippy::cast_possible_truncation)] // at most 16 groups and 16 codes
                let low = group as u8;
                *joint = low << 4 | code;
            }
            let mut fours = joint[..codes.len()].chunks_exact(4); // a chunk is at most as long
            for four in &mut fours {
                tables[0][usize::from(four[0])] += 1; // `chunks_exact(4)`; a byte is below 256
                tables[1][usize::from(four[1])] += 1;
                tables[2][usize::from(four[2])] += 1;
                tables[3][usize::from(four[3])] += 1;
            }
            for &joint in fours.remainder() {
                tables[0][usize::from(joint)] += 1;
            }
        }
        for (group, bins) in self.recent.chunks_exact_mut(self.stride).enumerate().take(FEW) {
            for (code, bin) in bins.iter_mut().enumerate() {
                *bin += tables.iter().map(|table| table[group << 4 | code]).sum::<u32>(); // both below 16
            }
        }
    }

    fn scatter_counts<C: CodeWidth>(&mut self, groups: &[u32], codes: &[C], counts: &[u64]) -> Result<()> {
        self.carried.resize(self.recent.len(), 0);
        for ((&group, &code), &count) in groups.iter().zip(codes).zip(counts) {
            let bin = &mut self.carried[group as usize * self.stride + code.into()]; // as in `scatter`
            *bin = bin.checked_add(count).filter(|&sum| sum <= MAX_COUNT).ok_or_else(overflow)?;
        }
        Ok(())
    }

    fn scatter_weights<C: CodeWidth>(&mut self, groups: &[u32], codes: &[C], weights: &[f64], counts: Option<&[u64]>) {
        for (row, ((&group, &code), &weight)) in groups.iter().zip(codes).zip(weights).enumerate() {
            let count = counts.map_or(1, |counts| counts[row]); // as long as `codes`
            self.weights[group as usize].add(code.into(), weight, count);
        }
    }
}

/// So many groups, and codes, share a byte.
const FEW: usize = 16;

impl Scatter for Tally {
    type Table = TallyTable;

    fn table(spec: &TallySpec) -> TallyTable {
        let stride = spec.scale.points() + 2;
        TallyTable { spec: spec.clone(), stride, recent: Vec::new(), rows: 0, carried: Vec::new(), weights: Vec::new() }
    }

    fn scatter(table: &mut TallyTable, groups: usize, codes: &[u32], batch: Ticks<'_>) -> Result<()> {
        table.grow(groups);
        if table.rows.saturating_add(codes.len()) > CARRY_AT {
            table.carry();
        }
        match (batch.codes, batch.counts) {
            (Codes::Bytes(ticks), Some(counts)) => table.scatter_counts(codes, ticks, counts)?,
            (Codes::Words(ticks), Some(counts)) => table.scatter_counts(codes, ticks, counts)?,
            (Codes::Bytes(ticks), None) if groups <= FEW && table.stride <= FEW => table.scatter_few(codes, ticks),
            (Codes::Bytes(ticks), None) => table.scatter(codes, ticks),
            (Codes::Words(ticks), None) => table.scatter(codes, ticks),
        }
        table.rows += codes.len();
        match (batch.weights, batch.codes) {
            (Some(weights), Codes::Bytes(ticks)) => table.scatter_weights(codes, ticks, weights, batch.counts),
            (Some(weights), Codes::Words(ticks)) => table.scatter_weights(codes, ticks, weights, batch.counts),
            (None, _) => {}
        }
        Ok(())
    }

    fn row(table: &TallyTable, group: usize) -> Self {
        let mut tally = Self::new(&table.spec);
        tally.take_bins(&table.bins(group));
        if let (Some(own), Some(weights)) = (&mut tally.weights, table.weights.get(group)) {
            *own = weights.clone();
        }
        tally
    }
}
