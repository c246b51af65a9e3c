use super::{SurveyOptions, score_answers};
use crate::columns::{ColumnView, Fit};
use crate::error::{Error, Result};
use crate::stats::{Answers, Estimate, EvaluateOptions, Functional, Metric, Scale, Tally, evaluate};

/// Net Promoter Score: the share of promoters (9-10) minus the share of detractors (0-6).
///
/// # Examples
/// ```
/// use cxm_core::stats::{Metric, Scale};
/// use cxm_core::survey::NPS;
/// assert_eq!(Metric::nps().functional(), NPS);
/// assert!(NPS.check(&Scale::FIVE).is_err()); // 9 does not stand on 1 to 5
/// ```
pub const NPS: Functional = Functional::Net { low_max: 6, high_min: 9 };

/// Groups of employees smaller than this are not shown by default.
pub const EMPLOYEE_MIN_N: u64 = 5;

/// Net Promoter Score of a column of answers on 0-10.
///
/// # Formula
/// `100 (promoters - detractors) / n`, promoters 9-10, detractors 0-6. Missing answers are in no denominator.
///
/// # Units
/// Points, -100 to 100.
///
/// # Valid when
/// Answers are independent. Several answers of one account are not: with 60 accounts of 5 contacts whose answers correlate by 0.3, a nominal 95 %
/// interval covers 81.0 %, and 84.3 % where it is an opinion behind the answers that does (`docs/validation/coverage.md`).
///
/// # Errors
/// `out_of_range`, `not_an_integer`, `not_a_number` with the row of the first answer off the scale.
///
/// # Examples
/// ```
/// use cxm_core::survey::{SurveyOptions, nps};
/// let estimate = nps(&[10_u8, 9, 9, 8, 3], &SurveyOptions::default())?;
/// assert_eq!(estimate.estimate, Some(40.0)); // 3 promoters, 1 detractor, of 5
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// Reichheld (2003), *The One Number You Need to Grow*, Harvard Business Review 81(12). Interval: Lewis & Sauro, adjusted Wald for NPS
/// (measuringu.com/nps-confidence-intervals).
pub fn nps<'a>(column: impl Into<ColumnView<'a>>, options: &SurveyOptions) -> Result<Estimate> {
    score_answers(&Metric::nps(), &Answers::new(column.into()), options)
}

/// Employee Net Promoter Score: [`nps`], hidden below 5 answers.
///
/// # Formula
/// As [`nps`].
///
/// # Errors
/// As [`nps`].
///
/// # Examples
/// ```
/// use cxm_core::survey::{SurveyOptions, enps};
/// assert_eq!(enps(&[10_u8, 9, 9, 8], &SurveyOptions::default())?.estimate, None); // 4 answers: suppressed
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// As [`nps`].
pub fn enps<'a>(column: impl Into<ColumnView<'a>>, options: &SurveyOptions) -> Result<Estimate> {
    score_answers(&Metric::enps(), &Answers::new(column.into()), options)
}

impl Metric {
    /// Net Promoter Score on 0-10.
    ///
    /// # Formula
    /// `100 (promoters - detractors) / n`, promoters 9-10, detractors 0-6.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::{Metric, Scale, Unit};
    /// assert_eq!((*Metric::nps().scale(), Metric::nps().unit()), (Scale::NPS, Unit::Points));
    /// ```
    #[must_use]
    pub fn nps() -> Self {
        Self::preset("nps", Scale::NPS, NPS)
    }

    /// Employee Net Promoter Score: hidden below 5 answers.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::Metric;
    /// assert_eq!((Metric::enps().min_n(), Metric::nps().min_n()), (5, 0));
    /// ```
    #[must_use]
    pub fn enps() -> Self {
        Self::preset("enps", Scale::NPS, NPS).hidden_below(EMPLOYEE_MIN_N)
    }

    /// A net score of another question: its scale, and the bands `low` and below, `high` and above. Flagged `non_standard`.
    ///
    /// # Formula
    /// `100 (share of high and above - share of low and below)`.
    ///
    /// # Errors
    /// `invalid_option` when the bands do not stand on the scale.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::{EvaluateOptions, Flag, Metric, Scale, Tally, evaluate};
    /// let five = Metric::net("nps", Scale::FIVE, 3.0, 5.0)?;
    /// let tally = Tally::from_counts(Scale::FIVE, &[5, 10, 15, 30, 40], 0, 0)?;
    /// let score = evaluate(&five, &tally, &EvaluateOptions::default())?;
    /// assert_eq!(score.estimate, Some(10.0)); // 40 % less 30 %
    /// assert!(score.has(Flag::NonStandard));
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn net(name: &'static str, scale: Scale, low: f64, high: f64) -> Result<Self> {
        match (scale.grid.fit(low), scale.grid.fit(high)) {
            (Fit::Tick(low_max), Fit::Tick(high_min)) => {
                let metric = Self::new(name, scale, Functional::Net { low_max, high_min })?;
                let standard = scale == Scale::NPS && metric.functional() == NPS;
                Ok(if standard { metric } else { metric.non_standard() })
            }
            _ => {
                Err(Error::option("bands", format!("(low, high), both points of the scale {scale}"), format!("({low}, {high})")))
            }
        }
    }
}

impl Tally {
    /// Net Promoter Score of a tally on 0-10.
    ///
    /// # Errors
    /// `scale_mismatch` on another scale; as [`evaluate`].
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::{EvaluateOptions, Scale, Tally};
    /// let tally = Tally::from_counts(Scale::NPS, &[10, 0, 0, 0, 0, 0, 0, 20, 0, 0, 70], 0, 0)?;
    /// assert_eq!(tally.nps(&EvaluateOptions::default())?.estimate, Some(60.0));
    /// assert!(Tally::of(Scale::FIVE).nps(&EvaluateOptions::default()).is_err());
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn nps(&self, options: &EvaluateOptions) -> Result<Estimate> {
        evaluate(&Metric::nps(), self, options)
    }

    /// Employee Net Promoter Score of a tally on 0-10.
    ///
    /// # Errors
    /// As [`Tally::nps`].
    pub fn enps(&self, options: &EvaluateOptions) -> Result<Estimate> {
        evaluate(&Metric::enps(), self, options)
    }
}
