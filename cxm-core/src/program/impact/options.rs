use crate::error::{Error, Result};
use crate::stats::Level;
use crate::stats::test::Alternative;
use std::str::FromStr;

/// How the effect of an initiative is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImpactMethod {
    /// What is after, less what was before. Nobody to compare with: what would have changed anyway is in it.
    BeforeAfter,
    /// The change of those who were reached, less the change of those who were not.
    DifferenceInDifferences,
    /// What is after with those who were reached less the others, adjusted by what each was before. Only where chance decided who was reached.
    Cuped,
}

impl ImpactMethod {
    /// Every method.
    pub const ALL: &'static [Self] = &[Self::BeforeAfter, Self::DifferenceInDifferences, Self::Cuped];

    /// The name in all three languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BeforeAfter => "before_after",
            Self::DifferenceInDifferences => "difference_in_differences",
            Self::Cuped => "cuped",
        }
    }
}

impl FromStr for ImpactMethod {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().copied().find(|method| method.name() == name);
        found.ok_or_else(|| Error::option("method", "one of before_after, difference_in_differences, cuped", name))
    }
}

/// Who decided whom an initiative reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Assignment {
    /// Nobody by chance: it began where it was wanted, or with those who asked for it.
    #[default]
    Observational,
    /// Chance.
    Random,
    /// Chance held some back.
    Holdout,
}

impl Assignment {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Observational, Self::Random, Self::Holdout];

    /// The name in all three languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Observational => "observational",
            Self::Random => "random",
            Self::Holdout => "holdout",
        }
    }

    /// Whether chance decided.
    #[must_use]
    pub const fn is_by_chance(self) -> bool {
        !matches!(self, Self::Observational)
    }
}

impl FromStr for Assignment {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|assignment| assignment.name() == name);
        found.ok_or_else(|| Error::option("assignment", "one of observational, random, holdout", name))
    }
}

/// How an impact is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct ImpactOptions {
    /// The method; difference in differences where there is a control, else before and after.
    pub method: Option<ImpactMethod>,
    /// Who decided whom the initiative reaches.
    pub assignment: Assignment,
    /// The confidence level.
    pub level: Level,
    /// Against which alternative the p-value is; a one-sided one has a one-sided interval.
    pub alternative: Alternative,
    /// Impacts on fewer units are hidden.
    pub min_n: u64,
}

impl ImpactOptions {
    /// Sets the method.
    #[must_use]
    pub fn method(mut self, method: ImpactMethod) -> Self {
        self.method = Some(method);
        self
    }

    /// Sets who decided.
    #[must_use]
    pub fn assignment(mut self, assignment: Assignment) -> Self {
        self.assignment = assignment;
        self
    }

    /// Sets the confidence level.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }
}
