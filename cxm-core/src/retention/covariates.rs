use super::numbers::{numbers, truths};
use crate::columns::{ColumnView, Stop};
use crate::error::Result;
use crate::stats::cox::CoxData;
use std::collections::BTreeMap;

/// Columns that Cox's model is fitted to.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::retention::CovariateColumns;
/// let age = ColumnView::from(&[30, 50, 40]).named("age");
/// let data = CovariateColumns::new((&[3, 1, 2]).into(), (&[1, 1, 0]).into(), vec![age]).read()?;
/// assert_eq!((data.terms, data.stop), (vec!["age".to_owned()], vec![3.0, 1.0, 2.0]));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CovariateColumns<'a> {
    /// How long each was watched, or until when.
    pub duration: ColumnView<'a>,
    /// Whether it happened then.
    pub event: ColumnView<'a>,
    /// The covariates: numbers, or true and false as 1 and 0.
    pub covariates: Vec<ColumnView<'a>>,
    /// From when each was watched.
    pub start: Option<ColumnView<'a>>,
    /// What each row weighs.
    pub weights: Option<ColumnView<'a>>,
    /// What is added to the logarithm of each hazard.
    pub offset: Option<ColumnView<'a>>,
    /// Groups with a baseline of their own.
    pub strata: Vec<ColumnView<'a>>,
    /// Whose rows depend on one another.
    pub cluster: Option<ColumnView<'a>>,
}

impl<'a> CovariateColumns<'a> {
    /// Times, events and covariates.
    #[must_use]
    pub fn new(duration: ColumnView<'a>, event: ColumnView<'a>, covariates: Vec<ColumnView<'a>>) -> Self {
        Self { duration, event, covariates, start: None, weights: None, offset: None, strata: Vec::new(), cluster: None }
    }

    /// Reads every row.
    ///
    /// # Errors
    /// `not_a_number` and `out_of_range` with row and field; those of [`CoxData::check`].
    pub fn read(&self) -> Result<CoxData> {
        let mut data = CoxData::new(numbers(&self.duration, "duration")?, truths(&self.event, "event")?);
        for (column, number) in self.covariates.iter().zip(1..) {
            let term = column.name().map_or_else(|| format!("covariate {number}"), str::to_owned);
            let values = numbers(column, &term)?;
            data = data.covariate(term, values);
        }
        let optional =
            |column: &Option<ColumnView<'_>>, what: &str| column.as_ref().map(|column| numbers(column, what)).transpose();
        data.start = optional(&self.start, "start")?;
        data.weights = optional(&self.weights, "weights")?;
        data.offset = optional(&self.offset, "offset")?;
        if !self.strata.is_empty() {
            data.strata = Some(codes(&self.strata.iter().collect::<Vec<_>>())?);
        }
        data.clusters = self.cluster.as_ref().map(|cluster| codes(&[cluster])).transpose()?;
        data.check()?;
        Ok(data)
    }
}

/// A number for each different row of these columns.
fn codes(columns: &[&ColumnView<'_>]) -> Result<Vec<usize>> {
    let mut known: BTreeMap<Vec<u32>, usize> = BTreeMap::new();
    let columns = columns.iter().map(|column| Ok(column.coded("strata", &Stop::default())?.0)).collect::<Result<Vec<_>>>()?;
    let rows = columns.iter().map(Vec::len).min().unwrap_or_default();
    let code = |row: usize| {
        let key: Vec<u32> = columns.iter().filter_map(|column| column.get(row).copied()).collect();
        let next = known.len();
        *known.entry(key).or_insert(next)
    };
    Ok((0..rows).map(code).collect())
}
