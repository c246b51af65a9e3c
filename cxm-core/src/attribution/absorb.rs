use super::chain::{Chain, Weights};
use crate::columns::Stop;
use crate::error::Result;

/// Chains of so many states are always solved directly.
const DIRECT: usize = 64;
/// And of so many where sweeps are slow to settle.
const DIRECT_IF_SLOW: usize = 2_000;
const SLOW: usize = 4_000;
/// Channels that are removed at once.
const LANES: usize = 8;

/// How well the answers of sweeps must be known, relative to the mean over all visits: see [`settled`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Tolerance(f64);

impl Tolerance {
    /// As well as `f64` can.
    pub const EXACT: Self = Self(4e-15);
    /// Far below the noise of a draw.
    pub const DRAW: Self = Self(1e-8);
}

/// What each channel's removal takes away, and where the sweeps ended, from which those of a similar chain begin.
#[derive(Debug, Clone, Default)]
pub(super) struct Removal {
    /// 1 less the share of conversions that are left when every touch of the channel ends its path without one.
    pub effects: Vec<f64>,
    converting: Vec<f64>,
    touching: Vec<Vec<[f64; LANES]>>,
}

/// The removal effects of all channels; of no conversion, none.
///
/// Let `u_s` be the probability to convert from state `s`, and `y_s` that of converting and meeting channel `c` on the way: `y = u` where the last touch is `c`, and
/// elsewhere `y_s = Σ_t q_st y_t`. Of the conversions, those that go through `c` are lost without it: the effect is `Σ_s start_s y_s / Σ_s start_s u_s`. Nothing is
/// subtracted, so small effects are as exact as large ones.
///
/// # References
/// Anderl, Becker, von Wangenheim and Schumann (2016), Int. J. Research in Marketing 33(3):457; Kemeny and Snell (1960), *Finite Markov Chains*, ch. 3.
pub(super) fn removal(
    chain: &Chain,
    weights: &Weights<'_>,
    before: Option<&Removal>,
    tolerance: Tolerance,
    stop: &Stop,
) -> Result<Option<Removal>> {
    let converted: f64 = weights.conversions.iter().sum();
    if converted == 0.0 {
        return Ok(None);
    }
    let n = chain.len();
    if n <= DIRECT {
        return Ok(Some(Removal { effects: direct(chain, weights, converted), ..Removal::default() }));
    }
    let limit = if n <= DIRECT_IF_SLOW { SLOW } else { usize::MAX };
    let converting = before.map_or_else(|| vec![0.0; n], |before| before.converting.clone());
    let mut found = Removal { converting, ..Removal::default() };
    let mut settled = sweep_converting(chain, weights, &mut found.converting, tolerance, limit, stop)?;
    for (block, first) in (0..chain.channels).step_by(LANES).enumerate() {
        if !settled {
            break;
        }
        let known = before.and_then(|before| before.touching.get(block)).cloned();
        let mut touching = known.unwrap_or_else(|| vec![[0.0; LANES]; n]);
        settled = sweep_touching(chain, weights, &found.converting, first, &mut touching, tolerance, limit, stop)?;
        let mut sums = [0.0; LANES];
        for (start, lanes) in weights.starts.iter().zip(&touching) {
            for (sum, lane) in sums.iter_mut().zip(lanes) {
                *sum += start * lane;
            }
        }
        found.effects.extend(sums.iter().take(chain.channels - first).map(|sum| sum / converted));
        found.touching.push(touching);
    }
    if !settled {
        return Ok(Some(Removal { effects: direct(chain, weights, converted), ..Removal::default() }));
    }
    Ok(Some(found))
}

/// Whether a sweep changed little enough.
///
/// After a Gauss-Seidel sweep that changed state `t` by `d_t`, what is still missing at the start of paths is at most `Σ_t m_t |d_t|`, where `m_t` are the expected visits
/// of `t` on a path: the residual of row `s` is the sum of `q_st d_t` over the states swept after it, the error at the start is the residual weighted by the visits, and
/// `m Q <= m`. The visits are counts of the data: they need no solving.
fn settled(changes: f64, mass: f64, tolerance: Tolerance) -> bool {
    changes <= tolerance.0 * mass
}

/// Sweeps forward and backward in turn, until `sweep` says that it is settled, or past the limit.
fn sweeps(n: usize, limit: usize, stop: &Stop, mut state: impl FnMut(usize), mut done: impl FnMut() -> bool) -> Result<bool> {
    for round in 0..limit {
        if round % 64 == 0 {
            stop.check()?;
        }
        if round % 2 == 0 {
            (0..n).rev().for_each(&mut state);
        } else {
            (0..n).for_each(&mut state);
        }
        if done() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Ways out of a state but to itself, and how often it is left: ways to itself change nothing in where paths end.
fn leaving<'c>(chain: &'c Chain, weights: &'c Weights<'_>, state: usize) -> impl Iterator<Item = (usize, f64)> + 'c {
    let range = chain.ways(state);
    let to = chain.to.get(range.clone()).unwrap_or(&[]);
    let counts = weights.ways.get(range).unwrap_or(&[]);
    to.iter().map(|&to| to as usize).zip(counts.iter().copied()).filter(move |&(to, _)| to != state)
}

fn at(values: &[f64], place: usize) -> f64 {
    values.get(place).copied().unwrap_or(0.0)
}

fn sweep_converting(
    chain: &Chain,
    weights: &Weights<'_>,
    u: &mut [f64],
    tolerance: Tolerance,
    limit: usize,
    stop: &Stop,
) -> Result<bool> {
    let sums = std::cell::Cell::new((0.0, 0.0));
    let state = |state: usize| {
        let ended = at(weights.conversions, state);
        let (mut sum, mut left) = (ended, ended + at(weights.nulls, state));
        for (to, count) in leaving(chain, weights, state) {
            sum += count * at(u, to);
            left += count;
        }
        let new = if left > 0.0 { sum / left } else { 0.0 };
        if let Some(own) = u.get_mut(state) {
            let (changes, mass) = sums.get();
            let visits = at(&weights.visits, state);
            sums.set((changes + visits * (new - *own).abs(), mass + visits * new));
            *own = new;
        }
    };
    let done = || {
        let (changes, mass) = sums.replace((0.0, 0.0));
        settled(changes, mass, tolerance)
    };
    sweeps(chain.len(), limit, stop, state, done)
}

#[allow(clippy::too_many_arguments)] // one system: its matrix, its border, its unknowns and when they are known
fn sweep_touching(
    chain: &Chain,
    weights: &Weights<'_>,
    u: &[f64],
    first: usize,
    y: &mut [[f64; LANES]],
    tolerance: Tolerance,
    limit: usize,
    stop: &Stop,
) -> Result<bool> {
    let sums = std::cell::Cell::new(([0.0; LANES], [0.0; LANES]));
    let state = |state: usize| {
        let (mut new, mut left) = ([0.0; LANES], at(weights.conversions, state) + at(weights.nulls, state));
        for (to, count) in leaving(chain, weights, state) {
            for (sum, lane) in new.iter_mut().zip(y.get(to).unwrap_or(&[0.0; LANES])) {
                *sum += count * lane;
            }
            left += count;
        }
        let scale = if left > 0.0 { left.recip() } else { 0.0 };
        for sum in &mut new {
            *sum *= scale;
        }
        let touched = chain.last.get(state).and_then(|&last| (last as usize).checked_sub(first));
        if let Some(lane) = touched.and_then(|lane| new.get_mut(lane)) {
            *lane = at(u, state);
        }
        if let Some(own) = y.get_mut(state) {
            let (mut changes, mut mass) = sums.get();
            let visits = at(&weights.visits, state);
            for (((change, mass), new), own) in changes.iter_mut().zip(&mut mass).zip(&new).zip(own.iter()) {
                *change += visits * (new - own).abs();
                *mass += visits * new;
            }
            sums.set((changes, mass));
            *own = new;
        }
    };
    let done = || {
        let (changes, mass) = sums.replace(([0.0; LANES], [0.0; LANES]));
        changes.iter().zip(&mass).all(|(&changes, &mass)| settled(changes, mass, tolerance))
    };
    sweeps(chain.len(), limit, stop, state, done)
}

/// One factorisation for all channels: with `N = (I - Q)^-1` and the states `R` whose last touch is the channel, what reaches `R` converts with `u_R`, and the first
/// visits of `R` are `m_R N_RR^-1`; so the effect is `m_R N_RR^-1 u_R` over the rate of conversion.
fn direct(chain: &Chain, weights: &Weights<'_>, converted: f64) -> Vec<f64> {
    let n = chain.len();
    let inverse = fundamental(chain, weights);
    let entry = |row: usize, column: usize| at(&inverse, row * n + column);
    let rate = |state: usize| {
        let visits = at(&weights.visits, state);
        if visits > 0.0 { at(weights.conversions, state) / visits } else { 0.0 }
    };
    let rates: Vec<f64> = (0..n).map(rate).collect();
    let mut members = vec![Vec::new(); chain.channels];
    for (state, &last) in chain.last.iter().enumerate() {
        if let Some(members) = members.get_mut(last as usize) {
            members.push(state);
        }
    }
    let effect = |members: Vec<usize>| {
        let r = members.len();
        // N_RR with u_R as its last column.
        let mut system = Vec::with_capacity(r * (r + 1));
        for &row in &members {
            system.extend(members.iter().map(|&column| entry(row, column)));
            system.push((0..n).map(|column| entry(row, column) * at(&rates, column)).sum());
        }
        let solution = solve(&mut system, r);
        // From 0, since the sum of nothing is -0 in Rust.
        members.iter().zip(solution).fold(0.0, |sum, (&state, z)| sum + at(&weights.visits, state) * z) / converted
    };
    members.into_iter().map(effect).collect()
}

/// `(I - Q)^-1`, row after row. The matrix is one whose rows are dominated by their diagonals: no pivots are needed.
fn fundamental(chain: &Chain, weights: &Weights<'_>) -> Vec<f64> {
    let n = chain.len();
    let mut matrix = vec![0.0; n * n];
    for (state, row) in matrix.chunks_exact_mut(n.max(1)).enumerate() {
        let visits = at(&weights.visits, state);
        let range = chain.ways(state);
        let (to, counts) = (chain.to.get(range.clone()).unwrap_or(&[]), weights.ways.get(range).unwrap_or(&[]));
        for (&to, count) in to.iter().zip(counts) {
            if let Some(entry) = row.get_mut(to as usize).filter(|_| visits > 0.0) {
                *entry = -count / visits;
            }
        }
        if let Some(diagonal) = row.get_mut(state) {
            // 1 - q_ss without cancellation: all that leaves.
            let ended = at(weights.conversions, state) + at(weights.nulls, state);
            let left = leaving(chain, weights, state).fold(ended, |sum, (_, count)| sum + count);
            *diagonal = if visits > 0.0 { left / visits } else { 1.0 };
        }
    }
    invert(&mut matrix, n);
    matrix
}

/// Gauss-Jordan in place.
fn invert(matrix: &mut [f64], n: usize) {
    let mut pivots = vec![0.0; n];
    for k in 0..n {
        let Some(pivot_row) = matrix.get_mut(k * n..(k + 1) * n) else { return };
        let Some(pivot) = pivot_row.get_mut(k) else { return };
        let scale = pivot.recip();
        *pivot = 1.0;
        for entry in pivot_row.iter_mut() {
            *entry *= scale;
        }
        pivots.copy_from_slice(pivot_row);
        for (row, entries) in matrix.chunks_exact_mut(n).enumerate() {
            let Some(own) = entries.get_mut(k).filter(|own| row != k && **own != 0.0) else { continue };
            let factor = std::mem::take(own);
            for (entry, pivot) in entries.iter_mut().zip(&pivots) {
                *entry -= factor * pivot;
            }
        }
    }
}

/// The solution of `r` equations, each a row of `r` coefficients and its right side; with pivots.
fn solve(system: &mut [f64], r: usize) -> Vec<f64> {
    let width = r + 1;
    let mut rows: Vec<&mut [f64]> = system.chunks_exact_mut(width).collect();
    for k in 0..r {
        let Some((_, below)) = rows.split_at_mut_checked(k) else { break };
        let size = |row: &&mut [f64]| row.get(k).map_or(0.0, |entry| entry.abs());
        let largest = (0..below.len()).max_by(|&a, &b| below.get(a).map_or(0.0, size).total_cmp(&below.get(b).map_or(0.0, size)));
        below.swap(0, largest.unwrap_or(0));
        let Some((pivot, below)) = below.split_first_mut() else { break };
        for row in below {
            let factor = at(row, k) / at(pivot, k);
            for (entry, pivot) in row.iter_mut().zip(pivot.iter()).skip(k) {
                *entry -= factor * pivot;
            }
        }
    }
    let mut solution = vec![0.0; r];
    for k in (0..r).rev() {
        let Some(row) = rows.get(k) else { break };
        let known: f64 = row.iter().zip(&solution).take(r).skip(k + 1).map(|(entry, x)| entry * x).sum();
        let value = (at(row, r) - known) / at(row, k);
        if let Some(slot) = solution.get_mut(k) {
            *slot = value;
        }
    }
    solution
}
