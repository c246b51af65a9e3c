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

impl GoalCounts {
    /// The share who reach the goal with it less that without: Newcombe's interval and the chi-square test.
    pub fn outcome(self, level: Level) -> Outcome {
        let Self { n_with, with, n_without, without } = self;
        let [with, n_with, without, n_without] = [with, n_with, without, n_without].map(|count| count as f64);
        newcombe::test(with, n_with, without, n_without, level.get(), Alternative::TwoSided)
    }

    /// How many there are on the smaller side.
    pub fn fewer(self) -> f64 {
        self.n_with.min(self.n_without) as f64
    }

    /// Whether some expected count of the four is below 5.
    pub fn is_sparse(self) -> bool {
        let (n, reached) = (self.n_with + self.n_without, self.with + self.without);
        self.fewer() * (reached.min(n - reached) as f64) < 5.0 * n as f64
    }
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
    let outcomes: Vec<Outcome> = counts.iter().map(|counts| counts.outcome(level)).collect();
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
    let mut flags = Vec::new();
    if counts.fewer() <= 0.0 {
        flags.push(Flag::NoData);
    } else {
        if counts.fewer() < LOW_BASE {
            flags.push(Flag::LowBase);
        }
        if counts.is_sparse() {
            flags.push(Flag::SparseCells);
        }
    }
    if evidence == Evidence::Association {
        flags.push(Flag::Association);
    }
    flags
}
