use super::super::by::By;
use super::GoalEvents;
use crate::columns::Key;
use crate::columns::time::{Duration, Instant, Zone};
use crate::error::{Code, Error, Result};
use crate::records::event_log::EventLog;
use std::cmp::Ordering;
use std::str::FromStr;

/// What counts when the action and an exit have the same time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Ties {
    /// The exit: the chance was over.
    #[default]
    ExitFirst,
    /// The action.
    ActionFirst,
}

impl Ties {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::ExitFirst, Self::ActionFirst];

    /// `"exit_first"` or `"action_first"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ExitFirst => "exit_first",
            Self::ActionFirst => "action_first",
        }
    }
}

impl FromStr for Ties {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().copied().find(|one| one.name() == name);
        found.ok_or_else(|| Error::option("ties", "exit_first or action_first", name))
    }
}

/// How the time to a goal is counted.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct GoalOptions {
    /// Within which time of the start, that moment included; for ever, if it lacks.
    pub within: Option<Duration>,
    /// By whose clocks the window runs: with a zone a day is a calendar day, without one it is 24 h.
    pub zone: Option<Zone>,
    /// Until when the log is complete; by default until its last event. Later events are not read.
    pub as_of: Option<Instant>,
    /// What counts when action and exit have the same time.
    pub ties: Ties,
    /// The attribute, or "channel", at the start, by which customers are told apart.
    pub by: Option<String>,
}

/// How the watching of a customer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::journey) enum Ending {
    Reached,
    Exited,
    /// The window is over.
    Complete,
    /// The window goes on after the log ends.
    Watching,
}

/// One customer from the start on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::journey) struct FollowUp {
    pub group: usize,
    pub micros: i64,
    pub end: Ending,
}

/// From each customer's first start to what came of it. Parts of the customers, of the same options with an `as_of` of their own, merge into the whole.
///
/// # Examples
/// ```
/// # use cxm_core::columns::ColumnView;
/// # use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// use cxm_core::journey::{GoalEvents, GoalOptions, GoalTimes};
/// use cxm_core::stats::Level;
/// # let (customer, touchpoint) = (ColumnView::from(&["a", "a", "b"]), ColumnView::from(&["visit", "pay", "visit"]));
/// # let log = EventLog::new(&EventColumns::new(customer, touchpoint, ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-01"])), &EventLogOptions::default())?;
/// // a visits on the first of January and pays on the second; b visits on the first.
/// let mut options = GoalOptions::default();
/// options.within = Some("P1D".parse()?);
/// let times = GoalTimes::of(&log, &GoalEvents::of_touchpoints(&log, &["visit"], &["pay"], &[])?, &options)?;
/// let goal = times.performance(Level::default())?;
/// assert_eq!((goal.estimate.estimate, goal.n_reached), (Some(0.5), 1)); // after 24 h exactly: that moment is included
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct GoalTimes {
    pub(super) follow_ups: Vec<FollowUp>,
    /// In order; one of null without `by`.
    pub(super) groups: Vec<Key>,
    pub(super) by: Option<String>,
    /// The longest window, in microseconds.
    pub(super) window: Option<i64>,
    pub(super) has_exits: bool,
    /// Touchpoints of the goal that no part has.
    pub(super) unseen: Vec<String>,
    pub(super) n_excluded: u64,
    pub(super) n_not_started: u64,
    /// What must be equal to merge.
    definition: Definition,
}

#[derive(Debug, Clone, PartialEq)]
struct Definition {
    within: Option<Duration>,
    zone: Option<Zone>,
    as_of: i64,
    ties: Ties,
}

impl GoalTimes {
    /// Of the customers of a log.
    ///
    /// The clock runs from a customer's first start until the first action or exit at or after it. Who acted before the start is left out and counted; an exit before the start is none.
    ///
    /// # Errors
    /// `unknown_column` where `by` is no attribute, nor the channel of a log that has one; `invalid_time` when a window ends after 2200.
    pub fn of(log: &EventLog, events: &GoalEvents, options: &GoalOptions) -> Result<Self> {
        let as_of = log.known_until(options.as_of.map(Instant::micros));
        let by = options.by.as_deref().map(|name| By::of(log, name)).transpose()?;
        let keys = by.as_ref().map_or_else(|| vec![Key::Null], |by| (0..by.size()).map(|code| by.key(code)).collect());
        let mut groups = keys.clone();
        groups.sort_unstable();
        groups.dedup();
        let places: Vec<usize> = keys.iter().map(|key| groups.partition_point(|group| group < key)).collect();
        let mut times = Self {
            follow_ups: Vec::new(),
            groups,
            by: options.by.clone(),
            window: None,
            has_exits: events.has_exits(),
            unseen: events.unseen().to_vec(),
            n_excluded: 0,
            n_not_started: 0,
            definition: Definition { within: options.within, zone: options.zone, as_of, ties: options.ties },
        };
        for path in log.paths() {
            let at = |event: usize| log.times().get(event).copied().unwrap_or(i64::MAX);
            let has = |event: usize, role: u8| events.of_event(log, event) & role != 0;
            let Some(start) = path.clone().find(|&event| has(event, GoalEvents::START) && at(event) <= as_of) else {
                times.n_not_started += 1;
                continue;
            };
            if path.clone().any(|event| at(event) < at(start) && has(event, GoalEvents::ACTION)) {
                times.n_excluded += 1;
                continue;
            }
            let deadline = deadline(at(start), options.within, options.zone)?;
            let until = deadline.map_or(as_of, |deadline| deadline.min(as_of));
            let first = |role: u8| {
                path.clone()
                    .filter(|&event| event != start && at(event) >= at(start) && at(event) <= until && has(event, role))
                    .map(at)
                    .min()
            };
            let (action, exit) = (first(GoalEvents::ACTION), first(GoalEvents::EXIT));
            let (end, when) = ending(action, exit, options.ties).unwrap_or_else(|| {
                let is_over = deadline.is_some_and(|deadline| deadline <= as_of);
                (if is_over { Ending::Complete } else { Ending::Watching }, until)
            });
            let code = by.as_ref().map_or(0, |by| by.code(start));
            let group = usize::try_from(code).ok().and_then(|code| places.get(code)).copied().unwrap_or_default(); // codes count the keys
            times.window = times.window.max(deadline.map(|deadline| deadline - at(start)));
            times.follow_ups.push(FollowUp { group, micros: when - at(start), end });
        }
        times.tidy();
        Ok(times)
    }

    /// Groups that occur, and customers in an order that does not depend on that of the input.
    fn tidy(&mut self) {
        if self.by.is_some() {
            let mut used: Vec<usize> = self.follow_ups.iter().map(|each| each.group).collect();
            used.sort_unstable();
            used.dedup();
            for each in &mut self.follow_ups {
                each.group = used.partition_point(|&group| group < each.group);
            }
            self.groups = used.iter().filter_map(|&group| self.groups.get(group).cloned()).collect();
        }
        self.follow_ups.sort_unstable();
    }

    /// Adds the customers of another part.
    ///
    /// # Errors
    /// `definition_mismatch` when window, date, ties, exits or groups are not the same.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if (&self.definition, &self.by, self.has_exits) != (&other.definition, &other.by, other.has_exits) {
            let message =
                "the parts have different windows, dates (as_of), ties, exits or groups; give every part the same, and as_of";
            return Err(Error::new(Code::DefinitionMismatch, message));
        }
        let mut groups: Vec<Key> = self.groups.iter().chain(&other.groups).cloned().collect();
        groups.sort_unstable();
        groups.dedup();
        let moved = |part: &Self| -> Vec<FollowUp> {
            let place = |group: usize| part.groups.get(group).map_or(0, |key| groups.partition_point(|other| other < key));
            part.follow_ups.iter().map(|each| FollowUp { group: place(each.group), ..*each }).collect()
        };
        let all = [moved(self), moved(other)].concat();
        self.follow_ups = all;
        self.groups = groups;
        self.window = self.window.max(other.window);
        self.unseen.retain(|name| other.unseen.contains(name));
        self.n_excluded += other.n_excluded;
        self.n_not_started += other.n_not_started;
        self.tidy();
        Ok(())
    }
}

impl PartialEq for GoalTimes {
    fn eq(&self, other: &Self) -> bool {
        self.follow_ups == other.follow_ups
            && self.groups == other.groups
            && self.unseen == other.unseen
            && (self.window, self.n_excluded, self.n_not_started) == (other.window, other.n_excluded, other.n_not_started)
            && (&self.definition, &self.by, self.has_exits) == (&other.definition, &other.by, other.has_exits)
    }
}

/// When the window of a start is over.
pub(in crate::journey) fn deadline(start: i64, within: Option<Duration>, zone: Option<Zone>) -> Result<Option<i64>> {
    let end = |within: Duration| within.after_in(Instant::from_micros(start)?, zone.unwrap_or_default());
    within.map(|within| end(within).map(Instant::micros)).transpose()
}

fn ending(action: Option<i64>, exit: Option<i64>, ties: Ties) -> Option<(Ending, i64)> {
    match (action, exit) {
        (None, None) => None,
        (Some(action), None) => Some((Ending::Reached, action)),
        (None, Some(exit)) => Some((Ending::Exited, exit)),
        (Some(action), Some(exit)) => match (action.cmp(&exit), ties) {
            (Ordering::Less, _) | (Ordering::Equal, Ties::ActionFirst) => Some((Ending::Reached, action)),
            (Ordering::Greater, _) | (Ordering::Equal, Ties::ExitFirst) => Some((Ending::Exited, exit)),
        },
    }
}
