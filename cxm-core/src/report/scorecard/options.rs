use crate::columns::Every;
use crate::stats::{EvaluateOptions, Metric, title};
use crate::survey::TallyCube;
use std::borrow::Cow;

/// One metric of a scorecard and the answers to its question.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ScoredQuestion<'c> {
    /// The metric.
    pub metric: Metric,
    /// What it is called on the card: `NPS`.
    pub title: String,
    /// The column of answers, if it came from a frame.
    pub column: Option<String>,
    /// The answers by group and period.
    pub cube: Cow<'c, TallyCube>,
}

impl<'c> ScoredQuestion<'c> {
    /// A metric on the answers of a cube, under the metric's own name.
    #[must_use]
    pub fn new(metric: Metric, cube: Cow<'c, TallyCube>) -> Self {
        Self { title: title(metric.name()), metric, column: None, cube }
    }

    /// Sets what it is called.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Sets the column of answers.
    #[must_use]
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }
}

/// What a scorecard shows.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ScorecardOptions {
    /// The title; `Scorecard` by default.
    pub title: Option<String>,
    /// A line below the title: the survey, the question, the source.
    pub subtitle: Option<String>,
    /// The columns to group by, each in a table of its own.
    pub by: Vec<String>,
    /// The periods, if the scores are followed over time.
    pub every: Option<Every>,
    /// Level, interval, suppression. `min_n` holds for every metric; `None` is the metric's own.
    pub evaluate: EvaluateOptions,
}

impl ScorecardOptions {
    /// Sets the title.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the line below the title.
    #[must_use]
    pub fn subtitle(mut self, subtitle: impl Into<String>) -> Self {
        self.subtitle = Some(subtitle.into());
        self
    }

    /// Sets the columns to group by.
    #[must_use]
    pub fn by<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.by = columns.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the periods.
    #[must_use]
    pub fn every(mut self, every: Every) -> Self {
        self.every = Some(every);
        self
    }

    /// Sets level, interval and suppression.
    #[must_use]
    pub fn evaluate(mut self, evaluate: EvaluateOptions) -> Self {
        self.evaluate = evaluate;
        self
    }
}
