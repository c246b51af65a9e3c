use crate::domain::document::{Problem, document};
use crate::error::Code;

document! {
    /// What a model thinks of the mood of a text.
    pub struct Sentiment {
        /// From -1, bad, to 1, good.
        score: f64,
        /// Which model, with its version.
        model: String,
    }
}

impl Sentiment {
    /// Adds what is wrong with the sentiment that stands at `pointer`.
    pub(super) fn check(&self, pointer: &str, problems: &mut Vec<Problem>) {
        if !(-1.0..=1.0).contains(&self.score) {
            problems.push(Problem::error(Code::OutOfRange.name(), format!("{pointer}/score"), "write a score from -1 to 1"));
        }
    }
}
