use super::FunnelOrder;
use super::matching::Matching;
use super::plan::{NOT_DONE, Outcome, Plan};

/// Ordered and strict steps with all that may come with them: for each step the latest attempt that got there.
pub(super) struct Attempts {
    /// The attempt at each step reached, from 1; the first place is a start that may be made now.
    at: Vec<Attempt>,
    /// The same after the events of one time.
    next: Vec<Attempt>,
    /// The steps that each event of one time fills.
    tied: Vec<u32>,
}

#[derive(Debug, Clone, Default)]
struct Attempt {
    is_open: bool,
    start: i64,
    event: usize,
    is_spoiled: bool,
    times: Vec<i64>,
}

/// The events of one time.
struct Moment {
    time: i64,
    /// The first that fills the first step.
    event: usize,
    /// How many they are.
    n: usize,
    /// The steps that they fill, all together.
    steps: u32,
    /// What they exclude, all together.
    exclusions: u32,
    /// Whether one of them may fill several steps.
    is_ambiguous: bool,
}

impl Attempts {
    pub fn new(plan: &Plan) -> Self {
        let none = Attempt { times: vec![NOT_DONE; plan.n_steps], ..Attempt::default() };
        Self { at: vec![none.clone(); plan.n_steps + 1], next: vec![none; plan.n_steps + 1], tied: Vec::new() }
    }

    /// Follows one customer; `codes` are the touchpoints of the events.
    pub fn follow(
        &mut self,
        plan: &Plan,
        first: usize,
        codes: impl Iterator<Item = usize>,
        times: &[i64],
        outcome: &mut Outcome,
    ) {
        (outcome.level, outcome.is_excluded) = (0, false);
        self.at.iter_mut().for_each(|attempt| attempt.is_open = false);
        let mut moment: Option<Moment> = None;
        for ((place, code), &time) in codes.enumerate().zip(times) {
            // Codes count the touchpoints.
            let (steps, exclusions) = (plan.steps[code], plan.exclusions[code]);
            if steps == 0 && exclusions == 0 && plan.order != FunnelOrder::Strict {
                continue;
            }
            if time > plan.as_of {
                break;
            }
            let is_ambiguous = steps.count_ones() > 1;
            if let Some(moment) = moment.as_mut().filter(|moment| moment.time == time) {
                if steps & 1 == 1 && moment.steps & 1 == 0 {
                    moment.event = first + place;
                }
                moment.n += 1;
                moment.steps |= steps;
                moment.exclusions |= exclusions;
                moment.is_ambiguous |= is_ambiguous;
            } else {
                if let Some(moment) = moment.take() {
                    self.pass(plan, &moment, outcome);
                    if outcome.level == plan.n_steps && !outcome.is_excluded {
                        return;
                    }
                }
                self.tied.clear();
                moment = Some(Moment { time, event: first + place, n: 1, steps, exclusions, is_ambiguous });
            }
            // More events than steps that they fill are of no use.
            let same = self.tied.iter().filter(|one| **one == steps).count();
            if same < steps.count_ones() as usize {
                self.tied.push(steps);
            }
        }
        if let Some(moment) = moment {
            self.pass(plan, &moment, outcome);
        }
    }

    /// All attempts go on, stay, are spoiled or end.
    fn pass(&mut self, plan: &Plan, now: &Moment, outcome: &mut Outcome) {
        let before = (outcome.level, outcome.is_excluded);
        let start = &mut self.at[0]; // n_steps + 1 long, and so are the others
        (start.is_open, start.start, start.event, start.is_spoiled) = (plan.may_start(now.time), now.time, now.event, false);
        let mut best: Option<usize> = None;
        for step in 1..=plan.n_steps {
            if now.steps >> (step - 1) & 1 == 0 {
                self.stay(plan, now, step);
                continue;
            }
            let Some((from, filled, is_spoiled)) = self.source(plan, now, step) else {
                self.stay(plan, now, step);
                continue;
            };
            let (source, target) = (&self.at[from], &mut self.next[step]);
            let is_better = step > outcome.level || step == outcome.level && outcome.is_excluded;
            if is_spoiled && !is_better {
                self.stay(plan, now, step);
                continue;
            }
            // Where nothing may come between, events that are left over come after, unless the attempt starts after them.
            let goes_on = plan.order != FunnelOrder::Strict || from == 0 || filled.count_ones() as usize == now.n;
            target.clone_from(source);
            for done in 0..plan.n_steps {
                if filled >> done & 1 == 1 {
                    target.times[done] = now.time;
                } else if done >= from {
                    target.times[done] = NOT_DONE;
                }
            }
            if is_better {
                (outcome.level, outcome.is_excluded, outcome.event) = (step, is_spoiled, target.event);
                outcome.times.copy_from_slice(&target.times);
                best = Some(step);
            }
            if is_spoiled || !goes_on {
                target.is_open = false;
                if is_spoiled {
                    self.stay(plan, now, step); // a spoiled attempt gets one step further, and no more
                }
            }
        }
        // What was reached before this time is spoiled with the attempts that stand there.
        if best.is_none() && before.0 > 0 && !before.1 && plan.spoils(now.exclusions, before.0, before.0) {
            let start = outcome.times[0];
            if self.at[before.0].is_open && now.time.saturating_sub(start) <= plan.within {
                outcome.is_excluded = true;
            }
        }
        std::mem::swap(&mut self.at, &mut self.next);
    }

    /// The attempt at a step stays, unless nothing may come between.
    fn stay(&mut self, plan: &Plan, now: &Moment, step: usize) {
        let (own, target) = (&self.at[step], &mut self.next[step]);
        target.is_open = own.is_open && plan.order != FunnelOrder::Strict;
        if target.is_open {
            target.clone_from(own);
            let is_in_window = now.time.saturating_sub(own.start) <= plan.within;
            target.is_spoiled |= is_in_window && plan.spoils(now.exclusions, step, step);
        }
    }

    /// The attempt that goes on to a step: where it stands, the steps it fills now, and whether it is spoiled. An unspoiled one first, then the latest start,
    /// then the one with more steps done.
    fn source(&self, plan: &Plan, now: &Moment, step: usize) -> Option<(usize, u32, bool)> {
        let is_single = self.tied.len() == 1;
        let mut found: Option<(usize, u32, bool)> = None;
        for from in (0..step).rev() {
            let own = &self.at[from];
            let required = below(step - 1) & !below(from) & !plan.optional | 1 << (step - 1);
            if is_single && required.count_ones() > 1 {
                break; // one event fills one step, and further back there are more to fill
            }
            // Where nothing may come between, what stands there ends now.
            let stays = plan.order != FunnelOrder::Strict && self.at[step].is_open;
            let is_there = from > 0 && stays && self.at[step].event == own.event;
            if !own.is_open || is_there || now.time.saturating_sub(own.start) > plan.within {
                continue;
            }
            let Some(filled) = self.fill(plan, now, required, from, step) else { continue };
            let is_spoiled = own.is_spoiled || from > 0 && plan.spoils(now.exclusions, from, step);
            let is_better = found.is_none_or(|(best, _, best_spoiled)| {
                (!is_spoiled, own.start) > (!best_spoiled, self.at[best].start) // from the most done to the least
            });
            if is_better {
                found = Some((from, filled, is_spoiled));
            }
        }
        found
    }

    /// The steps that the events of one time fill, if they fill all that are required; optional ones between them too.
    fn fill(&self, plan: &Plan, now: &Moment, required: u32, from: usize, step: usize) -> Option<u32> {
        let between = below(step) & !below(from);
        if self.tied.len() == 1 {
            return (required & now.steps == required).then_some(required);
        }
        if !now.is_ambiguous {
            return (required & now.steps == required).then_some(between & now.steps);
        }
        let mut matching = Matching::new(&self.tied);
        let all = (from..step).filter(|one| required >> one & 1 == 1).all(|one| matching.add(one));
        for one in (from..step).filter(|one| plan.optional >> one & 1 == 1 && required >> one & 1 == 0) {
            matching.add(one);
        }
        all.then_some(matching.filled)
    }
}

/// The first so many steps, as bits.
fn below(steps: usize) -> u32 {
    u32::MAX.checked_shl(u32::try_from(steps).unwrap_or(u32::MAX)).map_or(u32::MAX, |above| !above)
}
