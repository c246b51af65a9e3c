use super::aligner::{Ends, FOREIGN};
use super::automaton::Automaton;
use super::follow::{Following, end_of};
use super::{ConformanceOptions, JourneyDesign};
use crate::error::{Code, Error, Result};
use crate::records::event_log::{EventLog, TouchpointCode, TouchpointCodes};
use std::collections::{BTreeMap, HashMap};

/// How many customers take each path, and which of them reach the goal: all that conformance to a flow needs.
///
/// Counts of different customers add up: `merge` of the parts is the whole.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::journey::{ConformanceCounts, ConformanceOptions, JourneyDesign};
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// use cxm_core::stats::Level;
/// let customer = ColumnView::from(&["a", "a", "a", "b", "b"]);
/// let touchpoint = ColumnView::from(&["visit", "cart", "pay", "visit", "pay"]);
/// let time = ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-01", "2026-01-02"]);
/// let log = EventLog::new(&EventColumns::new(customer, touchpoint, time), &EventLogOptions::default())?;
/// let design = JourneyDesign::linear(["visit", "cart", "pay"]);
/// let found = ConformanceCounts::of(&log, &design, &ConformanceOptions::default())?.conformance(Level::default(), None)?;
/// assert_eq!(found.fitness.estimate, Some(0.9)); // b skips one of 2 + 3: (1 + 4/5) / 2
/// assert_eq!(found.deviations.value("kind", 0), "skipped");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ConformanceCounts {
    pub(super) design: JourneyDesign,
    pub(super) automaton: Automaton,
    pub(super) options: ConformanceOptions,
    /// The touchpoints of the log and of the flow, in order.
    pub(super) names: Vec<String>,
    /// How many customers take each path, by the places of the names.
    pub(super) paths: BTreeMap<Vec<u32>, u64>,
    /// Of the paths that count for the effect: how many customers were followed, and how many of them reached the goal.
    pub(super) followed: BTreeMap<Vec<u32>, [u64; 2]>,
    /// How many customers have no part in the effect.
    pub(super) n_left_out: u64,
}

impl ConformanceCounts {
    /// Counts the paths of a log.
    ///
    /// # Errors
    /// `invalid_option` of a flow without touchpoints or of a choice among nothing, and of a landmark or window without a goal; `out_of_range` when the flow has too many
    /// states; `no_model` and `unknown_id` of a goal of the model; `invalid_time` when a window ends after 2200.
    pub fn of(log: &EventLog, design: &JourneyDesign, options: &ConformanceOptions) -> Result<Self> {
        if options.goal.is_none() {
            for (name, given) in [("landmark", options.landmark), ("within", options.within)] {
                if let Some(given) = given {
                    return Err(Error::option(name, "a goal too: it says when deviations and the goal count", given.to_string()));
                }
            }
        }
        let mut counts = Self::empty(design, options)?;
        counts.add_names(log.touchpoints());
        match log.touchpoint_codes() {
            TouchpointCodes::Short(codes) => counts.read(log, codes)?,
            TouchpointCodes::Long(codes) => counts.read(log, codes)?,
        }
        Ok(counts)
    }

    fn empty(design: &JourneyDesign, options: &ConformanceOptions) -> Result<Self> {
        let automaton = Automaton::of(design)?;
        let names = automaton.names.clone();
        let (design, options) = (design.clone(), options.clone());
        Ok(Self { design, automaton, options, names, paths: BTreeMap::new(), followed: BTreeMap::new(), n_left_out: 0 })
    }

    fn read<C: TouchpointCode>(&mut self, log: &EventLog, codes: &[C]) -> Result<()> {
        let end = end_of(log, &self.options);
        let following = self.options.goal.as_ref().map(|goal| Following::new(log, goal, &self.options)).transpose()?;
        let (mut paths, mut followed) = (HashMap::<&[C], u64>::new(), HashMap::<&[C], [u64; 2]>::new());
        let path_of = |events: std::ops::Range<usize>| codes.get(events).unwrap_or(&[]);
        for path in log.paths() {
            let times = log.times().get(path.clone()).unwrap_or(&[]);
            let path = path.start..path.start + times.partition_point(|time| *time <= end);
            if path.is_empty() {
                continue;
            }
            *paths.entry(path_of(path.clone())).or_default() += 1;
            let Some(following) = &following else { continue };
            match following.customer(path)? {
                None => self.n_left_out += 1,
                Some(customer) => {
                    let counts = followed.entry(path_of(customer.events)).or_default();
                    counts[0] += 1;
                    counts[1] += u64::from(customer.has_reached);
                }
            }
        }
        let places = self.places(log.touchpoints());
        // Codes count the touchpoints of the log.
        let moved = |path: &[C]| -> Vec<u32> { path.iter().map(|code| places[code.index()]).collect() };
        self.paths = paths.into_iter().map(|(path, n)| (moved(path), n)).collect();
        self.followed = followed.into_iter().map(|(path, counts)| (moved(path), counts)).collect();
        Ok(())
    }

    /// Adds the counts of other customers.
    ///
    /// # Errors
    /// `definition_mismatch` when they are of another flow or of other options. Parts with a goal need one `as_of`: parts of a log end at different times.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if self.design != other.design || self.options != other.options {
            let message = "the parts have different flows, goals, landmarks, windows or dates (as_of)";
            return Err(Error::new(Code::DefinitionMismatch, message));
        }
        let own = self.names.clone();
        self.add_names(&other.names);
        let (own, theirs) = (self.places(&own), self.places(&other.names));
        // Every code is a place among the names it came with.
        let moved = |path: &[u32], places: &[u32]| -> Vec<u32> { path.iter().map(|&code| places[code as usize]).collect() };
        let mut paths: BTreeMap<Vec<u32>, u64> = self.paths.iter().map(|(path, n)| (moved(path, &own), *n)).collect();
        for (path, n) in &other.paths {
            *paths.entry(moved(path, &theirs)).or_default() += n;
        }
        let mut followed: BTreeMap<Vec<u32>, [u64; 2]> =
            self.followed.iter().map(|(path, counts)| (moved(path, &own), *counts)).collect();
        for (path, counts) in &other.followed {
            let sum = followed.entry(moved(path, &theirs)).or_default();
            *sum = [sum[0] + counts[0], sum[1] + counts[1]];
        }
        (self.paths, self.followed) = (paths, followed);
        self.n_left_out += other.n_left_out;
        Ok(())
    }

    fn add_names(&mut self, names: &[String]) {
        self.names.extend_from_slice(names);
        self.names.sort_unstable();
        self.names.dedup();
    }

    /// Where each of some of its names stands.
    fn places(&self, names: &[String]) -> Vec<u32> {
        names.iter().map(|name| u32::try_from(self.names.partition_point(|own| own < name)).unwrap_or(u32::MAX)).collect()
    }

    /// The code of each touchpoint of the flow.
    pub(super) fn codes(&self) -> Vec<u32> {
        self.places(&self.automaton.names)
    }

    /// The touchpoint of the flow that each code is.
    pub(super) fn labels(&self) -> Vec<u32> {
        let mut labels = vec![FOREIGN; self.names.len()];
        for (label, code) in (0_u32..).zip(self.codes()) {
            labels[code as usize] = label; // a place among the names
        }
        labels
    }

    /// Where the paths that count for the effect end: with a landmark the journey is still going on.
    pub(super) fn followed_ends(&self) -> Ends {
        if self.options.landmark.is_some() { Ends::Anywhere } else { Ends::AtEnd }
    }
}
