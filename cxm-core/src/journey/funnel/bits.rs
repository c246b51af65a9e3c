use super::plan::{Outcome, Plan};
use crate::records::event_log::TouchpointCode;

/// The events that fill each step, as bits, of customers whose events stand side by side: a short path is followed from one set bit to the next, without a look at the events between them.
///
/// Of ordered steps within a window, without exclusions or optional steps; the answer is that of [`Plain`](super::plain::Plain).
pub(super) struct StepBits {
    /// The steps that each touchpoint fills; empty of a funnel that has too many.
    steps: Vec<u8>,
    n_steps: usize,
    /// A bit for each event, of each step in turn: 64 events of all steps, then the next 64.
    words: Vec<u64>,
    /// Whether two events side by side have the same time.
    has_ties: bool,
}

/// A byte holds the steps of an event.
const MOST_STEPS: usize = 8;
/// A word holds the events of a customer.
const MOST_EVENTS: usize = 64;

impl StepBits {
    pub fn new(plan: &Plan) -> Self {
        let fits = plan.is_plain() && plan.n_steps <= MOST_STEPS;
        let byte = |steps: &u32| u8::try_from(*steps).unwrap_or(0); // at most eight bits where it fits
        let steps = if fits { plan.steps.iter().map(byte).collect() } else { Vec::new() };
        Self { steps, n_steps: plan.n_steps, words: Vec::new(), has_ties: false }
    }

    /// Reads the events of some customers; `false` of a funnel that has to be followed otherwise.
    pub fn read<C: TouchpointCode>(&mut self, codes: &[C], times: &[i64]) -> bool {
        if self.steps.is_empty() {
            return false;
        }
        self.words.clear();
        let mut bytes = [0_u8; MOST_EVENTS];
        for codes in codes.chunks(MOST_EVENTS) {
            bytes[codes.len()..].fill(0);
            for (byte, code) in bytes.iter_mut().zip(codes) {
                *byte = self.steps[code.index()]; // codes count the touchpoints
            }
            self.words.extend((0..self.n_steps).map(|step| column(&bytes, step)));
        }
        self.words.extend(std::iter::repeat_n(0, self.n_steps)); // so that there is a word after each
        self.has_ties = times.windows(2).filter(|pair| pair[0] == pair[1]).count() > 0; // all of them: that is vectors, where the first is not
        true
    }

    /// Follows the customer of these times, whose events begin at `first` in the log and at `place` among those read; `false` where the path is too long or events of one time have to be
    /// put in order.
    #[inline]
    pub fn follow(&self, plan: &Plan, first: usize, place: usize, times: &[i64], outcome: &mut Outcome) -> bool {
        let Some(&last) = times.last().filter(|_| times.len() <= MOST_EVENTS) else { return false };
        if self.has_ties && times.windows(2).any(|pair| pair[0] == pair[1]) {
            return false;
        }
        outcome.level = 0;
        let until = |latest: i64| if last <= latest { times.len() } else { times.partition_point(|&time| time <= latest) };
        let known = below(until(plan.as_of));
        let mut starts = self.events(place, 0) & known;
        if plan.drops_late {
            starts &= below(until(plan.last_start));
        }
        if starts == 0 {
            return true;
        }
        let mut path = [0_usize; MOST_STEPS];
        path[0] = starts.trailing_zeros() as usize;
        keep(outcome, first, &path[..1], times);
        if self.n_steps == 1 {
            return true;
        }
        let second = self.events(place, 1) & known;
        while starts != 0 {
            let next = second & from(starts.trailing_zeros() as usize + 1);
            if next == 0 {
                break;
            }
            // Of the starts before that second step, the latest has the most time left.
            path[1] = next.trailing_zeros() as usize;
            let begun = starts & below(path[1]);
            path[0] = begun.ilog2() as usize; // the first of them is one
            starts &= !begun;
            let start = times[path[0]]; // places of the events
            let is_over = |place: usize| times[place].saturating_sub(start) > plan.within;
            if is_over(path[1]) {
                continue;
            }
            let mut level = 2;
            while level < self.n_steps {
                let next = self.events(place, level) & known & from(path[level - 1] + 1);
                let Some(event) = (next != 0).then(|| next.trailing_zeros() as usize).filter(|&event| !is_over(event)) else {
                    break;
                };
                path[level] = event;
                level += 1;
            }
            // The first to get there counts, and of those who do at once the latest start.
            let is_first = level > outcome.level;
            if is_first || level == outcome.level && outcome.times[level - 1] == times[path[level - 1]] {
                keep(outcome, first, &path[..level], times);
            } else if level == self.n_steps {
                break; // later starts get there later
            }
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

/// The attempt that went this way, as far as it got.
#[inline]
fn keep(outcome: &mut Outcome, first: usize, path: &[usize], times: &[i64]) {
    outcome.level = path.len();
    outcome.event = first + path[0]; // one step at least
    for (time, &place) in outcome.times.iter_mut().zip(path) {
        *time = times[place]; // places of the events
    }
}

/// One bit of each byte: the bits of eight bytes are brought into the highest by a multiplication that moves each to its place.
#[inline]
fn column(bytes: &[u8; MOST_EVENTS], bit: usize) -> u64 {
    const LOWEST: u64 = 0x0101_0101_0101_0101;
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let eights = bytes.as_chunks::<8>().0.iter().zip((0..MOST_EVENTS).step_by(8));
    eights.fold(0, |word, (eight, place)| {
        let each = u64::from_le_bytes(*eight) >> bit & LOWEST;
        word | each.wrapping_mul(GATHER) >> 56 << place
    })
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
