//! Optimal alignments of paths with an automaton.

use super::automaton::Automaton;
use crate::error::{Code, Error, Result};

/// One step of an alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    /// The customer met what the flow asks: the place of the event in the path.
    Both(usize),
    /// The customer met what the flow does not ask here.
    Log(usize),
    /// The flow asks a touchpoint that the customer did not meet here.
    Model(u32),
}

/// The moves of a cheapest alignment, and how many of them are on one side only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alignment {
    pub moves: Vec<Move>,
    pub cost: u64,
}

/// A touchpoint that the flow does not know.
pub(super) const FOREIGN: u32 = u32::MAX;

/// The price of a move on one side: first their number counts, then how many of them are events that match nothing.
const MODEL: u64 = 1 << 32;
const LOG: u64 = MODEL + 1;
/// No way to the end.
const NEVER: u64 = u64::MAX / 4;
/// So many prices at once: 512 MiB.
const MAX_CELLS: usize = 1 << 26;

/// Where a path is to end in the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// At the end of it.
    AtEnd,
    /// Anywhere: the journey is still going on.
    Anywhere,
}

/// Aligns paths one after the other. What it knows of the last path's end serves the next: give them in the order of [`from_behind`].
pub(super) struct Aligner<'a> {
    automaton: &'a Automaton,
    /// What is left to pay from each state, for the last 0, 1, 2, ... events.
    layers: Vec<Vec<u64>>,
    /// The path that the layers are of.
    last: Vec<u32>,
}

/// Orders paths by their ends.
pub(super) fn from_behind(one: &[u32], two: &[u32]) -> std::cmp::Ordering {
    one.iter().rev().cmp(two.iter().rev())
}

impl<'a> Aligner<'a> {
    pub fn new(automaton: &'a Automaton, ends: Ends) -> Self {
        let mut layer: Vec<u64> =
            automaton.states.iter().map(|state| if state.is_end || ends == Ends::Anywhere { 0 } else { NEVER }).collect();
        relax(automaton, &mut layer);
        Self { automaton, layers: vec![layer], last: Vec::new() }
    }

    /// The number of touchpoints in the shortest way through the flow.
    pub fn shortest(&self) -> u64 {
        self.layers.first().and_then(|layer| layer.first()).map_or(0, |left| left / MODEL)
    }

    /// The alignment of a path of places among the names of the automaton.
    ///
    /// Of alignments with as few moves on one side, the one with the most matches; of these, from the start on, a match goes before a move of the log, and that before a move of
    /// the flow, of which the first by name.
    ///
    /// # Errors
    /// `out_of_range` when the path is too long for so many states.
    pub fn align(&mut self, path: &[u32]) -> Result<Alignment> {
        let states = self.automaton.states.len();
        if (path.len() + 1).saturating_mul(states) > MAX_CELLS {
            let most = MAX_CELLS / states.max(1);
            let message = format!(
                "a customer has {} events; a flow of {states} states is compared with {most} at most: leave the customer out, or cut the path with sessionize",
                path.len()
            );
            return Err(Error::new(Code::OutOfRange, message).with_field("journey"));
        }
        let shared = self.last.iter().rev().zip(path.iter().rev()).take_while(|(one, two)| one == two).count();
        self.layers.truncate(shared + 1);
        for event in path.iter().rev().skip(shared) {
            let Some(after) = self.layers.last() else { break }; // the first is never cut off
            let mut layer: Vec<u64> = after.iter().map(|left| left + LOG).collect();
            for (left, state) in layer.iter_mut().zip(&self.automaton.states) {
                for &(_, to) in edges_of(&state.edges, *event) {
                    *left = (*left).min(after[to as usize]); // edges lead to states
                }
            }
            relax(self.automaton, &mut layer);
            self.layers.push(layer);
        }
        self.last = path.to_vec();
        Ok(self.walk(path))
    }

    /// From the start on, always along what is left to pay; through all states at once that the same moves lead to, so that only the ways that there are matter, not how the
    /// flow is written.
    fn walk(&self, path: &[u32]) -> Alignment {
        let left = |event: usize, state: u32| {
            let layer = path.len().checked_sub(event).and_then(|rest| self.layers.get(rest));
            layer.and_then(|layer| layer.get(state as usize)).copied().unwrap_or(NEVER)
        };
        let edges = |state: u32| self.automaton.states.get(state as usize).map_or(&[][..], |state| &state.edges);
        let (mut event, mut now, mut states) = (0, left(0, 0), vec![0]);
        let mut moves = Vec::with_capacity(path.len());
        loop {
            if let Some(&label) = path.get(event) {
                let all = states.iter().flat_map(|&state| edges_of(edges(state), label)).map(|(_, to)| *to);
                let next: Vec<u32> = all.filter(|to| left(event + 1, *to) == now).collect();
                if !next.is_empty() {
                    moves.push(Move::Both(event));
                    (event, states) = (event + 1, once(next));
                    continue;
                }
                let stay: Vec<u32> = states.iter().copied().filter(|state| left(event + 1, *state) + LOG == now).collect();
                if !stay.is_empty() {
                    moves.push(Move::Log(event));
                    (event, now, states) = (event + 1, now - LOG, stay);
                    continue;
                }
            }
            let cheapest = |(_, to): &&(u32, u32)| left(event, *to) + MODEL == now;
            let Some(label) =
                states.iter().filter_map(|&state| edges(state).iter().find(cheapest)).map(|(label, _)| *label).min()
            else {
                break;
            };
            let all = states.iter().flat_map(|&state| edges_of(edges(state), label));
            let next = all.filter(cheapest).map(|(_, to)| *to).collect();
            moves.push(Move::Model(label));
            (now, states) = (now - MODEL, once(next));
        }
        Alignment { moves, cost: left(0, 0) / MODEL }
    }
}

fn once(mut states: Vec<u32>) -> Vec<u32> {
    states.sort_unstable();
    states.dedup();
    states
}

fn edges_of(edges: &[(u32, u32)], label: u32) -> &[(u32, u32)] {
    let from = edges.partition_point(|(other, _)| *other < label);
    let rest = edges.get(from..).unwrap_or(&[]);
    rest.get(..rest.partition_point(|(other, _)| *other == label)).unwrap_or(&[])
}

/// Lets every state pay for moves of the flow, from the last state to the first; again as long as a loop makes it cheaper.
fn relax(automaton: &Automaton, layer: &mut [u64]) {
    loop {
        let mut has_changed = false;
        for (place, state) in automaton.states.iter().enumerate().rev() {
            // Edges lead to states, and there is a number for each.
            let best = state.edges.iter().map(|(_, to)| layer[*to as usize] + MODEL).min().unwrap_or(NEVER);
            if best < layer[place] {
                layer[place] = best;
                has_changed = true;
            }
        }
        if !has_changed || !automaton.has_loops {
            break;
        }
    }
}
