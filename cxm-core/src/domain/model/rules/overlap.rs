//! Whether one event may be part of two patterns. `false` is proved; `true` may be caution.

use serde_json::Value;

use crate::domain::predicate::{EventPattern, EventTest, Op, Test};

/// Whether one event may serve both patterns.
pub(super) fn may_overlap(a: &EventPattern, b: &EventPattern) -> bool {
    let (a, b) = (events(a), events(b));
    a.iter().any(|a| b.iter().any(|b| may_meet(a, b)))
}

/// Every event test of a pattern.
fn events(pattern: &EventPattern) -> Vec<&EventTest> {
    let (mut found, mut todo) = (Vec::new(), vec![pattern]);
    while let Some(pattern) = todo.pop() {
        match pattern {
            EventPattern::Event(test) => found.push(test),
            EventPattern::All(parts) | EventPattern::AnyOf(parts) | EventPattern::Then(parts) => todo.extend(parts),
            EventPattern::AtLeast((_, of)) => todo.push(of),
        }
    }
    found
}

/// Whether one event may pass both.
fn may_meet(a: &EventTest, b: &EventTest) -> bool {
    a.type_ == b.type_ && !a.where_.iter().any(|a| b.where_.iter().any(|b| a.prop == b.prop && excludes(a, b)))
}

/// Whether no value passes both tests.
fn excludes(a: &Test, b: &Test) -> bool {
    match (values(a), values(b)) {
        (Some(a), Some(b)) => !a.iter().any(|value| b.contains(value)),
        (Some(values), None) => !values.iter().any(|value| may_pass(value, b)),
        (None, Some(values)) => !values.iter().any(|value| may_pass(value, a)),
        (None, None) => apart(a, b) || apart(b, a),
    }
}

/// The only values that pass.
fn values(test: &Test) -> Option<Vec<&Value>> {
    match (test.op, &test.value) {
        (Op::Eq, value) => Some(vec![value]),
        (Op::In, Value::Array(values)) => Some(values.iter().collect()),
        _ => None,
    }
}

/// Whether the value passes, by the test itself.
fn may_pass(value: &Value, test: &Test) -> bool {
    let mut profile = serde_json::Map::new();
    profile.insert(test.prop.clone(), value.clone());
    test.holds(&profile)
}

/// Whether `low` asks for more than `high` allows.
fn apart(low: &Test, high: &Test) -> bool {
    let (Some(from), Some(to)) = (low.value.as_f64(), high.value.as_f64()) else { return false };
    match (low.op, high.op) {
        (Op::Gt, Op::Lt | Op::Le) | (Op::Ge, Op::Lt) => from >= to,
        (Op::Ge, Op::Le) => from > to,
        _ => false,
    }
}
