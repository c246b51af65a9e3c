//! Customer after customer through the funnel.

use super::super::by::By;
use super::any_order::AnyOrder;
use super::attempts::Attempts;
use super::counts::{GroupCounts, Watch};
use super::plain::{Followed, Plain};
use super::plan::{Outcome, Plan};
use super::{FunnelCounts, FunnelOptions, FunnelOrder, Incomplete};
use crate::columns::Key;
use crate::error::{Code, Error, Result};
use crate::parallel;
use crate::records::event_log::{EventLog, TouchpointCode, TouchpointCodes};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

const CUSTOMERS_A_THREAD: usize = 50_000;

impl FunnelCounts {
    /// Follows every customer of a log through a funnel, in one pass.
    ///
    /// # Errors
    /// `too_few`, `invalid_option` with steps, exclusions or optional steps that do not fit each other; `unknown_column` and `too_many_groups` of `by`.
    pub fn of(log: &EventLog, options: &FunnelOptions) -> Result<Self> {
        options.require_sense()?;
        let by: Vec<By<'_>> = options.by.iter().map(|name| By::of(log, name)).collect::<Result<_>>()?;
        if by.iter().try_fold(1_u64, |groups, column| groups.checked_mul(column.size())).is_none() {
            let message = format!("{} have more groups than can be counted", options.by.join(", "));
            return Err(Error::new(Code::TooManyGroups, message).with_field("by"));
        }
        let plan = Plan::new(log, options);
        let groups = match log.touchpoint_codes() {
            TouchpointCodes::Short(codes) => groups(log, codes, &plan, &by, options)?,
            TouchpointCodes::Long(codes) => groups(log, codes, &plan, &by, options)?,
        };
        let mut by_key: BTreeMap<Vec<Key>, GroupCounts> = BTreeMap::new();
        for (code, counts) in groups {
            by_key.entry(keys(&by, code)).or_insert_with(|| GroupCounts::new(plan.n_steps)).merge(&counts);
        }
        if by.is_empty() && by_key.is_empty() {
            by_key.insert(Vec::new(), GroupCounts::new(plan.n_steps));
        }
        Ok(Self { options: options.clone(), groups: by_key })
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

/// The counts of each group by its code; parts of the customers are followed side by side.
fn groups<C: TouchpointCode>(
    log: &EventLog,
    codes: &[C],
    plan: &Plan,
    by: &[By<'_>],
    options: &FunnelOptions,
) -> Result<Vec<(u64, GroupCounts)>> {
    let observe = |customers: Range<usize>| {
        let mut following = Following::new(log, codes, plan, by, options);
        customers.for_each(|customer| following.customer(customer));
        Ok(following.groups)
    };
    let merge = |mut one: Vec<(u64, GroupCounts)>, two: Vec<(u64, GroupCounts)>| {
        let places: HashMap<u64, usize> = one.iter().enumerate().map(|(place, (code, _))| (*code, place)).collect();
        for (code, counts) in two {
            match places.get(&code).and_then(|&place| one.get_mut(place)) {
                Some((_, own)) => own.merge(&counts),
                None => one.push((code, counts)),
            }
        }
        Ok(one)
    };
    let parts = parallel::parts(log.n_customers(), CUSTOMERS_A_THREAD, 1);
    Ok(parallel::split_merge(parts, observe, merge)?.unwrap_or_default())
}

struct Following<'a, C> {
    log: &'a EventLog,
    codes: &'a [C],
    plan: &'a Plan,
    by: &'a [By<'a>],
    is_survival: bool,
    plain: Option<Plain>,
    attempts: Attempts,
    any_order: Option<AnyOrder>,
    outcome: Outcome,
    places: HashMap<u64, usize>,
    groups: Vec<(u64, GroupCounts)>,
}

impl<'a, C: TouchpointCode> Following<'a, C> {
    fn new(log: &'a EventLog, codes: &'a [C], plan: &'a Plan, by: &'a [By<'a>], options: &FunnelOptions) -> Self {
        Self {
            log,
            codes,
            plan,
            by,
            is_survival: options.incomplete == Incomplete::Survival,
            plain: plan.is_plain().then(|| Plain::new(plan)),
            attempts: Attempts::new(plan),
            any_order: (plan.order == FunnelOrder::Any).then(|| AnyOrder::new(plan)),
            outcome: Outcome::new(plan.n_steps),
            places: HashMap::new(),
            groups: Vec::new(),
        }
    }

    #[inline]
    fn customer(&mut self, customer: usize) {
        let events = self.log.events(customer);
        let first = events.start;
        let (Some(codes), Some(times)) = (self.codes.get(events.clone()), self.log.times().get(events)) else { return };
        let (plan, outcome) = (self.plan, &mut self.outcome);
        let indices = codes.iter().map(|code| code.index());
        if let Some(any_order) = &mut self.any_order {
            any_order.follow(plan, first, indices, times, outcome);
        } else {
            let masks = codes.iter().map(|code| plan.steps[code.index()]); // codes count the touchpoints
            let followed = self.plain.as_mut().map(|plain| plain.follow(plan, first, masks, times, outcome));
            if !matches!(followed, Some(Followed::Done)) {
                self.attempts.follow(plan, first, indices, times, outcome);
            }
        }
        // An attempt that started late enough not to be over; no customer without late events has one.
        let is_late = times.last().is_some_and(|&last| last > plan.last_start);
        if outcome.level == 0 && !is_late {
            return;
        }
        let start = if is_late || self.is_survival { self.start(codes, times) } else { None };
        let is_incomplete = start.is_some_and(|start| times.get(start).is_some_and(|&time| time > plan.last_start));
        let Some(event) = (if self.outcome.level > 0 {
            Some(self.outcome.event)
        } else {
            start.filter(|_| is_incomplete).map(|start| first + start)
        }) else {
            return;
        };
        let watch = start
            .filter(|_| self.is_survival)
            .and_then(|start| times.get(start))
            .map(|&time| Watch(if is_incomplete { plan.as_of.saturating_sub(time) } else { plan.within }));
        let place = self.group(event);
        let Some((_, group)) = self.groups.get_mut(place) else { return };
        if self.outcome.is_excluded {
            group.n_excluded += 1;
            return;
        }
        group.n_incomplete += u64::from(is_incomplete);
        group.add(&self.outcome, watch);
    }

    /// The first event at which an attempt starts or would.
    fn start(&self, codes: &[C], times: &[i64]) -> Option<usize> {
        let first = if self.plan.order == FunnelOrder::Any { u32::MAX } else { 1 };
        let fills = |code: &C| self.plan.steps[code.index()] & first != 0; // codes count the touchpoints
        codes.iter().zip(times).take_while(|(_, time)| **time <= self.plan.as_of).position(|(code, _)| fills(code))
    }

    fn group(&mut self, event: usize) -> usize {
        let code =
            self.by.iter().rev().fold(0_u64, |code, column| code.wrapping_mul(column.size()).wrapping_add(column.code(event)));
        if self.by.is_empty() && !self.groups.is_empty() {
            return 0;
        }
        let next = self.groups.len();
        let place = *self.places.entry(code).or_insert(next);
        if place == next {
            self.groups.push((code, GroupCounts::new(self.plan.n_steps)));
        }
        place
    }
}
