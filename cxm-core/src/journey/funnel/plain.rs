use super::options::MOST_STEPS;
use super::plan::{Outcome, Plan};

/// Ordered steps within a window, without exclusions or optional steps: for each step the latest start that got there.
///
/// A later start is never worse: what it still has to do lies ahead, and its window ends later.
pub(super) struct Plain {
    /// The start of the latest attempt at each step reached, from 1: its time.
    start: [i64; MOST_STEPS + 1],
    /// The same: its event.
    event: [usize; MOST_STEPS + 1],
    /// When that attempt did each of its steps.
    times: Vec<[i64; MOST_STEPS]>,
}

/// Whether a path could be followed here.
pub(super) enum Followed {
    Done,
    /// Two of its events have the same time: their order has to be chosen.
    Tied,
}

impl Plain {
    pub fn new(plan: &Plan) -> Self {
        Self { start: [0; MOST_STEPS + 1], event: [0; MOST_STEPS + 1], times: vec![[0; MOST_STEPS]; plan.n_steps + 1] }
    }

    /// Follows one customer; `masks` are the steps that each event fills.
    #[inline]
    pub fn follow(
        &mut self,
        plan: &Plan,
        first: usize,
        masks: impl Iterator<Item = u32>,
        times: &[i64],
        outcome: &mut Outcome,
    ) -> Followed {
        let mut top = 0; // the furthest step that an attempt stands at
        let mut last = None;
        outcome.level = 0;
        for ((place, mask), &time) in masks.enumerate().zip(times) {
            if mask == 0 {
                continue;
            }
            if time > plan.as_of {
                break;
            }
            if last == Some(time) {
                return Followed::Tied;
            }
            if top == plan.n_steps {
                break; // and nothing more at that time
            }
            last = Some(time);
            // From the last step to the first: an event goes on from what was before it.
            let mut open = mask & (u32::MAX >> (MOST_STEPS - 1 - top.min(MOST_STEPS - 1)));
            while open != 0 {
                let step = open.ilog2() as usize; // from 0; the attempt has done as many
                open &= !(1 << step);
                if step == 0 {
                    if plan.may_start(time) {
                        (self.start[1], self.event[1], self.times[1][0]) = (time, first + place, time);
                        self.rise(1, &mut top, outcome);
                    }
                    continue;
                }
                // Steps are below 32 and n_steps; the arrays are one longer.
                let start = self.start[step];
                let is_there = step < top && self.start[step + 1] == start;
                if is_there || time.saturating_sub(start) > plan.within {
                    continue;
                }
                (self.start[step + 1], self.event[step + 1]) = (start, self.event[step]);
                let (before, after) = self.times.split_at_mut(step + 1);
                after[0][..step].copy_from_slice(&before[step][..step]);
                after[0][step] = time;
                self.rise(step + 1, &mut top, outcome);
            }
        }
        Followed::Done
    }

    /// The first attempt to get to a step is the one that counts.
    #[inline]
    fn rise(&self, level: usize, top: &mut usize, outcome: &mut Outcome) {
        if level > *top {
            *top = level;
            outcome.level = level;
            outcome.event = self.event[level];
            outcome.times[..level].copy_from_slice(&self.times[level][..level]); // as long as the funnel
        }
    }
}
