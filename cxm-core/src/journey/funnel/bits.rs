use super::plan::{Outcome, Plan};
use crate::records::event_log::TouchpointCode;
use std::ops::Range;

/// The events that fill each step, as bits, of customers whose events stand side by side: a short path is followed from one set bit to the next, without a look at the events between them.
///
/// Of ordered steps within a window, without exclusions or optional steps; the answer is that of [`Plain`](super::plain::Plain).
pub(super) struct StepBits {
    /// The steps that each touchpoint fills, each the lowest bit of its byte; empty of a funnel that has too many.
    steps: Vec<u64>,
    n_steps: usize,
    /// A bit for each event, of each step in turn: 64 events of all steps, then the next 64.
    words: Vec<u64>,
    /// Whether two events side by side have the same time.
    has_ties: bool,
}

/// A byte holds the steps of an event.
const MOST_STEPS: usize = 8;
/// A word holds the events of a customer.
pub(super) const MOST_EVENTS: usize = 64;

impl StepBits {
    pub fn new(plan: &Plan) -> Self {
        let fits = plan.is_plain() && plan.n_steps <= MOST_STEPS;
        let spread = |steps: &u32| (0..MOST_STEPS).fold(0, |bytes, step| bytes | u64::from(steps >> step & 1) << (8 * step));
        let steps = if fits { plan.steps.iter().map(spread).collect() } else { Vec::new() };
        Self { steps, n_steps: plan.n_steps, words: Vec::new(), has_ties: false }
    }

    /// Reads the events of some customers; `false` of a funnel that has to be followed otherwise.
    pub fn read<C: TouchpointCode>(&mut self, codes: &[C], times: &[i64]) -> bool {
        if self.steps.is_empty() {
            return false;
        }
        self.words.clear();
        let (blocks, rest) = codes.as_chunks();
        for block in blocks {
            self.read_block(block);
        }
        if let Some(&first) = rest.first() {
            let mut block = [first; MOST_EVENTS]; // beyond the last event nobody looks
            block[..rest.len()].copy_from_slice(rest); // the rest of such blocks
            self.read_block(&block);
        }
        self.words.extend(std::iter::repeat_n(0, self.n_steps)); // so that there is a word after each
        self.has_ties = times.windows(2).filter(|pair| pair[0] == pair[1]).count() > 0; // all of them: that is vectors, where the first is not
        true
    }

    #[inline]
    fn read_block<C: TouchpointCode>(&mut self, codes: &[C; MOST_EVENTS]) {
        let mut eights = [[0; 8]; MOST_EVENTS / 8];
        for (eight, codes) in eights.iter_mut().zip(codes.as_chunks::<8>().0) {
            // The bits of eight events lie side by side in the byte of each step.
            let steps = codes.iter().enumerate().map(|(event, code)| self.steps[code.index()] << event); // codes count the touchpoints
            *eight = steps.fold(0, |bits, steps| bits | steps).to_le_bytes();
        }
        self.words.extend((0..self.n_steps).map(|step| u64::from_le_bytes(eights.map(|eight| eight[step])))); // at most eight steps
    }

    /// The first of the events at these places, among those read, that is the first step; 64 where none of the first 64 is.
    #[inline]
    pub fn first_start(&self, places: &Range<usize>) -> usize {
        (self.events(places.start, 0) & below(places.len())).trailing_zeros() as usize
    }

    /// Whether the second step, or what only a look at the events can tell, may come after a first one.
    #[inline]
    #[allow(clippy::needless_bitwise_bool)] // a branch that nothing could foresee costs more than both
    pub fn may_go_on(&self, places: &Range<usize>, start: usize) -> bool {
        let later = below(places.len()) & from(start + 1);
        let is_plain = places.len() <= MOST_EVENTS && !self.has_ties && self.n_steps > 1;
        !is_plain | (self.events(places.start, 1 % self.n_steps) & later != 0)
    }

    /// Follows the customer of these times, whose events begin at `first` in the log and at `place` among those read; `false` where the path is too long or events of one time have to be
    /// put in order.
    #[inline]
    pub fn follow(&self, plan: &Plan, first: usize, place: usize, times: &[i64], outcome: &mut Outcome) -> bool {
        if times.len() > MOST_EVENTS || self.has_ties && times.windows(2).any(|pair| pair[0] == pair[1]) {
            return false;
        }
        outcome.level = 0;
        let known = if plan.sees_all { below(times.len()) } else { below(until(times, plan.as_of)) };
        let mut starts = self.events(place, 0) & known;
        outcome.first_start = (starts != 0).then(|| starts.trailing_zeros() as usize);
        if plan.drops_late {
            starts &= below(until(times, plan.last_start));
        }
        if starts == 0 {
            return true;
        }
        let mut best = Path::of(starts.trailing_zeros());
        let second = if self.n_steps > 1 { self.events(place, 1) & known } else { 0 };
        while starts != 0 {
            let mut next = second & from(starts.trailing_zeros() as usize + 1);
            if next == 0 {
                break;
            }
            // Of the starts before that second step, the latest has the most time left.
            let begun = starts & below(next.trailing_zeros() as usize);
            let mut path = Path::of(begun.ilog2()); // the first of them is one
            starts &= !begun;
            let end = times[path.last()].saturating_add(plan.within); // places of the events, here and below
            while next != 0 {
                let event = next.trailing_zeros();
                if times[event as usize] > end {
                    break;
                }
                path.go_on(event);
                if path.level == self.n_steps {
                    break;
                }
                next = self.events(place, path.level) & known & from(event as usize + 1);
            }
            // The first to get there counts, and of those who do at once the latest start.
            if path.level > best.level || path.level == best.level && path.level > 1 && times[path.last()] == times[best.last()] {
                best = path;
            } else if path.level == self.n_steps {
                break; // later starts get there later
            }
        }
        outcome.level = best.level;
        outcome.event = first + usize::from(best.events[0]);
        for (time, &event) in outcome.times.iter_mut().zip(&best.events[..best.level]) {
            *time = times[usize::from(event)];
        }
        true
    }

    /// The events from `place` on that fill a step.
    #[inline]
    fn events(&self, place: usize, step: usize) -> u64 {
        let (word, bit) = (place / MOST_EVENTS, place % MOST_EVENTS);
        let at = word * self.n_steps + step;
        // The events that were read have a word, and there is one after it.
        self.words[at] >> bit | self.words[at + self.n_steps] << 1 << (MOST_EVENTS - 1 - bit)
    }
}

/// How far an attempt got.
#[derive(Clone, Copy)]
struct Path {
    level: usize,
    /// The events of its steps.
    events: [u8; MOST_STEPS],
}

impl Path {
    #[inline]
    fn of(start: u32) -> Self {
        let mut path = Self { level: 0, events: [0; MOST_STEPS] };
        path.go_on(start);
        path
    }

    /// Does the next step at an event.
    #[inline]
    #[allow(clippy::cast_possible_truncation)] // of 64 events
    fn go_on(&mut self, event: u32) {
        self.events[self.level] = event as u8; // below the number of steps
        self.level += 1;
    }

    /// The event of the last step done.
    #[inline]
    fn last(&self) -> usize {
        usize::from(self.events[self.level - 1]) // it has begun
    }
}

/// How many of the events are not later than this.
#[inline]
fn until(times: &[i64], latest: i64) -> usize {
    if times.last().is_none_or(|&last| last <= latest) { times.len() } else { times.partition_point(|&time| time <= latest) }
}

/// The first so many events, as bits.
#[inline]
fn below(events: usize) -> u64 {
    if events < MOST_EVENTS { (1 << events) - 1 } else { u64::MAX }
}

/// The events from one on, as bits.
#[inline]
fn from(event: usize) -> u64 {
    !below(event)
}

#[cfg(test)]
mod tests {
    use super::super::plain::{Followed, Plain};
    use super::super::{FunnelOptions, FunnelOrder, Incomplete};
    use super::*;
    use crate::columns::time::TimeUnit;
    use crate::columns::{ColumnView, Values};
    use crate::records::event_log::{EventColumns, EventLog, EventLogOptions, TouchpointCodes};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bits_say_what_every_event_in_turn_says(
            paths in prop::collection::vec(prop::collection::vec((0_u8..6, 1_i64..9), 1..70), 1..6),
            steps in prop::collection::vec(1_u8..32, 1..=MOST_STEPS),
            within in 1_i64..60,
            as_of in 0_i64..300,
            is_dropped: bool,
        ) {
            let name = |code: u8| format!("t{code}");
            let events = || paths.iter().zip(0_i64..).flat_map(|(path, customer)| {
                path.iter().scan(0, |clock, (code, wait)| { *clock += wait; Some((*code, *clock)) }).map(move |(code, time)| (customer, code, time))
            });
            let customers: Vec<i64> = events().map(|event| event.0).collect();
            let touchpoints: Vec<String> = events().map(|event| name(event.1)).collect();
            let names: Vec<&str> = touchpoints.iter().map(String::as_str).collect();
            let times: Vec<i64> = events().map(|event| event.2).collect();
            let micros = ColumnView::from(Values::Timestamp { ticks: &times, unit: TimeUnit::Microsecond, zoned: true });
            let columns = EventColumns::new(ColumnView::from(&customers), ColumnView::from(&names), micros);
            let log = EventLog::new(&columns, &EventLogOptions::default()).unwrap();
            let options = FunnelOptions {
                steps: steps.iter().map(|bits| (0..5).filter(|bit| bits >> bit & 1 == 1).map(name).collect()).collect(),
                order: FunnelOrder::Ordered,
                within: Some(within),
                as_of: Some(as_of),
                incomplete: if is_dropped { Incomplete::Drop } else { Incomplete::Count },
                ..FunnelOptions::default()
            };
            let plan = Plan::new(&log, &options);
            let TouchpointCodes::Short(codes) = log.touchpoint_codes() else { unreachable!("six touchpoints") };
            let (mut bits, mut plain) = (StepBits::new(&plan), Plain::new(&plan));
            prop_assert!(bits.read(codes, log.times()));
            for own in log.paths() {
                let times = &log.times()[own.clone()];
                let (mut found, mut expected) = (Outcome::new(steps.len()), Outcome::new(steps.len()));
                let masks = codes[own.clone()].iter().map(|code| plan.steps[code.index()]);
                prop_assert!(matches!(plain.follow(&plan, own.start, masks, times, &mut expected), Followed::Done));
                let is_short = own.len() <= MOST_EVENTS;
                prop_assert_eq!(bits.follow(&plan, own.start, own.start, times, &mut found), is_short);
                if is_short {
                    prop_assert_eq!(found.level, expected.level);
                    prop_assert!(found.level == 0 || found.event == expected.event);
                    prop_assert_eq!(&found.times[..found.level], &expected.times[..found.level]);
                }
            }
        }
    }
}
