use crate::columns::Reading;
use crate::stats::Metric;

/// A question of a survey: what it is called, where it stands, what its answers are.
///
/// # Examples
/// ```
/// use cxm_core::columns::Reading;
/// use cxm_core::formats::survey::Question;
/// use cxm_core::stats::Metric;
/// let question = Question::score("nps", Metric::nps()).column("Q1").reading(Reading::default().na([99]));
/// assert_eq!((question.name.as_str(), question.column.as_str()), ("nps", "Q1"));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Question {
    /// Its name: that of its column in the frame, and of its row in the accounts.
    pub name: String,
    /// Its column in the file, or in the long layout what the question column calls it.
    pub column: String,
    /// What its answers are.
    pub content: Content,
    /// What means "no answer", which word means which number, what stands before decimals.
    pub reading: Reading,
}

/// What the answers to a question are.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Points of the scale of a metric.
    Score(Metric),
    /// Any number: a weight, an amount.
    Number,
}

impl Question {
    /// A question scored by `metric`, its column called like it.
    #[must_use]
    pub fn score(name: impl Into<String>, metric: Metric) -> Self {
        Self::new(name.into(), Content::Score(metric))
    }

    /// A column of numbers, such as survey weights.
    #[must_use]
    pub fn number(name: impl Into<String>) -> Self {
        Self::new(name.into(), Content::Number)
    }

    fn new(name: String, content: Content) -> Self {
        Self { column: name.clone(), name, content, reading: Reading::default() }
    }

    /// Sets its column in the file.
    #[must_use]
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.column = column.into();
        self
    }

    /// Sets how its answers are read.
    #[must_use]
    pub fn reading(mut self, reading: Reading) -> Self {
        self.reading = reading;
        self
    }

    /// Whether a number may be an answer.
    pub(crate) fn takes(&self, value: f64) -> bool {
        match &self.content {
            Content::Score(metric) => matches!(metric.scale().grid.fit(value), crate::columns::Fit::Tick(_)),
            Content::Number => value.is_finite(),
        }
    }
}
