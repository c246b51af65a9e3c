use std::collections::BTreeSet;

use super::super::lookup::unknown;
use super::super::parts::ModelParts;
use super::ids::distinct;
use crate::domain::document::{Problem, Severity};
use crate::domain::{Condition, MetricFormula};
use crate::error::Code;
use crate::stats::Direction;

/// Metrics stand once and mean what their formula says; where a model declares metrics, those it names are among them.
pub(super) fn check(parts: &ModelParts, problems: &mut Vec<Problem>) {
    let ids = parts.metrics.iter().map(|metric| metric.id.as_str());
    let known = distinct(ids, Code::DuplicateId.name(), |i| format!("/metrics/{i}/id"), problems);
    for (i, metric) in parts.metrics.iter().enumerate() {
        let higher = matches!(metric.formula, MetricFormula::Nps | MetricFormula::Enps | MetricFormula::Favorability);
        if higher && metric.direction == Some(Direction::LowerIsBetter) {
            let message = format!("{} is better when it is higher", metric.formula);
            problems.push(Problem::error(Code::DirectionMismatch.name(), format!("/metrics/{i}/direction"), message));
        }
    }
    if known.is_empty() {
        return;
    }
    for (i, survey) in parts.surveys.iter().enumerate() {
        for (k, question) in survey.questions.iter().enumerate() {
            if let Some(metric) = &question.metric {
                declared(metric.as_str(), &known, || format!("/surveys/{i}/questions/{k}/metric"), problems);
            }
        }
    }
    for (i, program) in parts.programs.iter().enumerate() {
        for (k, target) in program.objectives.iter().enumerate() {
            declared(target.metric.as_str(), &known, || format!("/programs/{i}/objectives/{k}/metric"), problems);
        }
    }
    for (i, initiative) in parts.initiatives.iter().enumerate() {
        for (k, target) in initiative.targets.iter().enumerate() {
            declared(target.metric.as_str(), &known, || format!("/initiatives/{i}/targets/{k}/metric"), problems);
        }
    }
    for (i, benchmark) in parts.benchmarks.iter().enumerate() {
        declared(benchmark.metric.as_str(), &known, || format!("/benchmarks/{i}/metric"), problems);
    }
    for (i, rule) in parts.alert_rules.iter().enumerate() {
        condition(&rule.when, &format!("/alertRules/{i}/when"), &known, problems);
    }
}

/// The depth of a document is bounded, so recursion is.
fn condition(when: &Condition, pointer: &str, known: &BTreeSet<&str>, problems: &mut Vec<Problem>) {
    match when {
        Condition::Metric(metric) => declared(metric.metric.as_str(), known, || format!("{pointer}/metric/metric"), problems),
        Condition::Shift(shift) => declared(shift.metric.as_str(), known, || format!("{pointer}/shift/metric"), problems),
        Condition::All(parts) | Condition::AnyOf(parts) => {
            let key = if matches!(when, Condition::All(_)) { "all" } else { "anyOf" };
            for (k, part) in parts.iter().enumerate() {
                condition(part, &format!("{pointer}/{key}/{k}"), known, problems);
            }
        }
        Condition::Event(_) | Condition::Answer(_) => {}
    }
}

fn declared(id: &str, known: &BTreeSet<&str>, pointer: impl FnOnce() -> String, problems: &mut Vec<Problem>) {
    if !known.contains(id) {
        let near = if problems.len() < 100 { usize::MAX } else { 0 }; // the time stays linear
        let told = Problem::of(&unknown("metric", id, known.iter().copied().take(near)), pointer());
        problems.push(Problem { severity: Severity::Warning, ..told });
    }
}
