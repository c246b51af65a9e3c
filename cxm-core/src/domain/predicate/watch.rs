use super::{Did, Event, Predicate, Progress};
use crate::columns::time::Instant;
use crate::error::{Code, Error, Result};
use serde_json::{Map, Value};

/// One pass of a [`Predicate`] over the events of one customer, as seen at one instant.
///
/// The memory is that of the predicate, whatever the length of the log. Events after `now` are not seen; of
/// `did {pattern, within}` only the events of the window count, its first instant included.
///
/// # Examples
/// ```
/// use cxm_core::columns::time::{Zone, parse_time};
/// use cxm_core::domain::document::read_text;
/// use cxm_core::domain::predicate::{Event, Predicate, Watch};
/// let text = r#"{"did": {"pattern": {"event": {"type": "order.placed"}}, "within": "P7D"}}"#;
/// let lately = read_text::<Predicate>("a predicate", text)?.0.unwrap();
/// let (now, none) = (parse_time("2026-11-21", &Zone::UTC)?, serde_json::Map::new());
/// let mut watch = Watch::new(&lately, now)?;
/// watch.observe(&Event { kind: "order.placed", at: parse_time("2026-11-01", &Zone::UTC)?, props: &none })?;
/// assert!(!watch.holds(&none)); // twenty days ago
/// watch.observe(&Event { kind: "order.placed", at: parse_time("2026-11-14", &Zone::UTC)?, props: &none })?;
/// assert!(watch.holds(&none)); // seven days ago to the instant
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Watch<'p> {
    predicate: &'p Predicate,
    now: Instant,
    last: Option<Instant>,
    /// One for each `did`, in the order of the predicate read from left to right.
    windows: Vec<Window<'p>>,
}

#[derive(Debug, Clone)]
struct Window<'p> {
    first: Option<Instant>,
    progress: Progress<'p>,
}

impl<'p> Watch<'p> {
    /// Before the first event.
    ///
    /// # Errors
    /// `invalid_time` when a window reaches before 1900.
    pub fn new(predicate: &'p Predicate, now: Instant) -> Result<Self> {
        let mut windows = Vec::new();
        let mut todo = vec![predicate];
        while let Some(predicate) = todo.pop() {
            match predicate {
                Predicate::Test(_) => {}
                Predicate::All(parts) | Predicate::AnyOf(parts) => todo.extend(parts.iter().rev()),
                Predicate::Not(part) => todo.push(part),
                Predicate::Did(did) => windows.push(Window::new(did, now)?),
            }
        }
        Ok(Self { predicate, now, last: None, windows })
    }

    /// Takes the next event of the customer.
    ///
    /// # Errors
    /// `invalid_time` when it is earlier than the one before it: a sequence is only decided in the order of time.
    pub fn observe(&mut self, event: &Event<'_>) -> Result<()> {
        if let Some(last) = self.last.filter(|last| event.at < *last) {
            let message = format!("the events must come in the order of time: {} comes after {last}", event.at);
            return Err(Error::new(Code::InvalidTime, message).with_field("time"));
        }
        self.last = Some(event.at);
        if event.at <= self.now {
            for window in &mut self.windows {
                if window.first.is_none_or(|first| event.at >= first) {
                    window.progress.observe(event);
                }
            }
        }
        Ok(())
    }

    /// Whether the predicate holds of this profile and the events seen so far.
    #[must_use]
    pub fn holds(&self, profile: &Map<String, Value>) -> bool {
        let mut done = self.windows.iter().map(|window| window.progress.is_done());
        decide(self.predicate, profile, &mut done)
    }
}

impl<'p> Window<'p> {
    fn new(did: &'p Did, now: Instant) -> Result<Self> {
        let first = did.within.as_ref().map(|within| within.duration().before(now)).transpose()?;
        Ok(Self { first, progress: Progress::new(&did.pattern) })
    }
}

/// Every part is visited, so that each `did` takes the answer that is its own. The depth of a document is bounded.
fn decide(predicate: &Predicate, profile: &Map<String, Value>, done: &mut impl Iterator<Item = bool>) -> bool {
    match predicate {
        Predicate::Test(test) => test.holds(profile),
        Predicate::All(parts) => parts.iter().filter(|part| !decide(part, profile, done)).count() == 0,
        Predicate::AnyOf(parts) => parts.iter().filter(|part| decide(part, profile, done)).count() > 0,
        Predicate::Not(part) => !decide(part, profile, done),
        Predicate::Did(_) => done.next().unwrap_or(false),
    }
}

impl Predicate {
    /// Whether it holds of a profile and a customer's events, in the order of time, as seen at `now`.
    ///
    /// # Errors
    /// `invalid_time` when the events are not in the order of time, or a window reaches before 1900.
    pub fn holds<'e>(
        &self,
        profile: &Map<String, Value>,
        events: impl IntoIterator<Item = Event<'e>>,
        now: Instant,
    ) -> Result<bool> {
        let mut watch = Watch::new(self, now)?;
        for event in events {
            watch.observe(&event)?;
        }
        Ok(watch.holds(profile))
    }

    /// Whether it holds of a profile alone, of a customer who did nothing.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::domain::predicate::{Op, Predicate, Test};
    /// let rule = Predicate::Test(Test::new("diagnosis", Op::In, vec!["ESRD", "CKD5"]).into());
    /// let profile = serde_json::json!({"diagnosis": "CKD5"});
    /// assert!(rule.holds_of(profile.as_object().unwrap()));
    /// ```
    #[must_use]
    pub fn holds_of(&self, profile: &Map<String, Value>) -> bool {
        // A pattern that asks for nothing is complete before the first event, whatever the window.
        let (mut dids, mut todo) = (Vec::new(), vec![self]);
        while let Some(predicate) = todo.pop() {
            match predicate {
                Self::Test(_) => {}
                Self::All(parts) | Self::AnyOf(parts) => todo.extend(parts.iter().rev()),
                Self::Not(part) => todo.push(part),
                Self::Did(did) => dids.push(Progress::new(&did.pattern).is_done()),
            }
        }
        decide(self, profile, &mut dids.into_iter())
    }
}
