use super::{Event, EventPattern, EventTest};

/// How far one customer's events have come in an [`EventPattern`]; as large as the pattern, however long the log is.
///
/// A pattern only ever asks for *more* events, so the earliest way to complete a part is never worse than a later one. That
/// is why one state a part decides exactly, without a set of half-finished matches.
///
/// # Examples
/// ```
/// use cxm_core::columns::time::Instant;
/// use cxm_core::domain::predicate::{Event, EventPattern, Progress};
/// let twice = EventPattern::at_least(2, EventPattern::event("help.requested"));
/// let (mut progress, props) = (Progress::new(&twice), serde_json::Map::new());
/// let call = Event { kind: "help.requested", at: Instant::from_micros(0)?, props: &props };
/// assert!(!progress.observe(&call));
/// assert!(progress.observe(&call));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Progress<'p> {
    part: Part<'p>,
    done: bool,
}

#[derive(Debug, Clone)]
enum Part<'p> {
    Once(&'p EventTest),
    /// Those that are not yet complete.
    All(Vec<Progress<'p>>),
    AnyOf(Vec<Progress<'p>>),
    /// The rest of the sequence, and where its first part stands.
    Then(&'p [EventPattern], Option<Box<Progress<'p>>>),
    AtLeast(u32, &'p EventPattern, Box<Progress<'p>>),
}

impl<'p> Progress<'p> {
    /// Before the first event.
    #[must_use]
    pub fn new(pattern: &'p EventPattern) -> Self {
        let part = match pattern {
            EventPattern::Event(event) => Part::Once(event),
            EventPattern::All(parts) => Part::All(parts.iter().map(Self::new).collect()),
            EventPattern::AnyOf(parts) => Part::AnyOf(parts.iter().map(Self::new).collect()),
            EventPattern::Then(parts) => match parts.split_first() {
                Some((first, rest)) => Part::Then(rest, Some(Box::new(Self::new(first)))),
                None => Part::Then(&[], None),
            },
            EventPattern::AtLeast(times) => Part::AtLeast(times.0, &times.1, Box::new(Self::new(&times.1))),
        };
        let done = match &part {
            Part::Once(_) => false,
            Part::All(parts) => parts.iter().all(|part| part.done),
            Part::AnyOf(parts) => parts.iter().any(|part| part.done),
            Part::Then(_, first) => first.is_none(),
            Part::AtLeast(count, ..) => *count == 0,
        };
        Self { part, done }
    }

    /// Whether the pattern is complete.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.done
    }

    /// Takes the next event, in the order of time; whether the pattern is complete now. Once complete it stays so.
    pub fn observe(&mut self, event: &Event<'_>) -> bool {
        if self.done {
            return true;
        }
        self.done = match &mut self.part {
            Part::Once(pattern) => pattern.is_met_by(event),
            Part::All(parts) => {
                parts.retain_mut(|part| !part.observe(event));
                parts.is_empty()
            }
            Part::AnyOf(parts) => parts.iter_mut().any(|part| part.observe(event)),
            Part::Then(rest, current) => {
                let completed = current.as_mut().is_none_or(|part| part.observe(event));
                match rest.split_first() {
                    _ if !completed => false,
                    // One event completes one step: the next step waits for a later event.
                    Some((next, later)) => {
                        *rest = later;
                        *current = Some(Box::new(Self::new(next)));
                        false
                    }
                    None => true,
                }
            }
            Part::AtLeast(count, of, current) => {
                if current.observe(event) {
                    *count = count.saturating_sub(1);
                    **current = Self::new(of); // the next occurrence begins after this one
                }
                *count == 0
            }
        };
        self.done
    }
}
