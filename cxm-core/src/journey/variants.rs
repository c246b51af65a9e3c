use super::share_columns::{share_columns, shares};
use crate::columns::{Slots, Table, TableColumn};
use crate::records::event_log::{EventLog, TouchpointCode, TouchpointCodes};
use crate::stats::Level;
use std::cmp::Reverse;

/// The different paths that customers take, most frequent first, then in the order of their touchpoints.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::journey::Variants;
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// use cxm_core::stats::Level;
/// let (customer, touchpoint) = (ColumnView::from(&["a", "a", "b", "c", "c"]), ColumnView::from(&["visit", "pay", "visit", "visit", "pay"]));
/// let time = ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-01", "2026-01-01", "2026-01-09"]);
/// let log = EventLog::new(&EventColumns::new(customer, touchpoint, time), &EventLogOptions::default())?;
/// let table = Variants::of(&log, None).table(&log, Level::default());
/// assert_eq!((table.value("path", 0), table.value("n", 0)), ("visit > pay".into(), 2.into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Variants {
    /// A customer of the log who takes the path, and how many do.
    pub paths: Vec<(usize, u64)>,
    /// How many different paths there are.
    pub n_variants: u64,
}

impl Variants {
    /// Groups the customers of a log by their path; of many paths the `top` most frequent.
    #[must_use]
    pub fn of(log: &EventLog, top: Option<usize>) -> Self {
        match log.touchpoint_codes() {
            TouchpointCodes::Short(codes) => grouped(log, codes, top),
            TouchpointCodes::Long(codes) => grouped(log, codes, top),
        }
    }

    /// `path` (the touchpoints joined by ` > `), `n` customers, `length`, their `share` with Wilson's interval, and the `cumulative_share` down to this row.
    #[must_use]
    pub fn table(&self, log: &EventLog, level: Level) -> Table {
        let customers = log.n_customers() as u64;
        let [share, low, high] = share_columns(&shares(self.paths.iter().map(|(_, n)| (*n, customers)), level));
        let cumulative = self.paths.iter().scan(0, |sum, (_, n)| {
            *sum += n;
            Some(Some(*sum as f64 / customers as f64))
        });
        let steps: Vec<String> = log.touchpoints().iter().map(|name| format!("{BETWEEN}{name}")).collect();
        // Long tables are mostly these texts: each is allocated once, and a step is one piece.
        let text = |customer: usize| {
            let pieces = || log.events(customer).filter_map(|event| steps.get(log.touchpoint_codes().get(event)?));
            let mut path = String::with_capacity(pieces().map(String::len).sum());
            for piece in pieces() {
                path.push_str(piece.get(if path.is_empty() { BETWEEN.len().. } else { 0.. }).unwrap_or_default());
            }
            path
        };
        Table::default()
            .with("path", TableColumn::Text(self.paths.iter().map(|(customer, _)| Some(text(*customer))).collect()))
            .with("n", TableColumn::Count(self.paths.iter().map(|(_, n)| Some(*n)).collect()))
            .with("length", TableColumn::Count(self.paths.iter().map(|(one, _)| Some(log.events(*one).len() as u64)).collect()))
            .with("share", share)
            .with("conf_low", low)
            .with("conf_high", high)
            .with("cumulative_share", TableColumn::Float(cumulative.collect()))
    }
}

/// What stands between the touchpoints of a path.
const BETWEEN: &str = " > ";

fn grouped<C: TouchpointCode>(log: &EventLog, codes: &[C], top: Option<usize>) -> Variants {
    let path = |customer: u32| codes.get(log.events(customer as usize)).unwrap_or(&[]);
    let customers = u32::try_from(log.n_customers()).unwrap_or(u32::MAX); // a log has fewer than 2^32 - 1 events
    let mut slots = Slots::with_capacity(log.n_customers());
    let mut paths: Vec<Path> = Vec::new();
    let mut hashes = Vec::with_capacity(BLOCK as usize);
    for from in (0..customers).step_by(BLOCK as usize) {
        let customers = from..customers.min(from.saturating_add(BLOCK));
        hashes.clear();
        hashes.extend(customers.clone().map(|customer| slots.hash_steps(path(customer))));
        slots.fetch(&hashes);
        for (customer, &hash) in customers.zip(&hashes) {
            let own = path(customer);
            let next = paths.len(); // no more than customers
            match slots.find_or_add(hash, next, |place| paths.get(place).is_some_and(|one| path(one.customer) == own)) {
                Some(place) if place < next => paths[place].n += 1,
                _ => paths.push(Path { n: 1, customer }),
            }
        }
    }
    drop(slots);
    let n_variants = paths.len() as u64;
    if let Some(top) = top.filter(|&top| top < paths.len()) {
        paths = most_frequent(paths, top);
    }
    let begins = Begins::of(log.touchpoints().len());
    let mut ordered: Vec<(Reverse<u32>, u64, u32)> =
        paths.iter().map(|one| (Reverse(one.n), begins.of_path(path(one.customer)), one.customer)).collect();
    ordered.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| path(a.2).cmp(path(b.2))));
    ordered.truncate(top.unwrap_or(usize::MAX));
    Variants { paths: ordered.into_iter().map(|(Reverse(n), _, customer)| (customer as usize, n.into())).collect(), n_variants }
}

/// How many customers are looked up at a time.
const BLOCK: u32 = 64;

/// A path that some customers take.
struct Path {
    n: u32,
    /// One of them.
    customer: u32,
}

/// All paths as frequent as the `top` most frequent ones.
fn most_frequent(mut paths: Vec<Path>, top: usize) -> Vec<Path> {
    let mut counts: Vec<u32> = paths.iter().map(|path| path.n).collect();
    let least = top.checked_sub(1).map_or(u32::MAX, |last| *counts.select_nth_unstable_by_key(last, |n| Reverse(*n)).1);
    paths.retain(|path| path.n >= least);
    paths
}

/// The first steps of a path in one number, which has the order of the paths: as many steps as have room.
struct Begins {
    /// Of each step.
    bits: u32,
}

impl Begins {
    fn of(touchpoints: usize) -> Self {
        Self { bits: usize::BITS - touchpoints.leading_zeros() }
    }

    fn of_path<C: TouchpointCode>(&self, path: &[C]) -> u64 {
        // A path that is over comes before all others. A step is at most the number of touchpoints, which has so many bits.
        let shifts = (0..=u64::BITS - self.bits).rev().step_by(self.bits.max(1) as usize);
        path.iter().zip(shifts).fold(0, |number, (step, shift)| number | (step.index() as u64 + 1) << shift)
    }
}
