//! Which rules a record can concern at all.

use super::condition::Ready;
use super::record::Seen;
use crate::domain::predicate::EventPattern;
use std::collections::BTreeMap;

/// For each question, event type and metric the rules that look at it, a bit a rule. No condition holds without something that it looks at, so a record is shown to
/// few rules of many.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Index {
    words: usize,
    /// Rules with a condition that may hold of any record.
    always: Vec<u64>,
    answers: Bits,
    events: Bits,
    metrics: Bits,
}

type Bits = BTreeMap<String, Vec<u64>>;

impl Index {
    pub fn new<'c>(conditions: impl ExactSizeIterator<Item = &'c Ready>) -> Self {
        let words = conditions.len().div_ceil(64);
        let mut index = Self { words, always: vec![0; words], ..Self::default() };
        for (rule, condition) in conditions.enumerate() {
            index.add(rule, condition);
        }
        index
    }

    /// How many words of 64 rules there are.
    pub const fn words(&self) -> usize {
        self.words
    }

    fn add(&mut self, rule: usize, condition: &Ready) {
        match condition {
            Ready::Answer { question, .. } => set(&mut self.answers, self.words, question, rule),
            Ready::Metric(metric) => set(&mut self.metrics, self.words, metric.metric.as_str(), rule),
            Ready::Shift(chart) => set(&mut self.metrics, self.words, chart.metric.as_str(), rule),
            Ready::Event(pattern) if is_idle(pattern) => mark(&mut self.always, rule),
            Ready::Event(pattern) => {
                for kind in pattern.event_types() {
                    set(&mut self.events, self.words, kind, rule);
                }
            }
            Ready::All(parts) | Ready::AnyOf(parts) if parts.is_empty() => mark(&mut self.always, rule),
            Ready::All(parts) | Ready::AnyOf(parts) => {
                for part in parts {
                    self.add(rule, part);
                }
            }
        }
    }

    /// Sets the bits of the rules that this record may concern.
    pub fn candidates(&self, seen: &Seen<'_>, into: &mut [u64]) {
        or(into, Some(&self.always));
        let keys = |map| Option::into_iter(map).flat_map(serde_json::Map::keys);
        for question in keys(seen.answers) {
            or(into, self.answers.get(question));
        }
        for metric in keys(seen.metrics) {
            or(into, self.metrics.get(metric));
        }
        if let Some(event) = seen.event {
            or(into, self.events.get(event.kind));
        }
    }
}

/// Whether some part of a pattern is complete before the first event, so that any event at all may complete the whole.
fn is_idle(pattern: &EventPattern) -> bool {
    match pattern {
        EventPattern::Event(_) => false,
        EventPattern::All(parts) | EventPattern::AnyOf(parts) | EventPattern::Then(parts) => {
            parts.is_empty() || parts.iter().any(is_idle)
        }
        EventPattern::AtLeast((count, of)) => *count == 0 || is_idle(of),
    }
}

fn set(bits: &mut Bits, words: usize, key: &str, rule: usize) {
    mark(bits.entry(key.to_owned()).or_insert_with(|| vec![0; words]), rule);
}

fn mark(bits: &mut [u64], rule: usize) {
    if let Some(word) = bits.get_mut(rule / 64) {
        *word |= 1 << (rule % 64);
    }
}

fn or(into: &mut [u64], bits: Option<&Vec<u64>>) {
    for (into, word) in into.iter_mut().zip(bits.into_iter().flatten()) {
        *into |= word;
    }
}
