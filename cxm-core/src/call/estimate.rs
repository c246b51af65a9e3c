use super::{Args, metric};
use crate::columns::ColumnView;
use crate::error::Result;
use crate::stats::{Answers, Estimate};
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
    let metric = metric(name, &mut args, None)?;
    let options = SurveyOptions::default().reading(args.reading()?).evaluate(args.evaluate()?);
    args.finish()?;
    score_answers(&metric, &columns.into(), &options)
}
