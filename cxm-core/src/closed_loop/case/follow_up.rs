use crate::domain::{ResponseId, Timestamp};

/// What the customer says after the case was opened: whether they are content again, or what they answer to the same question.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct FollowUp {
    /// Whether the customer is content again.
    pub recovered: Option<bool>,
    /// When they said so.
    pub recovered_at: Option<Timestamp>,
    /// The response that told so.
    pub response: Option<ResponseId>,
    /// What they answer, and when.
    pub score: Option<(f64, Timestamp)>,
}

impl FollowUp {
    /// Whether the customer is content again.
    #[must_use]
    pub const fn recovered(mut self, recovered: bool) -> Self {
        self.recovered = Some(recovered);
        self
    }

    /// When they said whether they are content.
    #[must_use]
    pub const fn recovered_at(mut self, at: Timestamp) -> Self {
        self.recovered_at = Some(at);
        self
    }

    /// The response that told so.
    #[must_use]
    pub fn response(mut self, response: ResponseId) -> Self {
        self.response = Some(response);
        self
    }

    /// What they answer to the same question, and when.
    #[must_use]
    pub const fn score(mut self, score: f64, at: Timestamp) -> Self {
        self.score = Some((score, at));
        self
    }
}
