use super::{Args, metric};
use crate::columns::ColumnView;
use crate::error::{Error, Result};
use crate::stats::{Answers, Estimate, Moments};
use crate::survey::{SurveyOptions, score_answers};

/// The columns of one call: values, and beside them weights and counts.
#[derive(Debug, Clone)]
pub struct Columns<'a> {
    /// The answers.
    pub values: ColumnView<'a>,
    /// Survey weights.
    pub weights: Option<ColumnView<'a>>,
    /// How many answers each row stands for.
    pub counts: Option<ColumnView<'a>>,
}

impl<'a> From<Columns<'a>> for Answers<'a> {
    fn from(columns: Columns<'a>) -> Self {
        let mut answers = Answers::new(columns.values);
        answers.weights = columns.weights;
        answers.counts = columns.counts;
        answers
    }
}

/// `nps(column, ...)`, `csat(column, ...)` and so on: the metric of this name on a column.
///
/// # Errors
/// As [`metric`] and [`score_answers`].
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, Columns, estimate};
/// let columns = Columns { values: (&[10_u8, 9, 3]).into(), weights: None, counts: None };
/// let nps = estimate("nps", columns, Args::from_json("nps", r#"{"level": 0.9}"#)?)?;
/// assert_eq!(nps.conf_level, 0.9);
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn estimate(name: &str, columns: Columns<'_>, mut args: Args) -> Result<Estimate> {
    if name == "mean" && !args.has("scale") {
        return mean_of_numbers(&columns, args);
    }
    let metric = metric(name, &mut args, None)?;
    let options = SurveyOptions::default().reading(args.reading()?).evaluate(args.evaluate()?);
    args.finish()?;
    score_answers(&metric, &columns.into(), &options)
}

/// `mean(column)` without a scale: numbers of any size.
fn mean_of_numbers(columns: &Columns<'_>, mut args: Args) -> Result<Estimate> {
    let (reading, options) = (args.reading()?, args.evaluate()?);
    args.finish()?;
    if columns.weights.is_some() || columns.counts.is_some() {
        return Err(Error::option("scale", "named for a mean with weights or counts, such as scale=(1, 5)", "nothing"));
    }
    let mut moments = Moments::default();
    moments.read(&columns.values, &reading)?;
    moments.mean(&options)
}
