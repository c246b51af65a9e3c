use super::JourneyGoal;
use super::goal_effect::{Evidence, GoalCounts, with_effects};
use super::goal_performance::GoalEvents;
use super::pass::{Measure, Parts, pass};
use super::share_columns::{count_column, with_shares};
use crate::columns::{Key, Table, TableColumn};
use crate::error::{Code, Error, Result};
use crate::records::event_log::{EventLog, NO_CHANNEL};
use crate::stats::{DurationSketch, Level};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How customers go on from one channel to another. Counts of different customers add up: `merge` of the parts is the whole.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::journey::HandoffCounts;
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// use cxm_core::stats::Level;
/// let (customer, touchpoint) = (ColumnView::from(&["a", "a", "b"]), ColumnView::from(&["ask", "ask", "ask"]));
/// let mut columns = EventColumns::new(customer, touchpoint, ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-01"]));
/// columns.channel = Some(ColumnView::from(&["chat", "phone", "chat"]));
/// let log = EventLog::new(&columns, &EventLogOptions::default())?;
/// let table = HandoffCounts::of(&log, None)?.table(Level::default());
/// assert_eq!((table.value("source", 0), table.value("target", 0)), ("chat".into(), "phone".into()));
/// assert_eq!(table.value("share", 0), 0.5); // one of the two who were in the chat
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct HandoffCounts {
    goal: Option<JourneyGoal>,
    channels: BTreeMap<String, Channel>,
    handoffs: BTreeMap<(String, String), Handoff>,
}

/// The customers of a channel.
#[derive(Debug, Clone, Default, PartialEq)]
struct Channel {
    /// How many were seen in it.
    n: u64,
    /// How many were seen in no other until they reached the goal, and how many of these reached it.
    n_stay: u64,
    reached: u64,
}

/// From one channel to another.
#[derive(Debug, Clone, Default, PartialEq)]
struct Handoff {
    n_customers: u64,
    durations: DurationSketch,
    /// How many customers went this way before they reached the goal or with it, and how many of these reached it.
    n_with: u64,
    reached: u64,
}

impl Channel {
    fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.n_stay += other.n_stay;
        self.reached += other.reached;
    }
}

impl Handoff {
    fn merge(&mut self, other: &Self) {
        self.n_customers += other.n_customers;
        self.durations.merge(&other.durations);
        self.n_with += other.n_with;
        self.reached += other.reached;
    }
}

impl HandoffCounts {
    /// Of the events that have a channel.
    ///
    /// # Errors
    /// `invalid_option` of a log without channels; `no_model` and `unknown_id` of a goal of the model.
    pub fn of(log: &EventLog, goal: Option<&JourneyGoal>) -> Result<Self> {
        let counting = HandoffPass::new(log, goal)?;
        pass(log, &[&counting])?;
        Ok(counting.finish())
    }

    /// Adds the counts of other customers.
    ///
    /// # Errors
    /// `definition_mismatch` when their goal is another.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if self.goal != other.goal {
            return Err(Error::new(Code::DefinitionMismatch, "the parts have different goals"));
        }
        for (name, counts) in &other.channels {
            self.channels.entry(name.clone()).or_default().merge(counts);
        }
        for (ends, counts) in &other.handoffs {
            self.handoffs.entry(ends.clone()).or_default().merge(counts);
        }
        Ok(())
    }

    /// A row for each handoff, most customers first: `source`, `target`, `n_handoffs`, `n_source` customers seen in the source, `n` of them who went on in the target directly, their `share` with
    /// Wilson's interval, `median_seconds` and `p90_seconds` in between; and with a goal `n_with`, `n_without`, `goal_effect` and its interval and test, `without` being customers who stayed in the source.
    #[must_use]
    pub fn table(&self, level: Level) -> Table {
        let mut rows: Vec<(&(String, String), &Handoff)> = self.handoffs.iter().collect();
        rows.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.n_customers)); // stable: then by name
        let none = Channel::default();
        let source = |ends: &(String, String)| self.channels.get(&ends.0).unwrap_or(&none);
        let key = |of: fn(&(String, String)) -> &String| TableColumn::Key {
            keys: rows.iter().map(|(ends, _)| Key::Text(of(ends).clone())).collect(),
            rows: None,
        };
        let seconds = |share: f64| {
            TableColumn::Float(
                rows.iter().map(|(_, counts)| counts.durations.quantile(share).map(|micros| micros / 1e6)).collect(),
            )
        };
        let shares: Vec<(u64, u64)> = rows.iter().map(|(ends, counts)| (counts.n_customers, source(ends).n)).collect();
        let table = Table::default()
            .with("source", key(|ends| &ends.0))
            .with("target", key(|ends| &ends.1))
            .with("n_handoffs", count_column(rows.iter().map(|(_, counts)| counts.durations.n())))
            .with("n_source", count_column(rows.iter().map(|(ends, _)| source(ends).n)));
        let table = with_shares(table, &shares, level).with("median_seconds", seconds(0.5)).with("p90_seconds", seconds(0.9));
        if self.goal.is_none() {
            return table;
        }
        let goal = |(ends, counts): &(&(String, String), &Handoff)| GoalCounts {
            n_with: counts.n_with,
            with: counts.reached,
            n_without: source(ends).n_stay,
            without: source(ends).reached,
        };
        let counts: Vec<GoalCounts> = rows.iter().map(goal).collect();
        with_effects(table, &counts, Evidence::Association, level)
    }
}

/// [`HandoffCounts`] that are counted in a [`pass`].
pub struct HandoffPass<'a> {
    log: &'a EventLog,
    goal: Option<JourneyGoal>,
    events: Option<GoalEvents>,
    parts: Parts<Counting>,
}

impl<'a> HandoffPass<'a> {
    /// Nothing counted yet.
    ///
    /// # Errors
    /// As [`HandoffCounts::of`].
    pub fn new(log: &'a EventLog, goal: Option<&JourneyGoal>) -> Result<Self> {
        if log.channel_codes().is_empty() && log.n_events() > 0 {
            return Err(Error::option("channel", "a log with channels", "a log without channels"));
        }
        let events = goal.map(|goal| goal.events(log)).transpose()?;
        Ok(Self { log, goal: goal.cloned(), events, parts: Parts::new(log, Counting::default) })
    }

    /// What was counted.
    #[must_use]
    pub fn finish(self) -> HandoffCounts {
        let name = |code: u8| self.log.channels().get(usize::from(code)).cloned().unwrap_or_default();
        let mut counts = HandoffCounts { goal: self.goal, channels: BTreeMap::new(), handoffs: BTreeMap::new() };
        for part in self.parts.finish() {
            for (code, channel) in &part.channels {
                counts.channels.entry(name(*code)).or_default().merge(channel);
            }
            for ((from, to), handoff) in &part.handoffs {
                counts.handoffs.entry((name(*from), name(*to))).or_default().merge(handoff);
            }
        }
        counts
    }
}

impl Measure for HandoffPass<'_> {
    fn observe(&self, part: usize, customers: Range<usize>) -> Result<()> {
        self.parts.count(part, |counting| {
            for customer in customers {
                let path = self.log.events(customer);
                let is_action = |goal: &GoalEvents, event| goal.of_event(self.log, event) & GoalEvents::ACTION != 0;
                let reached = self.events.as_ref().and_then(|goal| path.clone().find(|&event| is_action(goal, event)));
                counting.customer(self.log, path, reached);
            }
        });
        Ok(())
    }
}

/// By the codes of the channels.
#[derive(Default)]
struct Counting {
    channels: BTreeMap<u8, Channel>,
    handoffs: BTreeMap<(u8, u8), Handoff>,
}

impl Counting {
    fn customer(&mut self, log: &EventLog, path: Range<usize>, reached: Option<usize>) {
        let until = reached.map_or(path.end, |reached| reached + 1);
        let has_reached = u64::from(reached.is_some());
        let steps: Vec<(u8, usize)> = path
            .filter_map(|event| Some((*log.channel_codes().get(event)?, event)))
            .filter(|(channel, _)| *channel != NO_CHANNEL)
            .collect();
        let met: BTreeSet<u8> = steps.iter().map(|(channel, _)| *channel).collect();
        let before: BTreeSet<u8> = steps.iter().filter(|(_, event)| *event < until).map(|(channel, _)| *channel).collect();
        for channel in met {
            let counts = self.channels.entry(channel).or_default();
            counts.n += 1;
            if before.len() == 1 && before.contains(&channel) {
                counts.n_stay += 1;
                counts.reached += has_reached;
            }
        }
        let (mut ways, mut ways_before) = (BTreeSet::new(), BTreeSet::new());
        for pair in steps.windows(2).filter(|pair| pair[0].0 != pair[1].0) {
            // Windows of two; events count the times.
            let ((source, from), (target, to)) = (pair[0], pair[1]);
            let wait = log.times()[to] - log.times()[from];
            self.handoffs.entry((source, target)).or_default().durations.add(wait);
            ways.insert((source, target));
            if to < until {
                ways_before.insert((source, target));
            }
        }
        for way in ways {
            self.handoffs.entry(way).or_default().n_customers += 1;
        }
        for way in ways_before {
            let counts = self.handoffs.entry(way).or_default();
            counts.n_with += 1;
            counts.reached += has_reached;
        }
    }
}
