use super::History;
use super::learning::{Weighted, fingerprint};
use crate::num::Curve;
use crate::parallel;
use std::ops::Range;

/// Distinct histories in columns, with how many customers have each; in order of frequency.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    pub frequency: Vec<f64>,
    pub recency: Vec<f64>,
    pub age: Vec<f64>,
    pub weight: Vec<f64>,
}

/// Sums are made of so many rows at a time, so that they are the same on any number of threads.
const BLOCK: usize = 1024;
const BLOCKS_A_THREAD: usize = 16;

impl Rows {
    pub fn len(&self) -> usize {
        self.frequency.len()
    }

    /// Adds the next in order; one like the last adds to its weight.
    pub fn push(&mut self, history: &History, weight: f64) {
        self.push_row([history.frequency(), history.recency(), history.age()], weight);
    }

    /// As [`Rows::push`].
    pub fn push_row(&mut self, [x, recency, age]: [f64; 3], weight: f64) {
        let same = |column: &[f64], value: f64| column.last().is_some_and(|last| last.to_bits() == value.to_bits());
        if same(&self.frequency, x) && same(&self.recency, recency) && same(&self.age, age) {
            if let Some(last) = self.weight.last_mut() {
                *last += weight;
            }
            return;
        }
        self.frequency.push(x);
        self.recency.push(recency);
        self.age.push(age);
        self.weight.push(weight);
    }

    /// The weight of each distinct frequency.
    pub fn histogram(&self) -> Vec<(f64, f64)> {
        let mut histogram: Vec<(f64, f64)> = Vec::new();
        for (x, weight) in self.frequency.iter().zip(&self.weight) {
            match histogram.last_mut() {
                Some((last, total)) if last.to_bits() == x.to_bits() => *total += weight,
                _ => histogram.push((*x, *weight)),
            }
        }
        histogram
    }

    /// The weighted sum of a column.
    pub fn sum(&self, column: &[f64]) -> f64 {
        column.iter().zip(&self.weight).map(|(value, weight)| value * weight).sum()
    }

    /// Repeat purchases for each unit of time, kept from 0 and infinity.
    pub fn rate(&self) -> f64 {
        let time = self.sum(&self.age).max(f64::MIN_POSITIVE);
        ((self.sum(&self.frequency) + 0.5) / time).clamp(1e-12, 1e12)
    }

    /// A row as `(x, t_x, T, weight)`.
    pub fn row(&self, row: usize) -> (f64, f64, f64, f64) {
        (self.frequency[row], self.recency[row], self.age[row], self.weight[row]) // asked for rows below `len` only
    }

    /// The rows of these places, with these weights.
    fn taken(&self, places: impl Iterator<Item = (usize, f64)>) -> Self {
        let mut rows = Self::default();
        for (place, weight) in places {
            rows.frequency.push(self.frequency[place]); // places count the rows
            rows.recency.push(self.recency[place]);
            rows.age.push(self.age[place]);
            rows.weight.push(weight);
        }
        rows
    }

    /// The sum of what each block of rows comes to.
    pub fn total<const N: usize>(&self, part: impl Fn(Range<usize>) -> Curve<N> + Sync + Send) -> Curve<N> {
        let parts = parallel::parts(self.len(), BLOCKS_A_THREAD * BLOCK, BLOCK);
        let blocks = |rows: Range<usize>| {
            let end = rows.end;
            Ok(rows.step_by(BLOCK).map(|start| part(start..end.min(start + BLOCK))).collect::<Vec<_>>())
        };
        let mut total = Curve::ZERO;
        // Nothing in it fails.
        for block in parallel::collect(parts, blocks).unwrap_or_default() {
            total.add(&block);
        }
        total
    }
}

impl Weighted for Rows {
    fn weights(&self) -> Vec<f64> {
        self.weight.clone()
    }

    fn weighted(&self, weights: &[f64]) -> Self {
        self.taken(weights.iter().copied().enumerate().filter(|(_, weight)| *weight > 0.0))
    }

    fn row_alone(&self, row: usize) -> Self {
        self.taken(std::iter::once((row, 1.0)))
    }

    /// Evenly taken.
    fn part(&self, size: usize) -> Option<Self> {
        let step = self.len().div_ceil(size.max(1));
        (self.len() > size).then(|| self.taken((0..self.len()).step_by(step).map(|place| (place, self.weight[place]))))
    }

    fn fingerprint(&self) -> u64 {
        let columns = [&self.frequency, &self.recency, &self.age, &self.weight];
        fingerprint(columns.into_iter().flatten().copied())
    }
}
