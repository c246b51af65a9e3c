//! Patterns and predicates that ask for the same in another form.

use serde_json::{Value, json};

use super::{EventPattern, Op, Predicate, Test};
use crate::domain::document::Document;

impl EventPattern {
    /// Whether both are completed by the same events: parts of `all` and `anyOf` in any order, one part alone, parts within parts of one kind, tests
    /// in any order, 1 and 1.0.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::domain::predicate::EventPattern;
    /// let (a, b) = (EventPattern::event("a"), EventPattern::event("b"));
    /// let both = EventPattern::All(vec![a.clone(), b.clone()].into());
    /// assert!(both.is_same_as(&EventPattern::All(vec![b.clone(), EventPattern::All(vec![a.clone()].into())].into())));
    /// assert!(!both.is_same_as(&EventPattern::Then(vec![a, b].into())));
    /// ```
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        form(self) == form(other)
    }
}

impl Predicate {
    /// Whether both hold of the same customers: parts of `all` and `anyOf` in any order and number, one part alone, parts within parts of one kind, a
    /// `not` of a `not`, 1 and 1.0. Two that hold of the same customers for another reason (`le 3` and `lt 4` of whole numbers) are not seen.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::domain::predicate::Predicate;
    /// use cxm_core::domain::document::read_text;
    /// let read = |text| read_text::<Predicate>("a predicate", text).map(|(read, _)| read.unwrap());
    /// let [a, b] = [r#"{"test": {"prop": "age", "op": "ge", "value": 60}}"#, r#"{"test": {"prop": "city", "op": "eq", "value": "Bern"}}"#];
    /// let (ab, ba) = (read(&format!(r#"{{"all": [{a}, {b}]}}"#))?, read(&format!(r#"{{"all": [{b}, {{"not": {{"not": {a}}}}}]}}"#))?);
    /// assert!(ab.is_same_as(&ba));
    /// assert!(!ab.is_same_as(&read(&format!(r#"{{"anyOf": [{a}, {b}]}}"#))?));
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.form() == other.form()
    }

    /// The one form of all predicates that ask for the same, as far as it is seen.
    pub(crate) fn form(&self) -> Value {
        match self {
            Self::Test(test) => json!({ "test": tested(test) }),
            Self::All(parts) => block("all", parts.iter().map(Self::form)),
            Self::AnyOf(parts) => block("anyOf", parts.iter().map(Self::form)),
            Self::Not(part) => match part.form() {
                Value::Object(mut inner) if inner.contains_key("not") => inner.remove("not").unwrap_or_default(),
                inner => json!({ "not": inner }),
            },
            Self::Did(did) => json!({ "did": form(&did.pattern), "within": did.within.as_ref().map(Document::write) }),
        }
    }
}

/// The one form of all patterns that ask for the same, as far as it is seen. The depth of a document is bounded, so recursion is.
fn form(pattern: &EventPattern) -> Value {
    match pattern {
        EventPattern::Event(event) => json!({ "event": event.type_, "where": in_order(event.where_.iter().map(tested)) }),
        EventPattern::All(parts) => block("all", parts.iter().map(form)),
        EventPattern::AnyOf(parts) => block("anyOf", parts.iter().map(form)),
        EventPattern::Then(parts) => block("then", parts.iter().map(form)),
        EventPattern::AtLeast(times) => match &**times {
            (1, of) => form(of),
            (count, of) => json!({ "atLeast": [count, form(of)] }),
        },
    }
}

fn block(key: &str, parts: impl Iterator<Item = Value>) -> Value {
    let mut flat = Vec::new();
    for part in parts {
        match part {
            Value::Object(mut one) if one.contains_key(key) => match one.remove(key) {
                Some(Value::Array(within)) => flat.extend(within),
                other => flat.extend(other), // a block is a list
            },
            other => flat.push(other),
        }
    }
    let mut flat = if key == "then" { flat } else { in_order(flat.into_iter()) };
    match (flat.len(), flat.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            flat.extend(last);
            json!({ key: flat })
        }
    }
}

fn tested(test: &Test) -> Value {
    let value = match (test.op, &test.value) {
        (Op::In, Value::Array(members)) => Value::Array(in_order(members.iter().map(number))),
        (_, value) => number(value),
    };
    json!([test.prop, test.op.name(), value])
}

/// 1.0 as 1, since tests hold them equal.
fn number(value: &Value) -> Value {
    match value {
        Value::Number(_) => {
            value.as_f64().map_or(Value::Null, |float| if value.is_f64() { Document::write(&float) } else { value.clone() })
        }
        other => other.clone(),
    }
}

/// Each once, in an order that does not depend on how they came.
fn in_order(parts: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut parts: Vec<(String, Value)> = parts.map(|part| (part.to_string(), part)).collect();
    parts.sort_by(|(a, _), (b, _)| a.cmp(b));
    parts.dedup_by(|(a, _), (b, _)| a == b);
    parts.into_iter().map(|(_, part)| part).collect()
}
