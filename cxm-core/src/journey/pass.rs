use crate::error::Result;
use crate::parallel;
use crate::records::event_log::EventLog;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// A measure that is counted customer by customer, so that several can share one pass over the events of a log.
pub trait Measure: Sync {
    /// Counts these customers, in the memory of one of the parts that [`pass`] cuts the customers into.
    ///
    /// # Errors
    /// Those of the measure.
    fn observe(&self, part: usize, customers: Range<usize>) -> Result<()>;
}

/// Counts the customers of a log in all of these measures, in one pass: each block of events is read from memory once, and then by every measure.
///
/// # Errors
/// The first one of a measure, in the order of the customers.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Every};
/// use cxm_core::journey::{FlowPass, RetentionOptions, RetentionPass, pass};
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// let (customer, touchpoint) = (ColumnView::from(&["a", "a", "b"]), ColumnView::from(&["visit", "pay", "visit"]));
/// let columns = EventColumns::new(customer, touchpoint, ColumnView::from(&["2026-01-05", "2026-01-12", "2026-01-06"]));
/// let log = EventLog::new(&columns, &EventLogOptions::default())?;
/// let (flow, retention) = (FlowPass::new(&log), RetentionPass::new(&log, &RetentionOptions::new(Every::Week))?);
/// pass(&log, &[&flow, &retention])?;
/// assert_eq!(flow.finish().n("visit", "pay"), 1);
/// # assert!(retention.finish().is_ok());
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn pass(log: &EventLog, measures: &[&dyn Measure]) -> Result<()> {
    let observe = |(part, customers): (usize, Range<usize>)| {
        for start in customers.clone().step_by(BLOCK) {
            let block = start..customers.end.min(start + BLOCK);
            measures.iter().try_for_each(|measure| measure.observe(part, block.clone()))?;
        }
        Ok(())
    };
    parallel::split_merge(parts(log).into_iter().enumerate().collect(), observe, |(), ()| Ok(())).map(|_| ())
}

/// The events of so many customers stay in a processor's cache while each measure reads them.
const BLOCK: usize = 1024;
const CUSTOMERS_A_THREAD: usize = 50_000;

fn parts(log: &EventLog) -> Vec<Range<usize>> {
    parallel::parts(log.n_customers(), CUSTOMERS_A_THREAD, 1)
}

/// What a measure counts in each part of the customers.
pub(super) struct Parts<C>(Vec<Mutex<C>>);

impl<C> Parts<C> {
    pub fn new(log: &EventLog, empty: impl Fn() -> C) -> Self {
        Self((0..parts(log).len().max(1)).map(|_| Mutex::new(empty())).collect())
    }

    /// Counts in a part; nobody else does.
    pub fn count<R>(&self, part: usize, count: impl FnOnce(&mut C) -> R) -> R {
        let counts = &self.0[part % self.0.len()]; // there is one at least
        count(&mut counts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The parts in the order of their customers.
    pub fn finish(self) -> impl Iterator<Item = C> {
        self.0.into_iter().map(|counts| counts.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}
