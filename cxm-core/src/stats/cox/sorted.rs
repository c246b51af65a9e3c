//! Rows in the order in which the risk sets grow: stratum by stratum, from the latest time to the earliest.

use super::CoxData;
use crate::error::Result;
use crate::num::dot;
use std::borrow::Cow;
use std::ops::Range;

/// The rows, each covariate centred at its mean and divided by its standard deviation.
pub(crate) struct Sorted {
    pub p: usize,
    pub terms: Vec<String>,
    /// By place, then covariate.
    pub x: Vec<f64>,
    pub stop: Vec<f64>,
    pub event: Vec<bool>,
    /// `None` where all weigh 1.
    pub weights: Option<Vec<f64>>,
    /// `None` where nothing is added.
    pub offsets: Option<Vec<f64>>,
    pub strata: Vec<Range<usize>>,
    /// With starts: the places of each stratum from the latest start to the earliest, and the starts by place.
    entries: Option<(Vec<usize>, Vec<f64>)>,
    /// Whose rows depend on one another, by place.
    pub cluster: Option<Vec<usize>>,
    pub center: Vec<f64>,
    pub scale: Vec<f64>,
}

/// Sums over those at risk.
pub(super) struct RiskSet {
    pub s0: f64,
    pub s1: Vec<f64>,
    /// The lower triangle, row by row.
    pub s2: Vec<f64>,
}

/// Those to whom it happened at one time, and who was at risk.
pub(super) struct Tied<'a> {
    pub time: f64,
    pub stratum: usize,
    /// Their places.
    pub places: &'a [usize],
    pub at_risk: &'a RiskSet,
}

impl Sorted {
    /// Of data that is given away, each covariate is let go once it stands in its place.
    ///
    /// # Errors
    /// Those of [`CoxData::check`].
    pub fn new(mut data: Cow<'_, CoxData>) -> Result<Self> {
        data.check()?;
        let row = late_first(&data);
        let p = data.covariates.len();
        let (mut center, mut scale, mut x) = (vec![0.0; p], vec![1.0; p], vec![0.0; row.len() * p]);
        for j in 0..p {
            let column = match &mut data {
                Cow::Owned(data) => Cow::Owned(std::mem::take(&mut data.covariates[j])), // as many as p
                Cow::Borrowed(data) => Cow::Borrowed(&data.covariates[j]),
            };
            (center[j], scale[j]) = moments(&column);
            for (x, &row) in x.chunks_exact_mut(p).zip(&row) {
                x[j] = (column[row] - center[j]) / scale[j]; // checked: as long as the times
            }
        }
        let take = |column: &Option<Vec<f64>>| column.as_ref().map(|column| row.iter().map(|&row| column[row]).collect());
        let mut strata = Vec::new();
        let mut from = 0;
        for same in row.chunk_by(|&a, &b| data.stratum(a) == data.stratum(b)) {
            strata.push(from..from + same.len());
            from += same.len();
        }
        let entries = take(&data.start).map(|start: Vec<f64>| {
            let mut places: Vec<usize> = (0..row.len()).collect();
            for stratum in &strata {
                places[stratum.clone()].sort_by(|&a, &b| start[b].total_cmp(&start[a]));
            }
            (places, start)
        });
        Ok(Self {
            p,
            terms: data.terms.clone(),
            x,
            stop: row.iter().map(|&row| data.stop[row]).collect(),
            event: row.iter().map(|&row| data.event[row]).collect(),
            weights: take(&data.weights),
            offsets: take(&data.offset),
            cluster: data.clusters.as_ref().map(|clusters| row.iter().map(|&row| clusters[row]).collect()),
            strata,
            entries,
            center,
            scale,
        })
    }

    /// What a place weighs.
    #[inline]
    pub fn weight(&self, place: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[place])
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.stop.len()
    }

    /// Coefficients of the covariates as those of the scaled ones.
    pub fn scaled(&self, coefficients: &[f64]) -> Vec<f64> {
        coefficients.iter().zip(&self.scale).map(|(b, scale)| b * scale).collect()
    }

    /// From when a place was watched; `None` where all were from the beginning.
    pub fn start_of(&self, place: usize) -> Option<f64> {
        self.entries.as_ref().map(|(_, start)| start[place]) // one a place
    }

    /// The places of a stratum from the latest start to the earliest; `None` where all were watched from the beginning.
    pub(super) fn entries_of(&self, stratum: Range<usize>) -> Option<&[usize]> {
        self.entries.as_ref().and_then(|(places, _)| places.get(stratum))
    }

    /// The covariates of a place.
    #[inline]
    pub fn covariates(&self, place: usize) -> &[f64] {
        &self.x[place * self.p..(place + 1) * self.p]
    }

    /// The logarithm of the hazard of each place, but for the baseline.
    pub fn linear(&self, beta: &[f64]) -> Vec<f64> {
        let eta = self.x.chunks_exact(self.p).map(|x| dot(x, beta));
        match &self.offsets {
            None => eta.collect(),
            Some(offsets) => eta.zip(offsets).map(|(eta, offset)| offset + eta).collect(),
        }
    }

    /// Walks through the times of each stratum at which something happened, from the latest to the earliest; `risk` is the weight of each place times its hazard.
    pub(super) fn each_time(&self, risk: &[f64], second: bool, mut visit: impl FnMut(&Tied<'_>)) {
        let triangle = if second { self.p * (self.p + 1) / 2 } else { 0 };
        let mut at_risk = RiskSet { s0: 0.0, s1: vec![0.0; self.p], s2: vec![0.0; triangle] };
        let mut places = Vec::new();
        for (number, stratum) in self.strata.iter().enumerate() {
            at_risk.clear();
            let (mut place, mut left) = (stratum.start, stratum.start);
            while place < stratum.end {
                let time = self.stop[place];
                places.clear();
                while place < stratum.end && self.stop[place].total_cmp(&time).is_eq() {
                    at_risk.add(self.covariates(place), risk[place], second);
                    if self.event[place] {
                        places.push(place);
                    }
                    place += 1;
                }
                if let Some((entries, start)) = &self.entries {
                    // Who starts at this time or later is not at risk yet. Each of them ends later, and so was added.
                    while left < stratum.end && start[entries[left]] >= time {
                        at_risk.add(self.covariates(entries[left]), -risk[entries[left]], second);
                        left += 1;
                    }
                }
                if !places.is_empty() {
                    visit(&Tied { time, stratum: number, places: &places, at_risk: &at_risk });
                }
            }
        }
    }
}

/// Those to whom it happened at one time, and everybody at risk, by their places.
pub(super) struct TimeRows<'a> {
    pub events: &'a [usize],
    pub at_risk: &'a [usize],
}

impl Sorted {
    /// As [`Sorted::each_time`], with the places of those at risk.
    pub(super) fn each_time_rows(&self, mut visit: impl FnMut(&TimeRows<'_>)) {
        let (mut events, mut at_risk) = (Vec::new(), Vec::new());
        for stratum in &self.strata {
            let mut from = stratum.start;
            while from < stratum.end {
                let time = self.stop[from];
                let until = (from..stratum.end).find(|&place| self.stop[place].total_cmp(&time).is_ne()).unwrap_or(stratum.end);
                events.clear();
                events.extend((from..until).filter(|&place| self.event[place]));
                if !events.is_empty() {
                    let started = |place: &usize| self.entries.as_ref().is_none_or(|(_, start)| start[*place] < time);
                    at_risk.clear();
                    at_risk.extend((stratum.start..until).filter(started));
                    visit(&TimeRows { events: &events, at_risk: &at_risk });
                }
                from = until;
            }
        }
    }
}

impl RiskSet {
    pub fn clear(&mut self) {
        self.s0 = 0.0;
        self.s1.fill(0.0);
        self.s2.fill(0.0);
    }

    #[inline]
    pub fn add(&mut self, x: &[f64], risk: f64, second: bool) {
        self.s0 += risk;
        for (sum, x) in self.s1.iter_mut().zip(x) {
            *sum += risk * x;
        }
        if second {
            let mut from = 0;
            for (j, a) in x.iter().enumerate() {
                let own = risk * a;
                for (sum, b) in self.s2[from..=from + j].iter_mut().zip(x) {
                    *sum += own * b;
                }
                from += j + 1;
            }
        }
    }
}

/// The rows that weigh something, stratum by stratum from the latest time to the earliest.
fn late_first(data: &CoxData) -> Vec<usize> {
    let counts = |row: &usize| data.weights.as_ref().is_none_or(|weights| weights[*row] > 0.0); // checked: as long as the times
    // Times that are not negative stand in the order of their bits; those, turned over, beside the row are sorted without looking a row up.
    let key = |row: usize| (!(data.stop[row] + 0.0).to_bits(), row);
    let mut keys: Vec<(u64, usize)> = (0..data.stop.len()).filter(counts).map(key).collect();
    keys.sort_unstable();
    let mut rows: Vec<usize> = keys.into_iter().map(|(_, row)| row).collect();
    if data.strata.is_some() {
        rows.sort_by_key(|&row| data.stratum(row)); // and what was in order stays so
    }
    rows.shrink_to_fit();
    rows
}

/// Mean and standard deviation; of a column that does not vary the deviation is 1.
fn moments(column: &[f64]) -> (f64, f64) {
    let n = column.len().max(1) as f64;
    let mean = column.iter().sum::<f64>() / n;
    let deviation = (column.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n).sqrt();
    (mean, if deviation > 0.0 && deviation.is_finite() { deviation } else { 1.0 })
}
