use crate::error::{Code, Error, Result};
use std::str::FromStr;

/// The steps of a funnel, and when a customer gets through them.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct FunnelOptions {
    /// The touchpoints that fill each step, any of them.
    pub steps: Vec<Vec<String>>,
    /// In which order the steps count.
    pub order: FunnelOrder,
    /// The window from the start of an attempt, in microseconds, its end included; `None` never ends.
    pub within: Option<i64>,
    /// What may not happen between two steps.
    pub exclude: Vec<Exclusion>,
    /// Steps, from 0, that may be left out.
    pub optional: Vec<usize>,
    /// Attributes of the event at which the attempt starts, or `channel`, to break down by.
    pub by: Vec<String>,
    /// Until when events are known, in microseconds since 1970; the last event of the log by default. Later events are not looked at.
    pub as_of: Option<i64>,
    /// What becomes of attempts whose window is not over then.
    pub incomplete: Incomplete,
}

/// A touchpoint that spoils an attempt after one step and before a later one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// The touchpoint.
    pub touchpoint: String,
    /// After this step, from 0.
    pub from: usize,
    /// Before this step.
    pub to: usize,
}

/// In which order the steps of a funnel count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum FunnelOrder {
    /// One after the other.
    #[default]
    Ordered,
    /// One directly after the other.
    Strict,
    /// Any order.
    Any,
}

/// What becomes of attempts whose window is not over when the log ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Incomplete {
    /// They are left out, whether they converted or not: shares are of attempts that had all their time.
    #[default]
    Drop,
    /// They count as they stand, which bids shares down.
    Count,
    /// They are censored: shares are Kaplan and Meier's.
    Survival,
}

/// A funnel's steps are bits of a number.
pub(super) const MOST_STEPS: usize = 32;

impl FunnelOptions {
    /// An ordered funnel of these steps.
    #[must_use]
    pub fn new<S: Into<String>>(steps: impl IntoIterator<Item = S>) -> Self {
        Self { steps: steps.into_iter().map(|step| vec![step.into()]).collect(), ..Self::default() }
    }

    /// # Errors
    /// `too_few` without steps, `invalid_option` with what does not fit them.
    pub(super) fn require_sense(&self) -> Result<()> {
        let n = self.steps.len();
        let refuse = |name: &'static str, expected: String, got: String| Err(Error::option(name, expected, got));
        if n == 0 || self.steps.iter().any(Vec::is_empty) {
            return Err(Error::new(Code::TooFew, "a funnel needs steps, each with a touchpoint").with_field("steps"));
        }
        if n > MOST_STEPS {
            return refuse("steps", format!("at most {MOST_STEPS} steps"), n.to_string());
        }
        for each in &self.exclude {
            if each.from >= each.to || each.to >= n {
                let got = format!("({:?}, {}, {})", each.touchpoint, each.from, each.to);
                return refuse(
                    "exclude",
                    format!("(touchpoint, from_step, to_step), 0 <= from_step < to_step <= {}", n - 1),
                    got,
                );
            }
        }
        if self.exclude.len() > MOST_STEPS {
            return refuse("exclude", format!("at most {MOST_STEPS} exclusions"), self.exclude.len().to_string());
        }
        if let Some(&step) = self.optional.iter().find(|&&step| step == 0 || step >= n) {
            return refuse(
                "optional",
                format!("steps from 1 to {}, counted from 0: the first cannot be left out", n - 1),
                step.to_string(),
            );
        }
        if self.order == FunnelOrder::Any && !self.optional.is_empty() {
            return refuse(
                "optional",
                "no optional steps with order=\"any\", which counts how many steps were done".to_owned(),
                format!("{:?}", self.optional),
            );
        }
        if self.within.is_some_and(|within| within < 0) {
            return refuse("within", "a length of time, not negative".to_owned(), format!("{:?} us", self.within));
        }
        if self.incomplete == Incomplete::Survival && self.within.is_none() {
            return refuse("within", "a window, which incomplete=\"survival\" extrapolates to".to_owned(), "nothing".to_owned());
        }
        Ok(())
    }

    pub(super) fn is_optional(&self, step: usize) -> bool {
        self.optional.contains(&step)
    }

    /// The step that the share of previous refers to: the last one before that may not be left out.
    pub(super) fn previous(&self, step: usize) -> usize {
        (0..step).rev().find(|&step| !self.is_optional(step)).unwrap_or(0)
    }

    /// What the row of a step is called.
    pub(super) fn step_name(&self, step: usize) -> String {
        match self.order {
            FunnelOrder::Any => format!("any {} of {}", step + 1, self.steps.len()),
            _ => self.steps.get(step).map_or_else(String::new, |step| step.join(" or ")),
        }
    }
}

impl FunnelOrder {
    /// Every order.
    pub const ALL: &'static [Self] = &[Self::Ordered, Self::Strict, Self::Any];

    /// The name used in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ordered => "ordered",
            Self::Strict => "strict",
            Self::Any => "any",
        }
    }
}

impl FromStr for FunnelOrder {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().copied().find(|order| order.name() == name);
        found.ok_or_else(|| Error::option("order", "one of ordered, strict, any", name))
    }
}

impl Incomplete {
    /// Every way.
    pub const ALL: &'static [Self] = &[Self::Drop, Self::Count, Self::Survival];

    /// The name used in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Count => "count",
            Self::Survival => "survival",
        }
    }
}

impl FromStr for Incomplete {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().copied().find(|way| way.name() == name);
        found.ok_or_else(|| Error::option("incomplete", "one of drop, count, survival", name))
    }
}
