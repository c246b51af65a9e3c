//! What reading cannot see: a test that no value can pass, a pattern that asks for nothing.

use super::{EventPattern, Op, Predicate, Test};
use crate::domain::document::Problem;
use crate::error::{Code, push_key, push_place};
use serde_json::Value;

fn within(pointer: &str, key: &str) -> String {
    let mut pointer = pointer.to_owned();
    push_key(&mut pointer, key);
    pointer
}

fn item(pointer: &str, key: &str, place: usize) -> String {
    let mut pointer = within(pointer, key);
    push_place(&mut pointer, place);
    pointer
}

fn report(pointer: String, message: &str, problems: &mut Vec<Problem>) {
    problems.push(Problem::error(Code::InvalidOption.name(), pointer, message));
}

fn require_parts(n: usize, pointer: &str, key: &str, problems: &mut Vec<Problem>) {
    if n == 0 {
        report(within(pointer, key), "name at least one part; an empty list asks for nothing", problems);
    }
}

impl Test {
    /// Adds what is wrong with the test that stands at `pointer`.
    pub fn check(&self, pointer: &str, problems: &mut Vec<Problem>) {
        let wanted = match (self.op, &self.value) {
            (Op::In, Value::Array(members)) if !members.is_empty() => return,
            (Op::Exists, Value::Bool(_)) | (Op::Lt | Op::Le | Op::Gt | Op::Ge, Value::Number(_) | Value::String(_)) => return,
            (Op::In, _) => "a list of one or more values",
            (Op::Exists, _) => "true or false",
            (Op::Lt | Op::Le | Op::Gt | Op::Ge, _) => "a number or a text, which have an order",
            (_, Value::Null) => "a value; whether a property is there is asked by \"exists\"",
            _ => return,
        };
        report(within(pointer, "value"), &format!("{:?} takes {wanted}", self.op.name()), problems);
    }
}

impl EventPattern {
    /// Adds what is wrong with the pattern that stands at `pointer`. The depth of a document is bounded.
    pub fn check(&self, pointer: &str, problems: &mut Vec<Problem>) {
        match self {
            Self::Event(event) => {
                let pointer = within(pointer, "event");
                if event.type_.is_empty() {
                    report(within(&pointer, "type"), "name the type of the event, such as \"order.placed\"", problems);
                }
                for (place, test) in event.where_.iter().enumerate() {
                    test.check(&item(&pointer, "where", place), problems);
                }
            }
            Self::All(parts) | Self::AnyOf(parts) | Self::Then(parts) => {
                let key = match self {
                    Self::All(_) => "all",
                    Self::AnyOf(_) => "anyOf",
                    _ => "then",
                };
                require_parts(parts.len(), pointer, key, problems);
                for (place, part) in parts.iter().enumerate() {
                    part.check(&item(pointer, key, place), problems);
                }
            }
            Self::AtLeast(times) => {
                let (count, of) = &**times;
                if *count == 0 {
                    report(item(pointer, "atLeast", 0), "ask for at least 1; 0 asks for nothing", problems);
                }
                of.check(&item(pointer, "atLeast", 1), problems);
            }
        }
    }
}

impl Predicate {
    /// Adds what is wrong with the predicate that stands at `pointer`. The depth of a document is bounded.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::domain::predicate::{Op, Predicate, Test};
    /// let (rule, mut problems) = (Predicate::Test(Test::new("age", Op::Lt, true).into()), Vec::new());
    /// rule.check("/personas/0/assign", &mut problems);
    /// assert_eq!(problems[0].pointer, "/personas/0/assign/test/value");
    /// ```
    pub fn check(&self, pointer: &str, problems: &mut Vec<Problem>) {
        match self {
            Self::Test(test) => test.check(&within(pointer, "test"), problems),
            Self::All(parts) | Self::AnyOf(parts) => {
                let key = if matches!(self, Self::All(_)) { "all" } else { "anyOf" };
                require_parts(parts.len(), pointer, key, problems);
                for (place, part) in parts.iter().enumerate() {
                    part.check(&item(pointer, key, place), problems);
                }
            }
            Self::Not(part) => part.check(&within(pointer, "not"), problems),
            Self::Did(did) => did.pattern.check(&within(&within(pointer, "did"), "pattern"), problems),
        }
    }
}
