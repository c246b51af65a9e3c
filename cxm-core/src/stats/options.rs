use super::{IntervalMethod, Level};
use crate::columns::Stop;

/// How a tally is evaluated: what changes the answer, not the state.
///
/// # Examples
/// ```
/// use cxm_core::stats::{EvaluateOptions, IntervalMethod, Level};
/// let options = EvaluateOptions::default().level(Level::try_from(0.9)?).interval(IntervalMethod::Score);
/// assert_eq!(options.level.get(), 0.9);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct EvaluateOptions {
    /// The confidence level, 0.95 by default.
    pub level: Level,
    /// The interval; `None` is the metric's default.
    pub interval: Option<IntervalMethod>,
    /// Estimates from fewer answers are hidden; `None` is the metric's own: 5 for employees, else 0.
    pub min_n: Option<u64>,
    /// The seed of the bootstrap.
    pub seed: u64,
    /// The draws of the bootstrap.
    pub draws: u32,
    /// When the drawing ends before its end.
    pub stop: Stop,
}

impl Default for EvaluateOptions {
    fn default() -> Self {
        Self { level: Level::default(), interval: None, min_n: None, seed: 0, draws: 10_000, stop: Stop::default() }
    }
}

impl EvaluateOptions {
    /// Sets the confidence level.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Sets the interval.
    #[must_use]
    pub fn interval(mut self, interval: IntervalMethod) -> Self {
        self.interval = Some(interval);
        self
    }

    /// Sets below how many answers an estimate is hidden.
    #[must_use]
    pub fn min_n(mut self, min_n: u64) -> Self {
        self.min_n = Some(min_n);
        self
    }

    /// Sets the seed of the bootstrap.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the draws of the bootstrap.
    #[must_use]
    pub fn draws(mut self, draws: u32) -> Self {
        self.draws = draws;
        self
    }
}
