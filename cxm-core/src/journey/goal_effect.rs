//! What goes along with reaching a goal or not.

use crate::columns::{Table, TableColumn};
use crate::stats::multiplicity::{Adjustment, adjust};
use crate::stats::test::{Alternative, Outcome, newcombe};
use crate::stats::{Flag, LOW_BASE, Level, flag_names};

/// How many customers had something, how many of these reached the goal, and the same of those who had it not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct GoalCounts {
    pub n_with: u64,
    pub with: u64,
    pub n_without: u64,
    pub without: u64,
}

/// Whether what is held against the goal could only happen to those who stayed long enough for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// It was known at a landmark, before the goal could be reached.
    BeforeGoal,
    /// It was not.
    Association,
}

/// The columns `n_with`, `n_without`, `goal_effect`, `goal_effect_low`, `goal_effect_high`, `p_value`, `p_adjusted`, `flags`: Newcombe's interval of the difference in the share
/// who reach the goal; p-values adjusted by Holm's procedure.
pub(super) fn with_effects(table: Table, counts: &[GoalCounts], evidence: Evidence, level: Level) -> Table {
    let outcome = |counts: &GoalCounts| {
        let [with, n_with, without, n_without] =
            [counts.with, counts.n_with, counts.without, counts.n_without].map(|count| count as f64);
        newcombe::test(with, n_with, without, n_without, level.get(), Alternative::TwoSided)
    };
    let outcomes: Vec<Outcome> = counts.iter().map(outcome).collect();
    let count = |of: fn(&GoalCounts) -> u64| TableColumn::Count(counts.iter().map(|counts| Some(of(counts))).collect());
    let number = |of: fn(&Outcome) -> Option<f64>| TableColumn::Float(outcomes.iter().map(of).collect());
    let p_values: Vec<Option<f64>> = outcomes.iter().map(|outcome| outcome.p_value).collect();
    let flags = counts.iter().map(|counts| Some(flag_names(&flags(*counts, evidence))));
    table
        .with("n_with", count(|counts| counts.n_with))
        .with("n_without", count(|counts| counts.n_without))
        .with("goal_effect", number(|outcome| outcome.estimate))
        .with("goal_effect_low", number(|outcome| outcome.low))
        .with("goal_effect_high", number(|outcome| outcome.high))
        .with("p_value", TableColumn::Float(p_values.clone()))
        .with("p_adjusted", TableColumn::Float(adjust(&p_values, Adjustment::Holm)))
        .with("flags", TableColumn::Text(flags.collect()))
}

/// What must be known about an effect, in the order of [`Flag`].
fn flags(counts: GoalCounts, evidence: Evidence) -> Vec<Flag> {
    let GoalCounts { n_with, with, n_without, without } = counts;
    let (n, reached) = (n_with + n_without, with + without);
    let (fewer, rarer) = (n_with.min(n_without) as f64, reached.min(n - reached) as f64);
    let mut flags = Vec::new();
    if fewer <= 0.0 {
        flags.push(Flag::NoData);
    } else {
        if fewer < LOW_BASE {
            flags.push(Flag::LowBase);
        }
        if fewer * rarer < 5.0 * n as f64 {
            flags.push(Flag::SparseCells);
        }
    }
    if evidence == Evidence::Association {
        flags.push(Flag::Association);
    }
    flags
}
