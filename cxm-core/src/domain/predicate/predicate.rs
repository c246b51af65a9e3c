use super::{EventPattern, Test};
use crate::domain::IsoDuration;
use crate::domain::document::{document, variants};
use std::collections::BTreeSet;

document! {
    /// The customer did this, in the last while if `within` is given.
    pub struct Did {
        /// What they did.
        pattern: EventPattern,
        /// How long ago at most.
        within: Option<IsoDuration>,
    }
}

variants! {
    /// A condition on a profile and on what the customer did: who belongs to a persona or a segment, when a question is shown.
    pub extended enum Predicate {
        /// A property compared with a value.
        Test "test" (Test),
        /// Each of them; of none, true.
        All "all" (Vec<Predicate>),
        /// At least one of them; of none, false.
        AnyOf "anyOf" (Vec<Predicate>),
        /// Not this.
        Not "not" (Box<Predicate>),
        /// The customer did this.
        Did "did" (Did),
    }
}

impl Predicate {
    /// Every property of the profile that is asked, from left to right, each once.
    #[must_use]
    pub fn props(&self) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        self.tests().into_iter().map(|test| test.prop.as_str()).filter(|prop| seen.insert(*prop)).collect()
    }

    /// Every test of the profile, from left to right.
    fn tests(&self) -> Vec<&Test> {
        let (mut tests, mut todo) = (Vec::new(), vec![self]);
        while let Some(predicate) = todo.pop() {
            match predicate {
                Self::Test(test) => tests.push(&**test),
                Self::All(parts) | Self::AnyOf(parts) => todo.extend(parts.iter().rev()),
                Self::Not(part) => todo.push(part),
                Self::Did(_) => {}
            }
        }
        tests
    }

    /// Every test of the profile with its place, for a predicate at `pointer`. The depth of a document is bounded, so recursion is.
    pub(crate) fn each_test<'p>(&'p self, pointer: &str, found: &mut impl FnMut(String, &'p Test)) {
        match self {
            Self::Test(test) => found(format!("{pointer}/test"), test),
            Self::All(parts) => {
                parts.iter().enumerate().for_each(|(i, part)| part.each_test(&format!("{pointer}/all/{i}"), found));
            }
            Self::AnyOf(parts) => {
                parts.iter().enumerate().for_each(|(i, part)| part.each_test(&format!("{pointer}/anyOf/{i}"), found));
            }
            Self::Not(part) => part.each_test(&format!("{pointer}/not"), found),
            Self::Did(_) => {}
        }
    }

    /// Whether it asks what a customer did.
    #[must_use]
    pub fn asks_for_events(&self) -> bool {
        match self {
            Self::Test(_) => false,
            Self::All(parts) | Self::AnyOf(parts) => parts.iter().any(Self::asks_for_events),
            Self::Not(part) => part.asks_for_events(),
            Self::Did(_) => true,
        }
    }
}
