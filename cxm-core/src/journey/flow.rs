use super::pass::{Measure, Parts, pass};
use crate::columns::{Key, Table, TableColumn};
use crate::error::Result;
use crate::records::event_log::{EventLog, TouchpointCode, TouchpointCodes};
use crate::stats::DurationSketch;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Which touchpoint directly follows which: how often, for how many customers, and after what time.
///
/// Flows of different customers add up: `merge` of the parts is the flow of the whole.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::journey::Flow;
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// let customer = ColumnView::from(&["a", "a", "a", "b", "b"]);
/// let touchpoint = ColumnView::from(&["visit", "cart", "pay", "visit", "cart"]);
/// let time = ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-04", "2026-01-01", "2026-01-02"]);
/// let log = EventLog::new(&EventColumns::new(customer, touchpoint, time), &EventLogOptions::default())?;
/// let flow = Flow::of(&log);
/// assert_eq!(flow.n("visit", "cart"), 2);
/// assert_eq!((flow.n("cart", "visit"), flow.total()), (0, 3)); // events less customers
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Flow {
    edges: BTreeMap<(String, String), Edge>,
}

/// One touchpoint directly after another.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Edge {
    /// For how many customers, at least once.
    pub n_customers: u64,
    /// The times between the two, in microseconds; as many as there are occurrences.
    pub durations: DurationSketch,
}

impl Edge {
    fn merge(&mut self, other: &Self) {
        self.n_customers += other.n_customers;
        self.durations.merge(&other.durations);
    }
}

impl Flow {
    /// The flow of a log, in one pass.
    #[must_use]
    pub fn of(log: &EventLog) -> Self {
        let counting = FlowPass::new(log);
        let _ = pass(log, &[&counting]); // which does not fail
        counting.finish()
    }

    /// Adds the flow of other customers.
    pub fn merge(&mut self, other: &Self) {
        for (ends, edge) in &other.edges {
            self.edges.entry(ends.clone()).or_default().merge(edge);
        }
    }

    /// The edges by their ends, in the order of the names.
    #[must_use]
    pub fn edges(&self) -> &BTreeMap<(String, String), Edge> {
        &self.edges
    }

    /// How often `target` directly follows `source`.
    #[must_use]
    pub fn n(&self, source: &str, target: &str) -> u64 {
        self.edges.get(&(source.to_owned(), target.to_owned())).map_or(0, |edge| edge.durations.n())
    }

    /// How many steps there are from one touchpoint to the next: the events less the customers.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.edges.values().map(|edge| edge.durations.n()).sum()
    }

    /// A row for each edge: `source`, `target`, `n`, `n_customers`, `share_of_source` (of all steps from there), `mean_seconds`, `median_seconds`, `p25_seconds`,
    /// `p75_seconds`, `p90_seconds`, `p95_seconds`, `min_seconds`, `max_seconds`.
    ///
    /// Mean, least and most are exact, the quantiles those of [`DurationSketch`], each right within 0.8 %.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn table(&self) -> Table {
        let mut from: HashMap<&str, u64> = HashMap::new();
        for ((source, _), edge) in &self.edges {
            *from.entry(source).or_default() += edge.durations.n();
        }
        let count = |of: &dyn Fn(&Edge) -> u64| TableColumn::Count(self.edges.values().map(|edge| Some(of(edge))).collect());
        let seconds = |of: &dyn Fn(&DurationSketch) -> Option<f64>| {
            TableColumn::Float(self.edges.values().map(|edge| of(&edge.durations).map(|micros| micros / 1e6)).collect())
        };
        let key = |of: &dyn Fn(&(String, String)) -> &String| TableColumn::Key {
            keys: self.edges.keys().map(|ends| Key::Text(of(ends).clone())).collect(),
            rows: None,
        };
        let share = |((source, _), edge): (&(String, String), &Edge)| {
            from.get(source.as_str()).map(|&all| edge.durations.n() as f64 / all as f64)
        };
        let mut table = Table::default()
            .with("source", key(&|ends| &ends.0))
            .with("target", key(&|ends| &ends.1))
            .with("n", count(&|edge| edge.durations.n()))
            .with("n_customers", count(&|edge| edge.n_customers))
            .with("share_of_source", TableColumn::Float(self.edges.iter().map(share).collect()))
            .with("mean_seconds", seconds(&DurationSketch::mean));
        for (name, share) in [("median", 0.5), ("p25", 0.25), ("p75", 0.75), ("p90", 0.9), ("p95", 0.95)] {
            table = table.with(format!("{name}_seconds"), seconds(&|durations| durations.quantile(share)));
        }
        table
            .with("min_seconds", seconds(&|durations| durations.least().map(|least| least as f64)))
            .with("max_seconds", seconds(&|durations| durations.most().map(|most| most as f64)))
    }
}

/// A [`Flow`] that is counted in a [`pass`].
pub struct FlowPass<'a> {
    log: &'a EventLog,
    parts: Parts<Counting>,
}

impl<'a> FlowPass<'a> {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(log: &'a EventLog) -> Self {
        Self { log, parts: Parts::new(log, || Counting::new(log.touchpoints().len())) }
    }

    /// What was counted.
    #[must_use]
    pub fn finish(self) -> Flow {
        let mut all: BTreeMap<(u32, u32), Edge> = BTreeMap::new();
        for (ends, edge) in self.parts.finish().flat_map(|counting| counting.edges) {
            all.entry(ends).or_default().merge(&edge);
        }
        let name = |code: u32| self.log.touchpoints().get(code as usize).cloned().unwrap_or_default();
        Flow { edges: all.into_iter().map(|((source, target), edge)| ((name(source), name(target)), edge)).collect() }
    }
}

impl Measure for FlowPass<'_> {
    fn observe(&self, part: usize, customers: Range<usize>) -> Result<()> {
        self.parts.count(part, |counting| match self.log.touchpoint_codes() {
            TouchpointCodes::Short(codes) => counting.customers(self.log, codes, customers),
            TouchpointCodes::Long(codes) => counting.customers(self.log, codes, customers),
        });
        Ok(())
    }
}

/// Up to so many touchpoints, every pair has a place in a table of 4 MiB.
const DENSE: usize = 1024;
const NO_EDGE: u32 = u32::MAX;

struct Counting {
    places: Places,
    edges: Vec<((u32, u32), Edge)>,
    /// The last customer of each edge.
    last: Vec<usize>,
}

/// Where each edge stands among those seen.
enum Places {
    Dense { touchpoints: usize, places: Vec<u32> },
    Sparse(HashMap<(u32, u32), u32>),
}

impl Counting {
    fn new(touchpoints: usize) -> Self {
        let places = if touchpoints <= DENSE {
            Places::Dense { touchpoints, places: vec![NO_EDGE; touchpoints * touchpoints] }
        } else {
            Places::Sparse(HashMap::new())
        };
        Self { places, edges: Vec::new(), last: Vec::new() }
    }

    fn customers<C: TouchpointCode>(&mut self, log: &EventLog, codes: &[C], customers: Range<usize>) {
        for customer in customers {
            let events = log.events(customer);
            let (Some(codes), Some(times)) = (codes.get(events.clone()), log.times().get(events)) else { continue };
            self.customer(customer, codes, times);
        }
    }

    #[inline]
    fn customer<C: TouchpointCode>(&mut self, customer: usize, codes: &[C], times: &[i64]) {
        for (ends, times) in codes.windows(2).zip(times.windows(2)) {
            let place = self.place(ends[0].index(), ends[1].index()); // windows of two, so for the times
            let (Some((_, edge)), Some(last)) = (self.edges.get_mut(place), self.last.get_mut(place)) else { continue };
            edge.n_customers += u64::from(*last != customer);
            *last = customer;
            edge.durations.add(times[1] - times[0]);
        }
    }

    #[inline]
    fn place(&mut self, source: usize, target: usize) -> usize {
        let known = match &self.places {
            Places::Dense { touchpoints, places } => places.get(source * touchpoints + target).copied(),
            Places::Sparse(places) => places.get(&ends(source, target)).copied(),
        };
        match known {
            Some(place) if place != NO_EDGE => place as usize,
            _ => self.add(source, target),
        }
    }

    #[cold]
    fn add(&mut self, source: usize, target: usize) -> usize {
        let place = self.edges.len();
        let code = u32::try_from(place).unwrap_or(NO_EDGE);
        match &mut self.places {
            Places::Dense { touchpoints, places } => {
                if let Some(slot) = places.get_mut(source * *touchpoints + target) {
                    *slot = code;
                }
            }
            Places::Sparse(places) => {
                places.insert(ends(source, target), code);
            }
        }
        self.edges.push((ends(source, target), Edge::default()));
        self.last.push(usize::MAX);
        place
    }
}

fn ends(source: usize, target: usize) -> (u32, u32) {
    // Codes of touchpoints come from u16 or u32.
    (u32::try_from(source).unwrap_or(u32::MAX), u32::try_from(target).unwrap_or(u32::MAX))
}
