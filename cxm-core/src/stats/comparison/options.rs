use super::CompareMethod;
use crate::stats::Level;
use crate::stats::test::Alternative;

/// How two samples are compared.
///
/// # Examples
/// ```
/// use cxm_core::stats::{CompareMethod, CompareOptions, Level};
/// let options = CompareOptions::default().method(CompareMethod::Welch).level(Level::try_from(0.9)?).equivalence(-5.0, 5.0);
/// assert_eq!((options.method, options.equivalence), (Some(CompareMethod::Welch), Some((-5.0, 5.0))));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct CompareOptions {
    /// The confidence level of the interval, 0.95 by default.
    pub level: Level,
    /// The method; `None` is the metric's default.
    pub method: Option<CompareMethod>,
    /// Against which alternative the p-value is; a one-sided one has a one-sided interval.
    pub alternative: Alternative,
    /// Test for equivalence within these margins, in the unit of the metric, instead of a difference.
    pub equivalence: Option<(f64, f64)>,
    /// Comparisons with fewer answers on a side are hidden; `None` is the metric's own.
    pub min_n: Option<u64>,
}

impl CompareOptions {
    /// Sets the confidence level.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Sets the method.
    #[must_use]
    pub fn method(mut self, method: CompareMethod) -> Self {
        self.method = Some(method);
        self
    }

    /// Sets the alternative.
    #[must_use]
    pub fn alternative(mut self, alternative: Alternative) -> Self {
        self.alternative = alternative;
        self
    }

    /// Asks for equivalence within `low..high` of the metric's unit.
    #[must_use]
    pub fn equivalence(mut self, low: f64, high: f64) -> Self {
        self.equivalence = Some((low, high));
        self
    }

    /// Sets below how many answers a comparison is hidden.
    #[must_use]
    pub fn min_n(mut self, min_n: u64) -> Self {
        self.min_n = Some(min_n);
        self
    }
}
