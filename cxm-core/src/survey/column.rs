use crate::columns::Reading;
use crate::error::Result;
use crate::state::State;
use crate::stats::{Answers, Estimate, EvaluateOptions, Metric, Tally, TallySpec, evaluate};

/// How a column is read and scored.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Invalid, Reading};
/// use cxm_core::survey::{SurveyOptions, nps};
/// let lenient = SurveyOptions::default().reading(Reading::default().invalid(Invalid::Count));
/// assert_eq!(nps(&[10_u8, 9, 11], &lenient)?.n_invalid, Some(1));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct SurveyOptions {
    /// What means "no answer", which word means which number, what to do with the rest.
    pub reading: Reading,
    /// Level, interval, suppression.
    pub evaluate: EvaluateOptions,
}

impl SurveyOptions {
    /// Sets how the column is read.
    #[must_use]
    pub fn reading(mut self, reading: Reading) -> Self {
        self.reading = reading;
        self
    }

    /// Sets how the tally is evaluated.
    #[must_use]
    pub fn evaluate(mut self, evaluate: EvaluateOptions) -> Self {
        self.evaluate = evaluate;
        self
    }
}

/// The estimate of any metric from a column, with weights and counts.
///
/// # Errors
/// As [`Tally::read`] and [`evaluate`].
///
/// # Examples
/// ```
/// use cxm_core::stats::{Answers, Metric};
/// use cxm_core::survey::{SurveyOptions, score_answers};
/// let answers = Answers::new((&[10_u8, 7, 3]).into()).counts((&[70_u64, 20, 10]).into());
/// assert_eq!(score_answers(&Metric::nps(), &answers, &SurveyOptions::default())?.estimate, Some(60.0));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn score_answers(metric: &Metric, answers: &Answers<'_>, options: &SurveyOptions) -> Result<Estimate> {
    let tally = tally_answers(metric, answers, &options.reading)?;
    evaluate(metric, &tally, &options.evaluate)
}

/// The tally of a column on the scale of a metric.
///
/// # Errors
/// As [`Tally::read`].
///
/// # Examples
/// ```
/// use cxm_core::columns::Reading;
/// use cxm_core::stats::{Answers, Metric};
/// use cxm_core::survey::tally_answers;
/// let tally = tally_answers(&Metric::nps(), &Answers::new((&[10_u8, 9, 3]).into()), &Reading::default())?;
/// assert_eq!((tally.n(), tally.counts()[9]), (3, 1));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn tally_answers(metric: &Metric, answers: &Answers<'_>, reading: &Reading) -> Result<Tally> {
    let mut tally = Tally::new(&TallySpec { scale: *metric.scale(), weighted: answers.weights.is_some(), question: None });
    let mut answers = answers.clone();
    answers.what = metric.name().to_owned().into();
    tally.read(&answers, reading)?;
    Ok(tally)
}
