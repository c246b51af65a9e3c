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
///
/// # Formula
/// The sums over those at risk are turned round: with `h` the hazard that a row went through, `Σ over times of w s2 / s0 = Σ over rows of risk h x x'`, so that squares of covariates are added up once a row and not once a
/// time. By Efron the `d` of one time see `s0 - g t0` with `g = 0, 1/d, ...` and `t` the sums of these alone: powers of `g` over that are all that is needed of each.
pub(super) fn likelihood(sorted: &Sorted, beta: &[f64], ties: CoxTies) -> Likelihood {
    let eta = sorted.linear(beta);
    if ties == CoxTies::Exact {
        return exact_times(sorted, &eta);
    }
    let (mut risk, shift) = risks(sorted, &eta);
    let p = sorted.p;
    let mut sum = Likelihood::zero(p);
    let mut steps: Vec<HazardStep> = Vec::new();
    let mut tied_alone = RiskSet { s0: 0.0, s1: vec![0.0; p], s2: Vec::new() };
    sorted.each_time(&risk, false, |tied| {
        tied_alone.clear();
        let mut weight = 0.0;
        for &place in tied.places {
            let own = sorted.weight(place);
            weight += own;
            sum.value += own * (eta[place] - shift);
            tied_alone.add(sorted.covariates(place), risk[place], false);
        }
        let shares = Shares::new(tied.places.len(), weight, tied.at_risk.s0, tied_alone.s0, ties);
        sum.value -= shares.logarithms;
        subtract_means(&mut sum.information, &tied.at_risk.s1, &tied_alone.s1, &shares);
        steps.push(HazardStep { stratum: tied.stratum, time: tied.time, hazard: shares.hazard, gone: shares.gone });
    });
    let hazards = hazards(sorted, &steps);
    for (risk, hazard) in risk.iter_mut().zip(hazards) {
        *risk *= hazard;
    }
    let left = |place: usize| if sorted.event[place] { sorted.weight(place) - risk[place] } else { -risk[place] };
    for (place, x) in sorted.x.chunks_exact(p).enumerate() {
        let left = left(place);
        for (slope, x) in sum.slope.iter_mut().zip(x) {
            *slope += left * x;
        }
    }
    add_squares(&mut sum.information, &sorted.x, &risk);
    mirror(&mut sum.information);
    sum
}

/// What those of one time add, each seeing those at risk less a share of themselves.
struct Shares {
    /// `Σ w/d ln s0`.
    logarithms: f64,
    /// `Σ w/d / s0`.
    hazard: f64,
    /// `Σ w/d g / s0`.
    gone: f64,
    /// `Σ w/d gᵏ / s0²`.
    squares: [f64; 3],
}

impl Shares {
    fn new(d: usize, weight: f64, at_risk: f64, tied: f64, ties: CoxTies) -> Self {
        let times = if ties == CoxTies::Efron { d } else { 1 };
        let share = weight / times as f64;
        let mut shares = Self { logarithms: 0.0, hazard: 0.0, gone: 0.0, squares: [0.0; 3] };
        for m in 0..times {
            let g = m as f64 / d as f64;
            let s0 = at_risk - g * tied;
            let (hazard, square) = (share / s0, share / (s0 * s0));
            shares.logarithms += share * s0.ln();
            shares.hazard += hazard;
            shares.gone += g * hazard;
            for (sum, power) in shares.squares.iter_mut().zip([1.0, g, g * g]) {
                *sum += power * square;
            }
        }
        shares
    }
}

/// The hazard at one time, and what of it those to whom it happens then are spared.
struct HazardStep {
    stratum: usize,
    time: f64,
    hazard: f64,
    gone: f64,
}

/// The hazard that each place went through; `steps` are in the order of the walk, from the latest of each stratum to the earliest.
fn hazards(sorted: &Sorted, steps: &[HazardStep]) -> Vec<f64> {
    let mut hazards = vec![0.0; sorted.len()];
    for (number, stratum) in sorted.strata.iter().enumerate() {
        let from = steps.partition_point(|step| step.stratum < number);
        let until = steps.partition_point(|step| step.stratum <= number);
        let own = &steps[from..until]; // both are places of steps, in order
        let mut left = own.iter().rev().peekable();
        let (mut sum, mut last) = (0.0, (f64::NAN, 0.0));
        for place in stratum.clone().rev() {
            while let Some(step) = left.next_if(|step| step.time <= sorted.stop[place]) {
                sum += step.hazard;
                last = (step.time, step.gone);
            }
            let is_last = sorted.event[place] && last.0.total_cmp(&sorted.stop[place]).is_eq();
            hazards[place] = if is_last { sum - last.1 } else { sum };
        }
        let Some(entries) = sorted.entries_of(stratum.clone()) else { continue };
        let (mut left, mut before) = (own.iter().rev().peekable(), 0.0);
        for &place in entries.iter().rev() {
            while let Some(step) = left.next_if(|step| sorted.start_of(place).is_some_and(|start| step.time <= start)) {
                before += step.hazard;
            }
            hazards[place] -= before;
        }
    }
    hazards
}

/// Takes `Σ w/d s1 s1' / s0²` off the lower triangle, `s1` being that of all at risk less a share of those who are tied.
fn subtract_means(information: &mut [Vec<f64>], all: &[f64], tied: &[f64], shares: &Shares) {
    let [whole, once, twice] = shares.squares;
    for (j, row) in information.iter_mut().enumerate() {
        let (of_all, of_tied) = (whole * all[j] - once * tied[j], twice * tied[j] - once * all[j]); // as many sums as covariates
        for (cell, (a, t)) in row.iter_mut().zip(all.iter().zip(tied)).take(j + 1) {
            *cell -= of_all * a + of_tied * t;
        }
    }
}

/// Adds `Σ weight x x'` over the rows of `x` to the lower triangle.
fn add_squares(information: &mut [Vec<f64>], x: &[f64], weights: &[f64]) {
    match information.len() {
        1 => add_few_squares::<1>(information, x, weights),
        2 => add_few_squares::<2>(information, x, weights),
        3 => add_few_squares::<3>(information, x, weights),
        4 => add_few_squares::<4>(information, x, weights),
        5 => add_few_squares::<5>(information, x, weights),
        6 => add_few_squares::<6>(information, x, weights),
        7 => add_few_squares::<7>(information, x, weights),
        8 => add_few_squares::<8>(information, x, weights),
        p => {
            for (x, weight) in x.chunks_exact(p).zip(weights) {
                for (row, a) in information.iter_mut().zip(x) {
                    let own = weight * a;
                    row.iter_mut().zip(x).for_each(|(cell, b)| *cell += own * b);
                }
            }
        }
    }
}

/// So many rows are added up by themselves, which keeps digits.
const BLOCK: usize = 1024;

/// The same for a number of covariates that is known, which keeps the sums in registers.
fn add_few_squares<const P: usize>(information: &mut [Vec<f64>], x: &[f64], weights: &[f64]) {
    let (rows, _) = x.as_chunks::<P>();
    for (rows, weights) in rows.chunks(BLOCK).zip(weights.chunks(BLOCK)) {
        let mut sums = [[0.0; P]; P];
        for (x, weight) in rows.iter().zip(weights) {
            for (sums, a) in sums.iter_mut().zip(x) {
                let own = weight * a;
                for (sum, b) in sums.iter_mut().zip(x) {
                    *sum += own * b;
                }
            }
        }
        for (row, sums) in information.iter_mut().zip(sums) {
            row.iter_mut().zip(sums).for_each(|(cell, sum)| *cell += sum);
        }
    }
}

/// Weight times hazard of each place, and what was taken off the logarithms of hazards so that none is too large.
pub(super) fn risks(sorted: &Sorted, eta: &[f64]) -> (Vec<f64>, f64) {
    let shift = eta.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let shift = if shift.is_finite() { shift } else { 0.0 };
    let mut risks: Vec<f64> = eta.iter().map(|eta| (eta - shift).exp()).collect();
    if let Some(weights) = &sorted.weights {
        risks.iter_mut().zip(weights).for_each(|(risk, weight)| *risk *= weight);
    }
    (risks, shift)
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
