use crate::error::{Code, Error, Result};

/// Who was watched, a column each, all as long as `stop`.
///
/// # Examples
/// ```
/// use cxm_core::stats::cox::CoxData;
/// let data = CoxData::new(vec![1.0, 2.0, 3.0], vec![true, false, true]).covariate("plan", vec![0.0, 1.0, 0.0]);
/// assert!(data.check().is_ok());
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct CoxData {
    /// From when each was watched; `None` where all are from the beginning. Several rows of one customer, one after the other, make covariates that change.
    pub start: Option<Vec<f64>>,
    /// Until when.
    pub stop: Vec<f64>,
    /// Whether it happened then.
    pub event: Vec<bool>,
    /// The names of the covariates.
    pub terms: Vec<String>,
    /// Their values, a column each.
    pub covariates: Vec<Vec<f64>>,
    /// What each row weighs; 1 without.
    pub weights: Option<Vec<f64>>,
    /// What is added to each row's logarithm of the hazard.
    pub offset: Option<Vec<f64>>,
    /// Groups with a baseline hazard of their own.
    pub strata: Option<Vec<usize>>,
    /// Groups (of rows of one customer) that may depend on one another.
    pub clusters: Option<Vec<usize>>,
}

impl CoxData {
    /// Times, and whether it happened then.
    #[must_use]
    pub fn new(stop: Vec<f64>, event: Vec<bool>) -> Self {
        Self { stop, event, ..Self::default() }
    }

    /// Adds a covariate.
    #[must_use]
    pub fn covariate(mut self, term: impl Into<String>, values: Vec<f64>) -> Self {
        self.terms.push(term.into());
        self.covariates.push(values);
        self
    }

    /// The stratum of a row of data that were checked.
    pub(super) fn stratum(&self, row: usize) -> usize {
        self.strata.as_ref().map_or(0, |strata| strata[row])
    }

    /// # Errors
    /// `length_mismatch`; `out_of_range` with row and field for a number that is not finite, a time below 0, a stop that is not after its start, a negative weight; `too_few` without a
    /// covariate or where nothing happened.
    pub fn check(&self) -> Result<()> {
        let rows = self.stop.len();
        if self.covariates.is_empty() || self.terms.len() != self.covariates.len() {
            return Err(Error::expected(
                Code::TooFew,
                "covariates",
                "one covariate or more, each with its name",
                self.terms.len().to_string(),
            ));
        }
        let length = |field: &str, len: usize| {
            if len == rows {
                return Ok(());
            }
            Err(Error::new(Code::LengthMismatch, format!("{rows} times, but {len} of {field}")).with_field(field))
        };
        length("event", self.event.len())?;
        let columns = self.terms.iter().map(String::as_str).zip(&self.covariates);
        let optional = [("start", &self.start), ("weights", &self.weights), ("offset", &self.offset)];
        let optional = optional.into_iter().filter_map(|(field, column)| Some((field, column.as_ref()?)));
        for (field, column) in std::iter::once(("duration", &self.stop)).chain(columns).chain(optional) {
            length(field, column.len())?;
            if let Some(row) = column.iter().position(|value| !value.is_finite()) {
                return Err(refuse(field, row, "a finite number", column.get(row)));
            }
        }
        for (field, groups) in [("strata", &self.strata), ("cluster", &self.clusters)] {
            groups.as_ref().map_or(Ok(()), |groups| length(field, groups.len()))?;
        }
        for (field, column) in
            [("duration", Some(&self.stop)), ("start", self.start.as_ref()), ("weights", self.weights.as_ref())]
        {
            if let Some((column, row)) = column.and_then(|column| Some((column, column.iter().position(|value| *value < 0.0)?))) {
                return Err(refuse(field, row, "0 or more", column.get(row)));
            }
        }
        if let Some(start) = &self.start
            && let Some(row) = start.iter().zip(&self.stop).position(|(start, stop)| start >= stop)
        {
            return Err(refuse("start", row, "before the end of the row", start.get(row)));
        }
        if !self.event.contains(&true) {
            return Err(Error::expected(Code::TooFew, "event", "an event at least", "none"));
        }
        Ok(())
    }
}

fn refuse(field: &str, row: usize, expected: &str, got: Option<&f64>) -> Error {
    let got = got.map_or_else(String::new, f64::to_string);
    Error::expected(Code::OutOfRange, field, expected, got).with_row(row as u64)
}
