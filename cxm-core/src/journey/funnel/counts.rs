use super::FunnelOptions;
use super::plan::{NOT_DONE, Outcome};
use super::waits::Waits;
use crate::columns::Key;
use crate::error::{Code, Error, Result};
use std::collections::BTreeMap;

/// How many customers got through each step of a funnel, and how long that took, for each group.
///
/// Counts of different customers add up: `merge` of the parts is the whole.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::journey::{FunnelCounts, FunnelOptions};
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// use cxm_core::stats::Level;
/// let customer = ColumnView::from(&["a", "a", "b", "c", "c"]);
/// let touchpoint = ColumnView::from(&["visit", "pay", "visit", "pay", "visit"]);
/// let time = ColumnView::from(&["2026-01-01", "2026-01-03", "2026-01-01", "2026-01-01", "2026-01-02"]);
/// let log = EventLog::new(&EventColumns::new(customer, touchpoint, time), &EventLogOptions::default())?;
/// let table = FunnelCounts::of(&log, &FunnelOptions::new(["visit", "pay"]))?.table(Level::default())?;
/// assert_eq!((table.value("n", 0), table.value("n", 1)), (3.into(), 1.into())); // c paid before the visit
/// assert_eq!(table.value("median_seconds", 1).as_f64(), Some(2.0 * 86_400.0));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct FunnelCounts {
    pub(super) options: FunnelOptions,
    pub(super) groups: BTreeMap<Vec<Key>, GroupCounts>,
}

/// The counts of one group.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct GroupCounts {
    /// How many customers did each step.
    pub reached: Vec<u64>,
    /// How long each step took after the one done before, in microseconds.
    pub waits: Vec<Waits>,
    /// For each step, how long each customer was watched, and whether it was done then; only where shares are Kaplan and Meier's.
    pub watched: Vec<Vec<(i64, bool)>>,
    pub n_excluded: u64,
    pub n_incomplete: u64,
}

/// How long a customer was watched at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Watch(pub i64);

impl GroupCounts {
    pub fn new(steps: usize) -> Self {
        Self {
            reached: vec![0; steps],
            waits: vec![Waits::default(); steps],
            watched: Vec::new(),
            n_excluded: 0,
            n_incomplete: 0,
        }
    }

    pub fn add(&mut self, outcome: &Outcome, watch: Option<Watch>) {
        let mut before = NOT_DONE;
        for (step, &time) in outcome.times.iter().take(outcome.level).enumerate() {
            if time == NOT_DONE {
                continue;
            }
            self.reached[step] += 1; // as long as the funnel, which the times are
            if before != NOT_DONE {
                self.waits[step].push(time - before);
            }
            before = time;
        }
        let Some(Watch(censored)) = watch else { return };
        let Some(&start) = outcome.times.first() else { return };
        self.watched.resize(self.reached.len(), Vec::new());
        for (step, watched) in self.watched.iter_mut().enumerate() {
            let time = outcome.times.get(step).copied().filter(|&time| step < outcome.level && time != NOT_DONE);
            watched.push(time.map_or((censored, false), |time| (time - start, true)));
        }
    }

    pub fn merge(&mut self, other: Self) {
        self.reached.iter_mut().zip(other.reached).for_each(|(own, other)| *own += other);
        self.waits.iter_mut().zip(other.waits).for_each(|(own, other)| own.append(other));
        if self.watched.is_empty() {
            self.watched = other.watched;
        } else {
            self.watched.iter_mut().zip(other.watched).for_each(|(own, other)| own.extend(other));
        }
        self.n_excluded += other.n_excluded;
        self.n_incomplete += other.n_incomplete;
    }

    /// The same whatever the order of the customers was.
    fn settled(&self) -> Self {
        let mut settled = self.clone();
        settled.watched.iter_mut().for_each(|watched| watched.sort_unstable());
        settled
    }
}

impl FunnelCounts {
    /// Adds the counts of other customers.
    ///
    /// # Errors
    /// `definition_mismatch` when they are of another funnel. A merged funnel needs `as_of`: parts of a log end at different times.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if self.options != other.options {
            return Err(Error::new(Code::DefinitionMismatch, "the counts are of two different funnels"));
        }
        for (keys, counts) in &other.groups {
            match self.groups.get_mut(keys) {
                Some(own) => own.merge(counts.clone()),
                None => {
                    self.groups.insert(keys.clone(), counts.clone());
                }
            }
        }
        Ok(())
    }

    /// How many customers did each step, over all groups.
    #[must_use]
    pub fn reached(&self) -> Vec<u64> {
        let mut all = vec![0; self.options.steps.len()];
        for counts in self.groups.values() {
            all.iter_mut().zip(&counts.reached).for_each(|(all, n)| *all += n);
        }
        all
    }

    /// How many customers an exclusion took out.
    #[must_use]
    pub fn n_excluded(&self) -> u64 {
        self.groups.values().map(|counts| counts.n_excluded).sum()
    }

    /// Of how many customers no attempt had all its time.
    #[must_use]
    pub fn n_incomplete(&self) -> u64 {
        self.groups.values().map(|counts| counts.n_incomplete).sum()
    }
}

impl PartialEq for FunnelCounts {
    fn eq(&self, other: &Self) -> bool {
        let settled = |counts: &Self| -> Vec<GroupCounts> { counts.groups.values().map(GroupCounts::settled).collect() };
        self.options == other.options && self.groups.keys().eq(other.groups.keys()) && settled(self) == settled(other)
    }
}
