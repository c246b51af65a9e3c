use super::super::Variants;
use super::table::Row;
use crate::error::{Code, Error, Result};
use crate::records::event_log::EventLog;
use crate::stats::interval::mean::t;
use crate::stats::interval::{Interval, ProportionMethod, proportion_interval};
use crate::stats::{Level, share};

/// A system of more touchpoints takes its cube in time.
const MOST: usize = 1_000;

/// What paths do until they are taken in.
pub(super) struct Chain {
    /// The codes of the touchpoints that are met.
    pub states: Vec<usize>,
    /// Codes of the targets, as they were named.
    pub targets: Vec<usize>,
    /// By state.
    pub is_target: Vec<bool>,
    /// The state of each touchpoint.
    state_of: Vec<Option<usize>>,
    /// The different paths: a customer who takes it, and how many do.
    paths: Vec<(usize, u64)>,
    pub n_customers: u64,
    /// By state: visits, and the customers who made one.
    pub visits: Vec<u64>,
    pub customers: Vec<u64>,
    /// Row after row, how often a state follows a state.
    pub ways: Vec<f64>,
    /// By state, paths that end there and not at a target.
    pub ended: Vec<u64>,
    /// By target, paths that it takes in, and their touchpoints all together.
    taken: Vec<(u64, u64)>,
    /// Touchpoints of all paths, and the squares of their numbers.
    length: (u64, u128),
}

impl Chain {
    pub fn of<S: AsRef<str>>(log: &EventLog, names: &[S]) -> Result<Self> {
        let mut targets = Vec::with_capacity(names.len());
        for name in names {
            let code = log.code_of(name.as_ref()).map_err(|error| error.with_field("targets"))?;
            if targets.contains(&code) {
                let message = format!("the target {:?} is named twice", name.as_ref());
                return Err(Error::new(Code::DuplicateId, message).with_field("targets").with_got(name.as_ref()));
            }
            targets.push(code);
        }
        let paths = Variants::of(log, None).paths;
        let mut state_of = vec![None; log.touchpoints().len()];
        for &(customer, _) in &paths {
            for code in path(log, &targets, customer) {
                state_of[code] = Some(0); // codes count the touchpoints
            }
        }
        let states: Vec<usize> = (0..state_of.len()).filter(|&code| state_of[code].is_some()).collect();
        if states.len() > MOST {
            let message = format!("absorption over {} touchpoints; at most {MOST}", states.len());
            return Err(Error::new(Code::TooManyGroups, message));
        }
        for (state, &code) in states.iter().enumerate() {
            state_of[code] = Some(state);
        }
        let n = states.len();
        let mut chain = Self {
            is_target: states.iter().map(|code| targets.contains(code)).collect(),
            taken: vec![(0, 0); targets.len()],
            states,
            targets,
            state_of,
            paths,
            n_customers: log.n_customers() as u64,
            visits: vec![0; n],
            customers: vec![0; n],
            ways: vec![0.0; n * n],
            ended: vec![0; n],
            length: (0, 0),
        };
        chain.count(log);
        Ok(chain)
    }

    fn count(&mut self, log: &EventLog) {
        let n = self.states.len();
        let mut last_seen = vec![usize::MAX; n];
        for (place, &(customer, times)) in self.paths.iter().enumerate() {
            let mut before: Option<usize> = None;
            let mut length = 0;
            for state in path(log, &self.targets, customer).filter_map(|code| self.state_of[code]) {
                self.visits[state] += times; // n states here and below
                if last_seen[state] != place {
                    last_seen[state] = place;
                    self.customers[state] += times;
                }
                if let Some(before) = before {
                    self.ways[before * n + state] += times as f64;
                }
                before = Some(state);
                length += 1;
            }
            self.length.0 += times * length;
            self.length.1 += u128::from(times) * u128::from(length * length);
            let Some(last) = before else { continue };
            match self.targets.iter().position(|&target| target == self.states[last]) {
                None => self.ended[last] += times,
                Some(target) => {
                    self.taken[target].0 += times; // a place among the targets
                    self.taken[target].1 += times * length;
                }
            }
        }
    }

    /// What leaves the chain from each state: at the end, and at a target always.
    pub fn exits(&self) -> Vec<f64> {
        (0..self.states.len())
            .map(|state| if self.is_target[state] { self.visits[state] } else { self.ended[state] } as f64)
            .collect()
    }

    /// The state of each target, then nothing for paths that end without one. A target that comes after others only has no state.
    pub fn target_places(&self) -> impl Iterator<Item = Option<Option<usize>>> + '_ {
        self.targets.iter().map(|&code| Some(self.state_of[code])).chain(std::iter::once(None))
    }

    /// The standard error of a quantity by state, which is `taken` where no target takes a path and `step` less by each step.
    pub fn errors(&self, visits: &[f64], log: &EventLog, of: &dyn Fn(usize) -> f64, step: f64, at_end: f64) -> Vec<f64> {
        let n = self.states.len();
        let mut squares = vec![0.0; n * n];
        let (mut moved, mut is_met, mut met) = (vec![0.0; n], vec![false; n], Vec::new());
        for &(customer, times) in &self.paths {
            let mut states = path(log, &self.targets, customer).filter_map(|code| self.state_of[code]).peekable();
            while let Some(state) = states.next() {
                if self.is_target[state] {
                    break; // it takes the path in, whatever comes
                }
                let next = states.peek().map_or(at_end, |&next| of(next));
                if !std::mem::replace(&mut is_met[state], true) {
                    met.push(state); // n states here and below
                }
                moved[state] += (step + next - of(state)) / self.visits[state] as f64;
            }
            for &one in &met {
                for &other in &met {
                    squares[one * n + other] += times as f64 * moved[one] * moved[other];
                }
            }
            for state in met.drain(..) {
                (moved[state], is_met[state]) = (0.0, false);
            }
        }
        let k = self.n_customers as f64;
        let scale = if self.n_customers > 1 { k / (k - 1.0) } else { 0.0 };
        let variance = |row: &[f64]| {
            let by_row = squares.chunks_exact(n).zip(row).filter(|(_, own)| **own > 0.0);
            by_row
                .map(|(squares, own)| own * squares.iter().zip(row).map(|(square, other)| square * other).sum::<f64>())
                .sum::<f64>()
        };
        visits.chunks_exact(n).map(|row| (scale * variance(row).max(0.0)).sqrt()).collect()
    }

    pub fn range(&self, state: usize, p: f64, error: f64, z: f64, level: Level) -> Option<Interval> {
        if self.is_target[state] || self.targets.is_empty() {
            return Some(Interval { low: p, high: p });
        }
        let customers = self.customers[state] as f64;
        let is_all = |count: f64| proportion_interval(count, customers, level.get(), ProportionMethod::ClopperPearson);
        // Sums of what is all or nothing are off by rounding at most.
        if p <= 0.0 {
            return Some(is_all(0.0));
        }
        let rest = 1.0 - p;
        if rest <= 1e-12 {
            return Some(is_all(customers));
        }
        (error > 0.0).then(|| {
            let (odds, reach) = (p / rest, (z * error / (p * rest)).min(700.0));
            let at = |odds: f64| odds / (1.0 + odds);
            Interval { low: at(odds * (-reach).exp()), high: if reach >= 700.0 { 1.0 } else { at(odds * reach.exp()) } }
        })
    }

    /// What is known of paths from their start.
    pub fn start_rows(&self, level: Level) -> Result<Vec<Row>> {
        let n = self.n_customers as f64;
        let steps = self.length.0 as f64 / n;
        let variance = (self.length.1 as f64 / n - steps * steps).max(0.0);
        let step_range = t(steps, variance, n, level.get()).filter(|_| variance > 0.0);
        let ended: u64 = self.ended.iter().sum();
        let of_taken: u64 = self.taken.iter().map(|(_, touchpoints)| touchpoints).sum();
        let row = |(target, (taken, touchpoints)): (usize, (u64, u64))| -> Result<Row> {
            let reached = share("absorption", taken, self.n_customers, level)?;
            let range = reached.conf_low.zip(reached.conf_high).map(|(low, high)| Interval { low, high });
            Ok(Row {
                state: None,
                target,
                expected_visits: 1.0,
                steps,
                step_range,
                probability: reached.estimate,
                // Without targets every path ends without one: that is no finding.
                range: if self.targets.is_empty() { Some(Interval { low: 1.0, high: 1.0 }) } else { range },
                steps_to_target: (taken > 0).then(|| touchpoints as f64 / taken as f64),
            })
        };
        self.taken.iter().copied().chain([(ended, self.length.0 - of_taken)]).enumerate().map(row).collect()
    }
}

/// The touchpoints of a path until its first target.
fn path<'a>(log: &'a EventLog, targets: &'a [usize], customer: usize) -> impl Iterator<Item = usize> + 'a {
    let mut is_over = false;
    log.events(customer).filter_map(|event| log.touchpoint_codes().get(event)).take_while(move |code| {
        let goes_on = !is_over;
        is_over |= targets.contains(code);
        goes_on
    })
}
