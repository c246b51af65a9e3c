use crate::domain::document::{Problem, document};
use crate::error::Code;

document! {
    /// A rating with the ends of its scale, as schema.org's Rating has them.
    pub struct NormalRating {
        /// What was given.
        value: f64,
        /// The worst that could be.
        worst: f64,
        /// The best that could be.
        best: f64,
    }
}

impl NormalRating {
    /// Where it stands between worst (0) and best (1); `None` of a scale without room.
    ///
    /// # Formula
    /// `(value - worst) / (best - worst)`
    #[must_use]
    pub fn position(&self) -> Option<f64> {
        let position = (self.value - self.worst) / (self.best - self.worst);
        (0.0..=1.0).contains(&position).then_some(position)
    }

    /// Adds what is wrong with the rating that stands at `pointer`. The worst may be the greater number.
    pub(super) fn check(&self, pointer: &str, problems: &mut Vec<Problem>) {
        if self.position().is_none() {
            let message = "write a value from `worst` to `best`, which are two different numbers";
            problems.push(Problem::error(Code::OutOfRange.name(), format!("{pointer}/value"), message));
        }
    }
}
