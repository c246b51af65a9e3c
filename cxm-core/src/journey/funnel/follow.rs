//! Customer after customer through the funnel.

use super::super::by::By;
use super::super::pass::{Measure, Parts, pass};
use super::any_order::AnyOrder;
use super::attempts::Attempts;
use super::bits::StepBits;
use super::counts::{GroupCounts, Watch};
use super::plain::{Followed, Plain};
use super::plan::{Outcome, Plan};
use super::starts::Starts;
use super::{FunnelCounts, FunnelOptions, FunnelOrder, Incomplete};
use crate::columns::Key;
use crate::error::{Code, Error, Result};
use crate::records::event_log::{EventLog, TouchpointCode, TouchpointCodes};
use std::collections::HashMap;
use std::collections::btree_map::{BTreeMap, Entry};
use std::ops::Range;

impl FunnelCounts {
    /// Follows every customer of a log through a funnel, in one pass.
    ///
    /// # Errors
    /// `too_few`, `invalid_option` with steps, exclusions or optional steps that do not fit each other; `unknown_column` and `too_many_groups` of `by`.
    pub fn of(log: &EventLog, options: &FunnelOptions) -> Result<Self> {
        let following = FunnelPass::new(log, options)?;
        pass(log, &[&following])?;
        Ok(following.finish())
    }
}

/// [`FunnelCounts`] that are counted in a [`pass`].
pub struct FunnelPass<'a> {
    options: FunnelOptions,
    map: Map<'a>,
    parts: Parts<Following>,
}

/// What customers are followed by.
pub(super) struct Map<'a> {
    pub log: &'a EventLog,
    pub plan: Plan,
    by: Vec<By<'a>>,
    pub is_survival: bool,
}

impl<'a> FunnelPass<'a> {
    /// Nobody followed yet.
    ///
    /// # Errors
    /// As [`FunnelCounts::of`].
    pub fn new(log: &'a EventLog, options: &FunnelOptions) -> Result<Self> {
        options.require_sense()?;
        let by: Vec<By<'_>> = options.by.iter().map(|name| By::of(log, name)).collect::<Result<_>>()?;
        if by.iter().try_fold(1_u64, |groups, column| groups.checked_mul(column.size())).is_none() {
            let message = format!("{} have more groups than can be counted", options.by.join(", "));
            return Err(Error::new(Code::TooManyGroups, message).with_field("by"));
        }
        let map = Map { log, plan: Plan::new(log, options), by, is_survival: options.incomplete == Incomplete::Survival };
        let parts = Parts::new(log, || Following::new(&map.plan));
        Ok(Self { options: options.clone(), map, parts })
    }

    /// What became of the customers.
    #[must_use]
    pub fn finish(self) -> FunnelCounts {
        let Map { plan, by, .. } = self.map;
        let mut groups: BTreeMap<Vec<Key>, GroupCounts> = BTreeMap::new();
        for (code, counts) in self.parts.finish().flat_map(|following| following.groups) {
            match groups.entry(keys(&by, code)) {
                Entry::Vacant(entry) => {
                    entry.insert(counts);
                }
                Entry::Occupied(mut entry) => entry.get_mut().merge(counts),
            }
        }
        if by.is_empty() && groups.is_empty() {
            groups.insert(Vec::new(), GroupCounts::new(plan.n_steps));
        }
        FunnelCounts { options: self.options, groups }
    }
}

impl Measure for FunnelPass<'_> {
    fn observe(&self, part: usize, customers: Range<usize>) -> Result<()> {
        self.parts.count(part, |following| match self.map.log.touchpoint_codes() {
            TouchpointCodes::Short(codes) => following.customers(&self.map, codes, customers),
            TouchpointCodes::Long(codes) => following.customers(&self.map, codes, customers),
        });
        Ok(())
    }
}

/// The keys of a group whose code is a number of as many digits as there are columns.
fn keys(by: &[By<'_>], mut code: u64) -> Vec<Key> {
    let mut keys = Vec::with_capacity(by.len());
    for column in by {
        keys.push(column.key(code % column.size()));
        code /= column.size();
    }
    keys
}

struct Following {
    bits: StepBits,
    plain: Option<Plain>,
    attempts: Attempts,
    any_order: Option<AnyOrder>,
    outcome: Outcome,
    starts: Starts,
    places: HashMap<u64, usize>,
    groups: Vec<(u64, GroupCounts)>,
}

impl Following {
    fn new(plan: &Plan) -> Self {
        Self {
            bits: StepBits::new(plan),
            plain: plan.is_plain().then(|| Plain::new(plan)),
            attempts: Attempts::new(plan),
            any_order: (plan.order == FunnelOrder::Any).then(|| AnyOrder::new(plan)),
            outcome: Outcome::new(plan.n_steps),
            starts: Starts::default(),
            places: HashMap::new(),
            groups: Vec::new(),
        }
    }

    fn customers<C: TouchpointCode>(&mut self, map: &Map<'_>, codes: &[C], customers: Range<usize>) {
        let all = map.log.events_of(customers.clone());
        let (block, times) = (codes.get(all.clone()).unwrap_or(&[]), map.log.times().get(all.clone()).unwrap_or(&[]));
        if !self.bits.read(block, times) {
            return customers.for_each(|customer| self.customer(map, codes, customer, None));
        }
        let mut starts = std::mem::take(&mut self.starts);
        starts.read(map, &self.bits, customers, all.start);
        for &event in &starts.alone {
            let place = self.group(map, event);
            self.groups[place].1.reached[0] += 1; // a group has all steps, one at least
        }
        starts.followed.iter().for_each(|&customer| self.customer(map, codes, customer, Some(all.start)));
        self.starts = starts;
    }

    /// Follows one customer; `read_from` is the first of the events whose bits were read.
    #[inline]
    fn customer<C: TouchpointCode>(&mut self, map: &Map<'_>, codes: &[C], customer: usize, read_from: Option<usize>) {
        let events = map.log.events(customer);
        let first = events.start;
        let (Some(codes), Some(times)) = (codes.get(events.clone()), map.log.times().get(events)) else { return };
        let (plan, outcome) = (&map.plan, &mut self.outcome);
        let indices = codes.iter().map(|code| code.index());
        let mut knows_start = false;
        if let Some(any_order) = &mut self.any_order {
            any_order.follow(plan, first, indices, times, outcome);
        } else if read_from.is_some_and(|from| self.bits.follow(plan, first, first - from, times, outcome)) {
            knows_start = true;
        } else {
            let masks = codes.iter().map(|code| plan.steps[code.index()]); // codes count the touchpoints
            let followed = self.plain.as_mut().map(|plain| plain.follow(plan, first, masks, times, outcome));
            if !matches!(followed, Some(Followed::Done)) {
                self.attempts.follow(plan, first, indices, times, outcome);
            }
        }
        if !knows_start {
            // An attempt that started late enough not to be over; no customer without late events has one.
            let may_be_late = map.is_survival || times.last().is_some_and(|&last| last > plan.last_start);
            outcome.first_start = if may_be_late { first_start(plan, codes, times) } else { None };
        }
        let start = self.outcome.first_start;
        let is_incomplete = start.is_some_and(|start| times.get(start).is_some_and(|&time| time > plan.last_start));
        let Some(event) = (if self.outcome.level > 0 {
            Some(self.outcome.event)
        } else {
            start.filter(|_| is_incomplete).map(|start| first + start)
        }) else {
            return;
        };
        let watch = start
            .filter(|_| map.is_survival)
            .and_then(|start| times.get(start))
            .map(|&time| Watch(if is_incomplete { plan.as_of.saturating_sub(time) } else { plan.within }));
        let place = self.group(map, event);
        let Some((_, group)) = self.groups.get_mut(place) else { return };
        if self.outcome.is_excluded {
            group.n_excluded += 1;
            return;
        }
        group.n_incomplete += u64::from(is_incomplete);
        group.add(&self.outcome, watch);
    }

    #[inline]
    fn group(&mut self, map: &Map<'_>, event: usize) -> usize {
        if map.by.is_empty() && !self.groups.is_empty() {
            return 0;
        }
        let digit = |code: u64, column: &By<'_>| code.wrapping_mul(column.size()).wrapping_add(column.code(event));
        let code = map.by.iter().rev().fold(0_u64, digit);
        let next = self.groups.len();
        let place = *self.places.entry(code).or_insert(next);
        if place == next {
            self.groups.push((code, GroupCounts::new(map.plan.n_steps)));
        }
        place
    }
}

/// The first event at which an attempt starts or would.
fn first_start<C: TouchpointCode>(plan: &Plan, codes: &[C], times: &[i64]) -> Option<usize> {
    let first = if plan.order == FunnelOrder::Any { u32::MAX } else { 1 };
    let fills = |code: &C| plan.steps[code.index()] & first != 0; // codes count the touchpoints
    codes.iter().zip(times).take_while(|(_, time)| **time <= plan.as_of).position(|(code, _)| fills(code))
}
