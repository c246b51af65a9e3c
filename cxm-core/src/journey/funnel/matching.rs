//! Which events fill which steps, each event one.

use super::options::MOST_STEPS;

/// Steps filled by events, each by one of its own.
///
/// Steps are added one by one; those that have an event keep one, though not always the same (augmenting paths, Kuhn 1955).
pub(super) struct Matching<'a> {
    /// The steps that each event may fill, as bits.
    events: &'a [u32],
    /// The event of each step.
    event_of: [usize; MOST_STEPS],
    /// The step of each event.
    step_of: Vec<usize>,
    /// The steps that have one, as bits.
    pub filled: u32,
}

const NONE: usize = usize::MAX;

impl<'a> Matching<'a> {
    pub fn new(events: &'a [u32]) -> Self {
        Self { events, event_of: [NONE; MOST_STEPS], step_of: vec![NONE; events.len()], filled: 0 }
    }

    /// Finds an event for a step; if there is none, everything is as it was.
    pub fn add(&mut self, step: usize) -> bool {
        let mut asked_by = vec![NONE; self.events.len()];
        let mut waiting = vec![step];
        while let Some(asking) = waiting.pop() {
            for (event, steps) in self.events.iter().enumerate() {
                if steps >> asking & 1 == 0 || asked_by[event] != NONE {
                    continue; // as long as the events
                }
                asked_by[event] = asking;
                match self.step_of[event] {
                    NONE => {
                        self.hand_over(event, step, &asked_by);
                        return true;
                    }
                    owner => waiting.push(owner),
                }
            }
        }
        false
    }

    /// Each step on the way takes the event that it asked for, and leaves its own to the step that asked for that.
    fn hand_over(&mut self, mut event: usize, last: usize, asked_by: &[usize]) {
        loop {
            let step = asked_by[event]; // on the way all were asked for
            let left = self.event_of[step];
            (self.event_of[step], self.step_of[event]) = (event, step);
            self.filled |= 1 << step;
            if step == last {
                return;
            }
            event = left;
        }
    }

    /// The event of a filled step.
    pub fn event_of(&self, step: usize) -> Option<usize> {
        self.event_of.get(step).copied().filter(|&event| event != NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_gives_way_where_it_can() {
        let events = [0b011, 0b001]; // the first may fill both, the second step 0 only
        let mut matching = Matching::new(&events);
        assert!(matching.add(0) && matching.add(1));
        assert_eq!((matching.event_of(0), matching.event_of(1)), (Some(1), Some(0)));
    }

    #[test]
    fn one_event_fills_one_step() {
        let mut matching = Matching::new(&[0b11]);
        assert!(matching.add(0) && !matching.add(1));
        assert_eq!((matching.filled, matching.event_of(0), matching.event_of(1)), (1, Some(0), None));
    }

    #[test]
    fn as_many_steps_are_filled_as_trying_every_way_finds() {
        for seed in (0..4096_u32).step_by(if cfg!(miri) { 97 } else { 1 }) {
            let events = [seed & 15, seed >> 4 & 15, seed >> 8 & 15];
            let mut matching = Matching::new(&events);
            let found = (0..4).filter(|&step| matching.add(step)).count();
            let mut most = 0;
            for choice in 0..125_usize {
                let steps = [choice % 5, choice / 5 % 5, choice / 25];
                let fits = |(event, &step): (usize, &usize)| step == 4 || events[event] >> step & 1 == 1;
                let used: Vec<_> = steps.iter().filter(|step| **step < 4).collect();
                let distinct = (0..used.len()).all(|i| !used[..i].contains(&used[i]));
                if distinct && steps.iter().enumerate().all(fits) {
                    most = most.max(used.len());
                }
            }
            assert_eq!(found, most, "{events:?}");
        }
    }
}
