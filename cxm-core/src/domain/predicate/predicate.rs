use super::{EventPattern, Test};
use crate::domain::IsoDuration;
use crate::domain::document::{document, variants};

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
        let (mut props, mut todo) = (Vec::new(), vec![self]);
        while let Some(predicate) = todo.pop() {
            match predicate {
                Self::Test(test) => {
                    if !props.contains(&test.prop.as_str()) {
                        props.push(&test.prop);
                    }
                }
                Self::All(parts) | Self::AnyOf(parts) => todo.extend(parts.iter().rev()),
                Self::Not(part) => todo.push(part),
                Self::Did(_) => {}
            }
        }
        props
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
