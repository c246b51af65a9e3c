/// The two ends of a confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// The interval that reaches `margin` to both sides of `center`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::interval::Interval;
    /// assert_eq!(Interval::around(2.0, 0.5), Interval { low: 1.5, high: 2.5 });
    /// ```
    #[must_use]
    pub fn around(center: f64, margin: f64) -> Self {
        Self { low: center - margin, high: center + margin }
    }

    /// The interval moved into `low..=high` of the scale.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::interval::Interval;
    /// assert_eq!(Interval { low: -0.1, high: 0.5 }.clipped(0.0, 1.0), Interval { low: 0.0, high: 0.5 });
    /// ```
    #[must_use]
    pub fn clipped(self, low: f64, high: f64) -> Self {
        Self { low: self.low.max(low).min(high), high: self.high.max(low).min(high) }
    }

    /// The smallest interval that holds this one and `estimate`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::interval::Interval;
    /// assert_eq!(Interval { low: 0.2, high: 0.9 }.including(1.0), Interval { low: 0.2, high: 1.0 });
    /// ```
    #[must_use]
    pub fn including(self, estimate: f64) -> Self {
        Self { low: self.low.min(estimate), high: self.high.max(estimate) }
    }

    /// Whether `value` lies in the interval, ends included.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::interval::Interval;
    /// assert!(Interval { low: 0.0, high: 1.0 }.contains(1.0));
    /// ```
    #[must_use]
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}
