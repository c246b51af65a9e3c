use super::events::{Coding, Events};

/// The states of a Markov chain of paths and the ways between them.
///
/// A state is a context other than the start; states and the ways out of each are in order. Counts of ways and ends lie in one list: those of ways, then of starts,
/// conversions and nulls, one a state each.
#[derive(Debug)]
pub(super) struct Chain {
    pub channels: usize,
    coding: Coding,
    contexts: Vec<u64>,
    /// The last touch of each state.
    pub last: Vec<u32>,
    /// Where the ways out of each state end in `to`.
    ends: Vec<usize>,
    /// The state that each way leads to.
    pub to: Vec<u32>,
}

impl Chain {
    /// The chain, and the counts of its ways.
    pub fn new(coding: Coding, events: &Events) -> (Self, Vec<f64>) {
        let events = events.in_order();
        let mut contexts: Vec<u64> = events.iter().map(|&(key, _)| coding.parts(key).0).filter(|&c| c != Coding::START).collect();
        contexts.dedup();
        let state = |context: u64| contexts.binary_search(&context).unwrap_or(0); // each context that is gone to has an event
        let n = contexts.len();
        let ways = events.iter().filter(|&&(key, _)| is_way(&coding, key)).count();
        let mut counts = vec![0.0; ways + 3 * n];
        let (mut to, mut ends) = (Vec::with_capacity(ways), vec![0; n]);
        for (key, count) in events {
            let (context, event) = coding.parts(key);
            let slot = if event < coding.channels {
                let next = state(coding.after(context, u32::try_from(event).unwrap_or(0))); // a channel's code
                if context == Coding::START {
                    ways + next
                } else {
                    to.push(u32::try_from(next).unwrap_or(0)); // fewer states than paths
                    to.len() - 1
                }
            } else {
                ways + if event == coding.conversion() { n } else { 2 * n } + state(context)
            };
            if let Some(slot) = counts.get_mut(slot) {
                *slot = count as f64; // touches are at most 2^53
            }
            if context != Coding::START
                && let Some(end) = ends.get_mut(state(context))
            {
                *end = to.len();
            }
        }
        let last = contexts.iter().map(|&context| u32::try_from(coding.last(context)).unwrap_or(0)).collect();
        let channels = usize::try_from(coding.channels).unwrap_or(0);
        (Self { channels, coding, contexts, last, ends, to }, counts)
    }

    /// How many states there are.
    pub fn len(&self) -> usize {
        self.last.len()
    }

    /// How long the list of counts is.
    pub fn columns(&self) -> usize {
        self.to.len() + 3 * self.len()
    }

    /// The places of the ways out of a state.
    #[inline]
    pub fn ways(&self, state: usize) -> std::ops::Range<usize> {
        let from = state.checked_sub(1).map_or(0, |before| self.ends.get(before).copied().unwrap_or(0));
        from..self.ends.get(state).copied().unwrap_or(from)
    }

    /// The places in the list of counts that a path adds to: of its touches, of a conversion at its end, of an end without one.
    pub fn columns_of(&self, steps: &[u32], out: &mut Vec<u32>) -> [u32; 2] {
        let (ways, n) = (self.to.len(), self.len());
        let mut state: Option<usize> = None;
        let mut context = Coding::START;
        for &step in steps {
            context = self.coding.after(context, step);
            let next = match state {
                None => self.contexts.binary_search(&context).unwrap_or(0),
                Some(from) => {
                    let range = self.ways(from);
                    let touches = self.to.get(range.clone()).unwrap_or(&[]);
                    // Ways out of a state are in the order of the touch, and lead to as many states.
                    let way =
                        touches.binary_search_by_key(&step, |&to| self.last.get(to as usize).copied().unwrap_or(0)).unwrap_or(0);
                    out.push(narrow(range.start + way));
                    touches.get(way).map_or(0, |&to| to as usize)
                }
            };
            if state.is_none() {
                out.push(narrow(ways + next));
            }
            state = Some(next);
        }
        let end = state.unwrap_or(0);
        [narrow(ways + n + end), narrow(ways + 2 * n + end)]
    }

    /// The counts as a solver reads them.
    pub fn weights<'w>(&self, counts: &'w [f64]) -> Weights<'w> {
        let (ways, n) = (self.to.len(), self.len());
        let part = |from: usize, to: usize| counts.get(from..to).unwrap_or(&[]);
        let mut weights = Weights {
            ways: part(0, ways),
            starts: part(ways, ways + n),
            conversions: part(ways + n, ways + 2 * n),
            nulls: part(ways + 2 * n, ways + 3 * n),
            visits: Vec::with_capacity(n),
        };
        for state in 0..n {
            let out: f64 = weights.ways.get(self.ways(state)).unwrap_or(&[]).iter().sum();
            let ended = weights.conversions.get(state).unwrap_or(&0.0) + weights.nulls.get(state).unwrap_or(&0.0);
            weights.visits.push(out + ended);
        }
        weights
    }
}

fn is_way(coding: &Coding, key: u64) -> bool {
    let (context, event) = coding.parts(key);
    context != Coding::START && event < coding.channels
}

/// Places in the list of counts: fewer than touches and paths that memory holds.
fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// How often each way was gone. What goes into a state comes out of it: `visits` are both.
#[derive(Debug)]
pub(super) struct Weights<'w> {
    pub ways: &'w [f64],
    pub starts: &'w [f64],
    pub conversions: &'w [f64],
    pub nulls: &'w [f64],
    pub visits: Vec<f64>,
}
