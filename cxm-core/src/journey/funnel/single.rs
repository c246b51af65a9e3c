use super::options::MOST_STEPS;
use super::plan::{Outcome, Plan};

/// [`Plain`](super::plain::Plain) where no touchpoint fills more than one step and no two events of a customer have the same time.
///
/// Whether an event takes an attempt further is a toss: nothing branches on it, what an event does not change is written as it was.
pub(super) struct Single {
    /// The step that each touchpoint fills, from 1; [`NO_STEP`] of one that fills none.
    step: Vec<u8>,
    /// When the latest attempt at each step began; [`NEVER`] where there is none.
    start: [i64; SLOTS],
    /// The event that took it there.
    at: [usize; SLOTS],
    /// For each event of the path, the one that had taken the attempt to the step before.
    before: Vec<usize>,
    /// Attempts may start until then.
    last_start: i64,
}

const NEVER: i64 = i64::MIN;
/// A power of two, so that a place among them needs no check.
const SLOTS: usize = 64;
/// The place of what fills no step; nothing stands at it or before it.
const NO_STEP: u8 = 63;
const _: () = assert!(MOST_STEPS + 2 < NO_STEP as usize, "the steps and that of none have places of their own");

impl Single {
    /// `None` where a touchpoint fills several steps.
    pub fn new(plan: &Plan) -> Option<Self> {
        // The number of the highest bit, from 1.
        let step = |mask: &u32| match mask.count_ones() {
            0 => Some(NO_STEP),
            1 => u8::try_from(mask.ilog2() + 1).ok(),
            _ => None,
        };
        Some(Self {
            step: plan.steps.iter().map(step).collect::<Option<_>>()?,
            start: [NEVER; SLOTS],
            at: [0; SLOTS],
            before: Vec::new(),
            last_start: if plan.drops_late { plan.last_start } else { i64::MAX },
        })
    }

    /// Follows one customer, whose events are of these touchpoints. False where two of them have the same time: then nothing is told.
    #[inline]
    pub fn follow(
        &mut self,
        plan: &Plan,
        first: usize,
        touchpoints: impl Iterator<Item = usize>,
        times: &[i64],
        outcome: &mut Outcome,
    ) -> bool {
        let known = if times.last().is_some_and(|&last| last > plan.as_of) {
            times.partition_point(|&time| time <= plan.as_of)
        } else {
            times.len()
        };
        if self.before.len() < known {
            self.before.resize(known, 0);
        }
        self.start[..=plan.n_steps].fill(NEVER); // at most MOST_STEPS
        let (mut top, mut begun, mut reached) = (0, NEVER, 0); // the furthest step of an attempt, and what first took one there
        let (mut last, mut is_tied) = (NEVER, false);
        let events = touchpoints.zip(times).zip(&mut self.before).take(known).enumerate();
        for (event, ((touchpoint, &time), before)) in events {
            let step = usize::from(self.step[touchpoint]); // codes count the touchpoints
            is_tied |= time == last;
            last = time;
            let opens = if time <= self.last_start { time } else { NEVER };
            let start = if step == 1 { opens } else { self.start[(step - 1) % SLOTS] };
            let own = self.start[step % SLOTS];
            let goes_on = (start > own) & (time.saturating_sub(start) <= plan.within);
            *before = self.at[(step - 1) % SLOTS];
            self.start[step % SLOTS] = if goes_on { start } else { own };
            self.at[step % SLOTS] = if goes_on { event } else { self.at[step % SLOTS] };
            let rises = goes_on && step > top;
            reached = if rises { event } else { reached };
            begun = if rises { start } else { begun };
            top = if rises { step } else { top };
        }
        // The first attempt to get to a step is the one that counts.
        outcome.level = top;
        for done in outcome.times.iter_mut().take(top).rev() {
            let (Some(&time), Some(&before)) = (times.get(reached), self.before.get(reached)) else { break };
            (*done, outcome.event, reached) = (time, first + reached, before);
        }
        debug_assert!(top == 0 || is_tied || outcome.times.first() == Some(&begun), "an attempt is done from its start on");
        !is_tied
    }
}
