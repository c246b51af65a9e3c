use super::{FunnelOptions, FunnelOrder, Incomplete};
use crate::records::event_log::EventLog;

/// A funnel over the codes of one log.
pub(super) struct Plan {
    pub n_steps: usize,
    pub order: FunnelOrder,
    /// In microseconds; the largest number without a window.
    pub within: i64,
    /// The steps that each touchpoint fills, as bits.
    pub steps: Vec<u32>,
    /// The exclusions that each touchpoint is, as bits.
    pub exclusions: Vec<u32>,
    /// From which step (reached, from 1) to which (not yet passed) each exclusion spoils.
    pub spoils: Vec<(usize, usize)>,
    /// The steps that may be left out, as bits.
    pub optional: u32,
    /// Attempts that start later are not over.
    pub last_start: i64,
    /// Those do not count.
    pub drops_late: bool,
    /// Events later than this are not looked at.
    pub as_of: i64,
    /// There are none.
    pub sees_all: bool,
}

/// What came of one customer.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcome {
    /// How many steps from the first were reached; a step left out on the way counts here.
    pub level: usize,
    /// Whether an exclusion spoiled it.
    pub is_excluded: bool,
    /// The event at which the attempt starts.
    pub event: usize,
    /// Of the customer's events, the first at which an attempt starts or would.
    pub first_start: Option<usize>,
    /// When each step was done; [`NOT_DONE`] for one that was left out. As long as the funnel.
    pub times: Vec<i64>,
}

pub(super) const NOT_DONE: i64 = i64::MIN;

impl Outcome {
    pub fn new(n_steps: usize) -> Self {
        Self { times: vec![NOT_DONE; n_steps], ..Self::default() }
    }
}

impl Plan {
    pub fn new(log: &EventLog, options: &FunnelOptions) -> Self {
        let touchpoints = log.touchpoints().len();
        let end = log.span().map(|(_, last)| last);
        let as_of = options.as_of.or(end).unwrap_or(i64::MAX);
        let mut plan = Self {
            n_steps: options.steps.len(),
            order: options.order,
            within: options.within.unwrap_or(i64::MAX),
            steps: vec![0; touchpoints],
            exclusions: vec![0; touchpoints],
            spoils: options.exclude.iter().map(|each| (each.from + 1, each.to)).collect(),
            optional: options.optional.iter().fold(0, |bits, step| bits | 1 << step),
            last_start: i64::MAX,
            drops_late: options.incomplete == Incomplete::Drop,
            as_of,
            sees_all: end.is_none_or(|end| end <= as_of),
        };
        if let Some(within) = options.within {
            plan.last_start = plan.as_of.saturating_sub(within);
        }
        // A touchpoint that the log does not have fills nothing.
        let set = |bits: &mut Vec<u32>, name: &str, bit: usize| {
            if let Some(bits) = log.code_of(name).ok().and_then(|code| bits.get_mut(code)) {
                *bits |= 1 << bit; // at most 32 steps and exclusions
            }
        };
        for (step, alternatives) in options.steps.iter().enumerate() {
            for name in alternatives {
                set(&mut plan.steps, name, step);
            }
        }
        for (place, each) in options.exclude.iter().enumerate() {
            set(&mut plan.exclusions, &each.touchpoint, place);
        }
        plan
    }

    /// Whether nothing but the window and the order of the steps counts.
    pub fn is_plain(&self) -> bool {
        self.order == FunnelOrder::Ordered && self.spoils.is_empty() && self.optional == 0
    }

    /// Whether an attempt may start at this time.
    #[inline]
    pub fn may_start(&self, time: i64) -> bool {
        time <= self.last_start || !self.drops_late
    }

    /// Whether an exclusion of these spoils an attempt that stood at one step and stands at another now.
    pub fn spoils(&self, exclusions: u32, before: usize, now: usize) -> bool {
        exclusions != 0
            && self
                .spoils
                .iter()
                .enumerate()
                .any(|(place, &(from, to))| exclusions >> place & 1 == 1 && from <= before && now <= to)
    }
}
