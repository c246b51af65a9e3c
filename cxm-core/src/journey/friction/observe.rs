//! What each customer met at each touchpoint.

use super::FrictionOptions;
use super::against_rest::Observed;
use super::order::Order;
use crate::columns::time::Instant;
use crate::error::Result;
use crate::journey::goal_performance::{GoalEvents, deadline};
use crate::journey::scores::scores;
use crate::records::event_log::EventLog;
use crate::stats::DurationSketch;
use std::ops::Range;

/// The customers' observations by signal, and the waits after each touchpoint.
pub(super) struct Signals {
    pub drop_off: Vec<Observed>,
    pub loops: Vec<Observed>,
    pub back_steps: Vec<Observed>,
    pub long_waits: Vec<Observed>,
    pub scores: Vec<Observed>,
    pub waits: Vec<DurationSketch>,
}

/// At one touchpoint, of one customer.
#[derive(Clone, Default)]
struct Met {
    times: u32,
    goes_back: bool,
    goes_on: bool,
    waits_long: bool,
    score: f64,
    n_scores: f64,
}

impl Signals {
    pub fn of(log: &EventLog, options: &FrictionOptions) -> Result<Self> {
        let as_of = log.known_until(options.as_of.map(Instant::micros));
        let at = |event: usize| log.times().get(event).copied().unwrap_or(i64::MAX);
        // By key: sums of scores do not depend on the order of the input.
        let paths: Vec<Range<usize>> = log
            .by_key()
            .into_iter()
            .map(|customer| {
                let path = log.events(customer);
                let times = log.times().get(path.clone()).unwrap_or(&[]);
                path.start..path.start + times.partition_point(|time| *time <= as_of)
            })
            .filter(|path| !path.is_empty())
            .collect();
        let order = match &options.journey {
            Some(design) => Order::designed(log, design),
            None => Order::observed(log, &paths),
        };
        let goal = options.goal.as_ref().map(|goal| goal.events(log)).transpose()?;
        let scores = options.score.as_deref().map(|name| scores(log, name)).transpose()?;
        let touchpoints = log.touchpoints().len();
        let mut found = Self {
            drop_off: Vec::new(),
            loops: Vec::new(),
            back_steps: Vec::new(),
            long_waits: Vec::new(),
            scores: Vec::new(),
            waits: vec![DurationSketch::default(); touchpoints],
        };
        let (mut met, mut order_met) = (vec![Met::default(); touchpoints], Vec::new());
        for (customer, path) in paths.into_iter().enumerate() {
            let has_reached =
                goal.as_ref().is_some_and(|goal| path.clone().any(|event| goal.of_event(log, event) & GoalEvents::ACTION != 0));
            let code = |event: usize| log.touchpoint_codes().get(event).unwrap_or(0);
            for event in path.clone() {
                let own = &mut met[code(event)]; // codes count the touchpoints; so for all below
                if own.times == 0 {
                    order_met.push(code(event));
                }
                own.times += 1;
                if let Some(score) = scores.as_ref().and_then(|scores| scores.get(event)).filter(|score| !score.is_nan()) {
                    (own.score, own.n_scores) = (own.score + score, own.n_scores + 1.0);
                }
                if event + 1 < path.end {
                    own.goes_on = true;
                    own.goes_back |= order.is_before(code(event + 1), code(event));
                    found.waits[code(event)].add(at(event + 1) - at(event));
                    let late = deadline(at(event), options.wait_over, options.zone)?;
                    own.waits_long |= late.is_some_and(|late| at(event + 1) > late);
                }
            }
            let last = code(path.end - 1); // no path is empty
            let is_settled = deadline(at(path.end - 1), options.inactive, options.zone)?.is_none_or(|until| until <= as_of);
            for touchpoint in order_met.drain(..) {
                let own = std::mem::take(&mut met[touchpoint]);
                let share = |has: bool| Observed { customer, touchpoint, sum: f64::from(u8::from(has)), n: 1.0 };
                if is_settled || has_reached {
                    found.drop_off.push(share(touchpoint == last && !has_reached));
                }
                found.loops.push(share(own.times > 1));
                if own.goes_on {
                    found.back_steps.push(share(own.goes_back));
                    if options.wait_over.is_some() {
                        found.long_waits.push(share(own.waits_long));
                    }
                }
                if own.n_scores > 0.0 {
                    found.scores.push(Observed { customer, touchpoint, sum: own.score, n: own.n_scores });
                }
            }
        }
        Ok(found)
    }
}
