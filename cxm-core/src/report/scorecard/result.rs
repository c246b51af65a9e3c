use super::Finding;
use crate::columns::time::Zone;
use crate::columns::{Every, Key, Table};
use crate::stats::{Direction, Estimate, Metric, Test};

/// What a survey says: scores with their intervals, by group and period, with what changed and whether it is real.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Scorecard {
    /// The title.
    pub title: String,
    /// A line below the title.
    pub subtitle: Option<String>,
    /// The columns it is grouped by.
    pub by: Vec<String>,
    /// The periods.
    pub every: Option<Every>,
    /// Where calendar days begin and end.
    pub zone: Zone,
    /// The confidence level of intervals; a difference is real when its adjusted p-value is below `1 - level`.
    pub level: f64,
    /// The metrics, in the order they were asked for.
    pub questions: Vec<QuestionScore>,
    /// The KPIs of a program by period, if they were added with [`Scorecard::with_program`].
    pub program: Option<Table>,
}

/// One metric of a scorecard.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct QuestionScore {
    /// What it is called.
    pub title: String,
    /// Its definition.
    pub metric: Metric,
    /// The column of answers, if it came from a frame.
    pub column: Option<String>,
    /// Groups smaller than this are hidden.
    pub min_n: u64,
    /// All answers together.
    pub total: Estimate,
    /// Each period; a row without a period holds the answers without a time, last.
    pub periods: Vec<PeriodScore>,
    /// A table for each column it is grouped by.
    pub by: Vec<GroupTable>,
    /// What is significant, as sentences.
    pub findings: Vec<Finding>,
    /// Where the parts and the total point in different directions, as sentences.
    pub warnings: Vec<String>,
}

/// A score in a period, and its change.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PeriodScore {
    /// The first day of the period, days since 1970-01-01.
    pub period: Option<i32>,
    /// The score.
    pub estimate: Estimate,
    /// This period minus the one before; `None` where one of them is hidden or empty.
    pub change: Option<Test>,
}

/// The groups of one column, the best first; hidden and empty ones last, by key.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GroupTable {
    /// The column.
    pub column: String,
    /// Its groups.
    pub groups: Vec<GroupScore>,
}

/// A group's score, its difference from the rest, and its periods.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GroupScore {
    /// The value of the column.
    pub key: Key,
    /// The score.
    pub estimate: Estimate,
    /// This group minus all others; `None` where one side is hidden or empty.
    pub rest: Option<Test>,
    /// Its score in each period, in the order of [`QuestionScore::periods`].
    pub periods: Vec<PeriodScore>,
}

/// What a test says about a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// The first is higher.
    Higher,
    /// The first is lower.
    Lower,
    /// The difference may be chance.
    NoClearDifference,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: &'static [Self] = &[Self::Higher, Self::Lower, Self::NoClearDifference];

    /// The name in all three languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::NoClearDifference => "no_clear_difference",
        }
    }

    /// What a test says: its adjusted p-value (or its p-value, if it stands alone) against `1 - level`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::report::scorecard::Verdict;
    /// use cxm_core::stats::{CompareOptions, Metric, Scale, Tally, compare};
    /// let many = |low, high| Tally::from_counts(Scale::NPS, &[low, 0, 0, 0, 0, 0, 0, 0, 0, 0, high], 0, 0);
    /// let test = compare(&Metric::nps(), &many(10, 90)?, &many(90, 10)?, &CompareOptions::default())?;
    /// assert_eq!(Verdict::of(&test), Verdict::Higher);
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    #[must_use]
    pub fn of(test: &Test) -> Self {
        let is_real = test.p_adjusted.or(test.p_value).is_some_and(|p| p < 1.0 - test.level);
        match test.estimate {
            Some(difference) if is_real && difference > 0.0 => Self::Higher,
            Some(difference) if is_real && difference < 0.0 => Self::Lower,
            _ => Self::NoClearDifference,
        }
    }

    /// Whether it is good news where `direction` is good; `None` where nothing is clear.
    #[must_use]
    pub fn is_good(self, direction: Direction) -> Option<bool> {
        match self {
            Self::Higher => Some(direction == Direction::HigherIsBetter),
            Self::Lower => Some(direction == Direction::LowerIsBetter),
            Self::NoClearDifference => None,
        }
    }
}
