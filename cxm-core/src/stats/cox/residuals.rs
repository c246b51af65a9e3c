//! What each row adds to the slope of the likelihood, and variances made of that.

use super::CoxTies;
use super::likelihood::{Spread, risks};
use super::sorted::Sorted;
use crate::num::dot;
use std::collections::BTreeMap;

/// The score residuals, by place and covariate.
pub(super) struct ScoreResiduals {
    values: Vec<f64>,
    p: usize,
}

/// The residuals at the coefficients of the scaled covariates.
///
/// # Formula
/// `Σ over the row's events (x - x̄) - exp(x b) Σ over times at risk (x - x̄) dΛ`, with the mean `x̄` and the hazard `dΛ` of those at risk; with Efron's ties each of those to whom it happens
/// is at risk by as much as the approximation leaves of them.
pub(super) fn score_residuals(sorted: &Sorted, beta: &[f64], ties: CoxTies) -> ScoreResiduals {
    let (p, eta) = (sorted.p, sorted.linear(beta));
    let (risk, shift) = risks(sorted, &eta);
    let mut values = vec![0.0; sorted.x.len()];
    let mut steps: Vec<Vec<Step>> = sorted.strata.iter().map(|_| Vec::new()).collect();
    let mut spread = Spread::new(p);
    sorted.each_time(&risk, false, |tied| {
        let d = tied.places.len();
        let weight: f64 = tied.places.iter().map(|&place| sorted.weight(place)).sum();
        let (mut hazard, mut mean_hazard) = (0.0, vec![0.0; p]);
        let mut m = 0.0;
        spread.each_share(sorted, &risk, tied, ties, false, |share, set| {
            let step = share * weight / set.s0;
            hazard += step;
            let gone = if ties == CoxTies::Efron { m / d as f64 } else { 0.0 };
            m += 1.0;
            for j in 0..p {
                let mean = set.s1[j] / set.s0;
                mean_hazard[j] += step * mean;
                for &place in tied.places {
                    let x = sorted.x[place * p + j];
                    // The share of its event that falls here; and what it is at risk less than others, given back.
                    values[place * p + j] += share * (x - mean) + gone * (eta[place] - shift).exp() * step * (x - mean);
                }
            }
        });
        steps[tied.stratum].push(Step { time: tied.time, hazard, mean_hazard }); // one a stratum
    });
    for (stratum, steps) in sorted.strata.iter().zip(&mut steps) {
        steps.reverse();
        subtract_hazards(sorted, stratum.clone(), steps, &eta, shift, &mut values);
    }
    ScoreResiduals { values, p }
}

/// The hazard at one time, and times the mean of those at risk.
struct Step {
    time: f64,
    hazard: f64,
    mean_hazard: Vec<f64>,
}

/// Takes off what each row should have had: its hazard over the times at which it was at risk.
fn subtract_hazards(
    sorted: &Sorted,
    stratum: std::ops::Range<usize>,
    steps: &[Step],
    eta: &[f64],
    shift: f64,
    values: &mut [f64],
) {
    let p = sorted.p;
    // Sums from the earliest time on: up to the step at place k, of those before it.
    let mut hazards = vec![0.0; steps.len() + 1];
    let mut means = vec![0.0; (steps.len() + 1) * p];
    for (k, step) in steps.iter().enumerate() {
        hazards[k + 1] = hazards[k] + step.hazard;
        for j in 0..p {
            means[(k + 1) * p + j] = means[k * p + j] + step.mean_hazard[j];
        }
    }
    let until = |time: f64| steps.partition_point(|step| step.time <= time);
    for place in stratum {
        let last = until(sorted.stop[place]);
        let first = sorted.start_of(place).map_or(0, until);
        let risk = (eta[place] - shift).exp();
        let hazard = hazards[last] - hazards[first];
        for j in 0..p {
            let mean = means[last * p + j] - means[first * p + j];
            values[place * p + j] -= risk * (sorted.x[place * p + j] * hazard - mean);
        }
    }
}

impl ScoreResiduals {
    /// `Σ u u'` of the weighted residuals, summed in clusters, between two inverses of the information.
    pub fn sandwich(&self, sorted: &Sorted, inverse: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let p = self.p;
        let mut sums: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        for (place, residuals) in self.values.chunks_exact(p).enumerate() {
            let cluster = sorted.cluster.as_ref().map_or(place, |cluster| cluster[place]); // one a place
            let sum = sums.entry(cluster).or_insert_with(|| vec![0.0; p]);
            sum.iter_mut().zip(residuals).for_each(|(sum, value)| *sum += sorted.weight(place) * value);
        }
        let mut covariance = vec![vec![0.0; p]; p];
        for sum in sums.values() {
            let change: Vec<f64> = inverse.iter().map(|row| dot(row, sum)).collect();
            for j in 0..p {
                for k in 0..p {
                    covariance[j][k] += change[j] * change[k];
                }
            }
        }
        covariance
    }
}
