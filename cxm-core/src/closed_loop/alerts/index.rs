//! Which rules a record can concern at all.

use super::answer::{require_kinds, test_answer};
use super::condition::Ready;
use super::metric::SeenMetric;
use super::record::Seen;
use super::shift::require_series;
use crate::domain::MetricCondition;
use crate::domain::predicate::{EventPattern, EventTest, Test};
use crate::error::Result;
use std::collections::BTreeMap;

/// For each question, event type and metric the rules that look at it, and what they ask of it.
///
/// Conditions are made of "all" and "any of", without "not": none holds of which no part does. So a record is tested by the parts that look at what it holds, and only
/// the rules of those that hold are looked at whole.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Index {
    words: usize,
    /// Rules with a condition that may hold of any record.
    always: Vec<u64>,
    answers: BTreeMap<String, Looks<Test>>,
    events: BTreeMap<String, Looks<EventTest>>,
    metrics: BTreeMap<String, Looks<MetricCondition>>,
}

/// What is asked of one question, event type or metric; of rules a bit each.
#[derive(Debug, Clone, PartialEq)]
struct Looks<P> {
    /// All rules that look at it.
    rules: Vec<u64>,
    /// Rules with a part that this alone does not decide.
    undecided: Vec<u64>,
    /// The parts that it decides, with the place of their rule.
    parts: Vec<(usize, P)>,
}

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
        let words = self.words;
        match condition {
            Ready::Answer { question, test } => looks(&mut self.answers, question, words).decides(rule, test),
            Ready::Metric(metric) => looks(&mut self.metrics, metric.metric.as_str(), words).decides(rule, metric),
            Ready::Shift(chart) => looks(&mut self.metrics, chart.metric.as_str(), words).leaves(rule),
            Ready::Event(EventPattern::Event(event)) => looks(&mut self.events, &event.type_, words).decides(rule, event),
            Ready::Event(pattern) if is_idle(pattern) => mark(&mut self.always, rule),
            Ready::Event(pattern) => {
                for kind in pattern.event_types() {
                    looks(&mut self.events, kind, words).leaves(rule);
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

    /// Sets the bits of the rules that look at something in this record.
    pub fn looking(&self, seen: &Seen<'_>, into: &mut [u64]) {
        or(into, &self.always);
        for (question, _) in seen.answers.into_iter().flatten() {
            self.answers.get(question).inspect(|looks| or(into, &looks.rules));
        }
        for (metric, _) in seen.metrics.into_iter().flatten() {
            self.metrics.get(metric).inspect(|looks| or(into, &looks.rules));
        }
        if let Some(event) = seen.event {
            self.events.get(event.kind).inspect(|looks| or(into, &looks.rules));
        }
    }

    /// Sets the bits of the rules whose conditions may hold of this record.
    ///
    /// # Errors
    /// `invalid_json` with the pointer of what is of the wrong kind in an answer or a metric that a rule looks at.
    pub fn candidates(&self, seen: &Seen<'_>, into: &mut [u64]) -> Result<()> {
        or(into, &self.always);
        for (question, answer) in seen.answers.into_iter().flatten() {
            if let Some(looks) = self.answers.get(question) {
                require_kinds(question, answer, looks.parts.iter().map(|(_, test)| test))?;
                looks.candidates(into, |test| test_answer(test, answer));
            }
        }
        for (metric, value) in seen.metrics.into_iter().flatten() {
            if let Some(looks) = self.metrics.get(metric) {
                if looks.parts.is_empty() {
                    require_series(metric, value)?; // no rule takes it as a number
                }
                let value = SeenMetric::of(value);
                value.require_numbers(metric)?;
                looks.candidates(into, |condition| value.passes(condition) != Ok(false)); // an error is told when the rule is looked at whole
            }
        }
        if let Some(event) = seen.event
            && let Some(looks) = self.events.get(event.kind)
        {
            looks.candidates(into, |test| test.is_met_by(&event));
        }
        Ok(())
    }
}

impl<P: Clone> Looks<P> {
    fn decides(&mut self, rule: usize, part: &P) {
        mark(&mut self.rules, rule);
        self.parts.push((rule, part.clone()));
    }

    fn leaves(&mut self, rule: usize) {
        mark(&mut self.rules, rule);
        mark(&mut self.undecided, rule);
    }

    fn candidates(&self, into: &mut [u64], holds: impl Fn(&P) -> bool) {
        or(into, &self.undecided);
        for (rule, part) in &self.parts {
            if holds(part) {
                mark(into, *rule);
            }
        }
    }
}

/// The rules whose bits are set, in order.
pub(super) fn places(bits: &[u64]) -> impl Iterator<Item = usize> + '_ {
    bits.iter().enumerate().flat_map(|(word, bits)| {
        let rest = |bits: &u64| Some(bits & bits.wrapping_sub(1)); // without the lowest
        let each = std::iter::successors(Some(*bits), rest).take_while(|bits| *bits != 0);
        each.map(move |bits| 64 * word + bits.trailing_zeros() as usize)
    })
}

/// Whether some part of a pattern is complete before the first event, so that any event at all may complete the whole.
fn is_idle(pattern: &EventPattern) -> bool {
    match pattern {
        EventPattern::Event(_) => false,
        EventPattern::All(parts) | EventPattern::AnyOf(parts) | EventPattern::Then(parts) => {
            parts.is_empty() || parts.iter().any(is_idle)
        }
        EventPattern::AtLeast(times) => times.0 == 0 || is_idle(&times.1),
    }
}

fn looks<'m, P>(all: &'m mut BTreeMap<String, Looks<P>>, key: &str, words: usize) -> &'m mut Looks<P> {
    let none = || Looks { rules: vec![0; words], undecided: vec![0; words], parts: Vec::new() };
    all.entry(key.to_owned()).or_insert_with(none)
}

fn mark(bits: &mut [u64], rule: usize) {
    if let Some(word) = bits.get_mut(rule / 64) {
        *word |= 1 << (rule % 64);
    }
}

fn or(into: &mut [u64], bits: &[u64]) {
    for (into, word) in into.iter_mut().zip(bits) {
        *into |= word;
    }
}
