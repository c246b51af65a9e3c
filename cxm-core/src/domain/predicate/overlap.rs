//! Whether one event may be part of two patterns. That it may not is proved; that it may is perhaps caution.

use std::collections::BTreeMap;

use serde_json::{Number, Value};

use super::{EventPattern, EventTest, Op, Test};

/// So many pairs of tests are compared for one pattern; the time stays linear in the document.
const MOST: usize = 20_000;

/// Whether one event may serve two patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlap {
    /// None does.
    Apart,
    /// One may.
    Possible,
    /// The patterns have more tests than are compared.
    Undecided,
}

/// The event tests of a pattern by the type of their event.
pub(crate) struct EventTests<'p>(BTreeMap<&'p str, Vec<&'p EventTest>>);

impl<'p> EventTests<'p> {
    /// So much work one pattern may be.
    pub(crate) const MOST: usize = MOST;

    pub(crate) fn of(pattern: &'p EventPattern) -> Self {
        let mut found = BTreeMap::<_, Vec<_>>::new();
        for test in event_tests(pattern) {
            found.entry(test.type_.as_str()).or_default().push(test);
        }
        Self(found)
    }

    /// Whether one event may pass a test of each; takes what it compares from `work`.
    pub(crate) fn overlap(&self, other: &Self, work: &mut usize) -> Overlap {
        let (few, many) = if self.0.len() <= other.0.len() { (self, other) } else { (other, self) };
        let alike = few.0.iter().filter_map(|(kind, tests)| Some((tests, many.0.get(kind)?)));
        for (a, b) in alike.flat_map(|(few, many)| few.iter().flat_map(move |a| many.iter().map(move |b| (a, b)))) {
            let met = may_meet(a, b, work);
            if met != Overlap::Apart {
                return met;
            }
        }
        Overlap::Apart
    }
}

/// Every event test of a pattern.
pub(crate) fn event_tests(pattern: &EventPattern) -> Vec<&EventTest> {
    let (mut found, mut todo) = (Vec::new(), vec![pattern]);
    while let Some(pattern) = todo.pop() {
        match pattern {
            EventPattern::Event(test) => found.push(&**test),
            EventPattern::All(parts) | EventPattern::AnyOf(parts) | EventPattern::Then(parts) => todo.extend(parts.iter()),
            EventPattern::AtLeast(times) => todo.push(&times.1),
        }
    }
    found
}

/// Whether one event of the type that both have may pass both; takes what it compares from `work`.
pub(crate) fn may_meet(a: &EventTest, b: &EventTest, work: &mut usize) -> Overlap {
    let cost = 1 + a.where_.len().saturating_mul(b.where_.len());
    let Some(left) = work.checked_sub(cost) else { return Overlap::Undecided };
    *work = left;
    let apart = a.where_.iter().any(|a| b.where_.iter().any(|b| a.prop == b.prop && excludes(a, b)));
    if apart { Overlap::Apart } else { Overlap::Possible }
}

impl EventPattern {
    /// Whether one event may serve this pattern and another, decided by the types of their events and by pairs of tests of one property.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::domain::predicate::{EventPattern, Op, Overlap, Test};
    /// let order = |tests: Vec<Test>| {
    ///     let mut pattern = EventPattern::event("order");
    ///     if let EventPattern::Event(event) = &mut pattern {
    ///         event.where_ = tests;
    ///     }
    ///     pattern
    /// };
    /// let (early, late) = (Test::new("day", Op::Lt, "2026-01-01"), Test::new("day", Op::Ge, "2026-01-01"));
    /// assert_eq!(order(vec![early]).overlap(&order(vec![late])), Overlap::Apart);
    /// let tagged = |tag: &str| order(vec![Test::new("tags", Op::In, vec![tag])]);
    /// assert_eq!(tagged("gift").overlap(&tagged("rush")), Overlap::Possible); // one order may have both tags
    /// ```
    #[must_use]
    pub fn overlap(&self, other: &Self) -> Overlap {
        EventTests::of(self).overlap(&EventTests::of(other), &mut MOST.clone())
    }
}

/// Whether no value, nor the lack of one, passes both tests.
fn excludes(a: &Test, b: &Test) -> bool {
    let absent = |test: &Test| test.op == Op::Exists && test.value == Value::Bool(false);
    match (absent(a), absent(b)) {
        (true, true) => false,
        (true, false) | (false, true) => true,
        (false, false) => {
            kinds(a) & kinds(b) == 0 || fixed(a, b) || fixed(b, a) || members(a, b) || members(b, a) || bounds(a, b)
        }
    }
}

const TEXT: u8 = 1;
const NUMBER: u8 = 2;
const LIST: u8 = 4;

const fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => 0, // null is in no relation
        Value::String(_) => TEXT,
        Value::Number(_) => NUMBER,
        Value::Array(_) => LIST,
        Value::Bool(_) => 8,
        Value::Object(_) => 16,
    }
}

/// Of which kinds a value that passes may be.
fn kinds(test: &Test) -> u8 {
    match (test.op, &test.value) {
        (Op::Eq, value) => kind(value),
        (Op::Lt | Op::Le | Op::Gt | Op::Ge, value) => kind(value) & (TEXT | NUMBER),
        // A property may hold several values, of which one is a member.
        (Op::In, value) => value.as_array().map_or(0, |members| members.iter().fold(LIST, |all, each| all | kind(each))),
        (Op::Contains, Value::String(_)) => TEXT | LIST,
        (Op::Contains, _) => LIST,
        (Op::Ne | Op::Exists, _) => u8::MAX,
    }
}

/// Whether the one value that passes the first test does not pass the other.
fn fixed(one: &Test, other: &Test) -> bool {
    one.op == Op::Eq && !may_pass(&one.value, other)
}

/// Whether a value that equals `value` may pass.
fn may_pass(value: &Value, test: &Test) -> bool {
    let Value::Number(number) = value else { return test.holds_of(Some(value)) }; // equal is the same
    match (test.op, &test.value) {
        (Op::In, Value::Array(members)) => members.iter().any(|each| each.as_number().is_some_and(|each| !differ(number, each))),
        (Op::Eq, Value::Number(other)) => !differ(number, other),
        (Op::Ne, other) => {
            value != other && !other.as_number().is_some_and(|other| small(number) && small(other) && !differ(number, other))
        }
        (Op::Lt | Op::Le | Op::Gt | Op::Ge, Value::Number(_)) => {
            !bounds(&Test::new("", Op::Ge, value.clone()), test) && !bounds(&Test::new("", Op::Le, value.clone()), test)
        }
        (Op::Exists, _) => true,
        _ => false,
    }
}

/// Whether none of a list is in the order that the other test asks for; a list itself is in no order.
fn members(list: &Test, order: &Test) -> bool {
    let ordered = matches!(order.op, Op::Lt | Op::Le | Op::Gt | Op::Ge);
    list.op == Op::In && ordered && list.value.as_array().is_some_and(|list| !list.iter().any(|each| may_pass(each, order)))
}

/// Whether one test asks for more than the other allows.
fn bounds(a: &Test, b: &Test) -> bool {
    let (low, high) = match (a.op, b.op) {
        (Op::Gt | Op::Ge, Op::Lt | Op::Le) => (a, b),
        (Op::Lt | Op::Le, Op::Gt | Op::Ge) => (b, a),
        _ => return false,
    };
    let touch = low.op == Op::Ge && high.op == Op::Le;
    match (&low.value, &high.value) {
        (Value::String(low), Value::String(high)) => {
            if touch {
                low > high
            } else {
                low >= high
            }
        }
        (Value::Number(low), Value::Number(high)) => {
            let equal = !differ(low, high);
            let exact = low == high || small(low) && small(high);
            low.as_f64() > high.as_f64() && !equal || equal && exact && !touch
        }
        _ => false,
    }
}

/// Whether no number equals both: whole numbers above 2^53 are compared exactly with each other and rounded with others, so two of them
/// may equal a third.
fn differ(a: &Number, b: &Number) -> bool {
    a.as_f64() != b.as_f64()
}

/// Below 2^53, where every comparison is exact.
fn small(number: &Number) -> bool {
    number.as_f64().is_some_and(|value| value.abs() < 9_007_199_254_740_992.0)
}
