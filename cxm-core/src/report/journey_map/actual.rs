use std::collections::BTreeMap;

/// What was observed on a journey, to stand beside what was planned.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Actual {
    /// The score at a touchpoint, by its id.
    pub scores: BTreeMap<String, Observed>,
    /// Where customers do not follow the flow, the most frequent first.
    pub deviations: Vec<Deviation>,
    /// How well their paths agree with the flow: an estimate and both ends of its interval.
    pub fitness: Option<(f64, f64, f64)>,
}

/// A score with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observed {
    /// On the scale of the expectations.
    pub estimate: f64,
    /// Both ends of its interval.
    pub interval: Option<(f64, f64)>,
    /// How many answers there are.
    pub n: Option<u64>,
}

/// How some customers' paths differ from the flow at a touchpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct Deviation {
    /// The id of the touchpoint, or the name of one that is not on the map.
    pub touchpoint: String,
    /// `skipped`, `unplanned`, `out_of_order`, `repeated`.
    pub kind: String,
    /// How many customers.
    pub n: u64,
    /// Which share of them, 0 to 1.
    pub share: f64,
}

/// What a score says of an expectation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Against {
    /// The whole interval lies below it.
    Below,
    /// The interval holds it, or there is none.
    Undecided,
    /// The whole interval lies above it.
    Above,
}

impl Observed {
    /// Compares with an expectation.
    pub(super) fn against(&self, expectation: f64) -> Against {
        match self.interval {
            Some((_, high)) if high < expectation => Against::Below,
            Some((low, _)) if low > expectation => Against::Above,
            _ => Against::Undecided,
        }
    }

    /// The lowest and the highest that is drawn.
    pub(super) fn range(&self) -> (f64, f64) {
        let (low, high) = self.interval.unwrap_or((self.estimate, self.estimate));
        (low.min(self.estimate), high.max(self.estimate))
    }
}
