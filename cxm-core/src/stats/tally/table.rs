use super::byte_histogram::{COUNTED, count_flipped_bytes};
use super::state::overflow;
use super::{Codes, Tally, TallySpec, Ticks, Weights};
use crate::columns::{CodeWidth, GroupCodes, MAX_COUNT};
use crate::error::Result;
use crate::state::{Scatter, State};
use fearless_simd::{Level, Simd, dispatch};

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
    /// Room for the groups and codes of a block.
    joint: Vec<u8>,
    /// Room for the places of a block's rows in `recent`.
    places: Vec<u16>,
}

/// Places that fit into 16 bits, so that a table of so many bins needs no check of a place.
const NEAR: usize = 1 << 16;

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

    /// Adds the rows of another table of the same tally.
    ///
    /// # Errors
    /// `count_overflow`; the table then holds part of them.
    pub(crate) fn merge(&mut self, mut other: Self) -> Result<()> {
        if self.recent.len() < other.recent.len() {
            self.recent.resize(other.recent.len(), 0);
        }
        if self.rows.saturating_add(other.rows) > CARRY_AT || !other.carried.is_empty() {
            other.carry();
            self.carry();
            for (own, more) in self.carried.iter_mut().zip(&other.carried) {
                *own = own.checked_add(*more).filter(|&sum| sum <= MAX_COUNT).ok_or_else(overflow)?;
            }
        } else {
            for (own, more) in self.recent.iter_mut().zip(&other.recent) {
                *own += more; // together below `CARRY_AT`
            }
            self.rows += other.rows;
        }
        for (own, more) in self.weights.iter_mut().zip(&other.weights) {
            own.merge(more);
        }
        let known = self.weights.len().min(other.weights.len());
        self.weights.extend(other.weights.drain(known..));
        Ok(())
    }

    /// The bins of a group.
    fn bins(&self, group: usize) -> impl Iterator<Item = u64> {
        let range = group * self.stride..(group + 1) * self.stride;
        let carried = self.carried.get(range.clone()).unwrap_or(&[]).iter().copied().chain(std::iter::repeat(0));
        let recent = self.recent.get(range).unwrap_or(&[]).iter().copied().map(u64::from).chain(std::iter::repeat(0));
        carried.zip(recent).take(self.stride).map(|(carried, recent)| carried + recent)
    }

    /// How many values off the scale there are in all groups.
    #[must_use]
    pub fn n_invalid(&self) -> u64 {
        let recent = self.recent.chunks_exact(self.stride).map(|bins| u64::from(bins[self.stride - 1]));
        let carried = self.carried.chunks_exact(self.stride).map(|bins| bins[self.stride - 1]);
        recent.chain(carried).sum()
    }

    fn scatter<G: GroupCode>(&mut self, count: usize, groups: &[G], batch: &Ticks<'_>) -> Result<()> {
        match (batch.codes, batch.counts) {
            (Codes::Bytes(codes), Some(counts)) => self.scatter_counts(groups, codes, counts)?,
            (Codes::Words(codes), Some(counts)) => self.scatter_counts(groups, codes, counts)?,
            (Codes::Bytes(codes), None) if count <= FEW && self.stride <= COUNTED => self.scatter_few(count, groups, codes),
            (Codes::Bytes(codes), None) if count * self.stride <= NEAR => self.scatter_near(groups, codes),
            (Codes::Bytes(codes), None) => self.scatter_rows(groups, codes),
            (Codes::Words(codes), None) => self.scatter_rows(groups, codes),
        }
        self.rows += groups.len();
        match (batch.weights, batch.codes) {
            (Some(weights), Codes::Bytes(codes)) => self.scatter_weights(groups, codes, weights, batch.counts),
            (Some(weights), Codes::Words(codes)) => self.scatter_weights(groups, codes, weights, batch.counts),
            (None, _) => {}
        }
        Ok(())
    }

    fn scatter_rows<G: GroupCode, C: CodeWidth>(&mut self, groups: &[G], codes: &[C]) {
        let (stride, bins) = (self.stride, &mut self.recent);
        for (&group, &code) in groups.iter().zip(codes) {
            bins[group.place() * stride + code.into()] += 1; // groups and codes are below the bounds that `grow` made room for
        }
    }

    /// Some thousands of groups: the places by vectors, and then one addition a row.
    fn scatter_near<G: GroupCode>(&mut self, groups: &[G], codes: &[u8]) {
        if self.recent.len() < NEAR {
            self.recent.resize(NEAR, 0);
        }
        let Some(bins) = self.recent.first_chunk_mut::<NEAR>() else {
            return self.scatter_rows(groups, codes); // never, after that
        };
        self.places.resize(codes.len(), 0);
        let stride = u16::try_from(self.stride).unwrap_or(u16::MAX); // codes are bytes, so there are at most 258 bins
        dispatch!(Level::new(), simd => place(simd, groups, codes, stride, &mut self.places));
        for &place in &self.places {
            bins[usize::from(place)] += 1; // `carry` comes before an overflow
        }
    }

    /// Few groups: group and code in one byte, and the low halves counted by vectors once a group.
    fn scatter_few<G: GroupCode>(&mut self, count: usize, groups: &[G], codes: &[u8]) {
        self.joint.resize(codes.len(), 0);
        let highest = dispatch!(Level::new(), simd => join(simd, groups, codes, &mut self.joint));
        let below = usize::from(highest) + 1; // mostly no code is missing or invalid, which saves a table
        for (bins, group) in self.recent.chunks_exact_mut(self.stride).zip((0_u8..16).take(count)) {
            let slots = count_flipped_bytes(&self.joint, below, group << 4);
            for (bin, slot) in bins.iter_mut().zip(slots).take(below) {
                *bin += u32::try_from(slot).unwrap_or(0); // at most the rows of a block
            }
        }
    }

    fn scatter_counts<G: GroupCode, C: CodeWidth>(&mut self, groups: &[G], codes: &[C], counts: &[u64]) -> Result<()> {
        self.carried.resize(self.recent.len(), 0);
        for ((&group, &code), &count) in groups.iter().zip(codes).zip(counts) {
            let bin = &mut self.carried[group.place() * self.stride + code.into()]; // as in `scatter_rows`
            *bin = bin.checked_add(count).filter(|&sum| sum <= MAX_COUNT).ok_or_else(overflow)?;
        }
        Ok(())
    }

    fn scatter_weights<G: GroupCode, C: CodeWidth>(
        &mut self,
        groups: &[G],
        codes: &[C],
        weights: &[f64],
        counts: Option<&[u64]>,
    ) {
        for (row, ((&group, &code), &weight)) in groups.iter().zip(codes).zip(weights).enumerate() {
            let count = counts.map_or(1, |counts| counts[row]); // as long as `codes`
            self.weights[group.place()].add(code.into(), weight, count);
        }
    }
}

/// A group's number in the width it came in.
trait GroupCode: Copy {
    fn place(self) -> usize;
    /// Its lowest byte.
    fn low(self) -> u8;
    /// Its lowest two bytes.
    fn short(self) -> u16;
}

macro_rules! group_codes {
    ($($type:ty),+) => {$(
        impl GroupCode for $type {
            #[inline(always)]
            fn place(self) -> usize {
                self as usize
            }

            #[inline(always)]
            #[allow(clippy::cast_possible_truncation)]
            fn low(self) -> u8 {
                self as u8
            }

            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, clippy::cast_lossless)]
            fn short(self) -> u16 {
                self as u16
            }
        }
    )+};
}
group_codes!(u8, u16, u32);

/// Group and code of each row in one byte, and the highest code; there are at most 16 groups, and as many codes.
#[inline(always)]
fn join<S: Simd, G: GroupCode>(_: S, groups: &[G], codes: &[u8], out: &mut [u8]) -> u8 {
    let mut highest = 0;
    for ((joint, &group), &code) in out.iter_mut().zip(groups).zip(codes) {
        highest = code.max(highest);
        *joint = group.low() << 4 | code;
    }
    highest
}

/// The place of each row's bin; groups times `stride` are at most 2^16.
#[inline(always)]
fn place<S: Simd, G: GroupCode>(_: S, groups: &[G], codes: &[u8], stride: u16, out: &mut [u16]) {
    for ((place, &group), &code) in out.iter_mut().zip(groups).zip(codes) {
        *place = group.short().wrapping_mul(stride).wrapping_add(code.into());
    }
}

/// Up to so many groups all rows are looked at once a group.
const FEW: usize = 10;

impl Scatter for Tally {
    type Table = TallyTable;

    fn table(spec: &TallySpec) -> TallyTable {
        let stride = spec.scale.points() + 2;
        TallyTable {
            spec: spec.clone(),
            stride,
            recent: Vec::new(),
            rows: 0,
            carried: Vec::new(),
            weights: Vec::new(),
            joint: Vec::new(),
            places: Vec::new(),
        }
    }

    fn scatter(table: &mut TallyTable, groups: usize, codes: GroupCodes<'_>, batch: Ticks<'_>) -> Result<()> {
        table.grow(groups);
        let rows = match batch.codes {
            Codes::Bytes(codes) => codes.len(),
            Codes::Words(codes) => codes.len(),
        };
        if table.rows.saturating_add(rows) > CARRY_AT {
            table.carry();
        }
        match codes {
            GroupCodes::Bytes(codes) => table.scatter(groups, codes, &batch),
            GroupCodes::Words(codes) => table.scatter(groups, codes, &batch),
            GroupCodes::Longs(codes) => table.scatter(groups, codes, &batch),
        }
    }

    fn row(table: &TallyTable, group: usize) -> Self {
        let mut tally = Self::new(&table.spec);
        tally.take_bins(table.bins(group));
        if let (Some(own), Some(weights)) = (&mut tally.weights, table.weights.get(group)) {
            *own = weights.clone();
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Scale;
    use proptest::prelude::*;

    /// Group, code, weight and count.
    type Row = (u16, u8, f64, u64);

    /// The tally of each group, of parts of the rows each of which has a table, merged into one.
    fn tallies(spec: &TallySpec, parts: &[&[Row]], counted: bool) -> Vec<Tally> {
        let mut all: Option<TallyTable> = None;
        for rows in parts {
            let groups: Vec<u16> = rows.iter().map(|row| row.0).collect();
            let codes: Vec<u8> = rows.iter().map(|row| row.1).collect();
            let weights: Vec<f64> = rows.iter().map(|row| row.2).collect();
            let counts: Vec<u64> = rows.iter().map(|row| row.3).collect();
            let batch = Ticks {
                codes: Codes::Bytes(&codes),
                weights: spec.weighted.then_some(&weights),
                counts: counted.then_some(&counts),
            };
            let mut table = Tally::table(spec);
            Tally::scatter(&mut table, 40, GroupCodes::Words(&groups), batch).unwrap();
            match &mut all {
                None => all = Some(table),
                Some(all) => all.merge(table).unwrap(),
            }
        }
        (0..40).map(|group| Tally::row(all.as_ref().unwrap(), group)).collect()
    }

    proptest! {
        #[test]
        fn two_tables_merged_are_the_table_of_all_rows(
            own in prop::collection::vec((0_u16..40, 0_u8..13, 0.0..9.0, 1_u64..5), 1..200),
            at in any::<prop::sample::Index>(),
            weighted in any::<bool>(),
            counted in any::<bool>(),
        ) {
            let spec = TallySpec { weighted, ..TallySpec::from(Scale::NPS) };
            let (first, rest) = own.split_at(at.index(own.len()));
            prop_assert_eq!(tallies(&spec, &[first, rest], counted), tallies(&spec, &[&own], counted));
        }
    }

    #[test]
    fn more_than_can_be_counted_is_refused() {
        let spec = TallySpec::from(Scale::NPS);
        let table = |count: u64| {
            let mut table = Tally::table(&spec);
            let batch = Ticks { codes: Codes::Bytes(&[3]), weights: None, counts: Some(&[count]) };
            Tally::scatter(&mut table, 1, GroupCodes::Bytes(&[0]), batch).unwrap();
            table
        };
        assert_eq!(table(MAX_COUNT).merge(table(1)).unwrap_err().code(), crate::error::Code::CountOverflow);
        assert!(table(MAX_COUNT - 1).merge(table(1)).is_ok());
    }
}
