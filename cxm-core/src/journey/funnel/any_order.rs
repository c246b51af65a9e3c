use super::matching::Matching;
use super::plan::{Outcome, Plan};
use std::collections::VecDeque;

/// Steps in any order: the latest events that may fill each step, and how many steps they fill together within the window.
pub(super) struct AnyOrder {
    recent: Vec<Recent>,
    /// The place in `recent` of each touchpoint.
    places: Vec<usize>,
    /// Whether an event may fill several steps.
    is_ambiguous: bool,
    /// The events in the window, the steps that each fills, and when it was.
    open: Vec<(i64, usize)>,
    masks: Vec<u32>,
}

/// The latest events that fill the same steps: as many as these steps.
struct Recent {
    steps: u32,
    events: VecDeque<(i64, usize)>,
}

impl AnyOrder {
    pub fn new(plan: &Plan) -> Self {
        let mut recent: Vec<Recent> = Vec::new();
        let place = |recent: &mut Vec<Recent>, steps: u32| {
            recent.iter().position(|one| one.steps == steps).unwrap_or_else(|| {
                recent.push(Recent { steps, events: VecDeque::new() });
                recent.len() - 1
            })
        };
        let places = plan.steps.iter().map(|&steps| if steps == 0 { usize::MAX } else { place(&mut recent, steps) }).collect();
        let is_ambiguous = recent.iter().any(|one| !one.steps.is_power_of_two());
        Self { recent, places, is_ambiguous, open: Vec::new(), masks: Vec::new() }
    }

    /// Follows one customer; `codes` are the touchpoints of the events. An exclusion lets the customer begin anew.
    pub fn follow(
        &mut self,
        plan: &Plan,
        first: usize,
        codes: impl Iterator<Item = usize>,
        times: &[i64],
        outcome: &mut Outcome,
    ) {
        (outcome.level, outcome.is_excluded) = (0, false);
        self.recent.iter_mut().for_each(|one| one.events.clear());
        let mut start = None; // the latest time at which an attempt may have started
        let mut excluded = None;
        for ((place, code), &time) in codes.enumerate().zip(times) {
            let (steps, exclusions) = (plan.steps[code], plan.exclusions[code]); // codes count the touchpoints
            if steps == 0 && exclusions == 0 {
                continue;
            }
            if time > plan.as_of {
                break;
            }
            if let Some(at) = excluded.take_if(|at| *at < time) {
                // What was at the time of the exclusion is not before it.
                self.recent.iter_mut().for_each(|one| one.events.retain(|event| event.0 >= at));
                start = start.filter(|start| *start >= at);
            }
            if steps != 0 {
                if plan.may_start(time) {
                    start = Some(time);
                }
                if let Some(recent) = self.places.get(code).and_then(|&place| self.recent.get_mut(place)) {
                    if recent.events.len() == recent.steps.count_ones() as usize {
                        recent.events.pop_front();
                    }
                    recent.events.push_back((time, first + place));
                }
                if start.is_some_and(|start| time.saturating_sub(start) <= plan.within) {
                    self.count(plan, time, outcome);
                    if outcome.level == plan.n_steps {
                        return;
                    }
                }
            }
            if exclusions != 0 {
                excluded = Some(time);
            }
        }
    }

    /// How many steps the events in the window fill; more than ever before are kept.
    fn count(&mut self, plan: &Plan, now: i64, outcome: &mut Outcome) {
        self.open.clear();
        self.masks.clear();
        for one in &self.recent {
            for &(time, event) in one.events.iter().filter(|event| now.saturating_sub(event.0) <= plan.within) {
                self.open.push((time, event));
                self.masks.push(one.steps);
            }
        }
        if self.open.len() <= outcome.level {
            return;
        }
        if self.is_ambiguous {
            let mut matching = Matching::new(&self.masks);
            let filled: Vec<usize> = (0..plan.n_steps).filter(|&step| matching.add(step)).collect();
            if filled.len() <= outcome.level {
                return;
            }
            self.open = filled.iter().filter_map(|&step| self.open.get(matching.event_of(step)?).copied()).collect();
        }
        self.open.sort_unstable();
        outcome.level = self.open.len();
        outcome.event = self.open.first().map_or(0, |event| event.1);
        outcome.times.iter_mut().zip(&self.open).for_each(|(time, event)| *time = event.0);
    }
}
