use super::Op;
use crate::domain::document::{Extensions, document};
use serde_json::{Map, Number, Value};
use std::cmp::Ordering;

document! {
    /// One property compared with one value.
    ///
    /// A property that is absent or null is in no relation to any value: only `exists: false` holds of it. So `not(eq)` holds of a customer
    /// whose property is not known, and `ne` does not. Numbers are compared with numbers, texts with texts (by their bytes,
    /// which orders ISO 8601 dates); other pairs are in no order.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::domain::predicate::{Op, Test};
    /// let detractor = Test::new("nps", Op::Le, 6);
    /// let props = serde_json::json!({"nps": 3});
    /// assert!(detractor.holds(props.as_object().unwrap()));
    /// assert!(!detractor.holds(&serde_json::Map::new()));
    /// ```
    pub struct Test {
        /// The name of the property, as it stands in the profile, the event or the answers.
        prop: String,
        /// How it is compared.
        op: Op,
        /// With what.
        value: Value,
    }
}

impl Test {
    /// A test.
    #[must_use]
    pub fn new(prop: impl Into<String>, op: Op, value: impl Into<Value>) -> Self {
        Self { prop: prop.into(), op, value: value.into(), ext: Extensions::new() }
    }

    /// Whether it holds of these properties.
    #[must_use]
    pub fn holds(&self, props: &Map<String, Value>) -> bool {
        self.holds_of(props.get(&self.prop))
    }

    /// Whether it holds of this value of the property, or of its absence.
    #[must_use]
    pub fn holds_of(&self, found: Option<&Value>) -> bool {
        let found = found.filter(|found| !found.is_null());
        let Some(found) = found else { return self.op == Op::Exists && self.value == Value::Bool(false) };
        match self.op {
            Op::Eq => equal(found, &self.value),
            Op::Ne => !equal(found, &self.value),
            Op::Lt => order(found, &self.value).is_some_and(Ordering::is_lt),
            Op::Le => order(found, &self.value).is_some_and(Ordering::is_le),
            Op::Gt => order(found, &self.value).is_some_and(Ordering::is_gt),
            Op::Ge => order(found, &self.value).is_some_and(Ordering::is_ge),
            Op::In => {
                let members = self.value.as_array().map_or(&[][..], Vec::as_slice);
                match found {
                    Value::Array(found) => found.iter().any(|found| is_member(found, members)),
                    found => is_member(found, members),
                }
            }
            Op::Contains => match (found, &self.value) {
                (Value::String(text), Value::String(part)) => text.contains(part.as_str()),
                (Value::Array(members), value) => is_member(value, members),
                _ => false,
            },
            Op::Exists => self.value != Value::Bool(false),
        }
    }
}

fn is_member(value: &Value, members: &[Value]) -> bool {
    members.iter().any(|member| equal(value, member))
}

fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(_), Value::Number(_)) => order(a, b) == Some(Ordering::Equal),
        _ => a == b,
    }
}

fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => order_numbers(a, b),
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// Whole numbers exactly, beyond 2^53 too.
fn order_numbers(a: &Number, b: &Number) -> Option<Ordering> {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
    }
}
