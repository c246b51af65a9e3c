use super::{Event, Progress, Test};
use crate::domain::document::{Extensions, document, variants};
use std::collections::BTreeSet;

document! {
    /// One event of a type whose properties pass every test.
    pub struct EventTest {
        /// The type of the event, `order.placed`.
        type_: String,
        /// What its properties must pass.
        where_: Vec<Test> = Vec::new(),
    }
}

impl EventTest {
    /// Whether this event is the one that is asked.
    #[must_use]
    pub fn is_met_by(&self, event: &Event<'_>) -> bool {
        self.type_ == event.kind && self.where_.iter().all(|test| test.holds(event.props))
    }
}

variants! {
    /// Something a customer may have done, decided on their events in the order of time.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::domain::document::read_text;
    /// use cxm_core::domain::predicate::EventPattern;
    /// let text = r#"{"then": [{"event": {"type": "cart.filled"}}, {"event": {"type": "order.placed"}}]}"#;
    /// let (pattern, problems) = read_text::<EventPattern>("a pattern", text)?;
    /// assert!(problems.is_empty());
    /// assert_eq!(pattern.unwrap().event_types(), ["cart.filled", "order.placed"]);
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub extended enum EventPattern {
        /// One event.
        Event "event" (EventTest),
        /// Each of them, in any order; one event may serve several.
        All "all" (Vec<EventPattern>),
        /// At least one of them.
        AnyOf "anyOf" (Vec<EventPattern>),
        /// One after the other, each completed by a later event than the one before; between them may be anything.
        Then "then" (Vec<EventPattern>),
        /// So many times, each beginning after the one before is complete.
        AtLeast "atLeast" ((u32, Box<EventPattern>)),
    }
}

impl EventPattern {
    /// One event of a type.
    #[must_use]
    pub fn event(kind: impl Into<String>) -> Self {
        Self::Event(EventTest { type_: kind.into(), where_: Vec::new(), ext: Extensions::new() }.into())
    }

    /// Something, so many times.
    #[must_use]
    pub fn at_least(count: u32, of: Self) -> Self {
        Self::AtLeast((count, Box::new(of)).into())
    }

    /// Whether this one event completes the pattern by itself: the pattern of a touchpoint.
    #[must_use]
    pub fn matches(&self, event: &Event<'_>) -> bool {
        Progress::new(self).observe(event)
    }

    /// Whether a sequence of events, in the order of time, completes it.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::time::Instant;
    /// use cxm_core::domain::predicate::{Event, EventPattern};
    /// let pattern = EventPattern::Then(vec![EventPattern::event("a"), EventPattern::event("b")].into());
    /// let (props, at) = (serde_json::Map::new(), Instant::from_micros(0)?);
    /// let event = |kind| Event { kind, at, props: &props };
    /// assert!(pattern.occurs_in([event("a"), event("x"), event("b")]));
    /// assert!(!pattern.occurs_in([event("b"), event("a")]));
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    #[must_use]
    pub fn occurs_in<'e>(&self, events: impl IntoIterator<Item = Event<'e>>) -> bool {
        let mut progress = Progress::new(self);
        progress.is_done() || events.into_iter().any(|event| progress.observe(&event))
    }

    /// Every event type that is named, from left to right, each once.
    #[must_use]
    pub fn event_types(&self) -> Vec<&str> {
        let (mut types, mut seen, mut todo) = (Vec::new(), BTreeSet::new(), vec![self]);
        while let Some(pattern) = todo.pop() {
            match pattern {
                Self::Event(event) => {
                    if seen.insert(event.type_.as_str()) {
                        types.push(event.type_.as_str());
                    }
                }
                Self::All(parts) | Self::AnyOf(parts) | Self::Then(parts) => todo.extend(parts.iter().rev()),
                Self::AtLeast(times) => todo.push(&times.1),
            }
        }
        types
    }
}
