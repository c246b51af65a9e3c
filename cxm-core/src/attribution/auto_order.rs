use super::events::{Coding, Events};
use super::ranked::Ranked;
use crate::columns::Stop;
use crate::error::Result;
use crate::num::ExactSum;
use std::collections::HashMap;

/// Longer memories are not tried.
const MOST: u32 = 5;

/// The order whose chain best predicts paths that it was not learnt from: orders from 1 up are tried until one predicts worse than the one before it.
///
/// # Formula
/// The leave-one-out log-likelihood `L_k = Σ_paths Σ_steps ln (n(c, e) - a + 1/2) / (n(c) - b + (C + 2) / 2)`: the probability of each event `e` after its context `c` (the
/// last `k` touches) when one occurrence of the path, which has the event `a` times and the context `b` times, is taken out; with half a count for each of the `C` channels and the
/// two ends (Krichevsky and Trofimov 1981). Exact: nothing is drawn, no fold is chosen. A higher order must win by more than rounding.
pub(super) fn choose(ranked: &Ranked<'_>, stop: &Stop) -> Result<u32> {
    let mut best: Option<(u32, f64)> = None;
    for order in 1..=MOST {
        let Ok(coding) = Coding::new(ranked.names.len(), order) else { break };
        let likelihood = left_out(ranked, &coding, stop)?;
        match best {
            Some((_, so_far)) if likelihood <= so_far + 1e-9 * so_far.abs() => break,
            _ => best = Some((order, likelihood)),
        }
    }
    Ok(best.map_or(1, |(order, _)| order))
}

/// The log-likelihood of each path given all others.
fn left_out(ranked: &Ranked<'_>, coding: &Coding, stop: &Stop) -> Result<f64> {
    let events = Events::count(ranked, coding);
    let mut contexts: HashMap<u64, u64> = HashMap::new();
    for (key, count) in events.in_order() {
        *contexts.entry(coding.parts(key).0).or_default() += count;
    }
    let half_all = (coding.channels + 2) as f64 / 2.0;
    let context_of = |key: u64| coding.parts(key).0;
    let (mut sum, mut keys) = (ExactSum::new(), Vec::new());
    for (place, (steps, conversions, nulls)) in ranked.iter().enumerate() {
        if place % 65_536 == 0 {
            stop.check()?;
        }
        keys.clear();
        let end = coding.walk(steps, |key| keys.push(key));
        keys.sort_unstable(); // so those of a context stand side by side, and equal ones
        let (conversion, null) = (coding.key(end, coding.conversion()), coding.key(end, coding.null()));
        // What is common to both ends, with the end's own event among those of its context.
        let mut common = 0.0;
        let mut visits_of_end = 1;
        for context in keys.chunk_by(|&a, &b| context_of(a) == context_of(b)) {
            let own = context.first().map_or(0, |&key| context_of(key));
            let visits = context.len() as u64 + u64::from(own == end);
            if own == end {
                visits_of_end = visits;
            }
            let all = contexts.get(&own).copied().unwrap_or(0).saturating_sub(visits) as f64 + half_all;
            for event in context.chunk_by(|a, b| a == b) {
                let often = event.len() as u64;
                let seen = event.first().map_or(0, |&key| events.get(key)).saturating_sub(often) as f64 + 0.5;
                common += often as f64 * (seen / all).ln();
            }
        }
        let all = contexts.get(&end).copied().unwrap_or(0).saturating_sub(visits_of_end) as f64 + half_all;
        for (key, often) in [(conversion, conversions), (null, nulls)] {
            if often > 0 {
                let seen = events.get(key).saturating_sub(1) as f64 + 0.5;
                sum.add(often as f64 * (common + (seen / all).ln()));
            }
        }
    }
    Ok(sum.to_f64())
}
