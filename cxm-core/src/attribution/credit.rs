use super::AttributionMethod;
use super::shapley::Distinct;
use super::touch::{Decay, position_share};

/// The rules that divide each path by itself: of a conversion of a path, which share goes where.
///
/// A target is a channel; with `shapley_ordered`, channel + channels x place.
pub(super) struct CreditRule {
    method: AttributionMethod,
    channels: usize,
    decay: Decay,
    distinct: Distinct,
    buffer: Vec<u32>,
}

impl CreditRule {
    pub fn new(method: AttributionMethod, channels: usize, half_life: f64) -> Self {
        Self { method, channels, decay: Decay::new(half_life), distinct: Distinct::new(channels), buffer: Vec::new() }
    }

    /// Writes targets and shares of a path.
    pub fn shares(&mut self, steps: &[u32], out: &mut Vec<(usize, f64)>) {
        use AttributionMethod::{First, Last, Linear, Markov, Position, Shapley, ShapleyOrdered, TimeDecay};
        let n = steps.len();
        let each = |&step: &u32| (step as usize, 1.0 / n as f64);
        match self.method {
            First => out.extend(steps.first().map(|&step| (step as usize, 1.0))),
            Last => out.extend(steps.last().map(|&step| (step as usize, 1.0))),
            Linear | Markov => out.extend(steps.iter().map(each)),
            TimeDecay => out.extend(steps.iter().rev().map(|&step| step as usize).zip(self.decay.shares(n))),
            Position => out.extend(steps.iter().enumerate().map(|(at, &step)| (step as usize, position_share(at, n)))),
            Shapley | ShapleyOrdered => {
                self.buffer.clear();
                self.distinct.of(steps, &mut self.buffer);
                let share = 1.0 / self.buffer.len() as f64;
                let apart = if self.method == ShapleyOrdered { self.channels } else { 0 };
                out.extend(self.buffer.iter().enumerate().map(|(place, &step)| (step as usize + place * apart, share)));
            }
        }
    }

    /// The shortest path that is divided in the same way: so the bootstrap has fewer of them to draw.
    pub fn reduce(method: AttributionMethod, steps: &[u32], out: &mut Vec<u32>) {
        use AttributionMethod::{First, Last, Linear, Markov, Position, Shapley, ShapleyOrdered, TimeDecay};
        match method {
            First => out.extend(steps.first()),
            Last => out.extend(steps.last()),
            Markov | TimeDecay => out.extend(steps),
            Linear => {
                out.extend(steps);
                out.sort_unstable();
            }
            Position => {
                out.extend(steps);
                let last = steps.len().saturating_sub(1);
                if let Some(between) = out.get_mut(1..last) {
                    between.sort_unstable();
                }
            }
            Shapley | ShapleyOrdered => {
                // Short paths mostly: looking back is as fast as any set.
                for step in steps {
                    if !out.contains(step) {
                        out.push(*step);
                    }
                }
                if method == Shapley {
                    out.sort_unstable();
                }
            }
        }
    }
}
