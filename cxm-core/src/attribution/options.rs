use super::AttributionMethod;
use crate::columns::Stop;
use crate::error::{Error, Result};
use crate::stats::Level;

/// How many of the last touches a state of the Markov chain remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MarkovOrder {
    /// So many, at least one.
    Fixed(u32),
    /// As many as predict paths best that they were not learnt from.
    Auto,
}

impl Default for MarkovOrder {
    fn default() -> Self {
        Self::Fixed(1)
    }
}

/// How attribution is done.
///
/// # Examples
/// ```
/// use cxm_core::attribution::{AttributionMethod, AttributionOptions};
/// let options = AttributionOptions::default().method(AttributionMethod::Linear).bootstrap(0);
/// assert_eq!((options.bootstrap, options.half_life), (0, 7.0));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AttributionOptions {
    /// The method; Markov by default.
    pub method: AttributionMethod,
    /// The order of the Markov chain; 1 by default.
    pub order: MarkovOrder,
    /// The half-life of `time_decay`, in positions; 7 by default.
    pub half_life: f64,
    /// How many times the paths are drawn anew for the intervals; 1,000 by default, 0 for no intervals.
    pub bootstrap: u32,
    /// The seed of the draws.
    pub seed: u64,
    /// The confidence level of the intervals.
    pub level: Level,
    /// When the call ends before its end.
    pub stop: Stop,
}

impl Default for AttributionOptions {
    fn default() -> Self {
        Self {
            method: AttributionMethod::default(),
            order: MarkovOrder::default(),
            half_life: 7.0,
            bootstrap: 1_000,
            seed: 0,
            level: Level::default(),
            stop: Stop::default(),
        }
    }
}

/// More draws than this are a slip of the pen.
const MAX_DRAWS: u32 = 1_000_000;

impl AttributionOptions {
    /// Sets the method.
    #[must_use]
    pub fn method(mut self, method: AttributionMethod) -> Self {
        self.method = method;
        self
    }

    /// Sets the order of the Markov chain.
    #[must_use]
    pub fn order(mut self, order: MarkovOrder) -> Self {
        self.order = order;
        self
    }

    /// Sets the half-life of `time_decay`.
    #[must_use]
    pub fn half_life(mut self, positions: f64) -> Self {
        self.half_life = positions;
        self
    }

    /// Sets how many times the paths are drawn anew.
    #[must_use]
    pub fn bootstrap(mut self, draws: u32) -> Self {
        self.bootstrap = draws;
        self
    }

    /// Sets the seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the confidence level.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Refuses what makes no sense.
    pub(super) fn check(&self) -> Result<()> {
        if !(self.half_life.is_finite() && self.half_life > 0.0) {
            return Err(Error::option("half_life", "a number of positions, more than 0", self.half_life.to_string()));
        }
        if self.bootstrap == 1 || self.bootstrap > MAX_DRAWS {
            return Err(Error::option("bootstrap", format!("0, or 2 to {MAX_DRAWS} draws"), self.bootstrap.to_string()));
        }
        if self.order == MarkovOrder::Fixed(0) {
            return Err(Error::option("order", "a whole number of touches, at least 1, or \"auto\"", "0"));
        }
        Ok(())
    }
}
