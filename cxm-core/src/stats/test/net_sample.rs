use crate::stats::interval::net::variance;

/// One group's answers to a net score: the shares of low and high answers and their number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetSample {
    /// Share of low answers, 0..=1.
    pub low_share: f64,
    /// Share of high answers, 0..=1.
    pub high_share: f64,
    /// How many answers, or the effective number where they are weighted; 0 for an empty group.
    pub n: f64,
}

impl NetSample {
    /// The sample with these counts.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::test::NetSample;
    /// let group = NetSample::from_counts(10.0, 20.0, 70.0);
    /// assert_eq!((group.low_share, group.high_share, group.n), (0.1, 0.7, 100.0));
    /// assert_eq!(NetSample::from_counts(0.0, 0.0, 0.0).net(), None);
    /// ```
    #[must_use]
    pub fn from_counts(low: f64, between: f64, high: f64) -> Self {
        let n = low + between + high;
        if n > 0.0 {
            Self { low_share: low / n, high_share: high / n, n }
        } else {
            Self { low_share: 0.0, high_share: 0.0, n: 0.0 }
        }
    }

    /// The net score, -1..=1, or `None` without answers.
    ///
    /// # Formula
    /// `high - low`.
    #[must_use]
    pub fn net(&self) -> Option<f64> {
        (self.n > 0.0).then_some(self.high_share - self.low_share)
    }

    /// The plug-in variance of the net score: that of one answer over n.
    pub(crate) fn squared_error(&self) -> f64 {
        variance(self.low_share, self.high_share) / self.n
    }
}
