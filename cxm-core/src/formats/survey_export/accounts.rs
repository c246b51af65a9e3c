/// What became of the rows that were read for one question.
///
/// # Formula
/// `n_read = n_scored + n_missing + n_rejected + n_excluded`
///
/// # Examples
/// ```
/// use cxm_core::formats::survey_export::Accounts;
/// let accounts = Accounts { n_scored: 7, n_missing: 2, n_rejected: 1, n_excluded: 3 };
/// assert_eq!(accounts.n_read(), 13);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Accounts {
    /// Answers on the scale.
    pub n_scored: u64,
    /// Cells that say "no answer".
    pub n_missing: u64,
    /// Rows or cells that could not be read.
    pub n_rejected: u64,
    /// Rows of previews, tests, spam, unfinished responses and duplicates.
    pub n_excluded: u64,
}

impl Accounts {
    /// Rows read for the question.
    #[must_use]
    pub const fn n_read(&self) -> u64 {
        self.n_scored + self.n_missing + self.n_rejected + self.n_excluded
    }
}
