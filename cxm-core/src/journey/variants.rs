use super::share_columns::{share_columns, shares};
use crate::columns::{Slots, Table, TableColumn};
use crate::records::event_log::{EventLog, TouchpointCode, TouchpointCodes};
use crate::stats::Level;
use std::cmp::Ordering;

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
        let text = |customer: usize| {
            log.path(customer).fold(String::new(), |mut path, name| {
                if !path.is_empty() {
                    path.push_str(" > ");
                }
                path.push_str(name);
                path
            })
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

fn grouped<C: TouchpointCode>(log: &EventLog, codes: &[C], top: Option<usize>) -> Variants {
    let path = |customer: usize| codes.get(log.events(customer)).unwrap_or(&[]);
    let mut slots = Slots::with_capacity(log.n_customers());
    let mut paths: Vec<Path> = Vec::new();
    let mut hashes = Vec::with_capacity(BLOCK);
    for from in (0..log.n_customers()).step_by(BLOCK) {
        let customers = from..(from + BLOCK).min(log.n_customers());
        hashes.clear();
        hashes.extend(customers.clone().map(|customer| slots.hash_steps(path(customer))));
        slots.fetch(&hashes);
        for (customer, &hash) in customers.zip(&hashes) {
            let own = path(customer);
            // Both places are of `paths`.
            if let Some(place) = slots.find(hash, |place| path(paths[place].customer) == own) {
                paths[place].n += 1;
            } else {
                slots.add(hash, paths.len()); // a log has fewer than 2^32 - 1 customers
                paths.push(Path { customer, n: 1, begins: begins(own) });
            }
        }
    }
    let n_variants = paths.len() as u64;
    let order = |a: &Path, b: &Path| -> Ordering {
        let begins = b.n.cmp(&a.n).then(a.begins.cmp(&b.begins));
        begins.then_with(|| path(a.customer).cmp(path(b.customer)))
    };
    if let Some(top) = top.filter(|&top| top < paths.len()) {
        if top > 0 {
            paths.select_nth_unstable_by(top - 1, order);
        }
        paths.truncate(top);
    }
    paths.sort_unstable_by(order);
    Variants { paths: paths.into_iter().map(|path| (path.customer, path.n)).collect(), n_variants }
}

/// How many customers are looked up at a time.
const BLOCK: usize = 64;

/// A path that some customers take.
struct Path {
    /// One of them.
    customer: usize,
    n: u64,
    begins: u64,
}

/// The first steps of a path in one number, in the order of the paths: three steps of 21 bits, up to one that has no room.
fn begins<C: TouchpointCode>(path: &[C]) -> u64 {
    const MOST: u64 = (1 << 21) - 1;
    let mut number = 0;
    for (step, shift) in path.iter().zip([42, 21, 0]) {
        let step = (step.index() as u64 + 1).min(MOST); // a path that is over comes before all others
        number |= step << shift;
        if step == MOST {
            break;
        }
    }
    number
}
