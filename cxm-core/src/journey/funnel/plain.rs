use super::options::MOST_STEPS;
use super::plan::{Outcome, Plan};

/// Ordered steps within a window, without exclusions or optional steps: for each step the latest start that got there.
///
/// A later start is never worse: what it still has to do lies ahead, and its window ends later. Whether an event takes an attempt further is a toss, so nothing
/// branches on it: what an event does not change is written as it was.
pub(super) struct Plain {
    /// The steps that each touchpoint fills, as bits from 1; [`NO_STEP`] of one that fills none.
    steps: Vec<u64>,
    /// When the latest attempt at each step began; [`NEVER`] where there is none. Before the first step one begins with each event.
    start: [i64; SLOTS],
    /// What took that attempt to its step, among `done`.
    at: [usize; SLOTS],
    /// Each time an event was held against a step: what had taken the attempt to the step before, and which event of the path it was.
    done: Vec<(usize, usize)>,
}

/// Whether a path could be followed here.
pub(super) enum Followed {
    Done,
    /// Two of its events have the same time: their order has to be chosen.
    Tied,
}

const NEVER: i64 = i64::MIN;
/// The place of what fills no step; nothing ever stands at the place before it.
const NO_STEP: usize = MOST_STEPS + 2;
const SLOTS: usize = NO_STEP + 1;

impl Plain {
    pub fn new(plan: &Plan) -> Self {
        let places = |&steps: &u32| if steps == 0 { 1 << NO_STEP } else { u64::from(steps) << 1 };
        Self { steps: plan.steps.iter().map(places).collect(), start: [NEVER; SLOTS], at: [0; SLOTS], done: Vec::new() }
    }

    /// Follows one customer, whose events are of these touchpoints.
    #[inline]
    pub fn follow(
        &mut self,
        plan: &Plan,
        first: usize,
        touchpoints: impl Iterator<Item = usize>,
        times: &[i64],
        outcome: &mut Outcome,
    ) -> Followed {
        let (mut top, mut reached) = (0, 0); // the furthest step of an attempt, and what first took one there
        let mut last = NEVER;
        self.start[..=plan.n_steps].fill(NEVER); // at most MOST_STEPS
        self.done.clear();
        for ((place, touchpoint), &time) in touchpoints.enumerate().zip(times) {
            let mut open = self.steps[touchpoint]; // codes count the touchpoints
            let fills = open != 1 << NO_STEP;
            if time > plan.as_of {
                break;
            }
            if fills & (last == time) {
                return Followed::Tied;
            }
            if fills & (top == plan.n_steps) {
                break; // and nothing more at that time
            }
            last = if fills { time } else { last };
            self.start[0] = if plan.may_start(time) { time } else { NEVER };
            // From the last step to the first: an event goes on from what was before it.
            loop {
                let step = open.ilog2() as usize; // of NO_STEP at most; a touchpoint fills one place at least, and none is the 0th
                let (start, own) = (self.start[step - 1], self.start[step]);
                let goes_on = (start > own) & (time.saturating_sub(start) <= plan.within);
                let rises = goes_on & (step > top);
                self.start[step] = if goes_on { start } else { own };
                let node = self.done.len();
                self.done.push((self.at[step - 1], place));
                self.at[step] = if goes_on { node } else { self.at[step] };
                (top, reached) = if rises { (step, node) } else { (top, reached) };
                open &= !(1 << step);
                if open == 0 {
                    break;
                }
            }
        }
        // The first attempt to get to a step is the one that counts.
        outcome.level = top;
        for done in outcome.times.iter_mut().take(top).rev() {
            let Some(&(before, place)) = self.done.get(reached) else { break };
            (reached, outcome.event) = (before, first + place);
            *done = times.get(place).copied().unwrap_or_default();
        }
        Followed::Done
    }
}
