//! The partial likelihood of Cox, its slope and its curvature.

use super::CoxTies;
use super::exact::exact_times;
use super::sorted::{RiskSet, Sorted, Tied};

/// The logarithm of the partial likelihood at one point.
#[derive(Debug, Clone)]
pub(super) struct Likelihood {
    pub value: f64,
    pub slope: Vec<f64>,
    /// Minus the second derivatives.
    pub information: Vec<Vec<f64>>,
}

impl Likelihood {
    pub fn zero(p: usize) -> Self {
        Self { value: 0.0, slope: vec![0.0; p], information: vec![vec![0.0; p]; p] }
    }
}

/// At coefficients of the scaled covariates.
pub(super) fn likelihood(sorted: &Sorted, beta: &[f64], ties: CoxTies) -> Likelihood {
    let eta = sorted.linear(beta);
    if ties == CoxTies::Exact {
        return exact_times(sorted, &eta);
    }
    let (risk, shift) = risks(sorted, &eta);
    let mut sum = Likelihood::zero(sorted.p);
    let mut spread = Spread::new(sorted.p);
    sorted.each_time(&risk, true, |tied| {
        let mut weight = 0.0;
        for &place in tied.places {
            let own = sorted.weight[place];
            weight += own;
            sum.value += own * (eta[place] - shift);
            for (slope, x) in sum.slope.iter_mut().zip(sorted.covariates(place)) {
                *slope += own * x;
            }
        }
        spread.each_share(sorted, &risk, tied, ties, true, |share, set| {
            let weight = share * weight;
            sum.value -= weight * set.s0.ln();
            let mut from = 0;
            for j in 0..sorted.p {
                let mean = set.s1[j] / set.s0;
                sum.slope[j] -= weight * mean;
                for k in 0..=j {
                    sum.information[j][k] += weight * (set.s2[from + k] / set.s0 - mean * (set.s1[k] / set.s0));
                }
                from += j + 1;
            }
        });
    });
    mirror(&mut sum.information);
    sum
}

/// Weight times hazard of each place, and what was taken off the logarithms of hazards so that none is too large.
pub(super) fn risks(sorted: &Sorted, eta: &[f64]) -> (Vec<f64>, f64) {
    let shift = eta.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let shift = if shift.is_finite() { shift } else { 0.0 };
    (eta.iter().zip(&sorted.weight).map(|(eta, weight)| weight * (eta - shift).exp()).collect(), shift)
}

/// What is at risk for each of those who have the same time.
pub(super) struct Spread {
    tied: RiskSet,
    left: RiskSet,
}

impl Spread {
    pub fn new(p: usize) -> Self {
        let set = || RiskSet { s0: 0.0, s1: vec![0.0; p], s2: vec![0.0; p * (p + 1) / 2] };
        Self { tied: set(), left: set() }
    }

    /// By Breslow once, with everybody at risk; by Efron as often as there are events, each time with less of those to whom it happens. `each` gets the share of the events and who is left.
    pub fn each_share(
        &mut self,
        sorted: &Sorted,
        risk: &[f64],
        tied: &Tied<'_>,
        ties: CoxTies,
        second: bool,
        mut each: impl FnMut(f64, &RiskSet),
    ) {
        let d = tied.places.len();
        if d == 1 || ties != CoxTies::Efron {
            return each(1.0, tied.at_risk);
        }
        self.tied.clear();
        for &place in tied.places {
            self.tied.add(sorted.covariates(place), risk[place], second);
        }
        for m in 0..d {
            let gone = m as f64 / d as f64;
            let less = |left: &mut [f64], all: &[f64], tied: &[f64]| {
                left.iter_mut().zip(all).zip(tied).for_each(|((left, all), tied)| *left = all - gone * tied);
            };
            self.left.s0 = tied.at_risk.s0 - gone * self.tied.s0;
            less(&mut self.left.s1, &tied.at_risk.s1, &self.tied.s1);
            if second {
                less(&mut self.left.s2, &tied.at_risk.s2, &self.tied.s2);
            }
            each(1.0 / d as f64, &self.left);
        }
    }
}

/// Copies the lower triangle into the upper one.
pub(super) fn mirror(matrix: &mut [Vec<f64>]) {
    for j in 0..matrix.len() {
        let (above, row) = matrix.split_at_mut(j);
        for (above, value) in above.iter_mut().zip(&row[0]) {
            above[j] = *value; // the matrix is square
        }
    }
}
