use super::bits::{MOST_EVENTS, StepBits};
use super::follow::Map;
use std::ops::Range;

/// Which of some customers have to be followed. Many never start or get no further, and that their bits say at once: they are told apart without a branch, which nothing could foresee.
#[derive(Default)]
pub(super) struct Starts {
    /// The customers who are followed, step by step.
    pub followed: Vec<usize>,
    /// The first steps of others, as events: the second does not come after it, and its window is over.
    pub alone: Vec<usize>,
}

impl Starts {
    /// Looks at customers whose events, from this one on, were read.
    #[allow(clippy::needless_bitwise_bool)] // so that there is no branch
    pub fn read(&mut self, map: &Map<'_>, bits: &StepBits, customers: Range<usize>, first: usize) {
        let Self { followed, alone } = self;
        followed.resize(customers.len(), 0);
        alone.resize(customers.len(), 0);
        let (mut n_followed, mut n_alone) = (0, 0);
        let must_follow = !map.plan.sees_all || map.is_survival;
        let times = map.log.times();
        for (customer, events) in customers.clone().zip(map.log.paths_of(customers)) {
            let places = events.start - first..events.end - first;
            let start = bits.first_start(&places);
            let event = events.start + start;
            let is_over = times.get(event).is_some_and(|&time| time <= map.plan.last_start);
            let goes_on = bits.may_go_on(&places, start);
            let starts = (start < MOST_EVENTS) | (places.len() > MOST_EVENTS);
            let is_followed = starts & (goes_on | !is_over | must_follow);
            // The lists are as long as the customers.
            followed[n_followed] = customer;
            n_followed += usize::from(is_followed);
            alone[n_alone] = event;
            n_alone += usize::from(starts & !is_followed);
        }
        followed.truncate(n_followed);
        alone.truncate(n_alone);
    }
}
